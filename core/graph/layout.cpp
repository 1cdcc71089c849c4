#include "graph/layout.h"

#include "base/error.h"
#include "graph/circleorder.h"
#include "graph/edges.h"
#include "graph/forcelayout.h"
#include "graph/principalplaces.h"

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

GraphPoint meanOf(std::span<const GraphEdge> shares, std::span<const GraphPoint> proxies)
{
    GraphPoint mean;
    for (const GraphEdge &edge : shares) {
        mean.x += edge.weight * proxies[static_cast<std::size_t>(edge.proxy)].x;
        mean.y += edge.weight * proxies[static_cast<std::size_t>(edge.proxy)].y;
    }
    return mean;
}

GraphPoint placed(const GraphPoint &mean, const GraphLayout &layout, std::size_t sample)
{
    const GraphPoint point{layout.reach * mean.x + layout.offsets[sample].x,
                           layout.reach * mean.y + layout.offsets[sample].y};
    // Only where a side differs much from the one that the force layout was made of.
    const float length = std::hypot(point.x, point.y);
    return length > 1 ? GraphPoint{point.x / length, point.y / length} : point;
}

// A dot's diameter where the circle fills a usual view, in radii of the circle.
constexpr double dotSize = 0.016;
constexpr double widestDisc = 0.16;
constexpr double roomInsideCircle = 0.05; ///< between the samples and the ring of proxies

/// Spreads samples that share a proxy over a disc, like the seeds of a sunflower: as many as they are, none lies
/// on another. The less a sample belongs to one class alone, the less it needs to be moved.
std::vector<GraphPoint> sunflowers(const ProxyGraph &graph, std::int64_t topK, double &widest)
{
    std::vector<std::int32_t> home(static_cast<std::size_t>(graph.samples), -1);
    std::vector<float> largest(static_cast<std::size_t>(graph.samples), 0);
    const std::vector<GraphEdge> edges = topEdges(graph, topK);
    const std::vector<float> shares = edgeShares(edges);
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const auto sample = static_cast<std::size_t>(edges[i].sample);
        if (home[sample] < 0 || shares[i] > largest[sample]) {
            home[sample] = edges[i].proxy;
            largest[sample] = shares[i];
        }
    }
    std::vector<std::vector<std::int32_t>> classes(static_cast<std::size_t>(graph.proxies));
    for (std::size_t sample = 0; sample < home.size(); ++sample)
        if (home[sample] >= 0)
            classes[static_cast<std::size_t>(home[sample])].push_back(static_cast<std::int32_t>(sample));

    constexpr double goldenAngle = 2.399963229728653;
    const double gap = 2 * std::numbers::pi / static_cast<double>(std::max<std::int64_t>(graph.proxies, 1));
    widest = graph.proxies == 1 ? 1 - roomInsideCircle : std::min(widestDisc, std::max(0.75 * gap, dotSize));
    std::vector<GraphPoint> offsets(home.size());
    for (auto &members : classes) {
        std::stable_sort(members.begin(), members.end(), [&](std::int32_t a, std::int32_t b) {
            return largest[static_cast<std::size_t>(a)] > largest[static_cast<std::size_t>(b)];
        });
        const auto count = static_cast<double>(members.size());
        // Seeds of a sunflower lie about 1.9 / sqrt(count) of its radius apart.
        const double radius = std::min(widest, dotSize / 1.9 * std::sqrt(count));
        for (std::size_t i = 0; i < members.size(); ++i) {
            const auto sample = static_cast<std::size_t>(members[i]);
            const double share = largest[sample];
            const double distance = radius * std::sqrt((static_cast<double>(i) + 0.5) / count) * share * share;
            const double angle = goldenAngle * static_cast<double>(i);
            offsets[sample] = {static_cast<float>(distance * std::cos(angle)),
                               static_cast<float>(distance * std::sin(angle))};
        }
    }
    return offsets;
}

/// A layout but for where its proxies lie.
GraphLayout spreadLayout(LayoutKind kind, const ProxyGraph &reference, std::int64_t topK)
{
    validate(reference);
    GraphLayout layout;
    layout.kind = kind;
    layout.order = circleOrder(reference.proxyCorrelations);
    if (static_cast<std::int64_t>(layout.order.size()) != reference.proxies)
        throw ValueError("The graph has " + std::to_string(reference.proxies) + " proxies, but correlations of " +
                             std::to_string(layout.order.size()) + ".",
                         "The graph is damaged: run the epoch again.");
    double widest = 0;
    layout.offsets = sunflowers(reference, topK, widest);
    layout.reach = static_cast<float>(1 - roomInsideCircle - widest);
    return layout;
}

} // namespace

std::string layoutName(LayoutKind kind)
{
    return kind == LayoutKind::Radial ? "radial" : kind == LayoutKind::Pca ? "pca" : "force";
}

LayoutKind layoutNamed(const std::string &name)
{
    for (const LayoutKind kind : {LayoutKind::Radial, LayoutKind::Pca, LayoutKind::Force})
        if (layoutName(kind) == name)
            return kind;
    throw ValueError("\"" + name + "\" is no layout.", "Layouts are: radial, pca, force.");
}

std::vector<GraphPoint> proxyPositions(std::span<const std::int32_t> order)
{
    std::vector<GraphPoint> points(order.size());
    if (order.size() == 1)
        return points;
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

std::vector<GraphEdge> topShares(const ProxyGraph &graph, std::int64_t topK)
{
    validate(graph);
    std::vector<GraphEdge> edges = topEdges(graph, topK);
    const std::vector<float> shares = edgeShares(edges);
    for (std::size_t i = 0; i < edges.size(); ++i)
        edges[i].weight = shares[i];
    return edges;
}

std::vector<GraphPoint> proxyMeans(const ProxyGraph &graph, std::span<const GraphPoint> proxies, std::int64_t topK)
{
    const std::vector<GraphEdge> edges = topShares(graph, topK);
    if (static_cast<std::int64_t>(proxies.size()) != graph.proxies)
        throw ValueError("The graph has " + std::to_string(graph.proxies) + " proxies, but there are places for " +
                             std::to_string(proxies.size()) + ".",
                         "Take both graphs from runs with the same classes.");
    std::vector<GraphPoint> points(static_cast<std::size_t>(graph.samples));
    forEachSample(edges, [&](std::size_t start, std::size_t count) {
        points[static_cast<std::size_t>(edges[start].sample)] =
            meanOf(std::span(edges).subspan(start, count), proxies);
    });
    return points;
}

GraphLayout radialLayout(const ProxyGraph &reference, std::int64_t topK)
{
    GraphLayout layout = spreadLayout(LayoutKind::Radial, reference, topK);
    layout.proxies = proxyPositions(layout.order);
    return layout;
}

GraphLayout pcaLayout(const ProxyGraph &reference, const ProxyGraph *student, std::int64_t topK)
{
    GraphLayout layout = spreadLayout(LayoutKind::Pca, reference, topK);
    layout.proxies = principalPlaces(reference.proxyCorrelations, student ? &student->proxyCorrelations : nullptr);
    return layout;
}

GraphLayout layOut(LayoutKind kind, const ProxyGraph &reference, const ProxyGraph *student, std::int64_t topK,
                   const std::stop_token &stop, const Reporter &reporter)
{
    if (kind == LayoutKind::Radial)
        return radialLayout(reference, topK);
    if (kind == LayoutKind::Pca)
        return pcaLayout(reference, student, topK);
    ForceLayout force(reference, topK);
    while (!force.settled()) {
        throwIfStopped(stop);
        force.step();
        reporter.report({"laying out", force.steps(), ForceLayout::mostSteps, "steps"});
    }
    return force.layout();
}

GraphPoint placeOf(std::span<const GraphEdge> shares, const GraphLayout &layout, std::int64_t sample)
{
    return placed(meanOf(shares, layout.proxies), layout, static_cast<std::size_t>(sample));
}

std::vector<GraphPoint> samplePlaces(const ProxyGraph &graph, const GraphLayout &layout, std::int64_t topK)
{
    std::vector<GraphPoint> points = proxyMeans(graph, layout.proxies, topK);
    if (points.size() != layout.offsets.size())
        throw ValueError("The graph has " + std::to_string(points.size()) + " samples, but there are places for " +
                             std::to_string(layout.offsets.size()) + ".",
                         "Take both graphs from runs with the same probe images.");
    for (std::size_t i = 0; i < points.size(); ++i)
        points[i] = placed(points[i], layout, i);
    return points;
}

} // namespace retort
