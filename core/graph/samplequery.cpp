#include "graph/samplequery.h"

#include "base/error.h"
#include "graph/edges.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

bool meets(const SampleCondition &condition, const ProxyGraph &teacher, const ProxyGraph &student,
           std::span<const std::int32_t> labels, std::size_t sample)
{
    using Kind = SampleCondition::Kind;
    switch (condition.kind) {
    case Kind::Class:
        return teacher.answers[sample] == condition.classIndex || student.answers[sample] == condition.classIndex;
    case Kind::Disagreement:
        return teacher.answers[sample] != student.answers[sample];
    case Kind::Margin:
        return sample >= student.margins.size() || student.margins[sample] < condition.limit;
    case Kind::NodeKl:
        return sample >= student.nodeKl.size() || student.nodeKl[sample] >= condition.limit;
    case Kind::WrongByLabel:
        return sample < labels.size() && labels[sample] >= 0 && labels[sample] != student.answers[sample];
    case Kind::Samples:
        return std::binary_search(condition.samples.begin(), condition.samples.end(),
                                  static_cast<std::int32_t>(sample));
    }
    return true;
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

FilteredSamples filtered(const ProxyGraph &teacher, const ProxyGraph &student,
                         std::span<const SampleCondition> conditions, std::span<const std::int32_t> labels)
{
    if (teacher.answers.size() != student.answers.size())
        throw ValueError("The two graphs hold answers for different samples.",
                         "Take both graphs from the same epoch of one run.");
    FilteredSamples result;
    result.passes.assign(student.answers.size(), true);
    result.count = static_cast<std::int64_t>(student.answers.size());
    for (const SampleCondition &condition : conditions) {
        for (std::size_t i = 0; i < result.passes.size(); ++i)
            if (result.passes[i] && !meets(condition, teacher, student, labels, i)) {
                result.passes[i] = false;
                --result.count;
            }
        result.remaining.push_back(result.count);
    }
    return result;
}

std::vector<std::int32_t> pointsInside(std::span<const GraphPoint> points, std::span<const GraphPoint> polygon)
{
    std::vector<std::int32_t> result;
    if (polygon.size() < 3)
        return result;
    GraphPoint low = polygon.front();
    GraphPoint high = low;
    for (const GraphPoint &corner : polygon) {
        low = {std::min(low.x, corner.x), std::min(low.y, corner.y)};
        high = {std::max(high.x, corner.x), std::max(high.y, corner.y)};
    }
    for (std::size_t i = 0; i < points.size(); ++i) {
        const GraphPoint &p = points[i];
        if (!(p.x >= low.x && p.x <= high.x && p.y >= low.y && p.y <= high.y))
            continue;
        bool inside = false;
        for (std::size_t a = 0, b = polygon.size() - 1; a < polygon.size(); b = a++) {
            const GraphPoint &from = polygon[b];
            const GraphPoint &to = polygon[a];
            if ((to.y > p.y) != (from.y > p.y) && p.x < (from.x - to.x) * (p.y - to.y) / (from.y - to.y) + to.x)
                inside = !inside;
        }
        if (inside)
            result.push_back(static_cast<std::int32_t>(i));
    }
    return result;
}

std::vector<std::int32_t> similarSamples(const ProxyGraph &teacher, const ProxyGraph &student, std::int64_t sample,
                                         std::int64_t count)
{
    if (sample < 0 || sample >= student.samples || teacher.samples != student.samples)
        throw ValueError("There is no sample " + std::to_string(sample) + " on both sides.",
                         "There are samples 0 to " + std::to_string(student.samples - 1) + ".");
    // |a - b|^2 = |a|^2 + |b|^2 - 2 a.b: only edges that the sample has too add to the product.
    std::vector<double> distance(static_cast<std::size_t>(student.samples), 0.0);
    for (const ProxyGraph *graph : {&teacher, &student}) {
        const std::vector<float> shares = edgeShares(graph->edges);
        std::vector<double> own(static_cast<std::size_t>(graph->proxies), 0.0);
        double square = 0;
        for (std::size_t i = 0; i < graph->edges.size(); ++i)
            if (graph->edges[i].sample == sample) {
                own[static_cast<std::size_t>(graph->edges[i].proxy)] = shares[i];
                square += shares[i] * shares[i];
            }
        for (double &d : distance)
            d += square;
        for (std::size_t i = 0; i < graph->edges.size(); ++i) {
            const double share = shares[i];
            distance[static_cast<std::size_t>(graph->edges[i].sample)] +=
                share * share - 2 * share * own[static_cast<std::size_t>(graph->edges[i].proxy)];
        }
    }
    std::vector<std::int32_t> order;
    for (std::int32_t i = 0; i < student.samples; ++i)
        if (i != sample)
            order.push_back(i);
    const auto wanted =
        std::min<std::size_t>(order.size(), static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(wanted), order.end(),
                      [&](std::int32_t a, std::int32_t b) {
                          const double da = distance[static_cast<std::size_t>(a)];
                          const double db = distance[static_cast<std::size_t>(b)];
                          return da != db ? da < db : a < b;
                      });
    order.resize(wanted);
    return order;
}

ClassPairSamples samplesOfPair(const ProxyGraph &teacher, const ProxyGraph &student, std::int32_t first,
                               std::int32_t second, const std::vector<bool> &passes)
{
    ClassPairSamples found;
    const auto either = [&](std::int32_t answer) { return answer == first || answer == second; };
    for (std::size_t i = 0; i < passes.size(); ++i) {
        if (!passes[i] || !either(teacher.answers[i]) || !either(student.answers[i]))
            continue;
        found.all.push_back(static_cast<std::int32_t>(i));
        if (teacher.answers[i] != student.answers[i])
            found.torn.push_back(found.all.back());
    }
    return found;
}

std::vector<std::int32_t> samplesMostLike(const ProxyGraph &teacher, const ProxyGraph &student, std::int32_t from,
                                          std::int32_t to)
{
    std::vector<float> seen(static_cast<std::size_t>(student.samples), 0);
    for (std::size_t i = 0; i < student.edges.size(); ++i)
        if (student.edges[i].proxy == to)
            seen[static_cast<std::size_t>(student.edges[i].sample)] = student.probabilities[i];
    std::vector<std::int32_t> samples;
    for (std::int32_t i = 0; i < student.samples; ++i)
        if (teacher.answers[static_cast<std::size_t>(i)] == from)
            samples.push_back(i);
    std::stable_sort(samples.begin(), samples.end(), [&](std::int32_t a, std::int32_t b) {
        return seen[static_cast<std::size_t>(a)] > seen[static_cast<std::size_t>(b)];
    });
    return samples;
}

std::vector<std::size_t> namesLike(std::span<const std::string> names, const std::string &text, std::size_t most)
{
    if (text.empty())
        return {};
    std::string wanted = text;
    std::transform(wanted.begin(), wanted.end(), wanted.begin(), lower);
    std::vector<std::size_t> found[3]; // equal, at the start, inside
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string &name = names[i];
        const auto at = std::search(name.begin(), name.end(), wanted.begin(), wanted.end(),
                                    [](char a, char b) { return lower(a) == b; });
        if (at == name.end())
            continue;
        found[name.size() == wanted.size() ? 0 : at == name.begin() ? 1 : 2].push_back(i);
    }
    std::vector<std::size_t> result;
    for (const auto &group : found)
        result.insert(result.end(), group.begin(), group.end());
    result.resize(std::min(result.size(), most));
    return result;
}

} // namespace retort
