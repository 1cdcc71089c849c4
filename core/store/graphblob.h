#pragma once

// Internal to core/store: proxy graphs as blobs. An edge takes 4 bytes a sample (as a difference), 4 a proxy and 2
// a weight (-1 .. 1 in steps of 1/32767) before compression.

#include "store/blob.h"

namespace retort {

struct StoredEdge
{
    std::int32_t sample = 0;
    std::int32_t proxy = 0;
    std::int16_t weight = 0;
};
using StoredEdges = std::vector<StoredEdge>;

[[nodiscard]] std::int16_t quantised(float weight);
[[nodiscard]] float restored(std::int16_t weight);

/// Throws StoreError for an edge out of range or a weight that is not finite.
[[nodiscard]] StoredEdges storedEdges(const ProxyGraph &graph);

[[nodiscard]] Bytes encodeEdges(std::span<const StoredEdge> edges);
[[nodiscard]] StoredEdges decodeEdges(std::span<const std::byte> frame, const std::string &what);

/// All of a graph but its edges.
[[nodiscard]] Bytes encodeNodes(const ProxyGraph &graph);
[[nodiscard]] ProxyGraph decodeNodes(std::span<const std::byte> frame, const std::string &what);

} // namespace retort
