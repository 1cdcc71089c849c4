#pragma once

#include "data/batchloader.h"
#include "distil/environment.h"
#include "distil/lossscale.h"
#include "distil/optimiser.h"
#include "distil/recordedstep.h"
#include "distil/teacherside.h"
#include "student/student.h"
#include "tensor/serialblas.h"
#include "tensor/team.h"
#include "tensor/threadsscope.h"
#include "tensor/workers.h"

#include <deque>
#include <memory>
#include <optional>

namespace retort {

/// The student with everything that learns beside it: one step, answers to images, and its whole state.
/// On the CPU a team of threads shares each batch: every member has a replica of the student (the same values,
/// gradients of its own), normalisation adds up statistics over all of them, and the losses see the whole batch.
/// So the number of members changes roundings and nothing else. A student that is not native works alone.
/// On a GPU steps are recorded (RecordedStep) and started before it is known how the one before went.
///
/// Several processes (Workers) share each batch in the same way, each with a team for its share: parameters and
/// optimiser are the same in all, and gradients add up over them. Without Recipe::syncNorm each normalises by its
/// own share and running values are averaged after every step; without syncLoss the losses see shares.
class Trainer
{
public:
    /// Random start weights from recipe.seed unless `start` holds some. `batch` images a step, of all processes
    /// together. Throws ValueError for a start that does not fit.
    Trainer(const Recipe &recipe, const Machine &machine, const TeacherSide &teacher, std::int64_t batch,
            const StudentStart &start, Workers *workers = nullptr);

    /// Which of a batch's images the losses see here: all, or those of this process.
    [[nodiscard]] std::span<const std::int64_t> seenByLosses(std::span<const std::int64_t> whole,
                                                             std::span<const std::int64_t> own) const;
    /// One optimiser step with what the teacher says of these; `number` (from 1) is for the message when the loss
    /// is not finite (Error; nothing has been changed then).
    StepMetrics step(const Batch &batch, const TeacherRows &teacher, std::int64_t number, double learningRate);

    /// The same in two halves: `bytes` [B, H, W, C], of a batch of `total` images of all processes, may be where
    /// DeviceImages has them. On the CPU start() does everything and throws; on a GPU a loss that is not finite
    /// may be told by a later call, and weights have changed then.
    void start(const torch::Tensor &bytes, std::int64_t total, const TeacherRows &teacher, std::int64_t number,
               double learningRate);
    /// Of the first step that was started and not yet finished.
    StepMetrics finish();
    [[nodiscard]] std::size_t unfinished() const { return m_started.size(); }
    /// How many steps may stay unfinished when the next is started, so that the device never waits.
    [[nodiscard]] std::size_t mayBeAhead() const { return m_device.is_cpu() || m_scale || m_workers ? 0 : 1; }

    /// After memory ran out in start(): works through each batch in twice as many pieces from now on. The losses
    /// still see the whole batch (each piece is answered twice, the second time to learn: Gao et al. 2021, arXiv
    /// 2101.06983); batch normalisation sees one piece at a time. False, and nothing changes, where pieces would
    /// be smaller than 8 images, and with several processes, which must do the same.
    [[nodiscard]] bool useSmallerPieces();
    /// Why steps cannot be recorded; empty where they are, and where nobody tried.
    [[nodiscard]] std::string recordingFailure() const
    {
        return m_recorded ? m_recorded->failure() : std::string();
    }
    /// Images a piece at most.
    [[nodiscard]] std::int64_t pieceSize() const { return (m_batch + m_pieces - 1) / m_pieces; }

    /// The loss on a batch of a student that gives every class the same chance and whose features say nothing.
    [[nodiscard]] double ignorantLoss(const TeacherRows &teacher) const;
    /// Whether a stop was asked for here or in another process; to be called in all of them.
    [[nodiscard]] bool isStopped(const std::stop_token &stop) const;

    /// What the student says of plain images, float32 on the CPU.
    struct Outputs
    {
        torch::Tensor logits; ///< [B, C] y
        torch::Tensor edges;  ///< [B, C] cos(f, W)
    };
    [[nodiscard]] Outputs answer(const SizedImages &images, std::span<const std::int64_t> indices);
    /// How many images answer() should be given at once, at the recipe's input size. Processes share them.
    [[nodiscard]] std::int64_t answerBatch() const;

    /// Throws Error when a weight is not finite.
    void requireFinite(std::int64_t step) const;
    /// The student's weights, a copy.
    [[nodiscard]] NamedTensors weights() const;
    [[nodiscard]] std::int64_t parameterCount() const;
    /// All that decides what comes next, besides the position: values of parameters (those beside the student
    /// included), buffers, optimiser. A copy on the CPU.
    [[nodiscard]] TensorMap state() const;
    /// Throws Error when names or shapes are not those of state().
    void restore(const TensorMap &state, std::int64_t steps);

private:
    struct Losses
    {
        torch::Tensor node, edge, pseudo, total;
    };
    /// Which of this process's `count` images are a member's.
    [[nodiscard]] Share share(std::int64_t count, int member) const;
    /// Which of `total` images are this process's.
    [[nodiscard]] Share ownShare(std::int64_t total) const;
    /// What came out here, as leaves for losses: with syncLoss what came out everywhere, of `total` images.
    [[nodiscard]] Student::Output leaves(const std::vector<Student::Output> &parts, std::int64_t total) const;
    struct Started
    {
        std::int64_t number;
        double learningRate;
        torch::Tensor values; ///< learn()'s, on their way to the CPU
        StreamMark arrived;
    };
    /// The parts of the members for one piece of a batch.
    [[nodiscard]] std::vector<Student::Output> forward(const torch::Tensor &bytes, std::uint64_t draws,
                                                       bool withGradients);
    /// Forward, losses and backward: adds the gradients of a batch. Returns total, node, edge and pseudo-label
    /// loss and, where the loss is scaled, whether all gradients are finite: float64 on the device.
    [[nodiscard]] torch::Tensor learn(const torch::Tensor &bytes, std::int64_t total, const TeacherRows &teacher,
                                      std::uint64_t draws);
    void requireFinite(const Started &step) const;
    void record();
    /// Hands the gradients of the whole batch's outputs back to those who made a piece of it.
    void backward(const Student::Output &whole, const Share &piece, const std::vector<Student::Output> &parts);
    /// Where no term reads the classifier, it becomes what the learned map says of the teacher's proxies: W = T A,
    /// b = 0. Its answers are then those with the highest cos(A f, T).
    void tieClassifier();
    /// The mean over all processes, where each has normalised by its own share.
    void averageRunningValues();
    [[nodiscard]] torch::Tensor studentEdges(const torch::Tensor &features) const;
    [[nodiscard]] Losses losses(const Student::Output &output, const TeacherRows &teacher) const;
    /// Names and tensors of state(), sharing memory.
    [[nodiscard]] TensorMap ownState() const;

    Recipe m_recipe;
    torch::Device m_device;
    torch::ScalarType m_computes; ///< under autocast
    torch::ScalarType m_type;     ///< of parameters
    Workers *const m_workers;     ///< null: one process
    std::int64_t m_batch;         ///< of this process
    std::int64_t m_pieces = 1;
    const TeacherSide &m_teacher;
    std::vector<std::shared_ptr<Student>> m_replicas; ///< the first is the student
    // Learned beside the student and not part of it; undefined where the recipe does not ask for them.
    torch::Tensor m_featureMap; ///< [D, d] A
    torch::Tensor m_proxyMap;   ///< [d, D] T into the student's space
    bool m_classifierTied = false;
    std::optional<FlatParameters> m_parameters;
    std::optional<Optimiser> m_optimiser;
    std::optional<LossScale> m_scale; ///< for float16
    std::optional<RecordedStep> m_recorded;
    std::int64_t m_side = 0; ///< of the images that it was recorded for
    std::deque<Started> m_started;
    ThreadsScope m_threads; ///< of LibTorch, on the thread that trains
    SerialBlas m_serialBlas;
    Team m_team;
};

} // namespace retort
