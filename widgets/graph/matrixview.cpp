#include "widgets/graph/matrixview.h"

#include "widgets/common/theme.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr double legendWidth = 8 * Theme::space5;

} // namespace

MatrixView::MatrixView(QWidget *parent) : ClassMatrix(parent)
{
    setAccessibleName(tr("Correlations between classes"));
}

void MatrixView::setFrame(std::shared_ptr<const GraphFrame> frame)
{
    m_frame = std::move(frame);
    setOrder(m_frame ? m_frame->layout->order : std::vector<std::int32_t>());
}

void MatrixView::setNames(const QString &teacher, const QString &student)
{
    m_teacher = teacher;
    m_student = student;
    setAccessibleDescription(tr("%1 above the diagonal, %2 below").arg(teacher, student));
    update();
}

QString MatrixView::describeCell(int row, int column) const
{
    if (!m_frame || row < 0 || column < 0 || row >= count() || column >= count())
        return {};
    const std::int32_t a = classAt(row);
    const std::int32_t b = classAt(column);
    if (a == b)
        return nameOf(a);
    const QLocale locale;
    return tr("%1 and %2\n%3: %4\n%5: %6")
        .arg(nameOf(a), nameOf(b), m_teacher, locale.toString(m_frame->teacher.proxyCorrelations.at(a, b), 'f', 2),
             m_student, locale.toString(m_frame->student.proxyCorrelations.at(a, b), 'f', 2));
}

QImage MatrixView::cellImage(int) const
{
    const Theme &theme = Theme::of(this);
    // A colour is found once for each of so many steps; a thousand classes are a million cells.
    constexpr int steps = 256;
    QRgb colours[steps + 1];
    for (int i = 0; i <= steps; ++i)
        colours[i] = theme.diverging(2.0 * i / steps - 1).rgb();
    QImage cells(count(), count(), QImage::Format_RGB32);
    for (int row = 0; row < count(); ++row) {
        auto *pixels = reinterpret_cast<QRgb *>(cells.scanLine(row));
        for (int column = 0; column < count(); ++column) {
            const ProxyGraph &graph = column > row ? m_frame->teacher : m_frame->student;
            const float value = graph.proxyCorrelations.at(classAt(row), classAt(column));
            const auto step = static_cast<int>(std::lround((std::clamp(value, -1.0F, 1.0F) + 1) / 2 * steps));
            pixels[column] = row == column ? theme.border.rgb() : colours[step];
        }
    }
    return cells;
}

void MatrixView::paintLegend(QPainter &painter) const
{
    const Theme &theme = Theme::of(this);
    const double high = fontMetrics().height();
    const double y = height() - legendHeight() + Theme::space3;
    const QRectF bar(width() - Theme::space4 - legendWidth, y, legendWidth, Theme::space2);
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    for (int i = 0; i <= 8; ++i)
        gradient.setColorAt(i / 8.0, theme.diverging(i / 4.0 - 1));
    painter.fillRect(bar, gradient);
    painter.setFont(font());
    painter.setPen(theme.secondary);
    const QRectF below(bar.x() - Theme::space5, bar.bottom() + 2, bar.width() + 2 * Theme::space5, high);
    painter.drawText(below.adjusted(Theme::space5, 0, -Theme::space5, 0), Qt::AlignLeft, QStringLiteral("-1"));
    painter.drawText(below, Qt::AlignHCenter, QStringLiteral("0"));
    painter.drawText(below.adjusted(Theme::space5, 0, -Theme::space5, 0), Qt::AlignRight, QStringLiteral("1"));
    const QRectF words(Theme::space3, y - Theme::space1, bar.left() - 2 * Theme::space3, high);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(
                         tr("correlation of classes: %1 above the diagonal, %2 below").arg(m_teacher, m_student),
                         Qt::ElideRight, static_cast<int>(words.width())));
}

} // namespace retort
