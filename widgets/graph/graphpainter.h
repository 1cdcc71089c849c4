#pragma once

#include "widgets/graph/graphscene.h"

#include <QImage>
#include <QPointF>
#include <QSizeF>

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
    bool operator==(const GraphTransform &) const = default;
};

/// Lines and samples of a scene on a transparent image. No widget, no pixmap, no text: runs on any thread.
[[nodiscard]] QImage paintScene(const GraphScene &scene, const GraphTransform &transform, const QSize &size,
                                double pixelRatio, const Theme &theme);

} // namespace retort
