#include "widgets/graph/graphscene.h"

#include "graph/edges.h"

#include <algorithm>

namespace retort {

namespace {

void addEdges(GraphScene &scene, const ProxyGraph &graph, int edgesPerSample)
{
    if (edgesPerSample <= 0)
        return;
    // Shares among all of the sample's edges: how many are drawn does not change how strong one is.
    const std::vector<float> shares = edgeShares(graph.edges);
    const std::vector<GraphEdge> drawn = topEdges(graph, edgesPerSample);
    std::size_t place = 0;
    for (const GraphEdge &edge : drawn) {
        while (!(graph.edges[place].sample == edge.sample && graph.edges[place].proxy == edge.proxy))
            ++place;
        const auto sample = static_cast<std::size_t>(edge.sample);
        if (scene.presence[sample] != Presence::Filtered)
            scene.lines.push_back({edge.sample, scene.samples[sample],
                                   scene.proxies[static_cast<std::size_t>(edge.proxy)], edge.proxy,
                                   shares[place]});
    }
}

void addWays(GraphScene &scene, const GraphFrame &frame)
{
    for (std::size_t sample = 0; sample < scene.samples.size(); ++sample) {
        const bool disagree = frame.teacher.answers[sample] != frame.student.answers[sample];
        if (scene.presence[sample] != Presence::Filtered)
            scene.lines.push_back({static_cast<std::int32_t>(sample), frame.layout.teacher[sample],
                                   frame.layout.student[sample], disagree ? 1 : 0, disagree ? 1.0F : 0.4F});
    }
}

GraphPoint mix(const GraphPoint &a, const GraphPoint &b, float t)
{
    return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

} // namespace

bool passes(const GraphFrame &frame, std::size_t sample, const GraphFilter &filter)
{
    const std::int32_t teacher = frame.teacher.answers[sample];
    const std::int32_t student = frame.student.answers[sample];
    return (filter.wantedClass < 0 || teacher == filter.wantedClass || student == filter.wantedClass) &&
           (!filter.onlyDisagreements || teacher != student);
}

std::shared_ptr<const GraphScene> makeScene(const GraphFrame &frame, GraphMode mode, const GraphFilter &filter)
{
    auto scene = std::make_shared<GraphScene>();
    const bool teacher = mode == GraphMode::Teacher;
    const ProxyGraph &graph = teacher ? frame.teacher : frame.student;
    scene->mode = mode;
    scene->proxies = frame.layout.proxies;
    scene->samples = teacher ? frame.layout.teacher : frame.layout.student;
    scene->answers = graph.answers;
    scene->presence.resize(scene->samples.size());
    for (std::size_t sample = 0; sample < scene->samples.size(); ++sample) {
        const bool quiet =
            mode == GraphMode::Difference && frame.teacher.answers[sample] == frame.student.answers[sample];
        scene->presence[sample] = !passes(frame, sample, filter) ? Presence::Filtered
                                  : quiet                        ? Presence::Quiet
                                                                 : Presence::Full;
    }
    if (mode == GraphMode::Difference)
        addWays(*scene, frame);
    else
        addEdges(*scene, graph, filter.edgesPerSample);
    return scene;
}

std::shared_ptr<const GraphScene> between(const GraphScene &from, const std::shared_ptr<const GraphScene> &to,
                                          double t)
{
    if (t >= 1 || from.samples.size() != to->samples.size() || from.mode != to->mode)
        return to;
    auto scene = std::make_shared<GraphScene>(*to);
    const auto share = static_cast<float>(std::max(t, 0.0));
    for (std::size_t i = 0; i < scene->samples.size(); ++i)
        scene->samples[i] = mix(from.samples[i], to->samples[i], share);
    // An edge begins at its sample, a way of the difference ends there.
    for (GraphLine &line : scene->lines)
        (scene->mode == GraphMode::Difference ? line.to : line.from) =
            scene->samples[static_cast<std::size_t>(line.sample)];
    return scene;
}

} // namespace retort
