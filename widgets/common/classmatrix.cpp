#include "widgets/common/classmatrix.h"

#include "widgets/common/theme.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr double widestName = 6 * Theme::space5;
constexpr double largestZoom = 40;
constexpr double largestNameShare = 0.28; ///< of the widget's width or height
constexpr int markPixels = 2;             ///< of what stands for several cells: a single one is lost on a screen

} // namespace

ClassMatrix::ClassMatrix(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
}

QSize ClassMatrix::minimumSizeHint() const
{
    return {12 * Theme::space5, 12 * Theme::space5};
}

void ClassMatrix::setClasses(const std::vector<std::string> &classes)
{
    m_classes.clear();
    for (const std::string &name : classes)
        m_classes << QString::fromStdString(name);
    update();
}

void ClassMatrix::setOrder(std::vector<std::int32_t> order)
{
    m_order = std::move(order);
    if (m_hovered && std::max(m_hovered->first, m_hovered->second) >= count())
        m_hovered.reset();
    refreshCells();
}

void ClassMatrix::refreshCells()
{
    m_cells = QImage();
    update();
}

QString ClassMatrix::nameOf(std::int32_t index) const
{
    return index < m_classes.size() ? m_classes[index] : QString::number(index);
}

double ClassMatrix::rowNameRoom() const
{
    return std::min(widestName, largestNameShare * width());
}

double ClassMatrix::columnNameRoom() const
{
    return std::min(widestName, largestNameShare * height());
}

QRectF ClassMatrix::table() const
{
    QFont bold = font(); // as the hovered cell's names are
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    double name = 0;
    for (const QString &text : m_classes)
        name = std::max<double>(name, metrics.horizontalAdvance(text));
    constexpr double beside = Theme::space3 + Theme::space2;
    return QRectF(rect()).adjusted(std::min(name, rowNameRoom()) + beside,
                                   std::min(name, columnNameRoom()) + beside, -Theme::space4, -legendHeight());
}

QRectF ClassMatrix::square() const
{
    const QRectF room = table();
    const double side = std::max(1.0, std::min(room.width(), room.height()));
    QPointF corner = room.topLeft();
    corner.rx() += std::max(0.0, (room.width() - side) / 2);
    return {corner + m_pan * side, QSizeF(side, side) * m_zoom};
}

std::optional<std::pair<int, int>> ClassMatrix::cellAt(const QPointF &place) const
{
    const QRectF whole = square();
    if (count() == 0 || !whole.contains(place) || !table().contains(place))
        return std::nullopt;
    const double cell = whole.width() / count();
    return std::pair(std::clamp(static_cast<int>((place.y() - whole.y()) / cell), 0, count() - 1),
                     std::clamp(static_cast<int>((place.x() - whole.x()) / cell), 0, count() - 1));
}

void ClassMatrix::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    if (count() == 0)
        return;
    const QRectF whole = square();
    const double ratio = devicePixelRatioF();
    const auto pixels = static_cast<int>(std::lround(whole.width() * ratio));
    const int side = std::clamp(pixels / markPixels, 1, count());
    if (m_cells.isNull() || (m_cellsSide != side && isPooled())) {
        m_cells = cellImage(side);
        m_cellsSide = side;
    }
    const QRectF shown = table().intersected(whole);
    painter.save();
    painter.setClipRect(shown);
    // Many classes on few pixels are averaged; few on many stay squares.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !isPooled() && whole.width() < count());
    if (isPooled() && side < count()) { // whole pixels: scaled by a hair, rows would differ in height
        painter.drawImage(
            QRectF(QPointF(std::round(whole.x()), std::round(whole.y())), QSizeF(side, side) * markPixels / ratio),
            m_cells);
    } else {
        painter.drawImage(whole, m_cells);
    }
    paintTexts(painter, whole, shown);
    if (m_hovered) {
        const double cell = whole.width() / count();
        const auto frame = [&](int row, int column) {
            painter.drawRect(QRectF(whole.x() + cell * column, whole.y() + cell * row, cell, cell));
        };
        painter.setPen(QPen(theme.text, 1.5));
        frame(m_hovered->first, m_hovered->second);
        painter.setPen(QPen(theme.text, 1.5, Qt::DotLine));
        frame(m_hovered->second, m_hovered->first); // the same classes the other way round
    }
    painter.restore();
    painter.setPen(QPen(theme.border, 1));
    painter.drawRect(shown.adjusted(-1, -1, 1, 1)); // beside the cells, not over them
    paintNames(painter, whole, shown);
    paintLegend(painter);
    if (hasFocus()) {
        painter.setPen(theme.accent);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void ClassMatrix::paintTexts(QPainter &painter, const QRectF &whole, const QRectF &shown) const
{
    const double cell = whole.width() / count();
    QFont small = font();
    small.setPixelSize(Theme::smallPixels);
    const QFontMetrics metrics(small);
    if (cell < metrics.height() + 2)
        return; // nothing could be read
    painter.setFont(small);
    const auto first = [&](double from) { return std::max(0, static_cast<int>(from / cell)); };
    const auto last = [&](double to) { return std::min(count() - 1, static_cast<int>(to / cell)); };
    for (int row = first(shown.top() - whole.top()); row <= last(shown.bottom() - whole.top()); ++row)
        for (int column = first(shown.left() - whole.left()); column <= last(shown.right() - whole.left());
             ++column) {
            const CellText text = cellText(row, column);
            if (text.text.isEmpty() || metrics.horizontalAdvance(text.text) > cell)
                continue;
            painter.setPen(text.colour);
            painter.drawText(QRectF(whole.x() + cell * column, whole.y() + cell * row, cell, cell),
                             Qt::AlignCenter, text.text);
        }
}

void ClassMatrix::paintNames(QPainter &painter, const QRectF &whole, const QRectF &shown) const
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
        const auto name = [&](double room) {
            return fontMetrics().elidedText(nameOf(classAt(place)), Qt::ElideRight, static_cast<int>(room));
        };
        const double middle = cell * (place + 0.5);
        QFont font = this->font();
        if (const double y = whole.y() + middle;
            y > shown.top() && y < shown.bottom() && !hidden(row, m_hovered ? m_hovered->first : 0)) {
            font.setBold(row);
            painter.setFont(font);
            painter.setPen(row ? theme.text : theme.secondary);
            painter.drawText(QRectF(0, y - high / 2, shown.left() - Theme::space2, high),
                             Qt::AlignRight | Qt::AlignVCenter, name(rowNameRoom()));
        }
        if (const double x = whole.x() + middle;
            x > shown.left() && x < shown.right() && !hidden(column, m_hovered ? m_hovered->second : 0)) {
            font.setBold(column);
            painter.setFont(font);
            painter.setPen(column ? theme.text : theme.secondary);
            painter.save();
            painter.translate(x, shown.top() - Theme::space2);
            painter.rotate(-90);
            painter.drawText(QRectF(0, -high / 2, columnNameRoom() + Theme::space5, high),
                             Qt::AlignLeft | Qt::AlignVCenter, name(columnNameRoom()));
            painter.restore();
        }
    }
}

void ClassMatrix::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refreshCells();
}

bool ClassMatrix::event(QEvent *event)
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

void ClassMatrix::setHovered(std::optional<std::pair<int, int>> cell)
{
    if (std::exchange(m_hovered, cell) == cell)
        return;
    if (cell)
        setAccessibleDescription(describeCell(cell->first, cell->second));
    update();
}

void ClassMatrix::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_press = event->position();
    m_panning = false;
}

void ClassMatrix::mouseMoveEvent(QMouseEvent *event)
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

void ClassMatrix::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !std::exchange(m_press, std::nullopt) || m_panning)
        return;
    if (const auto cell = cellAt(event->position()))
        Q_EMIT cellClicked(classAt(cell->first), classAt(cell->second));
}

void ClassMatrix::mouseDoubleClickEvent(QMouseEvent *)
{
    m_zoom = 1;
    m_pan = {};
    update();
}

void ClassMatrix::wheelEvent(QWheelEvent *event)
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

void ClassMatrix::moveCell(int rows, int columns)
{
    if (count() == 0)
        return;
    const auto [row, column] = m_hovered.value_or(std::pair(0, 0));
    setHovered(std::pair(std::clamp(row + rows, 0, count() - 1), std::clamp(column + columns, 0, count() - 1)));
}

void ClassMatrix::keyPressEvent(QKeyEvent *event)
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
            Q_EMIT cellClicked(classAt(m_hovered->first), classAt(m_hovered->second));
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void ClassMatrix::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    setHovered(std::nullopt);
}

} // namespace retort
