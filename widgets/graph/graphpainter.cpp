#include "widgets/graph/graphpainter.h"

#include "widgets/common/theme.h"

#include <QLineF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace retort {

namespace {

// Strengths are drawn in so many steps, so that all lines of a colour and step are one call.
constexpr int strengthSteps = 6;
constexpr std::size_t smoothLines = 5000; ///< more than that are drawn without smoothing
constexpr double sampleRadius = Theme::space1 * 0.65;

/// Few lines may be bold, many must not cover what is below.
double edgeOpacity(std::size_t lines)
{
    return std::clamp(500.0 / static_cast<double>(std::max<std::size_t>(lines, 1)), 0.12, 0.5);
}

/// In a difference, the way of a sample on which the sides disagree is what is looked for.
QPen wayPen(bool disagree, const Theme &theme)
{
    QColor colour = disagree ? theme.student : theme.secondary;
    colour.setAlphaF(disagree ? 0.85F : 0.25F);
    return {colour, disagree ? 1.5 : 1.0};
}

void paintLines(QPainter &painter, const GraphScene &scene, const GraphTransform &transform, const Theme &theme)
{
    std::map<std::pair<std::int32_t, int>, std::vector<QLineF>> groups;
    for (const GraphLine &line : scene.lines) {
        const int step = std::clamp(static_cast<int>(line.strength * strengthSteps), 0, strengthSteps - 1);
        groups[{line.colour, step}].emplace_back(transform.map(line.from), transform.map(line.to));
    }
    painter.setRenderHint(QPainter::Antialiasing, scene.lines.size() < smoothLines);
    const double opacity = edgeOpacity(scene.lines.size());
    for (const auto &[key, lines] : groups) {
        if (scene.mode == GraphMode::Difference) {
            painter.setPen(wayPen(key.first == 1, theme));
        } else {
            QColor colour = theme.classColour(key.first);
            colour.setAlphaF(static_cast<float>(opacity * (key.second + 1) / strengthSteps));
            painter.setPen(QPen(colour, 1));
        }
        painter.drawLines(lines.data(), static_cast<int>(lines.size()));
    }
}

/// A small disc that is copied for every sample of its colour; an outline tells discs that lie on each other
/// apart.
QImage stamp(const QColor &colour, const QColor &outline, double opacity, double radius, double pixelRatio)
{
    const int side = static_cast<int>(std::ceil(2 * (radius + 1) * pixelRatio));
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(pixelRatio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(opacity);
    painter.setPen(QPen(outline, 0.5));
    painter.setBrush(colour);
    const double centre = side / pixelRatio / 2;
    painter.drawEllipse(QPointF(centre, centre), radius, radius);
    return image;
}

void paintSamples(QPainter &painter, const GraphScene &scene, const GraphTransform &transform, const QSize &size,
                  double pixelRatio, const Theme &theme)
{
    std::map<std::pair<std::int32_t, Presence>, QImage> stamps;
    const QRectF visible = QRectF(QPointF(), QSizeF(size)).adjusted(-8, -8, 8, 8);
    const std::pair<Presence, double> layers[] = {{Presence::Filtered, 0.15},
                                                  {Presence::Quiet, 0.35},
                                                  {Presence::Full, 0.9}}; // what is looked for lies on top
    for (const auto &[presence, opacity] : layers)
        for (std::size_t i = 0; i < scene.samples.size(); ++i) {
            if (scene.presence[i] != presence)
                continue;
            const QPointF place = transform.map(scene.samples[i]);
            if (!visible.contains(place))
                continue;
            QImage &image = stamps[{scene.answers[i], presence}];
            if (image.isNull())
                image =
                    stamp(theme.classColour(scene.answers[i]), theme.surface, opacity, sampleRadius, pixelRatio);
            const double half = image.width() / pixelRatio / 2;
            painter.drawImage(place - QPointF(half, half), image);
        }
}

} // namespace

QImage paintScene(const GraphScene &scene, const GraphTransform &transform, const QSize &size, double pixelRatio,
                  const Theme &theme)
{
    QImage image((QSizeF(size) * pixelRatio).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(pixelRatio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paintLines(painter, scene, transform, theme);
    painter.setRenderHint(QPainter::Antialiasing, false);
    paintSamples(painter, scene, transform, size, pixelRatio, theme);
    return image;
}

} // namespace retort
