#pragma once

#include "widgets/graph/graphpainter.h"

#include <QFont>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

class QPainter;

namespace retort {

/// What lies over lines and samples: proxies with their names, what is selected, the way of a sample. Few things,
/// so QPainter draws them on either canvas.
class GraphOverlay
{
public:
    void setClasses(const std::vector<std::string> &classes, const QFont &font);
    [[nodiscard]] const QStringList &classes() const { return m_classes; }
    [[nodiscard]] const QStringList &fullNames() const { return m_fullNames; }

    /// Selected samples; where it is one, its edges with their values.
    std::vector<std::int32_t> selection;
    std::vector<GraphEdge> selectedEdges;
    std::vector<GraphPoint> trail; ///< where the selected sample was, epoch by epoch
    std::optional<std::int32_t> hovered;

    /// The circle's radius with which everything fits into a size, names included.
    [[nodiscard]] double fitRadius(const GraphScene *scene, const QSize &size) const;
    void paint(QPainter &painter, const GraphScene &scene, const GraphTransform &at, const QSize &size,
               const Theme &theme);

    [[nodiscard]] static double proxyRadius(const GraphScene &scene, const GraphTransform &at);

private:
    [[nodiscard]] bool onCircle(const GraphScene &scene) const;
    void placeNames(const GraphScene &scene, double radius);
    void paintProxies(QPainter &painter, const GraphScene &scene, const GraphTransform &at, const QSize &size,
                      const Theme &theme);
    void paintSelection(QPainter &painter, const GraphScene &scene, const GraphTransform &at, const Theme &theme);
    void paintEdges(QPainter &painter, const GraphScene &scene, const GraphTransform &at, const Theme &theme);

    QFont m_font;
    QStringList m_classes; ///< short enough to be shown
    QStringList m_fullNames;
    std::vector<double> m_widths;
    // Which names find room follows from the places of the proxies and the radius alone.
    std::vector<GraphPoint> m_placedFor;
    double m_placedRadius = 0;
    std::vector<bool> m_named;
};

} // namespace retort
