#include "distil/evaluation.h"

#include "prg/losses.h"

#include <algorithm>
#include <numeric>

namespace retort {

namespace {

/// Pearson correlation between the columns of edges [P, C]: [C, C]; 0 where a column is constant.
Matrix columnCorrelations(const torch::Tensor &edges)
{
    torch::Tensor centred = edges.to(torch::kFloat64);
    centred = centred - centred.mean(0, true);
    const torch::Tensor length = (centred * centred).sum(0, true).sqrt();
    const torch::Tensor unit = centred / torch::where(length > 1e-12, length, torch::ones_like(length));
    return toMatrix(unit.t().mm(unit).clamp(-1, 1));
}

ProxyGraph nodesOf(const torch::Tensor &edges, const torch::Tensor &logits)
{
    ProxyGraph graph;
    graph.samples = edges.size(0);
    graph.proxies = edges.size(1);
    graph.proxyCorrelations = columnCorrelations(edges);
    Answers answers;
    appendAnswers(logits, answers);
    graph.answers = std::move(answers.classes);
    graph.confidences = std::move(answers.confidences);
    return graph;
}

/// The union of both sides' top k of a row, in order.
void addEdges(const ProbeRelations &relations, std::int64_t topK, ProxyGraph &teacher, ProxyGraph &student)
{
    const torch::Tensor teacherEdges = relations.teacherEdges.contiguous();
    const torch::Tensor studentEdges = relations.studentEdges.contiguous();
    const std::int64_t classes = teacherEdges.size(1);
    const std::int64_t k = std::min(topK, classes);
    const torch::Tensor best =
        torch::cat({std::get<1>(teacherEdges.topk(k, 1)), std::get<1>(studentEdges.topk(k, 1))}, 1).contiguous();
    std::vector<std::int64_t> row(static_cast<std::size_t>(2 * k));
    for (std::int64_t sample = 0; sample < teacherEdges.size(0); ++sample) {
        const std::int64_t *const from = best.data_ptr<std::int64_t>() + sample * 2 * k;
        row.assign(from, from + 2 * k);
        std::sort(row.begin(), row.end());
        row.erase(std::unique(row.begin(), row.end()), row.end());
        for (const std::int64_t proxy : row) {
            const auto s = static_cast<std::int32_t>(sample);
            const auto p = static_cast<std::int32_t>(proxy);
            const std::int64_t at = sample * classes + proxy;
            teacher.edges.push_back({s, p, std::clamp(teacherEdges.data_ptr<float>()[at], -1.0F, 1.0F)});
            student.edges.push_back({s, p, std::clamp(studentEdges.data_ptr<float>()[at], -1.0F, 1.0F)});
        }
    }
}

} // namespace

void appendAnswers(const torch::Tensor &logits, Answers &answers)
{
    const torch::Tensor values = logits.to(torch::kFloat32);
    const torch::Tensor names = std::get<1>(values.topk(2, 1)).contiguous();
    const torch::Tensor best = values.softmax(1).gather(1, names).contiguous();
    for (std::int64_t i = 0; i < logits.size(0); ++i) {
        const float *const pair = best.data_ptr<float>() + 2 * i;
        answers.classes.push_back(static_cast<std::int32_t>(names.data_ptr<std::int64_t>()[2 * i]));
        answers.confidences.push_back(pair[0]);
        answers.margins.push_back(pair[0] - pair[1]);
    }
}

ProbeComparison compareProbe(const ProbeRelations &relations, std::int64_t topK)
{
    const torch::NoGradGuard guard;
    ProbeComparison result;
    result.teacher = nodesOf(relations.teacherEdges, relations.teacherLogits);
    result.student = nodesOf(relations.studentEdges, relations.studentLogits);
    addEdges(relations, topK, result.teacher, result.student);

    GraphSummary &summary = result.summary;
    const torch::Tensor teacherEdges = relations.teacherEdges.to(torch::kFloat64);
    const torch::Tensor studentEdges = relations.studentEdges.to(torch::kFloat64);
    if (edgeRowsApply(result.teacher.proxies))
        summary.edgeCorrelation = pearson(teacherEdges, studentEdges, 1).mean().item<double>();
    if (edgeColumnsApply(result.teacher.samples))
        summary.columnCorrelation = pearson(teacherEdges, studentEdges, 0).mean().item<double>();
    summary.nodeKl = nodeLoss(relations.teacherLogits, relations.studentLogits, 1.0).item<double>();
    Answers answers;
    appendAnswers(relations.studentLogits, answers);
    std::int64_t same = 0;
    for (std::size_t i = 0; i < answers.classes.size(); ++i)
        same += answers.classes[i] == result.teacher.answers[i];
    const auto samples = static_cast<double>(answers.classes.size());
    summary.agreement = 100.0 * static_cast<double>(same) / samples;
    summary.meanMargin = std::accumulate(answers.margins.begin(), answers.margins.end(), 0.0) / samples;
    return result;
}

void evaluate(Trainer &trainer, const TeacherSide &teacher, const EvaluationSet &set, EpochReport &report,
              const std::stop_token &stop, const Reporter &reporter)
{
    const std::int64_t batch = trainer.answerBatch();
    const auto held = static_cast<std::int64_t>(set.heldOut.size());
    const std::int64_t extra = set.evaluation ? set.evaluation->size() : 0;
    const auto begin = [&](std::int64_t done) {
        throwIfStopped(stop);
        reporter.report({"evaluating", done, held + extra, "images"});
    };

    std::vector<torch::Tensor> teacherEdges, teacherLogits, studentEdges, studentLogits; // of the probes
    std::int64_t same = 0;
    for (std::int64_t first = 0; first < held; first += batch) {
        begin(first);
        const auto part = set.heldOut.subspan(static_cast<std::size_t>(first),
                                              static_cast<std::size_t>(std::min(batch, held - first)));
        const Trainer::Outputs outputs = trainer.answer(set.images, part);
        const TeacherRows rows = teacher.rows(part);
        const torch::Tensor logits = rows.logits.to(torch::kCPU);
        same += (logits.argmax(1) == outputs.logits.argmax(1)).sum().item<std::int64_t>();
        const std::int64_t probes = std::min(static_cast<std::int64_t>(part.size()), set.probes - first);
        if (probes > 0) {
            teacherEdges.push_back(rows.edges.to(torch::kCPU).narrow(0, 0, probes));
            teacherLogits.push_back(logits.narrow(0, 0, probes));
            studentEdges.push_back(outputs.edges.narrow(0, 0, probes));
            studentLogits.push_back(outputs.logits.narrow(0, 0, probes));
        }
    }
    report.heldOutAgreement = 100.0 * static_cast<double>(same) / static_cast<double>(held);
    ProbeComparison comparison = compareProbe(
        {torch::cat(teacherEdges), torch::cat(teacherLogits), torch::cat(studentEdges), torch::cat(studentLogits)},
        set.topK);
    report.teacherGraph = std::move(comparison.teacher);
    report.studentGraph = std::move(comparison.student);
    report.summary = comparison.summary;

    std::vector<std::int64_t> indices;
    for (std::int64_t first = 0; first < extra; first += batch) {
        begin(held + first);
        indices.resize(static_cast<std::size_t>(std::min(batch, extra - first)));
        std::iota(indices.begin(), indices.end(), first);
        appendAnswers(trainer.answer(*set.evaluation, indices).logits, report.evaluation);
    }
    reporter.report({"evaluating", held + extra, held + extra, "images"});
}

} // namespace retort
