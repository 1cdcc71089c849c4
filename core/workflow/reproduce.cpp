#include "workflow/reproduce.h"

#include "base/error.h"
#include "distil/distiller.h"
#include "workflow/openedparts.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <system_error>

namespace retort {

namespace {

bool isThere(const std::filesystem::path &path)
{
    std::error_code failed;
    return std::filesystem::exists(path, failed);
}

/// Where the bundle's images are now; its own words where nothing else was said.
DatasetRecord placed(DatasetRecord record, const std::optional<std::filesystem::path> &place, const char *option)
{
    if (place)
        record.location = std::filesystem::absolute(*place).string();
    if (!isThere(record.location))
        throw InputError(record.location, {}, "the bundle's images are not there",
                         std::string("Name their place: ") + option + " PATH. They are " +
                             std::to_string(record.images) + " with fingerprint " + record.fingerprint + ".");
    return record;
}

TeacherRecord teacherOf(const Bundle &bundle, const ReproduceChoice &choice)
{
    std::vector<std::filesystem::path> places{bundle.teacher.location};
    if (choice.teacher)
        places = {*choice.teacher};
    else if (bundle.teacher.standIn)
        places.push_back(choice.resources / "demo-teacher");
    std::string found;
    for (const std::filesystem::path &place : places) {
        if (!isThere(place))
            continue;
        const TeacherInfo info = Teacher::open(place)->info();
        if (info.id == bundle.teacher.id)
            return teacherRecord(info);
        found = ", there is another one: " + info.description + ", " + info.id;
    }
    throw InputError(places.front(), {}, "the bundle's teacher is not there" + found,
                     "Name its place: --teacher PATH. It is " + bundle.teacher.description + ", " +
                         bundle.teacher.id + ".");
}

/// What the run is done with here: as it was, but for a device that is not there.
struct Repetition
{
    Recipe recipe;
    RunEnvironment environment;
    std::vector<std::string> differences;
};

Repetition repetitionOf(const RunRecord &original)
{
    Repetition here{original.recipe, original.environment, {}};
    Recipe any = original.recipe;
    any.device = "auto";
    const RunEnvironment now = chooseEnvironment(any);
    if (original.environment.versions != now.versions)
        here.differences.push_back("versions: " + original.environment.versions + " then, " + now.versions +
                                   " now");
    if (original.environment.workers != 1) {
        here.differences.push_back("processes: " + std::to_string(original.environment.workers) + " then, 1 now");
        here.environment.workers = 1;
    }
    if (original.environment.device != "cpu" && original.environment.device != now.device) {
        here.differences.push_back("device: " + original.environment.device + " then, " + now.device + " now");
        here.environment.device = here.recipe.device = now.device;
    }
    return here;
}

/// The largest difference beside the largest value; infinite where names, shapes or types differ.
double apart(const NamedTensors &a, const NamedTensors &b)
{
    double difference = 0;
    double largest = 1e-30;
    if (a.size() != b.size())
        return INFINITY;
    for (std::size_t t = 0; t < a.size(); ++t) {
        if (a[t].name != b[t].name || a[t].shape != b[t].shape || a[t].type != b[t].type)
            return INFINITY;
        if (a[t].type != ElementType::F32)
            continue;
        for (std::size_t i = 0; i + sizeof(float) <= a[t].bytes.size(); i += sizeof(float)) {
            float x = 0;
            float y = 0;
            std::memcpy(&x, a[t].bytes.data() + i, sizeof x);
            std::memcpy(&y, b[t].bytes.data() + i, sizeof y);
            difference = std::max(difference, std::abs(static_cast<double>(x) - static_cast<double>(y)));
            largest = std::max(largest, std::abs(static_cast<double>(x)));
        }
    }
    return difference / largest;
}

} // namespace

Reproduction reproduce(const ReproduceChoice &choice, const EmbeddingCache &cache, std::stop_token stop,
                       const Reporter &reporter, const RunListener &listener)
{
    const Bundle bundle = readBundle(choice.bundle);
    Reproduction result;
    result.original = bundle.run;

    // Everything that can be wrong with the choice is found before the project is made.
    const DatasetRecord training = placed(bundle.training, choice.dataset, "--dataset");
    static_cast<void>(openRecorded(training, stop, reporter));
    std::optional<DatasetRecord> test;
    if (choice.test || (bundle.test && isThere(bundle.test->location))) {
        if (!bundle.test)
            throw ValueError("The bundle's run had no test images", "Leave out --test.");
        test = placed(*bundle.test, choice.test, "--test");
    } else if (bundle.test) {
        reporter.say("the bundle's test images are not at " + bundle.test->location +
                     ": accuracies are not measured, which changes nothing else (--test names their place)");
    }
    const TeacherRecord teacher = teacherOf(bundle, choice);
    const Repetition here = repetitionOf(bundle.run);
    result.differences = here.differences;
    for (const std::string &difference : result.differences)
        reporter.say(difference + ": the same bits are not promised");

    const auto project = Project::create(choice.project, ProjectLock::acquire(choice.project));
    std::int64_t id = 0;
    try {
        project->setDataset(training);
        if (test)
            project->setDataset(*test);
        project->setTeacher(teacher);
        project->setClasses(bundle.classes);
        project->setRejectRule(bundle.reject);
        project->setWeighting(bundle.weighting);
        project->setHeldOut(bundle.run.recipe.heldOut);
        project->setExcluded(bundle.excluded);
        id = project->addRun(bundle.run.name.empty() ? "reproduced" : bundle.run.name, here.recipe, bundle.start,
                             bundle.run.start.note);
        project->setRunEnvironment(id, here.environment, std::nullopt);
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(choice.project, ignored);
        throw;
    }
    result.run = distilRun(*project, id, cache, stop, reporter, listener);

    const std::vector<EpochRecord> epochs = project->epochs(id);
    result.epochs = static_cast<std::int64_t>(std::min(epochs.size(), bundle.epochs.size()));
    for (std::int64_t e = result.epochs; e > 0; --e) {
        const auto at = static_cast<std::size_t>(e) - 1;
        if (epochs[at].weightsSha256 != bundle.epochs[at].weightsSha256)
            result.firstOther = e;
    }
    result.same = result.firstOther == 0;
    if (!result.same)
        result.largestDifference = apart(bundle.lastWeights, project->weights(id, result.epochs));
    return result;
}

} // namespace retort
