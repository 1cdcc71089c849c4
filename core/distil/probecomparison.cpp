#include "distil/probecomparison.h"

#include "distil/evaluation.h"
#include "prg/losses.h"
#include "tensor/convert.h"

#include <algorithm>

namespace retort {

namespace {

/// One side, as tensors.
struct Side
{
    torch::Tensor edges;         ///< [P, C]
    torch::Tensor probabilities; ///< [P, C]
};

/// Pearson correlation between the columns of edges [P, C]: [C, C], symmetric; 0 where a column is constant.
Matrix correlationsOfColumns(const torch::Tensor &edges)
{
    torch::Tensor centred = edges.to(torch::kFloat64);
    centred = centred - centred.mean(0, true);
    const torch::Tensor length = (centred * centred).sum(0, true).sqrt();
    const torch::Tensor unit = centred / torch::where(length > 1e-12, length, torch::ones_like(length));
    const torch::Tensor product = unit.t().mm(unit);
    return toMatrix(((product + product.t()) * 0.5).clamp(-1, 1));
}

std::vector<float> toVector(const torch::Tensor &values)
{
    const torch::Tensor plain = values.to(torch::kFloat32).contiguous();
    return {plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel()};
}

double meanOf(const std::vector<float> &values)
{
    double sum = 0;
    for (const float value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

ProxyGraph nodesOf(const Side &side, const torch::Tensor &logits)
{
    ProxyGraph graph;
    graph.samples = side.edges.size(0);
    graph.proxies = side.edges.size(1);
    graph.proxyCorrelations = correlationsOfColumns(side.edges);
    graph.rowMeans = toVector(side.edges.mean(1));
    graph.rowDeviations = toVector(side.edges.std(1, /*unbiased=*/false));
    Answers answers;
    appendAnswers(logits, answers);
    graph.answers = std::move(answers.classes);
    graph.confidences = std::move(answers.confidences);
    graph.margins = std::move(answers.margins);
    return graph;
}

void addEdge(ProxyGraph &graph, const Side &side, std::int64_t sample, std::int64_t proxy)
{
    const std::int64_t at = sample * graph.proxies + proxy;
    graph.edges.push_back({static_cast<std::int32_t>(sample), static_cast<std::int32_t>(proxy),
                           std::clamp(side.edges.data_ptr<float>()[at], -1.0F, 1.0F)});
    graph.probabilities.push_back(side.probabilities.data_ptr<float>()[at]);
}

/// Edges to the union of both sides' topK and answers, in order.
void addEdges(const Side &teacherSide, const Side &studentSide, std::int64_t topK, ProxyGraph &teacher,
              ProxyGraph &student)
{
    const std::int64_t k = std::min(topK, teacher.proxies);
    const torch::Tensor best = torch::cat({std::get<1>(teacherSide.edges.topk(k, 1)), //
                                           std::get<1>(studentSide.edges.topk(k, 1))},
                                          1)
                                   .contiguous();
    std::vector<std::int64_t> row;
    for (std::int64_t sample = 0; sample < teacher.samples; ++sample) {
        const std::int64_t *const from = best.data_ptr<std::int64_t>() + sample * 2 * k;
        row.assign(from, from + 2 * k);
        row.push_back(teacher.answers[static_cast<std::size_t>(sample)]);
        row.push_back(student.answers[static_cast<std::size_t>(sample)]);
        std::sort(row.begin(), row.end());
        row.erase(std::unique(row.begin(), row.end()), row.end());
        for (const std::int64_t proxy : row) {
            addEdge(teacher, teacherSide, sample, proxy);
            addEdge(student, studentSide, sample, proxy);
        }
    }
}

} // namespace

ProbeComparison compareProbe(const ProbeRelations &relations, std::int64_t topK)
{
    const torch::NoGradGuard guard;
    const torch::Tensor teacherLogits = viewOf(relations.teacherLogits);
    const torch::Tensor studentLogits = viewOf(relations.studentLogits);
    const torch::Tensor target = teacherLogits.log_softmax(1);
    const torch::Tensor answer = studentLogits.log_softmax(1);
    const Side teacherSide{viewOf(relations.teacherEdges), target.exp().contiguous()};
    const Side studentSide{viewOf(relations.studentEdges), answer.exp().contiguous()};

    ProbeComparison result;
    ProxyGraph &teacher = result.teacher;
    ProxyGraph &student = result.student;
    teacher = nodesOf(teacherSide, teacherLogits);
    student = nodesOf(studentSide, studentLogits);
    addEdges(teacherSide, studentSide, topK, teacher, student);

    // KL is never below 0 but for rounding.
    student.nodeKl = toVector((target.exp() * (target - answer)).sum(1).clamp_min(0));
    const torch::Tensor teacherEdges = teacherSide.edges.to(torch::kFloat64);
    const torch::Tensor studentEdges = studentSide.edges.to(torch::kFloat64);
    student.rowCorrelations.assign(static_cast<std::size_t>(student.samples), 0);
    if (edgeRowsApply(student.proxies))
        student.rowCorrelations = toVector(pearson(teacherEdges, studentEdges, 1));
    student.columnCorrelations.assign(static_cast<std::size_t>(student.proxies), 0);
    if (edgeColumnsApply(student.samples))
        student.columnCorrelations = toVector(pearson(teacherEdges, studentEdges, 0));

    std::int64_t same = 0;
    for (std::size_t i = 0; i < student.answers.size(); ++i)
        same += student.answers[i] == teacher.answers[i];
    result.summary = {meanOf(student.rowCorrelations), meanOf(student.columnCorrelations), meanOf(student.nodeKl),
                      100.0 * static_cast<double>(same) / static_cast<double>(student.samples),
                      meanOf(student.margins)};
    return result;
}

} // namespace retort
