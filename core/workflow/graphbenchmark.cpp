#include "workflow/graphbenchmark.h"

#include "graph/forcelayout.h"
#include "graph/graphscene.h"
#include "graph/samplequery.h"
#include "graph/syntheticgraphs.h"
#include "store/project.h"
#include "workflow/benchmarkparts.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace retort {

namespace {

double medianOf(int repeats, const std::function<void()> &work)
{
    std::vector<double> times;
    for (int i = 0; i < repeats; ++i)
        times.push_back(millisecondsOf(work));
    return median(std::move(times));
}

void timeLayouts(const GraphBenchmark &what, GraphTimes &times, const std::stop_token &stop,
                 const Reporter &reporter)
{
    const ProbeComparison graphs = syntheticGraphs({what.samples, what.classes, what.topK, 0.9, 1});
    times.edges = static_cast<std::int64_t>(graphs.teacher.edges.size());
    const auto time = [&](const char *name, const std::function<void()> &work) {
        throwIfStopped(stop);
        reporter.report({name, 0, 0, {}});
        return medianOf(what.repeats, work);
    };
    std::shared_ptr<const GraphLayout> layout;
    times.radialMs = time("the radial layout", [&] {
        layout = std::make_shared<const GraphLayout>(radialLayout(graphs.teacher, what.topK));
        static_cast<void>(samplePlaces(graphs.teacher, *layout, what.topK));
    });
    times.pcaMs = time("the layout by principal components",
                       [&] { static_cast<void>(pcaLayout(graphs.teacher, &graphs.student, what.topK)); });
    times.forceMs = millisecondsOf([&] {
        ForceLayout force(graphs.teacher, what.topK);
        for (; !force.settled(); force.step()) {
            throwIfStopped(stop);
            reporter.report({"the force layout", force.steps(), ForceLayout::mostSteps, "steps"});
        }
        times.forceSteps = force.steps();
        static_cast<void>(force.layout());
    });
    std::shared_ptr<const GraphFrame> frame;
    times.frameMs =
        time("another epoch", [&] { frame = makeFrame(1, graphs.teacher, graphs.student, layout, what.topK); });
    times.sceneMs = time("a scene", [&] {
        static_cast<void>(makeScene(*frame, GraphMode::Student, {}, {what.topK, 0}));
    });
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < 5 * what.samples; ++i)
        names.push_back("some/folder/of/images/picture-" + std::to_string(i) + ".jpeg");
    times.searchMs = time("a search", [&] { static_cast<void>(namesLike(names, "-4999", 50)); });
}

EpochReport reportOf(const GraphBenchmark &what, std::int64_t epoch)
{
    // A student that learns quickly first, then slowly.
    const double likeness = 1 - 1 / (1 + 0.2 * static_cast<double>(epoch));
    ProbeComparison graphs = syntheticGraphs({what.storedSamples, what.storedClasses, 3, likeness, 2});
    EpochReport report;
    report.epoch = epoch;
    report.mean.step = epoch;
    report.teacherGraph = std::move(graphs.teacher);
    report.studentGraph = std::move(graphs.student);
    report.summary = graphs.summary;
    report.weights = {{"w", ElementType::F32, {1}, std::vector<std::byte>(4)}};
    return report;
}

void timeStore(const GraphBenchmark &what, const std::filesystem::path &folder, GraphTimes &times,
               const std::stop_token &stop, const Reporter &reporter)
{
    const std::filesystem::path file = folder / "bench.retort";
    const auto project = Project::create(file, ProjectLock::acquire(file));
    const std::int64_t run = addBenchmarkRun(*project, {});
    const auto before = static_cast<std::int64_t>(std::filesystem::file_size(file));
    std::vector<double> commits;
    for (std::int64_t epoch = 1; epoch <= what.storedEpochs; ++epoch) {
        throwIfStopped(stop);
        reporter.report({"storing graphs", epoch, what.storedEpochs, "epochs"});
        const EpochReport report = reportOf(what, epoch);
        commits.push_back(millisecondsOf([&] { project->commitEpoch(run, report, std::nullopt); }));
    }
    times.commitMs = median(std::move(commits));
    times.storedBytes = static_cast<std::int64_t>(std::filesystem::file_size(file)) - before;
    times.storedBytesAnEpoch = static_cast<double>(times.storedBytes) / static_cast<double>(what.storedEpochs);
    const auto load = [&](std::int64_t epoch) {
        return medianOf(what.repeats, [&] {
            static_cast<void>(project->teacherGraph(run, epoch));
            static_cast<void>(project->studentGraph(run, epoch));
        });
    };
    times.loadFirstMs = load(1);
    times.loadLastMs = load(what.storedEpochs);
}

} // namespace

GraphTimes benchGraph(const GraphBenchmark &what, const std::filesystem::path &folder, const std::stop_token &stop,
                      const Reporter &reporter)
{
    GraphTimes times;
    timeLayouts(what, times, stop, reporter);
    timeStore(what, folder, times, stop, reporter);
    return times;
}

} // namespace retort
