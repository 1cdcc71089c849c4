#include "base/error.h"
#include "store/graphblob.h"

#include <cstdint>
#include <cstdlib>
#include <span>

using namespace retort;

// The first byte chooses what the rest is: edges or nodes, behind a frame that is whole.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const Bytes frame = framed(std::as_bytes(std::span(data + 1, size - 1)), false);
    try {
        if (data[0] % 2 == 0) {
            const StoredEdges edges = decodeEdges(frame, "fuzz");
            const StoredEdges again = decodeEdges(encodeEdges(edges), "fuzz");
            if (again.edges.size() != edges.edges.size() || again.withProbabilities != edges.withProbabilities)
                std::abort();
        } else {
            const ProxyGraph graph = decodeNodes(frame, "fuzz");
            try {
                const ProxyGraph again = decodeNodes(encodeNodes(graph), "fuzz");
                if (again.answers != graph.answers || again.margins.size() != graph.margins.size())
                    std::abort();
            } catch (const StoreError &) { // values that are not finite
            }
        }
    } catch (const StoreError &) {
    }
    return 0;
}
