#include "distil/evaluation.h"

#include "base/error.h"
#include "distil/probecomparison.h"
#include "tensor/convert.h"

#include <algorithm>
#include <numeric>

namespace retort {

void appendAnswers(const torch::Tensor &logits, Answers &answers)
{
    const torch::Tensor values = logits.to(torch::kFloat32);
    const std::int64_t count = std::min<std::int64_t>(2, values.size(1));
    const torch::Tensor names = std::get<1>(values.topk(count, 1)).contiguous();
    const torch::Tensor best = values.softmax(1).gather(1, names).contiguous();
    for (std::int64_t i = 0; i < logits.size(0); ++i) {
        const float *const shares = best.data_ptr<float>() + count * i;
        answers.classes.push_back(static_cast<std::int32_t>(names.data_ptr<std::int64_t>()[count * i]));
        answers.confidences.push_back(shares[0]);
        answers.margins.push_back(count == 2 ? shares[0] - shares[1] : shares[0]);
    }
}

void evaluate(Trainer &trainer, const TeacherSide &teacher, const EvaluationSet &set, EpochReport &report,
              const std::stop_token &stop, const Reporter &reporter)
{
    const std::int64_t batch = trainer.answerBatch();
    const auto held = static_cast<std::int64_t>(set.heldOut.size());
    const std::int64_t extra = set.evaluation ? set.evaluation->size() : 0;
    const auto begin = [&](std::int64_t done) {
        if (trainer.isStopped(stop))
            throw Cancelled();
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
    report.heldOutImages = held;
    ProbeComparison comparison =
        compareProbe({toMatrix(torch::cat(teacherEdges)), toMatrix(torch::cat(teacherLogits)),
                      toMatrix(torch::cat(studentEdges)), toMatrix(torch::cat(studentLogits))},
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
