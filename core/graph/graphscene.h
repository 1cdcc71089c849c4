#pragma once

#include "graph/graphframe.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace retort {

enum class GraphMode { Teacher, Student, Difference };

/// Which edges are drawn.
struct EdgeChoice
{
    std::int64_t perSample = 1; ///< the largest ones of a sample, in a difference the most different; 0: none
    /// Only edges of at least this share of their sample (0 .. 1), in a difference of this many deviations.
    float threshold = 0;

    bool operator==(const EdgeChoice &) const = default;
};

/// An edge to be drawn: a curve from its sample to its proxy.
struct GraphLine
{
    std::int32_t sample = 0;
    std::int32_t proxy = 0;
    std::int32_t bundle = 0; ///< which it is part of
    float value = 0;         ///< share, 0 .. 1; in a difference deviations, of either sign
    GraphPoint from;
    GraphPoint control; ///< of a quadratic curve; in the middle where the line is straight
    GraphPoint to;
};

/// All edges between samples of one answer and one proxy: drawn instead of them where they are too many.
struct GraphBundle
{
    std::int32_t proxy = 0;
    std::int64_t lines = 0;
    float value = 0; ///< mean of its lines'
    GraphPoint from; ///< the mean of its samples
    GraphPoint to;
};

/// How a sample is drawn: filtered away, there, or what is looked for.
enum class Presence : std::uint8_t { Filtered, Quiet, Full };

/// What one view shows, in places of the unit circle.
struct GraphScene
{
    GraphMode mode = GraphMode::Teacher;
    std::vector<GraphPoint> proxies;
    std::vector<GraphPoint> samples;
    std::vector<std::int32_t> answers; ///< of this side; the student's in a difference
    std::vector<Presence> presence;    ///< a sample; in a difference, those on which the sides agree are quiet
    std::vector<GraphLine> lines;      ///< the weakest first: what is strong lies on top
    std::vector<GraphBundle> bundles;
};

/// Up to so many lines stay straight; more are drawn together into bundles that run to their proxies.
inline constexpr std::size_t straightLines = 400;

/// `passes` holds one a sample (see filtered()) or nothing: all. With the proxy places of the frame's layout.
[[nodiscard]] std::shared_ptr<const GraphScene>
makeScene(const GraphFrame &frame, GraphMode mode, const std::vector<bool> &passes, const EdgeChoice &edges);

/// On the way from one scene to another, t 0 .. 1; lines and colours are the later one's. The later one as it is
/// when the numbers of samples or proxies or the modes differ.
[[nodiscard]] std::shared_ptr<const GraphScene> between(const GraphScene &from,
                                                        const std::shared_ptr<const GraphScene> &to, double t);

/// Which lines are drawn one by one in a window on the scene.
struct SceneDetail
{
    bool bundles = false;             ///< they are too many: the bundles stand for them
    std::vector<std::uint32_t> lines; ///< places in GraphScene::lines, ascending
};

/// Level of detail: all lines where they are at most `mostLines`, else those of the samples in the rectangle from
/// `low` to `high`, else none but bundles. What was zoomed into is seen line by line.
[[nodiscard]] SceneDetail detailOf(const GraphScene &scene, const GraphPoint &low, const GraphPoint &high,
                                   std::size_t mostLines);

/// How opaque a line is, 0 .. 1: by its value, and the less the more lines there are.
[[nodiscard]] float lineOpacity(const GraphScene &scene, float value, std::size_t lines);

/// How wide and opaque a bundle is.
[[nodiscard]] double bundleWidth(std::int64_t lines);
[[nodiscard]] float bundleOpacity(const GraphScene &scene, float value);

/// What a difference is drawn with: -1 .. 1 for a diverging colour.
[[nodiscard]] float differenceTone(float deviations);

} // namespace retort
