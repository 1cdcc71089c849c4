#include "distil/distiller.h"

#include "base/error.h"
#include "data/batchloader.h"
#include "data/split.h"
#include "distil/checkpoint.h"
#include "distil/deviceimages.h"
#include "distil/divergence.h"
#include "distil/environment.h"
#include "distil/evaluation.h"
#include "distil/pixeltensor.h"
#include "distil/runidentity.h"
#include "prg/losses.h"
#include "tensor/convert.h"
#include "tensor/memorypool.h"

#include <algorithm>
#include <chrono>
#include <sstream>

namespace retort {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<ContentKey> keysOf(const SizedImages &images)
{
    std::vector<ContentKey> keys;
    keys.reserve(static_cast<std::size_t>(images.size()));
    for (std::int64_t i = 0; i < images.size(); ++i)
        keys.push_back(images.key(i));
    return keys;
}

void checkSize(const char *what, const SizedImages &images, std::int64_t side)
{
    if (images.height() != side || images.width() != side)
        throw ValueError(std::string(what) + " are " + std::to_string(images.width()) + " x " +
                         std::to_string(images.height()) + " pixels, the recipe's input_size is " +
                         std::to_string(side));
}

void check(const Recipe &recipe, const DistilInput &input)
{
    validate(recipe);
    if (input.classes.size() < 2)
        throw ValueError("a student needs at least two classes, not " + std::to_string(input.classes.size()),
                         "Add class names on the Data page or to the class file.");
    if (!input.images || input.images->size() == 0)
        throw ValueError("there are no images to learn from");
    checkSize("the training images", *input.images, recipe.inputSize);
    if (input.start.fingerprint.empty() && (input.start.module || !input.start.weights.empty()))
        throw ValueError("what the student starts from has no fingerprint, so a resumed run could not tell it");
    if (!input.leftOut.empty() && static_cast<std::int64_t>(input.leftOut.size()) != input.images->size())
        throw ValueError("what is left out of training is said of " + std::to_string(input.leftOut.size()) +
                         " images, there are " + std::to_string(input.images->size()));
    if (input.evaluation)
        checkSize("the evaluation images", *input.evaluation, recipe.inputSize);
    const std::int64_t views = input.views ? input.views->count : 0;
    if (views != recipe.views)
        throw ValueError("the teacher has scored " + std::to_string(views) +
                         " views of each image, the recipe's views is " + std::to_string(recipe.views));
    if (views > 0) {
        checkSize("the views", *input.views->images, recipe.inputSize);
        if (input.views->images->size() != views * input.images->size())
            throw ValueError("there are " + std::to_string(input.views->images->size()) + " views of " +
                             std::to_string(input.images->size()) + " images, not " + std::to_string(views) +
                             " of each");
    }
}

Split splitOf(const Recipe &recipe, std::span<const ContentKey> keys, const DistilInput &input)
{
    Split split = splitByContent(keys, recipe.heldOut, input.groups, input.excluded);
    const auto refuse = [&](const char *what) {
        const std::string excluded =
            input.excluded.empty() ? ""
                                   : " and without " + std::to_string(input.excluded.size()) + " excluded ones";
        throw ValueError("of " + std::to_string(keys.size()) + " images " + what + " at a held-out share of " +
                             std::to_string(recipe.heldOut) + excluded,
                         input.groups.empty() ? "Add images, or change \"held_out\"."
                                              : "Add groups, make them smaller, or change \"held_out\".");
    };
    if (split.training.empty())
        refuse("none is left to train on");
    if (split.heldOut.empty())
        refuse("none falls into the held-out part, which chooses the best epoch,");
    if (input.leftOut.empty())
        return split;
    std::erase_if(split.training,
                  [&](std::int64_t image) { return input.leftOut[static_cast<std::size_t>(image)] != 0; });
    if (split.training.empty())
        throw ValueError(
            "the teacher is too doubtful of every image: none is left to train on",
            "Lower the threshold of \"none of these\" on the Prompts page, or let doubtful images in.");
    return split;
}

/// What the recipe asks for and this input cannot give.
void sayWhatIsOff(const Recipe &recipe, std::int64_t classes, std::int64_t trainingImages,
                  const Reporter &reporter)
{
    const std::int64_t batch = std::min(recipe.batch, trainingImages);
    if (batch < recipe.batch)
        reporter.say("batches hold " + std::to_string(batch) + " images instead of " +
                     std::to_string(recipe.batch) + ": there are no more to train on");
    if (recipe.views > 0 && (recipe.cropPadding > 0 || recipe.colourJitter > 0))
        reporter.say("crop_padding and colour_jitter are off: the student sees the views as the teacher saw them");
    if (recipe.edgeWeight <= 0 && recipe.relationWeight <= 0)
        return;
    const bool rows = recipe.edgeRows && edgeRowsApply(classes);
    const bool columns = recipe.edgeColumns && edgeColumnsApply(batch);
    const char *const which = recipe.relationWeight <= 0 ? "edge loss"
                              : recipe.edgeWeight <= 0   ? "relation loss"
                                                         : "edge and relation losses";
    if (recipe.edgeRows && !rows)
        reporter.say(std::string("the row term of the ") + which +
                     " is off: with 2 classes every correlation is +1 or -1 and teaches nothing");
    if (recipe.edgeColumns && !columns)
        reporter.say(std::string("the column term of the ") + which + " is off: with batches of " +
                     std::to_string(batch) + " every correlation is +1 or -1 and teaches nothing");
    if (!rows && !columns && recipe.nodeWeight <= 0 && recipe.featureWeight <= 0 && recipe.pseudoWeight <= 0)
        throw ValueError(std::string("nothing is left to learn from: the recipe has no other term than the ") +
                             which + ", and it is off",
                         "Give \"node\" or \"pseudo\" a weight above 0.");
}

Augmentation augmentationOf(const Recipe &recipe)
{
    Augmentation how;
    how.cropPadding = static_cast<int>(recipe.cropPadding);
    how.flip = recipe.flip;
    how.colourJitter = recipe.colourJitter;
    how.randomResizedCrop = recipe.randomResizedCrop;
    return how;
}

StepMetrics meanOf(const std::vector<StepMetrics> &steps)
{
    StepMetrics mean;
    const auto count = static_cast<double>(steps.size());
    for (const StepMetrics &step : steps) {
        mean.step = step.step;
        mean.loss += step.loss / count;
        mean.nodeLoss += step.nodeLoss / count;
        mean.edgeLoss += step.edgeLoss / count;
        mean.pseudoLoss += step.pseudoLoss / count;
        mean.learningRate += step.learningRate / count;
    }
    return mean;
}

/// Processes that learn from different things would teach each other nonsense.
void requireSameEverywhere(Workers &workers, const std::vector<std::pair<std::string, std::string>> &identity)
{
    std::string own;
    for (const auto &[name, value] : identity)
        own += name + " is " + value + "\n";
    std::istringstream here(own);
    std::istringstream there(workers.toldByFirst(own));
    std::string mine, theirs;
    while (std::getline(here, mine) && std::getline(there, theirs))
        if (mine != theirs)
            throw Error("the processes do not work on the same: for process " +
                            std::to_string(workers.place().rank) + " " + mine + ", for process 0 " + theirs,
                        "Give all of them the same project, images and teacher.");
}

/// A run from where its checkpoint says to its end.
class Run
{
public:
    Run(const Recipe &recipe, const RunEnvironment &environment, const DistilInput &input, EpochSink &sink,
        std::stop_token stop, const Reporter &reporter, Workers *workers)
        : m_recipe(recipe), m_machine(environment, workers ? workers->place().localRank : 0),
          m_kernels(m_machine.device, recipe.deterministic), m_stream(m_machine.device), m_input(input),
          m_sink(sink), m_stop(std::move(stop)), m_reporter(reporter), m_keys(keysOf(*input.images)),
          m_split(splitOf(recipe, m_keys, input)),
          m_teacher(input.teacher, input.images->size(), static_cast<std::int64_t>(input.classes.size()),
                    m_machine.device),
          m_viewsTeacher(viewsTeacher()), m_part(workers ? workers->place().part() : Part{}),
          m_trainer(recipe, m_machine, m_teacher, batchSize(), input.start, workers), m_images(deviceImages()),
          m_identity(runIdentity(recipe, environment, m_keys, input))
    {
        if (workers)
            requireSameEverywhere(*workers, m_identity);
        if (batchSize() < m_part.of)
            throw ValueError("batches of " + std::to_string(batchSize()) + " images cannot be shared by " +
                                 std::to_string(m_part.of) + " processes",
                             "Raise \"batch\", or start fewer processes.");
        sayWhatIsOff(recipe, m_teacher.classes(), static_cast<std::int64_t>(m_split.training.size()), reporter);
    }

    void resume(std::span<const std::byte> bytes)
    {
        Checkpoint checkpoint = decodeCheckpoint(bytes);
        requireSameRun(m_identity, checkpoint);
        m_position = std::move(checkpoint.position);
        m_trainer.restore(toTensorMap(checkpoint.tensors), m_position.step);
    }

    void toTheEnd()
    {
        while (m_position.epoch <= m_recipe.epochs) {
            train();
            finishEpoch();
        }
    }

private:
    void train()
    {
        const auto &views = m_input.views;
        std::vector<std::int64_t> order = epochOrder(m_split.training, m_recipe.seed, m_position.epoch);
        if (views)
            order = viewsOfOrder(order, *m_input.images, views->count, m_recipe.seed, m_position.epoch);
        // A view is shown as it was scored; nothing is varied further.
        DeviceLoader loader(m_images, std::move(order), m_recipe.batch,
                            views ? Augmentation{} : augmentationOf(m_recipe), m_recipe.seed, m_position.epoch,
                            m_position.batch, m_part);
        const TeacherSide &teacher = m_viewsTeacher ? *m_viewsTeacher : m_teacher;
        double recent = 0; // seconds a step, smoothed for display
        while (true) {
            if (m_trainer.isStopped(m_stop))
                stopHere();
            const Clock::time_point start = Clock::now();
            std::optional<DeviceBatch> batch = loader.next();
            if (batch) {
                batch->bytes = resizedBytes(batch->bytes, trainingSide(m_recipe, m_position.epoch));
                learnFrom(*batch, teacher, learningRate(m_recipe, m_position.step, loader.batches()));
                ++m_position.step;
                ++m_position.batch;
            }
            const std::vector<StepMetrics> finished = finishSteps(batch ? m_trainer.mayBeAhead() : 0);
            const double seconds = secondsSince(start);
            m_position.seconds += seconds;
            recent = recent > 0 ? 0.9 * recent + 0.1 * seconds : seconds;
            for (const StepMetrics &metrics : finished) {
                m_sink.stepDone(metrics, static_cast<double>(batchSize()) / recent);
                m_reporter.report({"training", metrics.step, loader.batches() * m_recipe.epochs, "steps"});
            }
            if (!batch)
                return;
        }
    }

    /// Does `work`; what goes wrong in it ends the run, with what is left of it and what to try.
    template<typename Work>
    auto explained(const Work &work) const
    {
        try {
            return wrapped("training", work);
        } catch (const OutOfMemory &error) {
            const std::int64_t smaller = batchSize() / 2;
            throw Error(error.what() + whatIsKept(),
                        smaller < 2 ? error.remedy()
                                    : "Start it again with \"batch\" " + std::to_string(smaller) + " instead of " +
                                          std::to_string(batchSize()) +
                                          ", a smaller \"input_size\" or student, or close other programs.");
        } catch (const WorkerLost &error) {
            throw WorkerLost(error.what() + whatIsKept(), error.remedy());
        } catch (const Error &error) {
            throw Error(error.what() + whatIsKept(), error.remedy());
        }
    }

    void learnFrom(const DeviceBatch &batch, const TeacherSide &teacher, double rate)
    {
        explained([&] {
            const TeacherRows rows = teacher.rows(m_trainer.seenByLosses(batch.whole, batch.indices));
            if (!m_guard)
                m_guard.emplace(m_trainer.ignorantLoss(rows));
            while (true) {
                try {
                    wrapped("training", [&] {
                        m_trainer.start(batch.bytes, static_cast<std::int64_t>(batch.whole.size()), rows,
                                        m_position.step + 1, rate);
                    });
                    return;
                } catch (const OutOfMemory &error) {
                    if (!m_trainer.useSmallerPieces())
                        throw;
                    m_reporter.say(std::string(error.what()) + "; batches of " + std::to_string(batchSize()) +
                                   " images are worked through " + std::to_string(m_trainer.pieceSize()) +
                                   " at a time from now on. That is slower; the losses still see whole batches, "
                                   "batch normalisation sees the smaller ones");
                }
            }
        });
    }

    /// Takes in how steps went, until no more than `left` of those that were started are open.
    std::vector<StepMetrics> finishSteps(std::size_t left)
    {
        return explained([&] {
            std::vector<StepMetrics> finished;
            while (m_trainer.unfinished() > left) {
                finished.push_back(m_trainer.finish());
                m_guard->look(finished.back());
                m_position.steps.push_back(finished.back());
            }
            return finished;
        });
    }

    [[nodiscard]] std::string whatIsKept() const
    {
        const std::int64_t done = m_position.epoch - 1;
        return done == 0   ? std::string()
               : done == 1 ? "; epoch 1 is kept"
                           : "; epochs 1 to " + std::to_string(done) + " are kept";
    }

    void finishEpoch()
    {
        if (const std::string failure = m_trainer.recordingFailure(); !failure.empty() && !m_saidNotRecorded) {
            m_saidNotRecorded = true;
            m_reporter.say("steps are not recorded for the GPU, which makes small students slower: " + failure);
        }
        explained([&] { m_trainer.requireFinite(m_position.step); });
        EpochReport report;
        report.epoch = m_position.epoch;
        const EvaluationSet set{*m_input.images, m_split.heldOut,
                                std::min(m_recipe.probeSamples, static_cast<std::int64_t>(m_split.heldOut.size())),
                                m_recipe.probeTopK, m_input.evaluation.get()};
        try {
            wrapped("evaluating", [&] { evaluate(m_trainer, m_teacher, set, report, m_stop, m_reporter); });
        } catch (const Cancelled &) {
            stopHere();
        }
        report.mean = meanOf(m_position.steps);
        report.seconds = m_position.seconds;
        report.imagesPerSecond =
            m_position.seconds > 0 ? static_cast<double>(m_position.batch * batchSize()) / m_position.seconds : 0;
        report.steps = std::move(m_position.steps);
        report.weights = m_trainer.weights();
        m_position = {m_position.epoch + 1, 0, m_position.step, 0, {}};
        report.checkpoint = checkpoint();
        m_sink.epochDone(report);
    }

    [[nodiscard]] std::optional<TeacherSide> viewsTeacher() const
    {
        if (!m_input.views)
            return std::nullopt;
        const TeacherKnowledge &plain = m_input.teacher;
        return TeacherSide({m_input.views->embeddings, plain.proxies, plain.logitScale, m_input.views->logits},
                           m_input.views->images->size(), m_teacher.classes(), m_machine.device);
    }

    /// The same for every step of the run.
    [[nodiscard]] std::int64_t batchSize() const
    {
        return std::min(m_recipe.batch, static_cast<std::int64_t>(m_split.training.size()));
    }

    [[nodiscard]] DeviceImages deviceImages() const
    {
        const auto &images = m_input.views ? m_input.views->images : m_input.images;
        return {images, m_machine.device, DeviceImages::wayFor(*images, m_machine.device)};
    }

    [[noreturn]] void stopHere()
    {
        finishSteps(0);
        m_sink.stopped(checkpoint(), m_position.epoch);
        throw Cancelled();
    }

    [[nodiscard]] std::vector<std::byte> checkpoint() const
    {
        return encodeCheckpoint({m_identity, m_position, toNamedTensors(m_trainer.state())});
    }

    const Recipe &m_recipe;
    Machine m_machine;
    KernelChoice m_kernels;
    StreamScope m_stream; ///< before everything that lies on the device
    const DistilInput &m_input;
    EpochSink &m_sink;
    std::stop_token m_stop;
    const Reporter &m_reporter;
    std::vector<ContentKey> m_keys;
    Split m_split;
    TeacherSide m_teacher;
    std::optional<TeacherSide> m_viewsTeacher;
    Part m_part; ///< of each batch that is this process's
    Trainer m_trainer;
    DeviceImages m_images; ///< after what training itself needs
    std::vector<std::pair<std::string, std::string>> m_identity;
    RunPosition m_position;
    std::optional<DivergenceGuard> m_guard; ///< from the first step on
    bool m_saidNotRecorded = false;
};

} // namespace

std::vector<std::int64_t> probeIndices(const Recipe &recipe, std::span<const ContentKey> keys,
                                       std::span<const ContentKey> groups, std::span<const ContentKey> excluded)
{
    std::vector<std::int64_t> heldOut = splitByContent(keys, recipe.heldOut, groups, excluded).heldOut;
    heldOut.resize(
        static_cast<std::size_t>(std::min(recipe.probeSamples, static_cast<std::int64_t>(heldOut.size()))));
    return heldOut;
}

void distil(const Recipe &recipe, const RunEnvironment &environment, const DistilInput &input,
            std::span<const std::byte> checkpoint, EpochSink &sink, std::stop_token stop, const Reporter &reporter,
            Workers *workers)
{
    check(recipe, input);
    const std::int64_t processes = workers ? workers->count() : 1;
    if (environment.workers != processes)
        throw Error("the run is one of " + std::to_string(environment.workers) + " processes, and these are " +
                        std::to_string(processes),
                    "Start it with as many (torchrun or srun), or start a new run.");
    const TensorMemoryPool pool;
    const auto run = wrapped("preparing the run", [&] {
        return std::make_unique<Run>(recipe, environment, input, sink, std::move(stop), reporter, workers);
    });
    if (!checkpoint.empty())
        wrapped("reading the checkpoint", [&] { run->resume(checkpoint); });
    run->toTheEnd();
}

} // namespace retort
