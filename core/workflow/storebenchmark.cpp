#include "workflow/storebenchmark.h"

#include "base/error.h"
#include "base/files.h"
#include "base/random.h"
#include "distil/distiller.h"
#include "distil/syntheticinput.h"
#include "graph/syntheticgraphs.h"
#include "workflow/benchmarkparts.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace retort {

namespace {

/// Keeps what an epoch leaves behind.
class Keeper : public EpochSink
{
public:
    void epochDone(const EpochReport &report) override { m_report = report; }
    void stopped(const std::vector<std::byte> &, std::int64_t) override {}

    [[nodiscard]] EpochReport take() { return std::move(m_report); }

private:
    EpochReport m_report;
};

/// Weights and checkpoint do not know how many images they were trained on.
EpochReport trainedForAMoment(const StoreBenchmark &what, const std::stop_token &stop, const Reporter &reporter)
{
    constexpr std::int64_t images = 320;
    constexpr std::int64_t teacherDimension = 64;
    Recipe recipe = what.recipe;
    recipe.epochs = 1;
    recipe.warmupEpochs = 0;
    recipe.batch = 32;
    recipe.heldOut = 0.1;
    Keeper keeper;
    distil(recipe, chooseEnvironment(recipe), syntheticInput(recipe, images, what.classes, teacherDimension), {},
           keeper, stop, reporter);
    return keeper.take();
}

std::vector<StepMetrics> stepsOf(std::int64_t epoch, std::int64_t steps, RandomStream &random)
{
    std::vector<StepMetrics> result;
    for (std::int64_t s = (epoch - 1) * steps + 1; s <= epoch * steps; ++s) {
        const double loss = 0.1 * std::abs(random.normal()) + 2 / std::sqrt(static_cast<double>(s));
        result.push_back({s, loss, 0.5 * loss, 0.3 * loss, 0.2 * loss, 0.1});
    }
    return result;
}

Answers answersOf(const StoreBenchmark &what, RandomStream &random)
{
    Answers answers;
    for (std::int64_t i = 0; i < what.evaluation; ++i) {
        answers.classes.push_back(
            static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(what.classes))));
        answers.confidences.push_back(static_cast<float>(random.uniform()));
        answers.margins.push_back(static_cast<float>(random.uniform()));
    }
    return answers;
}

} // namespace

StoreTimes benchStore(const StoreBenchmark &what, const std::filesystem::path &folder, const std::stop_token &stop,
                      const Reporter &reporter)
{
    validate(what.recipe);
    if (what.images < 100 || what.classes < 2 || what.epochs < 1 || what.evaluation < 0)
        throw ValueError("storing is timed with at least 100 images, 2 classes and 1 epoch");
    StoreTimes times;
    const auto heldOut = static_cast<std::int64_t>(what.recipe.heldOut * static_cast<double>(what.images));
    times.probeSamples = std::clamp<std::int64_t>(heldOut, 1, what.recipe.probeSamples);
    times.steps = std::max<std::int64_t>(1, (what.images - heldOut) / what.recipe.batch);

    EpochReport report = trainedForAMoment(what, stop, reporter);
    const std::filesystem::path file = folder / "bench.retort";
    const auto project = Project::create(file, ProjectLock::acquire(file));
    const std::int64_t run = addBenchmarkRun(*project, what.recipe);
    const auto before = static_cast<double>(std::filesystem::file_size(file));
    RandomStream random{what.recipe.seed};
    std::vector<double> commits;
    for (std::int64_t epoch = 1; epoch <= what.epochs; ++epoch) {
        throwIfStopped(stop);
        reporter.report({"storing", epoch, what.epochs, "epochs"});
        report.epoch = epoch;
        report.steps = stepsOf(epoch, times.steps, random);
        report.mean = report.steps.back();
        report.evaluation = answersOf(what, random);
        const double likeness = 1 - 1 / (1 + 0.2 * static_cast<double>(epoch));
        ProbeComparison graphs = syntheticGraphs(
            {times.probeSamples, what.classes, std::min(what.recipe.probeTopK, what.classes), likeness, 2});
        report.teacherGraph = std::move(graphs.teacher);
        report.studentGraph = std::move(graphs.student);
        report.summary = graphs.summary;
        commits.push_back(millisecondsOf([&] { project->commitEpoch(run, report, std::nullopt); }));
    }
    times.bytesAnEpoch =
        (static_cast<double>(std::filesystem::file_size(file)) - before) / static_cast<double>(what.epochs);
    std::sort(commits.begin(), commits.end());
    times.commitP50 = median(commits);
    times.commitP95 = commits[static_cast<std::size_t>(0.95 * static_cast<double>(commits.size() - 1) + 0.5)];
    times.commitMax = commits.back();
    const std::vector<std::byte> bytes(static_cast<std::size_t>(times.bytesAnEpoch));
    std::vector<double> writes;
    for (int i = 0; i < 5; ++i)
        writes.push_back(millisecondsOf([&] { writeFileAtomically(folder / "bench.bin", bytes); }));
    times.writeMs = median(std::move(writes));
    return times;
}

} // namespace retort
