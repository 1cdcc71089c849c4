#include "graph/layout.h"

#include "base/error.h"
#include "graph/circleorder.h"
#include "graph/edges.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace retort {

namespace {

// How decided a place is: with 2, an edge that leads by one mean spread draws 88 % of the weight of two.
constexpr double sharpness = 2.0;

/// Calls each(start, count) for the edges of every sample that has any.
template<typename Each>
void forEachSample(std::span<const GraphEdge> edges, Each each)
{
    for (std::size_t first = 0; first < edges.size();) {
        std::size_t last = first + 1;
        while (last < edges.size() && edges[last].sample == edges[first].sample)
            ++last;
        each(first, last - first);
        first = last;
    }
}

double meanSpread(std::span<const GraphEdge> edges)
{
    double sum = 0;
    forEachSample(edges, [&](std::size_t start, std::size_t count) {
        const auto row = edges.subspan(start, count);
        double mean = 0;
        for (const GraphEdge &edge : row)
            mean += edge.weight;
        mean /= static_cast<double>(count);
        for (const GraphEdge &edge : row)
            sum += (edge.weight - mean) * (edge.weight - mean);
    });
    return edges.empty() ? 0 : std::sqrt(sum / static_cast<double>(edges.size()));
}

} // namespace

std::vector<GraphPoint> proxyPositions(std::span<const std::int32_t> order)
{
    std::vector<GraphPoint> points(order.size());
    for (std::size_t place = 0; place < order.size(); ++place) {
        const double angle = 2 * std::numbers::pi * static_cast<double>(place) / static_cast<double>(order.size());
        points[static_cast<std::size_t>(order[place])] = {static_cast<float>(std::sin(angle)),
                                                          static_cast<float>(-std::cos(angle))};
    }
    return points;
}

std::vector<float> edgeShares(std::span<const GraphEdge> edges)
{
    const double spread = meanSpread(edges);
    const double factor = spread > 1e-9 ? sharpness / spread : 0;
    std::vector<float> shares(edges.size());
    forEachSample(edges, [&](std::size_t start, std::size_t count) {
        double largest = edges[start].weight;
        for (std::size_t i = start; i < start + count; ++i)
            largest = std::max<double>(largest, edges[i].weight);
        double sum = 0;
        for (std::size_t i = start; i < start + count; ++i) {
            const double share = std::exp(factor * (edges[i].weight - largest));
            shares[i] = static_cast<float>(share);
            sum += share;
        }
        for (std::size_t i = start; i < start + count; ++i)
            shares[i] = static_cast<float>(shares[i] / sum);
    });
    return shares;
}

std::vector<GraphPoint> samplePositions(const ProxyGraph &graph, std::span<const GraphPoint> proxies,
                                        std::int64_t topK)
{
    validate(graph);
    if (static_cast<std::int64_t>(proxies.size()) != graph.proxies)
        throw ValueError("The graph has " + std::to_string(graph.proxies) + " proxies, but there are places for " +
                             std::to_string(proxies.size()) + ".",
                         "The graph is damaged: run the epoch again.");
    const std::vector<GraphEdge> edges = topEdges(graph, topK);
    const std::vector<float> shares = edgeShares(edges);
    std::vector<GraphPoint> points(static_cast<std::size_t>(graph.samples));
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const GraphPoint &proxy = proxies[static_cast<std::size_t>(edges[i].proxy)];
        GraphPoint &point = points[static_cast<std::size_t>(edges[i].sample)];
        point.x += shares[i] * proxy.x;
        point.y += shares[i] * proxy.y;
    }
    return points;
}

GraphLayout layOut(const ProxyGraph *teacher, const ProxyGraph *student, std::int64_t topK)
{
    GraphLayout layout;
    const ProxyGraph *first = teacher ? teacher : student;
    if (!first)
        return layout;
    layout.order = circleOrder(first->proxyCorrelations);
    layout.proxies = proxyPositions(layout.order);
    if (teacher)
        layout.teacher = samplePositions(*teacher, layout.proxies, topK);
    if (student)
        layout.student = samplePositions(*student, layout.proxies, topK);
    return layout;
}

} // namespace retort
