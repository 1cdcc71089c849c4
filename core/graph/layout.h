#pragma once

#include "base/matrix.h"
#include "distil/epochsink.h"

#include <cstdint>
#include <span>
#include <vector>

namespace retort {

/// A place in the drawing: the proxies lie on the unit circle round (0, 0), x to the right, y down.
struct GraphPoint
{
    float x = 0;
    float y = 0;

    bool operator==(const GraphPoint &) const = default;
};

/// Puts the class proxies on the unit circle at equal distances, the first of `order` (see circleOrder) at the
/// top, the others clockwise. Returns one point a class, in the order of classes.
[[nodiscard]] std::vector<GraphPoint> proxyPositions(std::span<const std::int32_t> order);

/// How much each edge counts among its sample's edges: the softmax over the row, 0 .. 1, one an edge. Edges must
/// be in the order of a graph's.
///
/// Teacher and student have cosines of different spread, and the loss ignores that. So that a share means the same
/// on both sides, all weights are divided by the mean spread first (the root mean square, over all samples, of the
/// edges' deviation from their sample's mean); a shift means nothing to a softmax. Standardising each sample alone
/// would make an undecided sample look as sure as any other.
[[nodiscard]] std::vector<float> edgeShares(std::span<const GraphEdge> edges);

/// Puts every sample at the mean of its proxies' places, weighted with its edges' shares: sure samples lie at
/// their proxy, a sample between two classes lies between them, one that knows nothing in the middle.
///
/// Only the `topK` largest edges of a sample count (0 = all): a stored graph holds the union of both sides'
/// largest, and the teacher's samples must not move with the student's epochs. A sample without edges lies in the
/// middle. Throws ValueError naming the sample for a weight that is not finite, and for an edge that is out of
/// range.
[[nodiscard]] std::vector<GraphPoint> samplePositions(const ProxyGraph &graph, std::span<const GraphPoint> proxies,
                                                      std::int64_t topK = 0);

/// All of it: order, proxies and samples of both sides with the same proxy places, which follow from the teacher
/// where it is there. Either side may be null; its samples are then empty.
struct GraphLayout
{
    std::vector<std::int32_t> order; ///< order[place] = class
    std::vector<GraphPoint> proxies; ///< a class
    std::vector<GraphPoint> teacher; ///< a sample
    std::vector<GraphPoint> student; ///< a sample
};
[[nodiscard]] GraphLayout layOut(const ProxyGraph *teacher, const ProxyGraph *student, std::int64_t topK = 0);

} // namespace retort
