#include "widgets/common/confusionmatrix.h"

#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr int shades = 32;
constexpr double sameAtMost = 0.35;  ///< how far what is the same may go towards the accent
constexpr double faintest = 0.12;    ///< of what is not the same: a single image must be seen
constexpr std::size_t allShown = 30; ///< so many classes are shown with and without images

} // namespace

ConfusionMatrix::ConfusionMatrix(QWidget *parent) : ClassMatrix(parent)
{
    setAccessibleName(tr("Confusions"));
    connect(this, &ClassMatrix::cellClicked, this, [this](int reference, int answer) {
        if (cellOf(reference, answer))
            Q_EMIT cellChosen(reference, answer);
    });
}

void ConfusionMatrix::setWords(const QString &reference, const QString &answer)
{
    m_reference = reference;
    m_answer = answer;
    setAccessibleName(tr("Confusions: %1 down, %2 across").arg(reference, answer));
    update();
}

void ConfusionMatrix::setCells(std::vector<ConfusionCell> cells, std::vector<std::int32_t> order)
{
    m_cells = std::move(cells);
    m_places.assign(order.size(), 0);
    const std::size_t all = order.size();
    if (all > allShown && !m_cells.empty()) {
        std::vector<std::uint8_t> used(all, 0);
        for (const ConfusionCell &cell : m_cells)
            used[static_cast<std::size_t>(cell.label)] = used[static_cast<std::size_t>(cell.answer)] = 1;
        std::erase_if(order, [&](std::int32_t index) { return used[static_cast<std::size_t>(index)] == 0; });
    }
    m_without = static_cast<int>(all - order.size());
    for (std::size_t place = 0; place < order.size(); ++place)
        m_places[static_cast<std::size_t>(order[place])] = static_cast<int>(place);
    setOrder(std::move(order));
}

const ConfusionCell *ConfusionMatrix::cellOf(std::int32_t reference, std::int32_t answer) const
{
    const std::pair wanted(reference, answer);
    const auto found =
        std::lower_bound(m_cells.begin(), m_cells.end(), wanted, [](const ConfusionCell &one, const auto &pair) {
            return std::pair(one.label, one.answer) < pair;
        });
    const bool there = found != m_cells.end() && std::pair(found->label, found->answer) == wanted;
    return there ? &*found : nullptr;
}

QString ConfusionMatrix::describeCell(int row, int column) const
{
    if (row < 0 || column < 0 || row >= count() || column >= count())
        return {};
    const std::int32_t reference = classAt(row);
    const std::int32_t answer = classAt(column);
    const QString what =
        QStringLiteral("%1: %2\n%3: %4").arg(m_reference, nameOf(reference), m_answer, nameOf(answer));
    const ConfusionCell *cell = cellOf(reference, answer);
    return what + QLatin1Char('\n') +
           (cell ? tr("%n image(s), %1 of the row's", nullptr, static_cast<int>(cell->count))
                       .arg(percentText(cell->share.percent))
                 : tr("no image"));
}

QColor ConfusionMatrix::shade(bool same, double share) const
{
    const Theme &theme = Theme::of(this);
    // The root, so that a few hundredths can be told from nothing and from each other.
    return same ? mixed(theme.surface, theme.accent, sameAtMost * share)
                : mixed(theme.surface, theme.bad, faintest + (1 - faintest) * std::sqrt(share));
}

QImage ConfusionMatrix::cellImage(int side) const
{
    QImage image(side, side, QImage::Format_RGB32);
    image.fill(Theme::of(this).surface);
    const double scale = static_cast<double>(side) / std::max(1, count());
    QRgb colours[2][shades + 1];
    for (int i = 0; i <= shades; ++i)
        for (const int same : {0, 1})
            colours[same][i] = shade(same == 1, static_cast<double>(i) / shades).rgb();
    const auto pixel = [&](std::int32_t index) {
        return std::min(side - 1, static_cast<int>(m_places[static_cast<std::size_t>(index)] * scale));
    };
    // Those that are the same first: the others lie over them where one pixel stands for both. Of those the
    // larger.
    std::vector<float> largest(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), -1);
    for (const bool same : {true, false})
        for (const ConfusionCell &cell : m_cells) {
            if ((cell.label == cell.answer) != same)
                continue;
            const int x = pixel(cell.answer);
            const int y = pixel(cell.label);
            const auto share = static_cast<float>(cell.share.percent / 100);
            float &before = largest[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
                                    static_cast<std::size_t>(x)];
            const bool alone = count() <= side;
            if (!alone && !same && x == y && share < 0.5F)
                continue; // the diagonal stays a line
            if (!same && share <= before && x != y)
                continue;
            before = share;
            reinterpret_cast<QRgb *>(image.scanLine(y))[x] =
                colours[same][static_cast<int>(std::lround(share * shades))];
        }
    return image;
}

ClassMatrix::CellText ConfusionMatrix::cellText(int row, int column) const
{
    const ConfusionCell *cell = cellOf(classAt(row), classAt(column));
    if (!cell)
        return {};
    const Theme &theme = Theme::of(this);
    const QColor fill = shade(row == column, cell->share.percent / 100);
    return {groupedNumber(cell->count),
            contrast(theme.text, fill) >= contrast(theme.surface, fill) ? theme.text : theme.surface};
}

QString ConfusionMatrix::legendText() const
{
    return tr("%1 down, %2 across").arg(m_reference, m_answer);
}

bool ConfusionMatrix::isLegendOneLine() const
{
    const int swatches = fontMetrics().horizontalAdvance(tr("the same")) +
                         fontMetrics().horizontalAdvance(tr("another class")) +
                         2 * (2 + Theme::space4 + Theme::space3);
    return Theme::space3 + fontMetrics().horizontalAdvance(legendText()) + swatches + Theme::space4 <= width();
}

double ConfusionMatrix::legendHeight() const
{
    const int lines = (isLegendOneLine() ? 1 : 2) + (m_without > 0 ? 1 : 0);
    return Theme::space3 + Theme::space2 + fontMetrics().height() * lines;
}

void ConfusionMatrix::paintLegend(QPainter &painter) const
{
    const Theme &theme = Theme::of(this);
    painter.setFont(font());
    painter.setPen(theme.secondary);
    const double high = fontMetrics().height();
    double y = height() - legendHeight() + Theme::space3;
    const auto words = [&](const QString &text) {
        const QRectF place(Theme::space3, y, width() - Theme::space3 - Theme::space4, high);
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(place.width())));
    };
    words(legendText());
    if (!isLegendOneLine())
        y += high;
    double right = width() - Theme::space4;
    const auto swatch = [&](const QString &text, bool same) {
        const double wide = fontMetrics().horizontalAdvance(text) + 2.0;
        painter.drawText(QRectF(right - wide, y, wide, high), Qt::AlignRight | Qt::AlignVCenter, text);
        right -= wide + Theme::space4;
        painter.fillRect(QRectF(right, y + (high - Theme::space3) / 2, Theme::space3, Theme::space3),
                         shade(same, same ? 1 : 0.4));
        right -= Theme::space3;
    };
    swatch(tr("another class"), false);
    swatch(tr("the same"), true);
    y += high;
    if (m_without > 0)
        words(tr("%n class(es) without any image left out", nullptr, m_without));
}

} // namespace retort
