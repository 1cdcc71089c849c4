#include "widgets/graph/graphview.h"

#include "widgets/common/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QTimer>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace retort {

namespace {

constexpr int animationTime = 400; // milliseconds
constexpr int frameTime = 16;
constexpr double smallestZoom = 0.5;
constexpr double largestZoom = 60;
constexpr int radialNamesFrom = 17; ///< so many classes have their names written outwards
constexpr int widestName = 6 * Theme::space5;
constexpr double clickReach = Theme::space3;
constexpr double shortestNamedEdge = 2 * Theme::space5;
constexpr double proxyRadius = Theme::space1 * 1.5;

double smoothly(double t)
{
    t = std::clamp(t, 0.0, 1.0);
    return t * t * (3 - 2 * t);
}

} // namespace

GraphView::GraphView(QWidget *parent)
    : QWidget(parent), m_animation(new QTimer(this)), m_runner(QStringLiteral("graph picture"))
{
    setFocusPolicy(Qt::StrongFocus);
    m_animation->setInterval(frameTime);
    connect(m_animation, &QTimer::timeout, this, &GraphView::step);
}

QSize GraphView::sizeHint() const
{
    return {20 * Theme::space5, 20 * Theme::space5};
}

QSize GraphView::minimumSizeHint() const
{
    return {9 * Theme::space5, 9 * Theme::space5};
}

void GraphView::setTitle(const QString &title, const QString &description)
{
    m_title = title;
    setAccessibleName(title);
    setAccessibleDescription(description);
    update();
}

void GraphView::setClasses(const std::vector<std::string> &classes)
{
    m_classes.clear();
    m_nameWidth = 0;
    for (const std::string &name : classes) {
        m_classes << fontMetrics().elidedText(QString::fromStdString(name), Qt::ElideRight, widestName);
        m_nameWidth = std::max(m_nameWidth, fontMetrics().horizontalAdvance(m_classes.back()));
    }
    schedulePaint();
}

void GraphView::setScene(std::shared_ptr<const GraphScene> scene, bool animate)
{
    m_from = m_scene;
    m_target = std::move(scene);
    if (animate && m_from && m_target && m_from->samples.size() == m_target->samples.size() &&
        m_from->mode == m_target->mode) {
        m_clock.start();
        m_animation->start();
        step();
        return;
    }
    m_animation->stop();
    m_scene = m_target;
    if (!m_scene)
        m_picture = {};
    schedulePaint();
}

void GraphView::step()
{
    const double t = smoothly(static_cast<double>(m_clock.elapsed()) / animationTime);
    m_scene = between(*m_from, m_target, t);
    if (m_scene == m_target) {
        m_animation->stop();
        m_from.reset();
    }
    schedulePaint();
}

void GraphView::setSelection(std::optional<std::size_t> sample, const std::vector<GraphEdge> &edges)
{
    m_selected = sample;
    m_selectedEdges = edges;
    update();
}

void GraphView::setCamera(const GraphCamera &camera)
{
    if (camera == m_camera)
        return;
    m_camera = camera;
    schedulePaint();
}

double GraphView::fitRadius() const
{
    // Every name must find room, the title above them too.
    const double halfWidth = width() / 2.0 - Theme::space2;
    const double halfHeight = height() / 2.0 - Theme::space2;
    const double high = fontMetrics().height();
    const double title = high + Theme::space3;
    double radius = std::min(halfWidth, halfHeight - title) - Theme::space4;
    if (m_classes.size() >= radialNamesFrom) {
        radius -= m_nameWidth;
    } else if (m_target && static_cast<qsizetype>(m_target->proxies.size()) == m_classes.size()) {
        for (qsizetype proxy = 0; proxy < m_classes.size(); ++proxy) {
            const GraphPoint &point = m_target->proxies[static_cast<std::size_t>(proxy)];
            const double across = std::abs(point.x);
            const double along = std::abs(point.y);
            const double wide = fontMetrics().horizontalAdvance(m_classes[proxy]);
            // As drawName places them: in the middle of a distance that grows with the radius.
            if (across > 0.01)
                radius = std::min(radius, (halfWidth - wide / 2 * (1 + across)) / across - Theme::space3);
            if (along > 0.01)
                radius = std::min(radius, (halfHeight - title - high) / along - Theme::space3);
        }
    }
    return std::max<double>(Theme::space5, radius);
}

GraphTransform GraphView::transform() const
{
    const double fit = fitRadius();
    const QPointF middle(width() / 2.0, height() / 2.0 + Theme::space2);
    return {middle + m_camera.pan * fit, fit * m_camera.zoom};
}

void GraphView::moveCamera(const GraphCamera &camera)
{
    if (camera == m_camera)
        return;
    setCamera(camera);
    Q_EMIT cameraChanged(m_camera);
}

void GraphView::zoomAt(const QPointF &place, double factor)
{
    GraphCamera camera = m_camera;
    camera.zoom = std::clamp(camera.zoom * factor, smallestZoom, largestZoom);
    factor = camera.zoom / m_camera.zoom;
    // What is under the mouse stays there.
    const double fit = fitRadius();
    const QPointF offset = place - transform().centre;
    camera.pan += offset * (1 - factor) / fit;
    moveCamera(camera);
}

void GraphView::schedulePaint()
{
    m_dirty = true;
    update(); // moves the picture there is, at once
    if (m_painting || !m_scene || width() < 1 || height() < 1) {
        m_dirty = m_dirty && m_scene != nullptr;
        return;
    }
    m_painting = true;
    m_dirty = false;
    const GraphTransform at = transform();
    m_runner.submit<QImage>(
        tr("drawing the graph"), {}, this,
        [scene = m_scene, at, size = size(), ratio = devicePixelRatioF(), theme = &Theme::of(this)](
            std::stop_token, const Reporter &) { return paintScene(*scene, at, size, ratio, *theme); },
        [this, at](QImage picture) {
            m_painting = false;
            if (m_scene) {
                m_picture = std::move(picture);
                m_pictureTransform = at;
            }
            update();
            if (m_dirty)
                schedulePaint();
        },
        [this](const JobError &) { m_painting = false; });
}

void GraphView::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    if (!m_scene)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    const GraphTransform at = transform();
    const QColor side = m_scene->mode == GraphMode::Teacher   ? theme.teacher
                        : m_scene->mode == GraphMode::Student ? theme.student
                                                              : theme.secondary;
    painter.setPen(QPen(side, Theme::space1 / 2.0));
    painter.drawEllipse(at.centre, at.radius, at.radius);

    if (!m_picture.isNull()) {
        // Until the new picture is there, the one before where it belongs now.
        const double scale = at.radius / m_pictureTransform.radius;
        const QPointF corner = at.centre - m_pictureTransform.centre * scale;
        const QSizeF size = QSizeF(m_picture.size()) / m_picture.devicePixelRatio() * scale;
        painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
        if (at == m_pictureTransform)
            painter.drawImage(QPointF(0, 0), m_picture);
        else
            painter.drawImage(QRectF(corner, size), m_picture);
    }
    drawSelection(painter, at);
    drawProxies(painter, at);

    QFont font = this->font();
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(theme.text);
    const QRect head = rect().adjusted(Theme::space5, Theme::space2, -Theme::space2, 0);
    painter.drawText(head, Qt::AlignLeft | Qt::AlignTop, m_title);
    painter.setPen(QPen(side, Theme::space1 / 2.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(QPointF(Theme::space3, Theme::space2 + QFontMetricsF(font).height() / 2), Theme::space1,
                        Theme::space1);
    if (hasFocus()) {
        painter.setPen(theme.accent);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void GraphView::drawProxies(QPainter &painter, const GraphTransform &at) const
{
    const Theme &theme = Theme::of(this);
    const auto count = static_cast<int>(m_scene->proxies.size());
    const double gap = 2 * std::numbers::pi * at.radius / std::max(1, count);
    const double radius = std::clamp(gap * 0.4, 1.5, proxyRadius);
    const bool radial = count >= radialNamesFrom;
    const bool named = count == m_classes.size() && (!radial || gap >= fontMetrics().height() * 0.8);
    for (int proxy = 0; proxy < count; ++proxy) {
        const QPointF place = at.map(m_scene->proxies[static_cast<std::size_t>(proxy)]);
        painter.setPen(QPen(theme.surface, 1));
        painter.setBrush(theme.classColour(proxy));
        painter.drawEllipse(place, radius, radius);
        if (named)
            drawName(painter, at, proxy, radial);
    }
}

void GraphView::drawName(QPainter &painter, const GraphTransform &at, int proxy, bool radial) const
{
    const GraphPoint &point = m_scene->proxies[static_cast<std::size_t>(proxy)];
    const double distance = at.radius + Theme::space3;
    const QPointF place = at.centre + QPointF(point.x, point.y) * distance;
    const QString &name = m_classes[proxy];
    const double wide = fontMetrics().horizontalAdvance(name);
    const double high = fontMetrics().height();
    painter.setPen(Theme::of(this).text);
    if (radial) {
        const bool left = point.x < -1e-6F;
        const double degrees = std::atan2(point.y, point.x) * 180 / std::numbers::pi;
        painter.save();
        painter.translate(place);
        painter.rotate(left ? degrees + 180 : degrees);
        painter.drawText(QRectF(left ? -wide - 2 : 0, -high / 2, wide + 2, high), Qt::AlignVCenter, name);
        painter.restore();
        return;
    }
    // Beside the circle at its sides, centred above and below it.
    const double x = place.x() - wide / 2 + point.x * wide / 2;
    const double y = place.y() - high / 2 + point.y * high / 4;
    painter.drawText(QRectF(x, y, wide + 2, high), Qt::AlignVCenter, name);
}

void GraphView::drawSelection(QPainter &painter, const GraphTransform &at) const
{
    if (!m_selected || *m_selected >= m_scene->samples.size())
        return;
    const Theme &theme = Theme::of(this);
    const QPointF place = at.map(m_scene->samples[*m_selected]);
    const bool difference = m_scene->mode == GraphMode::Difference;
    for (const GraphEdge &edge : m_selectedEdges) {
        const QPointF end = at.map(m_scene->proxies[static_cast<std::size_t>(edge.proxy)]);
        // A small difference must still be seen to be one.
        const double strength = std::copysign(std::max(0.3, std::abs(edge.weight) / 1.5), edge.weight);
        const QColor colour = difference ? theme.diverging(strength) : theme.text;
        painter.setPen(QPen(colour, difference ? Theme::space1 / 2.0 : 1.5));
        painter.drawLine(place, end);
        if (std::hypot(end.x() - place.x(), end.y() - place.y()) < shortestNamedEdge)
            continue; // its value would cover it; the table has all
        // On its own ground, so that it can be read over lines.
        QString value = QLocale().toString(edge.weight, 'f', 2);
        if (difference && edge.weight > 0)
            value.prepend(QLatin1Char('+'));
        const QSizeF size(fontMetrics().horizontalAdvance(value) + Theme::space2, fontMetrics().height());
        const QRectF box(QPointF(place + (end - place) * 0.6) - QPointF(size.width(), size.height()) / 2, size);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.surface);
        painter.drawRoundedRect(box, Theme::space1, Theme::space1);
        painter.setPen(theme.text);
        painter.drawText(box, Qt::AlignCenter, value);
    }
    painter.setPen(QPen(theme.text, Theme::space1 / 2.0));
    painter.setBrush(theme.classColour(m_scene->answers[*m_selected]));
    painter.drawEllipse(place, proxyRadius, proxyRadius);
}

void GraphView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    schedulePaint();
}

void GraphView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        schedulePaint();
}

void GraphView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_press = event->position();
    m_panning = false;
}

void GraphView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_press)
        return;
    const QPointF way = event->position() - *m_press;
    if (!m_panning && way.manhattanLength() < QApplication::startDragDistance())
        return;
    m_panning = true;
    m_press = event->position();
    GraphCamera camera = m_camera;
    camera.pan += way / fitRadius();
    moveCamera(camera);
}

void GraphView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && std::exchange(m_press, std::nullopt) && !m_panning)
        click(event->position());
}

void GraphView::mouseDoubleClickEvent(QMouseEvent *)
{
    moveCamera({});
}

void GraphView::wheelEvent(QWheelEvent *event)
{
    zoomAt(event->position(), std::pow(1.0015, event->angleDelta().y()));
    event->accept();
}

void GraphView::keyPressEvent(QKeyEvent *event)
{
    const QPointF middle = transform().centre;
    const auto pan = [this](double x, double y) {
        GraphCamera camera = m_camera;
        camera.pan += QPointF(x, y);
        moveCamera(camera);
    };
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomAt(middle, 1.25);
        return;
    case Qt::Key_Minus:
        zoomAt(middle, 0.8);
        return;
    case Qt::Key_0:
        moveCamera({});
        return;
    case Qt::Key_Left:
        shift ? pan(0.1, 0) : Q_EMIT stepAsked(-1);
        return;
    case Qt::Key_Right:
        shift ? pan(-0.1, 0) : Q_EMIT stepAsked(1);
        return;
    case Qt::Key_Up:
        pan(0, 0.1);
        return;
    case Qt::Key_Down:
        pan(0, -0.1);
        return;
    case Qt::Key_Escape:
        Q_EMIT nothingClicked();
        return;
    default:
        event->ignore();
    }
}

void GraphView::click(const QPointF &place)
{
    if (!m_scene)
        return;
    const GraphTransform at = transform();
    const auto reach = [&](const GraphPoint &point) {
        const QPointF way = at.map(point) - place;
        return std::hypot(way.x(), way.y());
    };
    double nearest = clickReach;
    std::optional<std::size_t> sample;
    for (std::size_t i = 0; i < m_scene->samples.size(); ++i)
        if (const double distance = reach(m_scene->samples[i]);
            m_scene->presence[i] != Presence::Filtered && distance < nearest) {
            nearest = distance;
            sample = i;
        }
    for (std::size_t proxy = 0; proxy < m_scene->proxies.size(); ++proxy)
        if (reach(m_scene->proxies[proxy]) < std::min(nearest, proxyRadius + 1)) {
            Q_EMIT proxyClicked(static_cast<int>(proxy));
            return;
        }
    if (sample)
        Q_EMIT sampleClicked(*sample);
    else
        Q_EMIT nothingClicked();
}

} // namespace retort
