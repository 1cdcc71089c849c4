#include "graph/classlikeness.h"

#include "base/error.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace retort {

namespace {

void checkPair(const ProxyGraph &teacher, const ProxyGraph &student)
{
    bool good = teacher.samples == student.samples && teacher.proxies == student.proxies;
    for (const ProxyGraph *graph : {&teacher, &student}) {
        good = good && static_cast<std::int64_t>(graph->answers.size()) == graph->samples &&
               static_cast<std::int64_t>(graph->confidences.size()) == graph->samples;
        for (const std::int32_t answer : graph->answers)
            good = good && answer >= 0 && answer < graph->proxies;
    }
    if (!good)
        throw ValueError("The two graphs do not hold one answer each for the same samples and classes.",
                         "Take both graphs from the same epoch of one run.");
}

/// Sums that become means.
struct Sums
{
    std::int64_t samples = 0;
    std::int64_t same = 0;
    double nodeKl = 0;
    double margin = 0;
    double rowCorrelation = 0;
};

} // namespace

std::vector<ClassLikeness> classLikenesses(const ProxyGraph &teacher, const ProxyGraph &student)
{
    checkPair(teacher, student);
    const auto samples = static_cast<std::size_t>(student.samples);
    const auto classes = static_cast<std::size_t>(student.proxies);
    const bool known = student.nodeKl.size() == samples && student.margins.size() == samples &&
                       student.rowCorrelations.size() == samples && student.columnCorrelations.size() == classes;
    std::vector<Sums> sums(classes);
    for (std::size_t i = 0; i < samples; ++i) {
        Sums &sum = sums[static_cast<std::size_t>(teacher.answers[i])];
        ++sum.samples;
        sum.same += teacher.answers[i] == student.answers[i] ? 1 : 0;
        if (known) {
            sum.nodeKl += student.nodeKl[i];
            sum.margin += student.margins[i];
            sum.rowCorrelation += student.rowCorrelations[i];
        }
    }
    std::vector<ClassLikeness> result(classes);
    for (std::size_t c = 0; c < classes; ++c) {
        const auto count = static_cast<double>(sums[c].samples);
        result[c].samples = sums[c].samples;
        if (known)
            result[c].columnCorrelation = student.columnCorrelations[c];
        if (sums[c].samples == 0)
            continue;
        result[c].agreement = 100.0 * static_cast<double>(sums[c].same) / count;
        if (!known)
            continue;
        result[c].nodeKl = sums[c].nodeKl / count;
        result[c].margin = sums[c].margin / count;
        result[c].rowCorrelation = sums[c].rowCorrelation / count;
    }
    return result;
}

std::vector<ClassConfusion> worstConfusions(const ProxyGraph &teacher, const ProxyGraph &student)
{
    checkPair(teacher, student);
    if (teacher.probabilities.size() != teacher.edges.size() ||
        student.probabilities.size() != student.edges.size() || teacher.edges.empty())
        return {};
    const std::int64_t classes = teacher.proxies;
    std::vector<std::int64_t> counts(static_cast<std::size_t>(classes), 0);
    for (const std::int32_t answer : teacher.answers)
        ++counts[static_cast<std::size_t>(answer)];
    // [from x to], both sides. What lies outside the edges is too little to count.
    Matrix sums[2] = {Matrix(classes, classes), Matrix(classes, classes)};
    const ProxyGraph *const sides[2] = {&teacher, &student};
    for (int side = 0; side < 2; ++side)
        for (std::size_t i = 0; i < sides[side]->edges.size(); ++i) {
            const GraphEdge &edge = sides[side]->edges[i];
            const std::int32_t from = teacher.answers.at(static_cast<std::size_t>(edge.sample));
            sums[side].at(from, edge.proxy) += sides[side]->probabilities[i];
        }
    std::vector<ClassConfusion> result;
    for (std::int32_t from = 0; from < classes; ++from) {
        const std::int64_t count = counts[static_cast<std::size_t>(from)];
        ClassConfusion worst{from, from, 0, 0, count};
        for (std::int32_t to = 0; to < classes && count > 0; ++to) {
            const ClassConfusion seen{from, to, sums[0].at(from, to) / static_cast<double>(count),
                                      sums[1].at(from, to) / static_cast<double>(count), count};
            if (to != from && seen.excess() > worst.excess())
                worst = seen;
        }
        if (worst.to != from)
            result.push_back(worst);
    }
    std::stable_sort(result.begin(), result.end(),
                     [](const ClassConfusion &a, const ClassConfusion &b) { return a.excess() > b.excess(); });
    return result;
}

std::vector<std::int32_t> rankedDisagreements(const ProxyGraph &teacher, const ProxyGraph &student)
{
    checkPair(teacher, student);
    const auto samples = static_cast<std::size_t>(student.samples);
    std::vector<float> distance = student.nodeKl;
    if (distance.size() != samples) {
        distance.assign(samples, 0);
        for (std::size_t i = 0; i < samples; ++i)
            if (teacher.answers[i] != student.answers[i])
                distance[i] = teacher.confidences[i] + student.confidences[i];
    }
    std::vector<std::int32_t> order(samples);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        return distance[static_cast<std::size_t>(a)] > distance[static_cast<std::size_t>(b)];
    });
    return order;
}

} // namespace retort
