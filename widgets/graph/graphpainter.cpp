#include "widgets/graph/graphpainter.h"

#include "widgets/common/theme.h"

#include <QLineF>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace retort {

namespace {

constexpr std::size_t mostLines = 12'000; ///< more take too long one by one
constexpr std::size_t smoothLines = 5000; ///< more than that are drawn without smoothing
constexpr int curveSteps = 7;

QPointF onCurve(const QPointF &from, const QPointF &by, const QPointF &to, double t)
{
    const double rest = 1 - t;
    return rest * rest * from + 2 * rest * t * by + t * t * to;
}

QPolygonF curve(const QPointF &from, const QPointF &by, const QPointF &to)
{
    QPolygonF points;
    points.reserve(curveSteps + 1);
    for (int i = 0; i <= curveSteps; ++i)
        points << onCurve(from, by, to, static_cast<double>(i) / curveSteps);
    return points;
}

void paintLines(QPainter &painter, const GraphScene &scene, const SceneDetail &detail,
                const GraphTransform &transform, const SceneColours &colours)
{
    painter.setRenderHint(QPainter::Antialiasing, detail.lines.size() < smoothLines);
    const bool straight = scene.lines.size() <= straightLines;
    QColor before;
    for (const std::uint32_t place : detail.lines) {
        const GraphLine &line = scene.lines[place];
        const QColor colour = colours.ofLine(line, detail.lines.size());
        if (colour != before) {
            painter.setPen(QPen(colour, 1));
            before = colour;
        }
        if (straight)
            painter.drawLine(transform.map(line.from), transform.map(line.to));
        else
            painter.drawPolyline(
                curve(transform.map(line.from), transform.map(line.control), transform.map(line.to)));
    }
    if (!detail.bundles)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    for (const GraphBundle &bundle : scene.bundles) {
        painter.setPen(QPen(colours.ofBundle(bundle), bundleWidth(bundle.lines), Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(transform.map(bundle.from), transform.map(bundle.to));
    }
}

/// A small disc that is copied for every sample of its colour; an outline tells discs that lie on each other
/// apart.
QImage stamp(const QColor &colour, const QColor &outline, double opacity, double pixelRatio)
{
    const int side = static_cast<int>(std::ceil(2 * (dotRadius() + 1) * pixelRatio));
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(pixelRatio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(opacity);
    painter.setPen(QPen(outline, 0.5));
    painter.setBrush(colour);
    const double centre = side / pixelRatio / 2;
    painter.drawEllipse(QPointF(centre, centre), dotRadius(), dotRadius());
    return image;
}

void paintSamples(QPainter &painter, const GraphScene &scene, const GraphTransform &transform, const QSize &size,
                  double pixelRatio, const SceneColours &colours, const QColor &outline)
{
    std::map<std::pair<std::int32_t, Presence>, QImage> stamps;
    const QRectF visible = QRectF(QPointF(), QSizeF(size)).adjusted(-8, -8, 8, 8);
    for (const Presence presence :
         {Presence::Filtered, Presence::Quiet, Presence::Full}) // what is looked for on top
        for (std::size_t i = 0; i < scene.samples.size(); ++i) {
            if (scene.presence[i] != presence)
                continue;
            const QPointF place = transform.map(scene.samples[i]);
            if (!visible.contains(place))
                continue;
            QImage &image = stamps[{scene.answers[i], presence}];
            if (image.isNull())
                image = stamp(colours.ofClass(scene.answers[i]), outline, dotOpacity(presence), pixelRatio);
            const double half = image.width() / pixelRatio / 2;
            painter.drawImage(place - QPointF(half, half), image);
        }
}

} // namespace

SceneDetail detailIn(const GraphScene &scene, const GraphTransform &transform, const QSize &size, std::size_t most)
{
    return detailOf(scene, transform.unmap({0, 0}), transform.unmap({double(size.width()), double(size.height())}),
                    most);
}

double dotRadius()
{
    return Theme::space1 * 0.65;
}

double dotOpacity(Presence presence)
{
    return presence == Presence::Filtered ? 0.12 : presence == Presence::Quiet ? 0.35 : 0.9;
}

SceneColours::SceneColours(const GraphScene &scene, const Theme &theme)
    : m_scene(scene), m_weak(theme.diverging(-1)), m_strong(theme.diverging(1))
{
    for (std::size_t proxy = 0; proxy < scene.proxies.size(); ++proxy)
        m_classes.push_back(theme.classColour(static_cast<int>(proxy)));
}

QColor SceneColours::base(float value, std::int32_t proxy) const
{
    return m_scene.mode != GraphMode::Difference ? ofClass(proxy) : value < 0 ? m_weak : m_strong;
}

QColor SceneColours::ofLine(const GraphLine &line, std::size_t lines) const
{
    QColor colour = base(line.value, line.proxy);
    colour.setAlphaF(lineOpacity(m_scene, line.value, lines));
    return colour;
}

QColor SceneColours::ofBundle(const GraphBundle &bundle) const
{
    QColor colour = base(bundle.value, bundle.proxy);
    colour.setAlphaF(bundleOpacity(m_scene, bundle.value));
    return colour;
}

QImage paintScene(const GraphScene &scene, const GraphTransform &transform, const QSize &size, double pixelRatio,
                  const Theme &theme)
{
    QImage image((QSizeF(size) * pixelRatio).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(pixelRatio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    const SceneColours colours(scene, theme);
    paintLines(painter, scene, detailIn(scene, transform, size, mostLines), transform, colours);
    painter.setRenderHint(QPainter::Antialiasing, false);
    paintSamples(painter, scene, transform, size, pixelRatio, colours, theme.surface);
    return image;
}

} // namespace retort
