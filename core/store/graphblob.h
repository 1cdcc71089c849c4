#pragma once

// Internal to core/store: proxy graphs as blobs. An edge takes 4 bytes a sample (as a difference), 4 a proxy, 2 a
// weight (-1 .. 1 in steps of 1/32767) and 2 a probability (0 .. 1 in steps of 1/65535) before compression. Blobs
// of older versions end before the probabilities, and before the margins.

#include "store/blob.h"

namespace retort {

struct StoredEdge
{
    std::int32_t sample = 0;
    std::int32_t proxy = 0;
    std::int16_t weight = 0;
    std::uint16_t probability = 0;
};

struct StoredEdges
{
    std::vector<StoredEdge> edges;
    bool withProbabilities = false;
};

/// Throws StoreError for an edge out of range, a weight or probability that is not finite, or a number of
/// probabilities that is not the edges'.
[[nodiscard]] StoredEdges storedEdges(const ProxyGraph &graph);
/// Gives a graph its edges back. Throws StoreError where one leads to a sample or proxy that the graph has not.
void restoreEdges(const StoredEdges &edges, ProxyGraph &graph, const std::string &what);

[[nodiscard]] Bytes encodeEdges(const StoredEdges &edges);
/// Samples and proxies are at least 0.
[[nodiscard]] StoredEdges decodeEdges(std::span<const std::byte> frame, const std::string &what);

/// All of a graph but its edges. Throws StoreError for a value that is not finite.
[[nodiscard]] Bytes encodeNodes(const ProxyGraph &graph);
[[nodiscard]] ProxyGraph decodeNodes(std::span<const std::byte> frame, const std::string &what);

} // namespace retort
