#include "widgets/graph/matrixview.h"

#include "widgets/common/theme.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr double widestName = 6 * Theme::space5;
constexpr double legendHeight = 2 * Theme::space5;
constexpr double legendWidth = 8 * Theme::space5;
constexpr double largestZoom = 40;

} // namespace

MatrixView::MatrixView(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Correlations between classes"));
}

QSize MatrixView::minimumSizeHint() const
{
    return {12 * Theme::space5, 12 * Theme::space5};
}

void MatrixView::setFrame(std::shared_ptr<const GraphFrame> frame)
{
    m_frame = std::move(frame);
    paintCells();
}

void MatrixView::setClasses(const std::vector<std::string> &classes)
{
    m_classes.clear();
    for (const std::string &name : classes)
        m_classes << QString::fromStdString(name);
    update();
}

void MatrixView::setNames(const QString &teacher, const QString &student)
{
    m_teacher = teacher;
    m_student = student;
    setAccessibleDescription(tr("%1 above the diagonal, %2 below").arg(teacher, student));
    update();
}

int MatrixView::count() const
{
    return m_frame ? static_cast<int>(m_frame->layout->order.size()) : 0;
}

void MatrixView::paintCells()
{
    m_cells = QImage();
    if (m_frame) {
        const Theme &theme = Theme::of(this);
        const std::vector<std::int32_t> &order = m_frame->layout->order;
        // A colour is found once for each of so many steps; a thousand classes are a million cells.
        constexpr int steps = 256;
        QRgb colours[steps + 1];
        for (int i = 0; i <= steps; ++i)
            colours[i] = theme.diverging(2.0 * i / steps - 1).rgb();
        m_cells = QImage(count(), count(), QImage::Format_RGB32);
        for (int row = 0; row < count(); ++row) {
            auto *pixels = reinterpret_cast<QRgb *>(m_cells.scanLine(row));
            for (int column = 0; column < count(); ++column) {
                const ProxyGraph &graph = column > row ? m_frame->teacher : m_frame->student;
                const float value = graph.proxyCorrelations.at(order[static_cast<std::size_t>(row)],
                                                               order[static_cast<std::size_t>(column)]);
                const auto step = static_cast<int>(std::lround((std::clamp(value, -1.0F, 1.0F) + 1) / 2 * steps));
                pixels[column] = row == column ? theme.border.rgb() : colours[step];
            }
        }
    }
    update();
}

QRectF MatrixView::table() const
{
    double name = 0;
    for (const QString &text : m_classes)
        name = std::max<double>(name, fontMetrics().horizontalAdvance(text));
    name = std::min(name, widestName) + Theme::space3;
    return QRectF(rect()).adjusted(name + Theme::space2, name + Theme::space2, -Theme::space4, -legendHeight);
}

QRectF MatrixView::square() const
{
    const QRectF room = table();
    const double side = std::max(1.0, std::min(room.width(), room.height()));
    QPointF corner = room.topLeft();
    corner.rx() += std::max(0.0, (room.width() - side) / 2);
    return {corner + m_pan * side, QSizeF(side, side) * m_zoom};
}

std::optional<std::pair<int, int>> MatrixView::cellAt(const QPointF &place) const
{
    const QRectF whole = square();
    if (count() == 0 || !whole.contains(place) || !table().contains(place))
        return std::nullopt;
    const double cell = whole.width() / count();
    return std::pair(std::clamp(static_cast<int>((place.y() - whole.y()) / cell), 0, count() - 1),
                     std::clamp(static_cast<int>((place.x() - whole.x()) / cell), 0, count() - 1));
}

QString MatrixView::describeCell(int row, int column) const
{
    if (!m_frame || row < 0 || column < 0 || row >= count() || column >= count())
        return {};
    const std::int32_t a = m_frame->layout->order[static_cast<std::size_t>(row)];
    const std::int32_t b = m_frame->layout->order[static_cast<std::size_t>(column)];
    const auto name = [this](std::int32_t c) { return c < m_classes.size() ? m_classes[c] : QString::number(c); };
    if (a == b)
        return name(a);
    const QLocale locale;
    return tr("%1 and %2\n%3: %4\n%5: %6")
        .arg(name(a), name(b), m_teacher, locale.toString(m_frame->teacher.proxyCorrelations.at(a, b), 'f', 2),
             m_student, locale.toString(m_frame->student.proxyCorrelations.at(a, b), 'f', 2));
}

void MatrixView::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    if (m_cells.isNull())
        return;
    const QRectF whole = square();
    const QRectF shown = table().intersected(whole);
    painter.save();
    painter.setClipRect(shown);
    // Many classes on few pixels are averaged; few on many stay squares.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, whole.width() < count());
    painter.drawImage(whole, m_cells);
    if (m_hovered) {
        const double cell = whole.width() / count();
        const auto frame = [&](int row, int column) {
            painter.drawRect(QRectF(whole.x() + cell * column, whole.y() + cell * row, cell, cell));
        };
        painter.setPen(QPen(theme.text, 1.5));
        frame(m_hovered->first, m_hovered->second);
        painter.setPen(QPen(theme.text, 1.5, Qt::DotLine));
        frame(m_hovered->second, m_hovered->first); // the same classes on the other side
    }
    painter.restore();
    painter.setPen(QPen(theme.border, 1));
    painter.drawRect(shown);
    paintNames(painter, whole, shown);
    paintLegend(painter);
    if (hasFocus()) {
        painter.setPen(theme.accent);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void MatrixView::paintNames(QPainter &painter, const QRectF &whole, const QRectF &shown) const
{
    const Theme &theme = Theme::of(this);
    const double cell = whole.width() / count();
    // Every so many classes, so that no name lies on another; the hovered cell's always.
    const int every = std::max(1, static_cast<int>(std::ceil(fontMetrics().height() * 0.95 / cell)));
    const double high = fontMetrics().height();
    for (int place = 0; place < count(); ++place) {
        const bool row = m_hovered && m_hovered->first == place;
        const bool column = m_hovered && m_hovered->second == place;
        const auto hidden = [&](bool wanted, int hovered) {
            return !wanted && (place % every != 0 || (m_hovered && std::abs(place - hovered) < every));
        };
        const std::int32_t index = m_frame->layout->order[static_cast<std::size_t>(place)];
        const QString full = index < m_classes.size() ? m_classes[index] : QString::number(index);
        const QString name = fontMetrics().elidedText(full, Qt::ElideRight, static_cast<int>(widestName));
        const double middle = cell * (place + 0.5);
        QFont font = this->font();
        if (const double y = whole.y() + middle;
            y > shown.top() && y < shown.bottom() && !hidden(row, m_hovered ? m_hovered->first : 0)) {
            font.setBold(row);
            painter.setFont(font);
            painter.setPen(row ? theme.text : theme.secondary);
            painter.drawText(QRectF(0, y - high / 2, shown.left() - Theme::space2, high),
                             Qt::AlignRight | Qt::AlignVCenter, name);
        }
        if (const double x = whole.x() + middle;
            x > shown.left() && x < shown.right() && !hidden(column, m_hovered ? m_hovered->second : 0)) {
            font.setBold(column);
            painter.setFont(font);
            painter.setPen(column ? theme.text : theme.secondary);
            painter.save();
            painter.translate(x, shown.top() - Theme::space2);
            painter.rotate(-90);
            painter.drawText(QRectF(0, -high / 2, widestName + Theme::space5, high),
                             Qt::AlignLeft | Qt::AlignVCenter, name);
            painter.restore();
        }
    }
}

void MatrixView::paintLegend(QPainter &painter) const
{
    const Theme &theme = Theme::of(this);
    const double high = fontMetrics().height();
    const double y = height() - legendHeight + Theme::space3;
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

void MatrixView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintCells();
}

bool MatrixView::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (const auto cell = cellAt(help->pos()))
            QToolTip::showText(help->globalPos(), describeCell(cell->first, cell->second), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void MatrixView::setHovered(std::optional<std::pair<int, int>> cell)
{
    if (std::exchange(m_hovered, cell) == cell)
        return;
    if (cell)
        setAccessibleDescription(describeCell(cell->first, cell->second));
    update();
}

void MatrixView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_press = event->position();
    m_panning = false;
}

void MatrixView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_press) {
        setHovered(cellAt(event->position()));
        return;
    }
    const QPointF way = event->position() - *m_press;
    if (!m_panning && way.manhattanLength() < QApplication::startDragDistance())
        return;
    m_panning = true;
    m_press = event->position();
    m_pan += way / (square().width() / m_zoom);
    update();
}

void MatrixView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !std::exchange(m_press, std::nullopt) || m_panning)
        return;
    if (const auto cell = cellAt(event->position()))
        Q_EMIT cellClicked(m_frame->layout->order[static_cast<std::size_t>(cell->first)],
                           m_frame->layout->order[static_cast<std::size_t>(cell->second)]);
}

void MatrixView::mouseDoubleClickEvent(QMouseEvent *)
{
    m_zoom = 1;
    m_pan = {};
    update();
}

void MatrixView::wheelEvent(QWheelEvent *event)
{
    const QRectF before = square();
    const double side = before.width() / m_zoom;
    const double zoom = std::clamp(m_zoom * std::pow(1.0015, event->angleDelta().y()), 1.0, largestZoom);
    // What is under the mouse stays there.
    const QPointF share = (event->position() - before.topLeft()) / m_zoom;
    m_pan += share * (m_zoom - zoom) / side;
    m_zoom = zoom;
    if (m_zoom == 1)
        m_pan = {};
    update();
    event->accept();
}

void MatrixView::moveCell(int rows, int columns)
{
    if (count() == 0)
        return;
    const auto [row, column] = m_hovered.value_or(std::pair(0, 0));
    setHovered(std::pair(std::clamp(row + rows, 0, count() - 1), std::clamp(column + columns, 0, count() - 1)));
}

void MatrixView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        return moveCell(-1, 0);
    case Qt::Key_Down:
        return moveCell(1, 0);
    case Qt::Key_Left:
        return moveCell(0, -1);
    case Qt::Key_Right:
        return moveCell(0, 1);
    case Qt::Key_Return:
    case Qt::Key_Space:
        if (m_hovered)
            Q_EMIT cellClicked(m_frame->layout->order[static_cast<std::size_t>(m_hovered->first)],
                               m_frame->layout->order[static_cast<std::size_t>(m_hovered->second)]);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void MatrixView::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    setHovered(std::nullopt);
}

} // namespace retort
