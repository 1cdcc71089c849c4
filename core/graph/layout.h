#pragma once

#include "base/progress.h"
#include "distil/epochsink.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

/// A place in the drawing: everything lies in the unit circle round (0, 0), x to the right, y down.
struct GraphPoint
{
    float x = 0;
    float y = 0;

    bool operator==(const GraphPoint &) const = default;
};

enum class LayoutKind { Radial, Pca, Force };

/// "radial", "pca", "force".
[[nodiscard]] std::string layoutName(LayoutKind kind);
/// Throws ValueError listing the layouts there are.
[[nodiscard]] LayoutKind layoutNamed(const std::string &name);

/// Where things lie, once for both sides and for all epochs of a run. A sample's place follows from its edges on a
/// side and from what is said here, and from nothing else: what did not change does not move, and the way between
/// two places of a sample is the difference between its relations.
struct GraphLayout
{
    LayoutKind kind = LayoutKind::Radial;
    std::vector<std::int32_t> order; ///< order[place] = class: round the circle, and of the matrix
    std::vector<GraphPoint> proxies; ///< a class
    std::vector<GraphPoint> offsets; ///< a sample: from the mean of its proxies to its place
    float reach = 1;                 ///< what the mean of a sample's proxies is multiplied with
};

/// Puts the class proxies on the unit circle at equal distances, the first of `order` (see circleOrder) at the
/// top, the others clockwise; a single one in the middle. Returns one point a class, in the order of classes.
[[nodiscard]] std::vector<GraphPoint> proxyPositions(std::span<const std::int32_t> order);

/// How much each edge counts among its sample's edges: the softmax over the row, 0 .. 1, one an edge. Edges must
/// be in the order of a graph's.
///
/// Teacher and student have cosines of different spread, and the loss ignores that. So that a share means the same
/// on both sides, all weights are divided by the mean spread first (the root mean square, over all samples, of the
/// edges' deviation from their sample's mean); a shift means nothing to a softmax. Standardising each sample alone
/// would make an undecided sample look as sure as any other.
[[nodiscard]] std::vector<float> edgeShares(std::span<const GraphEdge> edges);

/// The mean of every sample's proxies' places, weighted with its edges' shares. Only the `topK` largest edges of a
/// sample count (0 = all): a stored graph holds the union of both sides' largest, and the teacher's samples must
/// not move with the student's epochs. A sample without edges lies in the middle. Throws ValueError naming the
/// sample for a weight that is not finite, and for an edge that is out of range.
[[nodiscard]] std::vector<GraphPoint> proxyMeans(const ProxyGraph &graph, std::span<const GraphPoint> proxies,
                                                 std::int64_t topK);

/// Similar classes side by side on a circle (see circleOrder), samples within it at the mean of their proxies:
/// sure ones at their proxy, one between two classes between them. Samples that would lie on each other at one
/// proxy are spread over a disc there, the surest in its middle; the disc grows with their number.
[[nodiscard]] GraphLayout radialLayout(const ProxyGraph &reference, std::int64_t topK);

/// Classes at the first two principal components of both sides' proxies, each described by its correlations to all
/// classes, at the mean of its two places; samples as in the radial layout. `student` may be null.
[[nodiscard]] GraphLayout pcaLayout(const ProxyGraph &reference, const ProxyGraph *student, std::int64_t topK);

/// Any of them, the force layout until it has settled. `reference` is the teacher's graph where there is one, else
/// the student's. Throws ValueError for a damaged graph, Cancelled when stopped.
[[nodiscard]] GraphLayout layOut(LayoutKind kind, const ProxyGraph &reference, const ProxyGraph *student,
                                 std::int64_t topK, const std::stop_token &stop = {},
                                 const Reporter &reporter = {});

/// Where a sample lies whose edges have these shares (as weights).
[[nodiscard]] GraphPoint placeOf(std::span<const GraphEdge> shares, const GraphLayout &layout,
                                 std::int64_t sample);

/// The topK largest edges of every sample (0 = all) with their shares among these as weights, in the order of a
/// graph's edges: all that a place follows from.
[[nodiscard]] std::vector<GraphEdge> topShares(const ProxyGraph &graph, std::int64_t topK);

/// Where the samples of a side lie. Throws ValueError for a damaged graph and for one of other samples or proxies
/// than the layout's.
[[nodiscard]] std::vector<GraphPoint> samplePlaces(const ProxyGraph &graph, const GraphLayout &layout,
                                                   std::int64_t topK);

} // namespace retort
