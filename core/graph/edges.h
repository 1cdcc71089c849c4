#pragma once

#include "distil/epochsink.h"

#include <cstdint>
#include <span>
#include <vector>

namespace retort {

/// Throws ValueError, naming the edge, unless the edges are sorted by sample, then proxy, without a double, in
/// range and finite.
void validate(const ProxyGraph &graph);

/// The edges of one sample; binary search. The graph must be valid.
[[nodiscard]] std::span<const GraphEdge> edgesOf(const ProxyGraph &graph, std::int64_t sample);

/// The k largest edges of one sample, largest first (equal ones by proxy).
[[nodiscard]] std::vector<GraphEdge> largestEdges(const ProxyGraph &graph, std::int64_t sample, std::int64_t k);

/// The k largest edges of every sample, in the order of a graph's edges. k <= 0: all.
[[nodiscard]] std::vector<GraphEdge> topEdges(const ProxyGraph &graph, std::int64_t k);

/// Student minus teacher, edge by edge, where both have one, in standard deviations. The loss ignores scale and
/// shift, so each sample's edges are standardised first: with the mean and deviation of its cosines to all classes
/// where both graphs know them, else over the edges that both sides have; a sample whose edges are all equal
/// counts as 0. Positive: the student sees the sample closer to the class than the teacher does. In the order of a
/// graph's edges. Throws ValueError when the graphs are of different samples or proxies, or damaged.
[[nodiscard]] std::vector<GraphEdge> edgeDifference(const ProxyGraph &teacher, const ProxyGraph &student);

} // namespace retort
