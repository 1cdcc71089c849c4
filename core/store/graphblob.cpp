#include "store/graphblob.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace retort {

namespace {

constexpr char backToACopy[] = "Go back to a copy of the project.";

std::int16_t quantised(float signedShare)
{
    return static_cast<std::int16_t>(std::lround(std::clamp(signedShare, -1.0F, 1.0F) * 32767.0F));
}

float restored(std::int16_t value)
{
    return static_cast<float>(value) / 32767.0F;
}

std::uint16_t quantisedShare(float share)
{
    return static_cast<std::uint16_t>(std::lround(std::clamp(share, 0.0F, 1.0F) * 65535.0F));
}

float restoredShare(std::uint16_t value)
{
    return static_cast<float>(value) / 65535.0F;
}

/// Every value as its stored form; throws for one that is not finite.
template<typename Stored, typename Quantise>
std::vector<Stored> all(std::span<const float> values, const char *what, Quantise quantise)
{
    std::vector<Stored> result;
    result.reserve(values.size());
    for (const float value : values) {
        if (!std::isfinite(value))
            throw StoreError(std::string("the proxy graph has ") + what + " that is not a number",
                             "Lower the learning rate: the student's weights have left the range of numbers.");
        result.push_back(quantise(value));
    }
    return result;
}

template<typename Stored, typename Restore>
std::vector<float> restoredAll(const std::vector<Stored> &values, Restore restore)
{
    std::vector<float> result(values.size());
    std::transform(values.begin(), values.end(), result.begin(), restore);
    return result;
}

bool symmetric(const Matrix &matrix)
{
    if (matrix.rows() != matrix.columns())
        return false;
    for (std::int64_t r = 0; r < matrix.rows(); ++r)
        for (std::int64_t c = 0; c < r; ++c)
            if (matrix.at(r, c) != matrix.at(c, r))
                return false;
    return true;
}

/// A symmetric matrix, as correlations are, without what it says twice.
void writeMatrix(ArrayWriter &writer, const Matrix &matrix)
{
    writer.number(static_cast<std::uint64_t>(matrix.rows()));
    writer.number(static_cast<std::uint64_t>(matrix.columns()));
    const auto count = static_cast<std::size_t>(matrix.rows() * matrix.columns());
    if (count < 2 || !symmetric(matrix)) {
        writer.array<float>({matrix.data(), count});
        return;
    }
    std::vector<float> upper;
    for (std::int64_t r = 0; r < matrix.rows(); ++r) {
        const auto row = matrix.row(r).subspan(static_cast<std::size_t>(r));
        upper.insert(upper.end(), row.begin(), row.end());
    }
    writer.array<float>(upper);
}

Matrix readMatrix(ArrayReader &reader, const std::string &what)
{
    const std::uint64_t rows = reader.number();
    const std::uint64_t columns = reader.number();
    const auto values = reader.array<float>();
    const bool full =
        rows == 0 || columns == 0 ? values.empty() : values.size() / rows == columns && values.size() % rows == 0;
    // Their sizes are compared without a product that could overflow: values exist, so they are small.
    const bool half = rows == columns && rows <= values.size() && values.size() == rows * (rows + 1) / 2;
    if (!full && !half)
        throw StoreError(what + " is damaged: its matrix has the wrong size", backToACopy);
    Matrix matrix(static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns));
    if (full) {
        if (!values.empty())
            std::memcpy(matrix.data(), values.data(), values.size() * sizeof(float));
        return matrix;
    }
    auto value = values.begin();
    for (std::int64_t r = 0; r < matrix.rows(); ++r)
        for (std::int64_t c = r; c < matrix.columns(); ++c)
            matrix.at(r, c) = matrix.at(c, r) = *value++;
    return matrix;
}

} // namespace

StoredEdges storedEdges(const ProxyGraph &graph)
{
    StoredEdges result;
    result.withProbabilities = !graph.probabilities.empty();
    if (result.withProbabilities && graph.probabilities.size() != graph.edges.size())
        throw StoreError("the proxy graph has " + std::to_string(graph.probabilities.size()) +
                             " probabilities for " + std::to_string(graph.edges.size()) + " edges",
                         "This is a fault of Retort; please report it.");
    const auto probabilities = all<std::uint16_t>(graph.probabilities, "a probability", quantisedShare);
    result.edges.reserve(graph.edges.size());
    for (const GraphEdge &edge : graph.edges) {
        if (edge.sample < 0 || edge.sample >= graph.samples || edge.proxy < 0 || edge.proxy >= graph.proxies ||
            !std::isfinite(edge.weight))
            throw StoreError("the proxy graph has an edge between sample " + std::to_string(edge.sample) +
                             " and proxy " + std::to_string(edge.proxy) + " that is out of range or not a number");
        result.edges.push_back({edge.sample, edge.proxy, quantised(edge.weight),
                                result.withProbabilities ? probabilities[result.edges.size()] : std::uint16_t(0)});
    }
    return result;
}

void restoreEdges(const StoredEdges &edges, ProxyGraph &graph, const std::string &what)
{
    graph.edges.reserve(edges.edges.size());
    for (const StoredEdge &edge : edges.edges) {
        if (edge.sample >= graph.samples || edge.proxy >= graph.proxies)
            throw StoreError(what + " is damaged: an edge leads to no sample or proxy", backToACopy);
        graph.edges.push_back({edge.sample, edge.proxy, restored(edge.weight)});
    }
    if (!edges.withProbabilities)
        return;
    graph.probabilities.reserve(edges.edges.size());
    for (const StoredEdge &edge : edges.edges)
        graph.probabilities.push_back(restoredShare(edge.probability));
}

Bytes encodeEdges(const StoredEdges &edges)
{
    std::vector<std::int32_t> samples;
    std::vector<std::int32_t> proxies;
    std::vector<std::int16_t> weights;
    std::vector<std::uint16_t> probabilities;
    std::int32_t last = 0;
    for (const StoredEdge &edge : edges.edges) {
        samples.push_back(edge.sample - last);
        last = edge.sample;
        proxies.push_back(edge.proxy);
        weights.push_back(edge.weight);
        probabilities.push_back(edge.probability);
    }
    ArrayWriter writer;
    writer.array<std::int32_t>(samples);
    writer.array<std::int32_t>(proxies);
    writer.array<std::int16_t>(weights);
    if (edges.withProbabilities)
        writer.array<std::uint16_t>(probabilities);
    return framed(writer.bytes(), true);
}

StoredEdges decodeEdges(std::span<const std::byte> frame, const std::string &what)
{
    ArrayReader reader(unframed(frame, what), what);
    const auto samples = reader.array<std::int32_t>();
    const auto proxies = reader.array<std::int32_t>();
    const auto weights = reader.array<std::int16_t>();
    StoredEdges result;
    result.withProbabilities = !reader.atEnd();
    const auto probabilities =
        result.withProbabilities ? reader.array<std::uint16_t>() : std::vector<std::uint16_t>(samples.size());
    if (proxies.size() != samples.size() || weights.size() != samples.size() ||
        probabilities.size() != samples.size())
        throw StoreError(what + " is damaged: its columns differ in length", backToACopy);
    result.edges.resize(samples.size());
    std::uint32_t last = 0; // unsigned, since a damaged blob may wrap round
    for (std::size_t i = 0; i < samples.size(); ++i) {
        last += static_cast<std::uint32_t>(samples[i]);
        if (static_cast<std::int32_t>(last) < 0 || proxies[i] < 0)
            throw StoreError(what + " is damaged: an edge leads to no sample or proxy", backToACopy);
        result.edges[i] = {static_cast<std::int32_t>(last), proxies[i], weights[i], probabilities[i]};
    }
    return result;
}

Bytes encodeNodes(const ProxyGraph &graph)
{
    ArrayWriter writer;
    writer.number(static_cast<std::uint64_t>(graph.samples));
    writer.number(static_cast<std::uint64_t>(graph.proxies));
    writer.array<std::int32_t>(graph.answers);
    writer.array<float>(graph.confidences);
    writeMatrix(writer, graph.proxyCorrelations);
    if (!graph.margins.empty()) {
        const auto asItIs = [](float value) { return value; };
        writer.array<std::uint16_t>(all<std::uint16_t>(graph.margins, "a margin", quantisedShare));
        writer.array<std::int16_t>(all<std::int16_t>(graph.rowMeans, "an edge", quantised));
        writer.array<std::int16_t>(all<std::int16_t>(graph.rowDeviations, "an edge", quantised));
        writer.array<float>(all<float>(graph.nodeKl, "a KL divergence", asItIs));
        writer.array<std::int16_t>(all<std::int16_t>(graph.rowCorrelations, "a correlation", quantised));
        writer.array<float>(all<float>(graph.columnCorrelations, "a correlation", asItIs));
    }
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
    graph.proxyCorrelations = readMatrix(reader, what);
    if (!reader.atEnd()) {
        graph.margins = restoredAll(reader.array<std::uint16_t>(), restoredShare);
        graph.rowMeans = restoredAll(reader.array<std::int16_t>(), restored);
        graph.rowDeviations = restoredAll(reader.array<std::int16_t>(), restored);
        graph.nodeKl = reader.array<float>();
        graph.rowCorrelations = restoredAll(reader.array<std::int16_t>(), restored);
        graph.columnCorrelations = reader.array<float>();
    }
    return graph;
}

} // namespace retort
