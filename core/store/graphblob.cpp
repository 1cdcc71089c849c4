#include "store/graphblob.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace retort {

std::int16_t quantised(float weight)
{
    return static_cast<std::int16_t>(std::lround(std::clamp(weight, -1.0F, 1.0F) * 32767.0F));
}

float restored(std::int16_t weight)
{
    return static_cast<float>(weight) / 32767.0F;
}

StoredEdges storedEdges(const ProxyGraph &graph)
{
    StoredEdges edges;
    edges.reserve(graph.edges.size());
    for (const GraphEdge &edge : graph.edges) {
        if (edge.sample < 0 || edge.sample >= graph.samples || edge.proxy < 0 || edge.proxy >= graph.proxies ||
            !std::isfinite(edge.weight))
            throw StoreError("the proxy graph has an edge between sample " + std::to_string(edge.sample) +
                             " and proxy " + std::to_string(edge.proxy) + " that is out of range or not a number");
        edges.push_back({edge.sample, edge.proxy, quantised(edge.weight)});
    }
    return edges;
}

Bytes encodeEdges(std::span<const StoredEdge> edges)
{
    std::vector<std::int32_t> samples;
    std::vector<std::int32_t> proxies;
    std::vector<std::int16_t> weights;
    std::int32_t last = 0;
    for (const StoredEdge &edge : edges) {
        samples.push_back(edge.sample - last);
        last = edge.sample;
        proxies.push_back(edge.proxy);
        weights.push_back(edge.weight);
    }
    ArrayWriter writer;
    writer.array<std::int32_t>(samples);
    writer.array<std::int32_t>(proxies);
    writer.array<std::int16_t>(weights);
    return framed(writer.bytes(), true);
}

StoredEdges decodeEdges(std::span<const std::byte> frame, const std::string &what)
{
    ArrayReader reader(unframed(frame, what), what);
    const auto samples = reader.array<std::int32_t>();
    const auto proxies = reader.array<std::int32_t>();
    const auto weights = reader.array<std::int16_t>();
    if (proxies.size() != samples.size() || weights.size() != samples.size())
        throw StoreError(what + " is damaged: its columns differ in length", "Go back to a copy of the project.");
    StoredEdges edges(samples.size());
    std::int32_t last = 0;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        last += samples[i];
        edges[i] = {last, proxies[i], weights[i]};
    }
    return edges;
}

Bytes encodeNodes(const ProxyGraph &graph)
{
    ArrayWriter writer;
    writer.number(static_cast<std::uint64_t>(graph.samples));
    writer.number(static_cast<std::uint64_t>(graph.proxies));
    writer.array<std::int32_t>(graph.answers);
    writer.array<float>(graph.confidences);
    const Matrix &matrix = graph.proxyCorrelations;
    writer.number(static_cast<std::uint64_t>(matrix.rows()));
    writer.number(static_cast<std::uint64_t>(matrix.columns()));
    writer.array<float>({matrix.data(), static_cast<std::size_t>(matrix.rows() * matrix.columns())});
    return framed(writer.bytes(), true);
}

ProxyGraph decodeNodes(std::span<const std::byte> frame, const std::string &what)
{
    ArrayReader reader(unframed(frame, what), what);
    ProxyGraph graph;
    graph.samples = static_cast<std::int64_t>(reader.number());
    graph.proxies = static_cast<std::int64_t>(reader.number());
    graph.answers = reader.array<std::int32_t>();
    graph.confidences = reader.array<float>();
    const std::uint64_t rows = reader.number();
    const std::uint64_t columns = reader.number();
    const auto values = reader.array<float>();
    if (rows * columns != values.size() || (rows != 0 && rows * columns / rows != columns))
        throw StoreError(what + " is damaged: its matrix has the wrong size", "Go back to a copy of the project.");
    graph.proxyCorrelations = Matrix(static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns));
    if (!values.empty())
        std::memcpy(graph.proxyCorrelations.data(), values.data(), values.size() * sizeof(float));
    return graph;
}

} // namespace retort
