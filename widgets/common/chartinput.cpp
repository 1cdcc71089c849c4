// What a person does with a chart: zooming, moving, pointing. Drawing is in chart.cpp.

#include "widgets/common/chart.h"
#include "widgets/common/chartline.h"
#include "widgets/common/theme.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr double wheelStep = 1.2;    // zoom a notch
constexpr double keyStep = 1.5;      // zoom a key
constexpr double moveShare = 0.1;    // of what is shown, a key
constexpr int smallestRectangle = 6; // pixels; less is a click
constexpr double closest = 1e-12;    // smallest part of the whole that can be zoomed into
constexpr double readoutSwatch = 10;

} // namespace

QPointF Chart::placeOf(const QPointF &value) const
{
    const ChartView now = view();
    return {m_area.left() + (value.x() - now.left) / (now.right - now.left) * m_area.width(),
            m_area.bottom() - (value.y() - now.low) / (now.high - now.low) * m_area.height()};
}

QPointF Chart::valueAt(const QPointF &place) const
{
    const ChartView now = view();
    if (m_area.isEmpty())
        return {now.left, now.low};
    return {now.left + (place.x() - m_area.left()) / m_area.width() * (now.right - now.left),
            now.low + (m_area.bottom() - place.y()) / m_area.height() * (now.high - now.low)};
}

void Chart::setZoomX(std::optional<std::pair<double, double>> range)
{
    if (range && !(range->second > range->first))
        range.reset();
    if (range == m_zoomX)
        return;
    m_zoomX = range;
    changedView();
}

void Chart::setZoomY(std::optional<std::pair<double, double>> range)
{
    if (range && !(range->second > range->first))
        range.reset();
    if (range == m_zoomY)
        return;
    m_zoomY = range;
    changedView();
}

void Chart::resetZoom()
{
    if (!zoomed())
        return;
    m_zoomX.reset();
    m_zoomY.reset();
    changedView();
    tellZoom();
}

void Chart::tellZoom()
{
    Q_EMIT zoomedX(m_zoomX);
}

void Chart::zoomAround(const QPointF &value, double factor, bool alongY)
{
    const ChartView now = view();
    const ChartView all = whole();
    const auto part = [factor](double at, double from, double to, double first,
                               double last) -> std::optional<std::pair<double, double>> {
        const double left = at - (at - from) / factor;
        const double right = at + (to - at) / factor;
        if (left <= first && right >= last)
            return std::nullopt; // all of it
        const double least = std::max(closest * (last - first), 1e-13 * std::abs(at));
        return right - left < least ? std::pair(from, to)
                                    : std::pair(std::max(left, first), std::min(right, last));
    };
    if (alongY) {
        setZoomY(part(value.y(), now.low, now.high, all.low, all.high));
    } else {
        setZoomX(part(value.x(), now.left, now.right, all.left, all.right));
        tellZoom();
    }
}

void Chart::moveBy(double x, double y)
{
    const ChartView now = view();
    const ChartView all = whole();
    if (m_zoomX) { // not beyond what there is
        const double by = std::clamp(x, std::min(0.0, all.left - now.left), std::max(0.0, all.right - now.right));
        setZoomX(std::pair(now.left + by, now.right + by));
        tellZoom();
    }
    if (m_zoomY)
        setZoomY(std::pair(now.low + y, now.high + y));
}

void Chart::setPointer(std::optional<double> x)
{
    if (x == m_pointer)
        return;
    m_pointer = x;
    update();
}

void Chart::point(std::optional<double> x)
{
    if (x == m_pointer)
        return;
    setPointer(x);
    Q_EMIT pointed(x);
}

std::vector<Chart::Readout> Chart::readout(double x) const
{
    std::vector<Readout> values;
    const auto before = [](const QPointF &point, double at) { return point.x() < at; };
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const QList<QPointF> &points = shown(m_lines[i]);
        if (points.isEmpty())
            continue;
        const ChartView now = view();
        const double slack = 0.02 * (now.right - now.left); // beside a line's end one still means its end
        if (x < points.front().x() - slack || x > points.back().x() + slack)
            continue;
        auto next = std::lower_bound(points.begin(), points.end(), x, before);
        if (next == points.end() || (next != points.begin() && x - (next - 1)->x() < next->x() - x))
            --next;
        values.push_back({static_cast<int>(i), *next});
    }
    std::stable_sort(values.begin(), values.end(), [](const Readout &a, const Readout &b) {
        return std::isnan(b.point.y()) ? !std::isnan(a.point.y()) : a.point.y() > b.point.y();
    });
    return values;
}

void Chart::paintPicture(QPainter &painter) const
{
    const ChartView now = view();
    if (now == m_pictured) {
        painter.drawPixmap(0, 0, m_picture);
        return;
    }
    // Axes stay as they were until motion stops, lines move.
    painter.save();
    painter.setClipRegion(QRegion(rect()).subtracted(m_area.toAlignedRect()));
    painter.drawPixmap(0, 0, m_picture);
    painter.setClipRect(m_area);
    const auto place = [&](double x, double y) { return placeOf({x, y}); };
    const QRectF target(place(m_pictured.left, m_pictured.high), place(m_pictured.right, m_pictured.low));
    const qreal ratio = m_picture.devicePixelRatio();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    // Only the part that lands inside: a closer look would stretch the rest far beyond the widget.
    const QRectF inside = target.intersected(m_area);
    if (!inside.isEmpty()) {
        const double across = m_area.width() / target.width();
        const double down = m_area.height() / target.height();
        const QRectF from(m_area.left() + (inside.left() - target.left()) * across,
                          m_area.top() + (inside.top() - target.top()) * down, inside.width() * across,
                          inside.height() * down);
        painter.drawPixmap(inside, m_picture, QRectF(from.topLeft() * ratio, from.size() * ratio));
    }
    painter.restore();
}

void Chart::paintPointer(QPainter &painter) const
{
    const Theme &theme = Theme::of(this);
    const double x = placeOf({*m_pointer, 0}).x();
    if (x < m_area.left() || x > m_area.right())
        return;
    painter.setPen(QPen(theme.secondary, 1));
    painter.drawLine(QPointF(x, m_area.top()), QPointF(x, m_area.bottom()));
    const std::vector<Readout> values = readout(*m_pointer);
    if (values.empty())
        return;
    QFont small = font();
    small.setPixelSize(Theme::smallPixels);
    const QFontMetricsF metrics(small);
    const double rowHeight = std::ceil(metrics.height()) + 1;
    const ChartView now = view();
    const double xStep = (now.right - now.left) / std::max(1.0, m_area.width());
    const double yStep = (now.high - now.low) / std::max(1.0, m_area.height());
    const auto room =
        static_cast<std::size_t>(std::max(1.0, (m_area.height() - 2 * Theme::space2) / rowHeight - 1));
    const std::size_t rows = values.size() <= room ? values.size() : std::max<std::size_t>(1, room - 1);
    QStringList names;
    QStringList numbers;
    double nameWidth = 0;
    double numberWidth = 0;
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Line &line = m_lines[static_cast<std::size_t>(values[i].line)];
        const QPointF place = placeOf({values[i].point.x(), onAxis(values[i].point.y())});
        if (std::isfinite(place.y()) && m_area.adjusted(-2, -2, 2, 2).contains(place)) {
            painter.setPen(QPen(theme.surface, 1.5));
            painter.setBrush(colourOf(line));
            painter.drawEllipse(place, 4, 4);
        }
        if (i >= rows)
            continue;
        names.append(metrics.elidedText(line.name, Qt::ElideMiddle, 200));
        numbers.append(m_logarithmic ? QLocale().toString(values[i].point.y(), 'g', 4)
                                     : chartValue(values[i].point.y(), yStep, ChartUnit::Number));
        nameWidth = std::max(nameWidth, metrics.horizontalAdvance(names.back()));
        numberWidth = std::max(numberWidth, metrics.horizontalAdvance(numbers.back()));
    }
    const QString head = m_xTitle.isEmpty()
                             ? chartValue(*m_pointer, xStep, m_xUnit)
                             : tr("%1 %2", "axis and value").arg(m_xTitle, chartValue(*m_pointer, xStep, m_xUnit));
    const QString rest =
        rows < values.size() ? tr("and %1 more").arg(QLocale().toString(values.size() - rows)) : QString();
    const double width = std::max({metrics.horizontalAdvance(head), metrics.horizontalAdvance(rest),
                                   readoutSwatch + Theme::space1 + nameWidth + Theme::space3 + numberWidth}) +
                         2 * Theme::space2;
    const double height = rowHeight * static_cast<double>(1 + rows + (rest.isEmpty() ? 0 : 1)) + 2 * Theme::space1;
    const bool leftSide = x + Theme::space2 + width > m_area.right() && x - Theme::space2 - width >= 0;
    const double left =
        leftSide ? x - Theme::space2 - width : std::min(x + Theme::space2, std::max(0.0, this->width() - width));
    const QRectF box(left, m_area.top() + Theme::space1, width, height);
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(theme.raised);
    painter.drawRoundedRect(box, Theme::radius, Theme::radius);
    painter.setFont(small);
    QRectF row(box.left() + Theme::space2, box.top() + Theme::space1, width - 2 * Theme::space2, rowHeight);
    painter.setPen(theme.secondary);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, head);
    for (qsizetype i = 0; i < names.size(); ++i) {
        row.translate(0, rowHeight);
        const Line &line = m_lines[static_cast<std::size_t>(values[static_cast<std::size_t>(i)].line)];
        painter.setPen(QPen(colourOf(line), 2, line.pen));
        painter.drawLine(QPointF(row.left(), row.center().y()),
                         QPointF(row.left() + readoutSwatch, row.center().y()));
        painter.setPen(theme.text);
        painter.drawText(row.adjusted(readoutSwatch + Theme::space1, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         names[i]);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, numbers[i]);
    }
    if (!rest.isEmpty()) {
        row.translate(0, rowHeight);
        painter.setPen(theme.secondary);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, rest);
    }
}

void Chart::paintEvent(QPaintEvent *)
{
    if (m_picture.isNull() || m_picture.size() != (QSizeF(size()) * devicePixelRatioF()).toSize())
        redraw();
    QPainter painter(this);
    paintPicture(painter);
    const Theme &theme = Theme::of(this);
    if (m_drag == Drag::Rectangle) {
        QColor fill = theme.accent;
        fill.setAlphaF(0.15F);
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(fill);
        painter.drawRect(QRectF(m_dragFrom, m_dragTo).normalized().intersected(m_area));
    } else if (m_pointer) {
        paintPointer(painter);
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(m_area);
    }
}

void Chart::wheelEvent(QWheelEvent *event)
{
    event->accept();
    const QPoint by = event->angleDelta();
    const bool alongY = event->modifiers() & (Qt::ShiftModifier | Qt::AltModifier);
    if (!alongY && std::abs(by.x()) > std::abs(by.y())) { // a touchpad that is swiped sideways
        const ChartView now = view();
        moveBy(-by.x() / 120.0 * moveShare * (now.right - now.left), 0);
        return;
    }
    const int notches = by.y() != 0 ? by.y() : by.x(); // Alt turns the wheel
    if (notches == 0)
        return;
    zoomAround(valueAt(event->position()), std::pow(wheelStep, notches / 120.0), alongY);
}

void Chart::mousePressEvent(QMouseEvent *event)
{
    const bool move = event->button() == Qt::MiddleButton ||
                      (event->button() == Qt::LeftButton && event->modifiers() & Qt::ShiftModifier);
    if (!move && event->button() != Qt::LeftButton) {
        QWidget::mousePressEvent(event);
        return;
    }
    m_drag = move ? Drag::Move : Drag::Rectangle;
    m_dragFrom = m_dragTo = event->position();
}

void Chart::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF at = event->position();
    if (m_drag == Drag::Move) {
        const QPointF from = valueAt(m_dragTo);
        const QPointF to = valueAt(at);
        m_dragTo = at;
        moveBy(from.x() - to.x(), from.y() - to.y());
        return;
    }
    if (m_drag == Drag::Rectangle) {
        m_dragTo = at;
        update();
        return;
    }
    point(m_area.contains(at) ? std::optional(valueAt(at).x()) : std::nullopt);
}

void Chart::mouseReleaseEvent(QMouseEvent *event)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    if (drag != Drag::Rectangle)
        return;
    update();
    const QRectF box = QRectF(m_dragFrom, event->position()).normalized().intersected(m_area);
    if (box.width() < smallestRectangle && box.height() < smallestRectangle)
        return;
    const QPointF topLeft = valueAt(box.topLeft());
    const QPointF bottomRight = valueAt(box.bottomRight());
    // A flat or a narrow box means one axis.
    if (box.height() >= smallestRectangle)
        setZoomY(std::pair(bottomRight.y(), topLeft.y()));
    if (box.width() >= smallestRectangle) {
        setZoomX(std::pair(topLeft.x(), bottomRight.x()));
        tellZoom();
    }
}

void Chart::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_drag = Drag::None;
    resetZoom();
    // Also the charts that zoom together with this one, where this one shows all already.
    tellZoom();
}

void Chart::keyPressEvent(QKeyEvent *event)
{
    const ChartView now = view();
    const double width = now.right - now.left;
    const QPointF middle(m_pointer.value_or((now.left + now.right) / 2), (now.low + now.high) / 2);
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    const auto step = [&](int direction) { // the pointer goes from point to point of the densest line
        const auto longest = std::max_element(m_lines.begin(), m_lines.end(), [](const Line &a, const Line &b) {
            return a.points.size() < b.points.size();
        });
        if (longest == m_lines.end() || longest->points.isEmpty())
            return;
        const QList<QPointF> &points = longest->points;
        const auto pixel = width / std::max(1.0, m_area.width());
        const auto before = [](const QPointF &a, double x) { return a.x() < x; };
        auto at = std::lower_bound(points.begin(), points.end(),
                                   m_pointer.value_or(now.left) + (direction > 0 ? pixel : -pixel), before);
        if (direction < 0 && at != points.begin())
            --at;
        if (at == points.end())
            --at;
        point(std::clamp(at->x(), now.left, now.right));
    };
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomAround(middle, keyStep, false);
        break;
    case Qt::Key_Minus:
        zoomAround(middle, 1 / keyStep, false);
        break;
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int direction = event->key() == Qt::Key_Right ? 1 : -1;
        if (shift)
            moveBy(direction * moveShare * width, 0);
        else
            step(direction);
        break;
    }
    case Qt::Key_Up:
    case Qt::Key_Down:
        zoomAround(middle, event->key() == Qt::Key_Up ? keyStep : 1 / keyStep, true);
        break;
    case Qt::Key_Escape:
        if (!zoomed() && !m_pointer) {
            QWidget::keyPressEvent(event);
            return;
        }
        point(std::nullopt);
        resetZoom();
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void Chart::leaveEvent(QEvent *event)
{
    point(std::nullopt);
    QWidget::leaveEvent(event);
}

} // namespace retort
