#pragma once

#include "graph/graphscene.h"

#include <QColor>
#include <QImage>
#include <QPointF>
#include <QSizeF>

#include <cstdint>
#include <vector>

namespace retort {

struct Theme;

/// Where the unit circle lies on a widget, in logical pixels.
struct GraphTransform
{
    QPointF centre;
    double radius = 1;

    [[nodiscard]] QPointF map(const GraphPoint &point) const
    {
        return {centre.x() + radius * point.x, centre.y() + radius * point.y};
    }
    [[nodiscard]] GraphPoint unmap(const QPointF &point) const
    {
        return {static_cast<float>((point.x() - centre.x()) / radius),
                static_cast<float>((point.y() - centre.y()) / radius)};
    }
    bool operator==(const GraphTransform &) const = default;
};

/// What is drawn of a scene in a window of this size: at most so many lines one by one.
[[nodiscard]] SceneDetail detailIn(const GraphScene &scene, const GraphTransform &transform, const QSize &size,
                                   std::size_t mostLines);

/// Radius of a sample's dot, and its opacity by how it is drawn.
[[nodiscard]] double dotRadius();
[[nodiscard]] double dotOpacity(Presence presence);
/// The colours of a scene in a theme, with their opacity.
class SceneColours
{
public:
    SceneColours(const GraphScene &scene, const Theme &theme);

    [[nodiscard]] QColor ofClass(std::int32_t proxy) const { return m_classes[static_cast<std::size_t>(proxy)]; }
    /// `lines`: how many are drawn with it.
    [[nodiscard]] QColor ofLine(const GraphLine &line, std::size_t lines) const;
    [[nodiscard]] QColor ofBundle(const GraphBundle &bundle) const;

private:
    [[nodiscard]] QColor base(float value, std::int32_t proxy) const;

    const GraphScene &m_scene;
    std::vector<QColor> m_classes;
    QColor m_weak; ///< of a difference; how much is said by the opacity
    QColor m_strong;
};

/// Lines and samples of a scene on a transparent image, with QPainter. No widget, no pixmap, no text: runs on any
/// thread.
[[nodiscard]] QImage paintScene(const GraphScene &scene, const GraphTransform &transform, const QSize &size,
                                double pixelRatio, const Theme &theme);

} // namespace retort
