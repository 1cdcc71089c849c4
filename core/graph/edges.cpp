#include "graph/edges.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace retort {

namespace {

constexpr char damaged[] = "The graph is damaged: run the epoch again.";

bool earlier(const GraphEdge &a, const GraphEdge &b)
{
    return a.sample != b.sample ? a.sample < b.sample : a.proxy < b.proxy;
}

bool larger(const GraphEdge &a, const GraphEdge &b)
{
    return a.weight != b.weight ? a.weight > b.weight : a.proxy < b.proxy;
}

std::string named(const GraphEdge &edge)
{
    return "The edge between sample " + std::to_string(edge.sample) + " and proxy " + std::to_string(edge.proxy);
}

bool knowsRows(const ProxyGraph &graph)
{
    const auto samples = static_cast<std::size_t>(graph.samples);
    return graph.rowMeans.size() == samples && graph.rowDeviations.size() == samples;
}

void standardise(std::vector<double> &values, double mean, double deviation)
{
    for (double &value : values)
        value = deviation > 1e-4 ? (value - mean) / deviation : 0; // stored in steps of 3e-5
}

/// Mean 0, standard deviation 1; all equal gives zeros.
void standardise(std::vector<double> &values)
{
    double mean = 0;
    for (const double value : values)
        mean += value;
    mean /= static_cast<double>(values.size());
    double variance = 0;
    for (const double value : values)
        variance += (value - mean) * (value - mean);
    standardise(values, mean, std::sqrt(variance / static_cast<double>(values.size())));
}

} // namespace

void validate(const ProxyGraph &graph)
{
    const GraphEdge *previous = nullptr;
    for (const GraphEdge &edge : graph.edges) {
        if (edge.sample < 0 || edge.sample >= graph.samples || edge.proxy < 0 || edge.proxy >= graph.proxies)
            throw ValueError(named(edge) + " is out of range: there are " + std::to_string(graph.samples) +
                                 " samples and " + std::to_string(graph.proxies) + " proxies.",
                             damaged);
        if (!std::isfinite(edge.weight))
            throw ValueError(named(edge) + " has a weight that is not a finite number.", damaged);
        if (previous && !earlier(*previous, edge))
            throw ValueError(named(edge) + " is out of order or there twice.", damaged);
        previous = &edge;
    }
    if (!graph.probabilities.empty() && graph.probabilities.size() != graph.edges.size())
        throw ValueError("The graph has " + std::to_string(graph.probabilities.size()) + " probabilities for " +
                             std::to_string(graph.edges.size()) + " edges.",
                         damaged);
    for (const float probability : graph.probabilities)
        if (!(probability >= 0 && probability <= 1))
            throw ValueError("The graph has a probability that is not between 0 and 1.", damaged);
}

std::span<const GraphEdge> edgesOf(const ProxyGraph &graph, std::int64_t sample)
{
    const auto first = std::lower_bound(graph.edges.begin(), graph.edges.end(), sample,
                                        [](const GraphEdge &edge, std::int64_t s) { return edge.sample < s; });
    const auto last = std::upper_bound(first, graph.edges.end(), sample,
                                       [](std::int64_t s, const GraphEdge &edge) { return s < edge.sample; });
    return {first, last};
}

std::vector<GraphEdge> largestEdges(const ProxyGraph &graph, std::int64_t sample, std::int64_t k)
{
    const auto all = edgesOf(graph, sample);
    std::vector<GraphEdge> result(all.begin(), all.end());
    std::sort(result.begin(), result.end(), larger);
    if (k > 0 && static_cast<std::int64_t>(result.size()) > k)
        result.resize(static_cast<std::size_t>(k));
    return result;
}

std::vector<GraphEdge> topEdges(const ProxyGraph &graph, std::int64_t k)
{
    if (k <= 0)
        return graph.edges;
    std::vector<GraphEdge> result;
    std::vector<GraphEdge> row;
    const auto end = graph.edges.end();
    for (auto first = graph.edges.begin(); first != end;) {
        const auto last =
            std::find_if(first, end, [&](const GraphEdge &edge) { return edge.sample != first->sample; });
        if (last - first <= k) {
            result.insert(result.end(), first, last);
        } else {
            row.assign(first, last);
            std::nth_element(row.begin(), row.begin() + k, row.end(), larger);
            row.resize(static_cast<std::size_t>(k));
            std::sort(row.begin(), row.end(), earlier);
            result.insert(result.end(), row.begin(), row.end());
        }
        first = last;
    }
    return result;
}

std::vector<GraphEdge> edgeDifference(const ProxyGraph &teacher, const ProxyGraph &student)
{
    if (teacher.samples != student.samples || teacher.proxies != student.proxies)
        throw ValueError("The teacher's graph has " + std::to_string(teacher.samples) + " samples and " +
                             std::to_string(teacher.proxies) + " proxies, the student's " +
                             std::to_string(student.samples) + " and " + std::to_string(student.proxies) +
                             "; their difference makes no sense.",
                         "Take both graphs from the same epoch of one run.");
    validate(teacher);
    validate(student);
    const bool wholeRows = knowsRows(teacher) && knowsRows(student);
    std::vector<GraphEdge> result;
    std::vector<double> teacherRow;
    std::vector<double> studentRow;
    std::size_t rowStart = 0;
    const auto closeRow = [&] {
        if (result.size() == rowStart)
            return;
        const auto sample = static_cast<std::size_t>(result.back().sample);
        for (const auto &[row, graph] : {std::pair{&teacherRow, &teacher}, std::pair{&studentRow, &student}}) {
            if (wholeRows)
                standardise(*row, graph->rowMeans[sample], graph->rowDeviations[sample]);
            else
                standardise(*row);
        }
        for (std::size_t i = 0; i < teacherRow.size(); ++i)
            result[rowStart + i].weight = static_cast<float>(studentRow[i] - teacherRow[i]);
        teacherRow.clear();
        studentRow.clear();
        rowStart = result.size();
    };
    auto other = student.edges.begin();
    for (const GraphEdge &edge : teacher.edges) {
        while (other != student.edges.end() && earlier(*other, edge))
            ++other;
        if (other == student.edges.end())
            break;
        if (other->sample != edge.sample || other->proxy != edge.proxy)
            continue;
        if (result.size() > rowStart && result.back().sample != edge.sample)
            closeRow();
        result.push_back({edge.sample, edge.proxy, 0});
        teacherRow.push_back(edge.weight);
        studentRow.push_back(other->weight);
    }
    closeRow();
    return result;
}

} // namespace retort
