#include "graph/graphscene.h"

#include "graph/edges.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace retort {

namespace {

constexpr float fullTone = 1.5F;        ///< deviations that have the strongest colour
constexpr float bundleTurn = 0.35F;     ///< where on a bundle's way its lines come together
constexpr std::int64_t leastBundle = 4; ///< lines; fewer stay straight
constexpr float bundleReach = 0.5F;     ///< a line that begins as far from the others as this stays straight

GraphPoint mix(const GraphPoint &a, const GraphPoint &b, float t)
{
    return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

/// The edges of the mode that are drawn, with their values.
std::vector<GraphEdge> chosenEdges(const GraphFrame &frame, GraphMode mode, const std::vector<bool> &passes,
                                   const EdgeChoice &choice)
{
    std::vector<GraphEdge> edges;
    if (mode == GraphMode::Difference) {
        edges = frame.difference;
    } else {
        // Shares among all of the sample's edges: how many are drawn does not change how strong one is.
        const ProxyGraph &graph = mode == GraphMode::Teacher ? frame.teacher : frame.student;
        edges = graph.edges;
        const std::vector<float> shares = edgeShares(edges);
        for (std::size_t i = 0; i < edges.size(); ++i)
            edges[i].weight = shares[i];
    }
    std::vector<GraphEdge> result;
    const auto stronger = [](const GraphEdge &a, const GraphEdge &b) {
        return std::abs(a.weight) != std::abs(b.weight) ? std::abs(a.weight) > std::abs(b.weight)
                                                        : a.proxy < b.proxy;
    };
    for (auto first = edges.begin(); first != edges.end();) {
        const auto last =
            std::find_if(first, edges.end(), [&](const GraphEdge &edge) { return edge.sample != first->sample; });
        const auto sample = static_cast<std::size_t>(first->sample);
        if (passes.empty() || passes[sample]) {
            const auto wanted = std::min<std::ptrdiff_t>(last - first, choice.perSample);
            std::partial_sort(first, first + wanted, last, stronger);
            for (auto edge = first; edge != first + wanted; ++edge)
                if (std::abs(edge->weight) >= choice.threshold)
                    result.push_back(*edge);
        }
        first = last;
    }
    return result;
}

void addBundles(GraphScene &scene)
{
    std::unordered_map<std::uint64_t, std::int32_t> places;
    for (GraphLine &line : scene.lines) {
        const auto answer = static_cast<std::uint32_t>(scene.answers[static_cast<std::size_t>(line.sample)]);
        const std::uint64_t key =
            static_cast<std::uint64_t>(answer) << 32 | static_cast<std::uint32_t>(line.proxy);
        const auto [found, isNew] = places.emplace(key, static_cast<std::int32_t>(scene.bundles.size()));
        if (isNew)
            scene.bundles.push_back({line.proxy, 0, 0, {}, line.to});
        line.bundle = found->second;
        GraphBundle &bundle = scene.bundles[static_cast<std::size_t>(line.bundle)];
        ++bundle.lines;
        bundle.value += line.value;
        bundle.from.x += line.from.x;
        bundle.from.y += line.from.y;
    }
    for (GraphBundle &bundle : scene.bundles) {
        const auto count = static_cast<float>(bundle.lines);
        bundle.value /= count;
        bundle.from = {bundle.from.x / count, bundle.from.y / count};
    }
    for (GraphLine &line : scene.lines) {
        const GraphBundle &bundle = scene.bundles[static_cast<std::size_t>(line.bundle)];
        const GraphPoint middle = mix(line.from, line.to, 0.5F);
        const float apart = std::hypot(line.from.x - bundle.from.x, line.from.y - bundle.from.y);
        const bool straight = scene.lines.size() <= straightLines || bundle.lines < leastBundle;
        line.control = straight ? middle
                                : mix(middle, mix(bundle.from, bundle.to, bundleTurn),
                                      std::max(0.0F, 1 - apart / bundleReach));
    }
}

} // namespace

std::shared_ptr<const GraphScene> makeScene(const GraphFrame &frame, GraphMode mode,
                                            const std::vector<bool> &passes, const EdgeChoice &edges)
{
    auto scene = std::make_shared<GraphScene>();
    const bool teacher = mode == GraphMode::Teacher;
    scene->mode = mode;
    scene->proxies = frame.layout->proxies;
    scene->samples = teacher ? frame.teacherPlaces : frame.studentPlaces;
    scene->answers = teacher ? frame.teacher.answers : frame.student.answers;
    scene->presence.resize(scene->samples.size());
    for (std::size_t sample = 0; sample < scene->samples.size(); ++sample) {
        const bool quiet =
            mode == GraphMode::Difference && frame.teacher.answers[sample] == frame.student.answers[sample];
        scene->presence[sample] = !passes.empty() && !passes[sample] ? Presence::Filtered
                                  : quiet                            ? Presence::Quiet
                                                                     : Presence::Full;
    }
    for (const GraphEdge &edge : chosenEdges(frame, mode, passes, edges))
        scene->lines.push_back({edge.sample,
                                edge.proxy,
                                0,
                                edge.weight,
                                scene->samples[static_cast<std::size_t>(edge.sample)],
                                {},
                                scene->proxies[static_cast<std::size_t>(edge.proxy)]});
    std::stable_sort(scene->lines.begin(), scene->lines.end(),
                     [](const GraphLine &a, const GraphLine &b) { return std::abs(a.value) < std::abs(b.value); });
    addBundles(*scene);
    return scene;
}

std::shared_ptr<const GraphScene> between(const GraphScene &from, const std::shared_ptr<const GraphScene> &to,
                                          double t)
{
    if (t >= 1 || from.samples.size() != to->samples.size() || from.proxies.size() != to->proxies.size() ||
        from.mode != to->mode)
        return to;
    auto scene = std::make_shared<GraphScene>(*to);
    const auto share = static_cast<float>(std::max(t, 0.0));
    for (std::size_t i = 0; i < scene->samples.size(); ++i)
        scene->samples[i] = mix(from.samples[i], to->samples[i], share);
    for (std::size_t i = 0; i < scene->proxies.size(); ++i)
        scene->proxies[i] = mix(from.proxies[i], to->proxies[i], share);
    for (GraphLine &line : scene->lines) {
        const GraphPoint start = scene->samples[static_cast<std::size_t>(line.sample)];
        const GraphPoint end = scene->proxies[static_cast<std::size_t>(line.proxy)];
        line.control.x += (start.x - line.from.x + end.x - line.to.x) / 2;
        line.control.y += (start.y - line.from.y + end.y - line.to.y) / 2;
        line.from = start;
        line.to = end;
    }
    for (GraphBundle &bundle : scene->bundles)
        bundle.to = scene->proxies[static_cast<std::size_t>(bundle.proxy)];
    return scene;
}

float differenceTone(float deviations)
{
    return std::clamp(deviations / fullTone, -1.0F, 1.0F);
}

SceneDetail detailOf(const GraphScene &scene, const GraphPoint &low, const GraphPoint &high, std::size_t mostLines)
{
    SceneDetail detail;
    const bool all = scene.lines.size() <= mostLines;
    const auto inside = [&](const GraphPoint &point) {
        return point.x >= low.x && point.x <= high.x && point.y >= low.y && point.y <= high.y;
    };
    for (std::size_t i = 0; i < scene.lines.size(); ++i) {
        if (!all && !inside(scene.lines[i].from))
            continue;
        if (detail.lines.size() == mostLines) {
            detail.lines.clear();
            detail.bundles = true;
            return detail;
        }
        detail.lines.push_back(static_cast<std::uint32_t>(i));
    }
    return detail;
}

double bundleWidth(std::int64_t lines)
{
    return std::min(7.0, 0.5 + 0.35 * std::sqrt(static_cast<double>(lines)));
}

float bundleOpacity(const GraphScene &scene, float value)
{
    return scene.mode == GraphMode::Difference ? 0.75F * std::abs(differenceTone(value)) : 0.1F + 0.3F * value;
}

float lineOpacity(const GraphScene &scene, float value, std::size_t lines)
{
    // Few lines may be bold, many must not cover what is below.
    const float crowd = std::clamp(600.0F / static_cast<float>(std::max<std::size_t>(lines, 1)), 0.1F, 0.6F);
    const float strength = scene.mode == GraphMode::Difference ? std::abs(differenceTone(value)) : value;
    // A small difference is none; a small share is still an edge.
    return scene.mode == GraphMode::Difference ? std::min(0.9F, 1.5F * crowd) * strength * std::sqrt(strength)
                                               : crowd * (0.15F + 0.85F * strength);
}

} // namespace retort
