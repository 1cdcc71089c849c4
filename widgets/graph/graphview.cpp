#include "widgets/graph/graphview.h"

#include "graph/samplequery.h"
#include "widgets/common/theme.h"
#include "widgets/graph/glcanvas.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QTimer>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace retort {

namespace {

constexpr int animationTime = 400; // milliseconds
constexpr int frameTime = 16;
constexpr double smallestZoom = 0.5;
constexpr double largestZoom = 60;
constexpr double clickReach = Theme::space3;
constexpr double shortestLassoStep = 3;
// A graphics card draws all there is of most graphs; the limit keeps one that is not fast responsive.
constexpr std::size_t mostLinesOnCard = 200'000;

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
    setMouseTracking(true);
    m_animation->setInterval(frameTime);
    connect(m_animation, &QTimer::timeout, this, &GraphView::step);
}

GraphView::~GraphView() = default;

void GraphView::setDrawing(GraphDrawing drawing)
{
    if (drawing == this->drawing())
        return;
    if (drawing == GraphDrawing::Painter) {
        m_gl->deleteLater();
        m_gl = nullptr;
        repaintAll();
        return;
    }
    m_gl = new GlCanvas(this);
    m_gl->frame = [this] { return GlCanvas::Frame{transform(), way(), mostLinesOnCard}; };
    m_gl->paintBelow = [this](QPainter &painter) { paintBelow(painter); };
    m_gl->paintAbove = [this](QPainter &painter) { paintAbove(painter); };
    connect(
        m_gl, &GlCanvas::failed, this, [this] { setDrawing(GraphDrawing::Painter); }, Qt::QueuedConnection);
    m_gl->setGeometry(rect());
    m_gl->setScene(m_animation->isActive() ? m_from : nullptr, m_target);
    m_gl->show();
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
    repaintOverlay();
}

void GraphView::setClasses(const std::vector<std::string> &classes)
{
    m_overlay.setClasses(classes, font());
    repaintAll();
}

void GraphView::setScene(std::shared_ptr<const GraphScene> scene, bool animate)
{
    m_from = m_scene;
    m_target = std::move(scene);
    const bool moves = animate && m_from && m_target && m_from->samples.size() == m_target->samples.size() &&
                       m_from->proxies.size() == m_target->proxies.size() && m_from->mode == m_target->mode;
    if (m_gl)
        m_gl->setScene(moves ? m_from : nullptr, m_target);
    if (moves) {
        m_clock.start();
        m_animation->start();
        step();
        return;
    }
    m_animation->stop();
    m_from.reset();
    m_scene = m_target;
    if (!m_scene)
        m_picture = {};
    repaintAll();
}

double GraphView::way() const
{
    return m_animation->isActive() ? smoothly(static_cast<double>(m_clock.elapsed()) / animationTime) : 1;
}

void GraphView::step()
{
    m_scene = between(*m_from, m_target, way());
    if (m_scene == m_target) {
        m_animation->stop();
        m_from.reset();
    }
    repaintAll();
}

void GraphView::setSelection(std::vector<std::int32_t> samples, std::vector<GraphEdge> edges,
                             std::vector<GraphPoint> trail)
{
    m_overlay.selection = std::move(samples);
    m_overlay.selectedEdges = std::move(edges);
    m_overlay.trail = std::move(trail);
    repaintOverlay();
}

void GraphView::setHovered(std::optional<std::int32_t> sample)
{
    if (std::exchange(m_overlay.hovered, sample) != sample)
        repaintOverlay();
}

void GraphView::setTool(GraphTool tool)
{
    m_tool = tool;
    setCursor(tool == GraphTool::Move ? Qt::ArrowCursor : Qt::CrossCursor);
}

void GraphView::setCamera(const GraphCamera &camera)
{
    if (camera == m_camera)
        return;
    m_camera = camera;
    repaintAll();
}

void GraphView::bringIntoView(const GraphPoint &point)
{
    const GraphTransform at = transform();
    const QRectF comfortable =
        QRectF(rect()).adjusted(width() * 0.1, height() * 0.1, -width() * 0.1, -height() * 0.1);
    if (comfortable.contains(at.map(point)))
        return;
    GraphCamera camera = m_camera;
    camera.pan = QPointF(-point.x, -point.y) * camera.zoom;
    moveCamera(camera);
}

double GraphView::fitRadius() const
{
    return m_overlay.fitRadius(m_target.get(), size());
}

GraphTransform GraphView::transform() const
{
    const double fit = fitRadius();
    const double title = fontMetrics().height() + Theme::space3;
    const QPointF middle(width() / 2.0, (height() + title) / 2.0);
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

bool GraphView::settled() const
{
    return !m_painting && !m_dirty && !m_animation->isActive();
}

void GraphView::repaintOverlay()
{
    if (m_gl)
        m_gl->update();
    else
        update();
}

void GraphView::repaintAll()
{
    repaintOverlay(); // moves the picture there is, at once
    if (!m_gl)
        paintPicture();
}

void GraphView::paintPicture()
{
    m_dirty = m_scene != nullptr;
    if (m_painting || !m_scene || width() < 1 || height() < 1)
        return;
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
                paintPicture();
        },
        [this](const JobError &) { m_painting = false; });
}

void GraphView::paintEvent(QPaintEvent *)
{
    if (m_gl)
        return; // covers all of it
    QPainter painter(this);
    painter.fillRect(rect(), Theme::of(this).surface);
    paintBelow(painter);
    if (m_scene && !m_picture.isNull()) {
        // Until the new picture is there, the one before where it belongs now.
        const GraphTransform at = transform();
        const double scale = at.radius / m_pictureTransform.radius;
        const QPointF corner = at.centre - m_pictureTransform.centre * scale;
        const QSizeF size = QSizeF(m_picture.size()) / m_picture.devicePixelRatio() * scale;
        painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
        if (at == m_pictureTransform)
            painter.drawImage(QPointF(0, 0), m_picture);
        else
            painter.drawImage(QRectF(corner, size), m_picture);
    }
    paintAbove(painter);
}

void GraphView::paintBelow(QPainter &painter)
{
    if (!m_scene)
        return;
    const Theme &theme = Theme::of(this);
    const GraphTransform at = transform();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(at.centre, at.radius, at.radius);
}

void GraphView::paintAbove(QPainter &painter)
{
    if (!m_scene)
        return;
    const Theme &theme = Theme::of(this);
    m_overlay.paint(painter, *m_scene, transform(), size(), theme);
    if (!m_outline.isEmpty()) {
        QColor fill = theme.accent;
        fill.setAlphaF(0.12F);
        painter.setPen(QPen(theme.accent, 1, Qt::DashLine));
        painter.setBrush(fill);
        painter.drawPolygon(m_outline);
    }
    const QColor side = m_scene->mode == GraphMode::Teacher   ? theme.teacher
                        : m_scene->mode == GraphMode::Student ? theme.student
                                                              : theme.secondary;
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
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(theme.accent);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void GraphView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_gl)
        m_gl->setGeometry(rect());
    repaintAll();
}

void GraphView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        std::vector<std::string> classes;
        for (const QString &name : m_overlay.fullNames())
            classes.push_back(name.toStdString());
        m_overlay.setClasses(classes, font());
    }
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        repaintAll();
}

void GraphView::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    repaintOverlay();
}

void GraphView::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    repaintOverlay();
}

bool GraphView::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        // A name that was too long, or that found no room.
        const auto *help = static_cast<QHelpEvent *>(event);
        const std::optional<int> proxy = proxyAt(help->pos());
        if (proxy && *proxy < m_overlay.fullNames().size())
            QToolTip::showText(help->globalPos(), m_overlay.fullNames()[*proxy], this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void GraphView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_press = event->position();
    m_dragging = false;
    m_dragTool = event->modifiers().testFlag(Qt::ShiftModifier)     ? GraphTool::Lasso
                 : event->modifiers().testFlag(Qt::ControlModifier) ? GraphTool::Rectangle
                                                                    : m_tool;
}

void GraphView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_press) {
        Q_EMIT hovered(sampleAt(event->position()));
        return;
    }
    const QPointF way = event->position() - *m_press;
    if (!m_dragging && way.manhattanLength() < QApplication::startDragDistance())
        return;
    m_dragging = true;
    if (m_dragTool == GraphTool::Move) {
        m_press = event->position();
        GraphCamera camera = m_camera;
        camera.pan += way / fitRadius();
        moveCamera(camera);
        return;
    }
    if (m_dragTool == GraphTool::Rectangle)
        m_outline = QPolygonF(QRectF(*m_press, event->position()).normalized());
    else if (m_outline.isEmpty())
        m_outline << *m_press << event->position();
    else if ((event->position() - m_outline.back()).manhattanLength() >= shortestLassoStep)
        m_outline << event->position();
    repaintOverlay();
}

void GraphView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !std::exchange(m_press, std::nullopt))
        return;
    if (!m_dragging)
        click(event->position());
    else if (m_dragTool != GraphTool::Move)
        enclose();
}

void GraphView::enclose()
{
    const QPolygonF outline = std::exchange(m_outline, {});
    repaintOverlay();
    if (!m_scene)
        return;
    const GraphTransform at = transform();
    std::vector<GraphPoint> polygon;
    for (const QPointF &corner : outline)
        polygon.push_back(at.unmap(corner));
    std::vector<std::int32_t> found = pointsInside(m_scene->samples, polygon);
    found.erase(std::remove_if(found.begin(), found.end(),
                               [&](std::int32_t sample) {
                                   return m_scene->presence[static_cast<std::size_t>(sample)] ==
                                          Presence::Filtered;
                               }),
                found.end());
    Q_EMIT samplesEnclosed(found);
}

void GraphView::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    Q_EMIT hovered(std::nullopt);
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
        if (!std::exchange(m_outline, {}).isEmpty()) {
            m_press.reset();
            repaintOverlay();
        } else {
            Q_EMIT nothingClicked();
        }
        return;
    default:
        event->ignore();
    }
}

std::optional<std::int32_t> GraphView::sampleAt(const QPointF &place) const
{
    std::optional<std::int32_t> sample;
    if (!m_scene)
        return sample;
    const GraphTransform at = transform();
    const GraphPoint here = at.unmap(place);
    const auto reach = static_cast<float>(clickReach / at.radius);
    float nearest = reach * reach;
    for (std::size_t i = 0; i < m_scene->samples.size(); ++i) {
        const float dx = m_scene->samples[i].x - here.x;
        const float dy = m_scene->samples[i].y - here.y;
        if (const float square = dx * dx + dy * dy;
            square < nearest && m_scene->presence[i] != Presence::Filtered) {
            nearest = square;
            sample = static_cast<std::int32_t>(i);
        }
    }
    return sample;
}

std::optional<int> GraphView::proxyAt(const QPointF &place) const
{
    if (!m_scene)
        return std::nullopt;
    const GraphTransform at = transform();
    const double reach = GraphOverlay::proxyRadius(*m_scene, at) + 1;
    for (std::size_t proxy = 0; proxy < m_scene->proxies.size(); ++proxy) {
        const QPointF way = at.map(m_scene->proxies[proxy]) - place;
        if (std::hypot(way.x(), way.y()) < reach)
            return static_cast<int>(proxy);
    }
    return std::nullopt;
}

void GraphView::click(const QPointF &place)
{
    if (const std::optional<int> proxy = proxyAt(place))
        Q_EMIT proxyClicked(*proxy);
    else if (const std::optional<std::int32_t> sample = sampleAt(place))
        Q_EMIT sampleClicked(static_cast<std::size_t>(*sample));
    else
        Q_EMIT nothingClicked();
}

} // namespace retort
