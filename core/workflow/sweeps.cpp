#include "workflow/sweeps.h"

#include "base/error.h"
#include "store/auditrecords.h"
#include "workflow/runstart.h"
#include "workflow/sweepranking.h"

#include <algorithm>

namespace retort {

namespace {

std::string namesOf(const std::vector<NamedWeighting> &named)
{
    std::string names;
    for (const NamedWeighting &one : named)
        names += (names.empty() ? "" : ", ") + ("\"" + one.name + "\"");
    return names;
}

const SweepAxis *weightings(const SweepPlan &plan)
{
    for (const SweepAxis &axis : plan.axes)
        if (axis.key == weightingAxis)
            return &axis;
    return nullptr;
}

bool varies(const SweepPlan &plan, const std::string &key)
{
    return std::any_of(plan.axes.begin(), plan.axes.end(), [&](const SweepAxis &axis) { return axis.key == key; });
}

Recipe withSeed(Recipe recipe, std::int64_t number)
{
    recipe.seed += static_cast<std::uint64_t>(number);
    return recipe;
}

std::string defaultName(const SweepPlan &plan)
{
    std::string keys;
    for (const SweepAxis &axis : plan.axes)
        keys += (keys.empty() ? "" : ", ") + axis.key;
    return keys.empty() ? plan.base.student : keys;
}

} // namespace

void checkSweep(const ProjectSettings &settings, bool labelled, const SweepPlan &plan)
{
    static_cast<void>(sweepPoints(plan));
    const SweepAxis *const axis = weightings(plan);
    if (!axis) {
        if (!plan.reference.empty())
            throw ValueError("The sweep has a reference weighting, but its runs have one teacher in common",
                             "Leave the reference out; it is for sweeps over \"weighting\".");
        return;
    }
    for (const std::string &name : axis->values)
        if (weightingNamed(settings, name) == 0)
            throw ValueError("The project has no weighting called \"" + name + "\"",
                             settings.named.empty()
                                 ? "Give weightings a name on the Prompts page, or with `retort-cli prompts`."
                                 : "It has " + namesOf(settings.named) + ".");
    if (!plan.reference.empty()) {
        if (std::find(axis->values.begin(), axis->values.end(), plan.reference) == axis->values.end())
            throw ValueError("The reference \"" + plan.reference + "\" is not among the weightings of the sweep",
                             "Add it to them: its runs bring the answers that all are compared with.");
        for (const char *key : {"held_out", "probe_samples"})
            if (varies(plan, key))
                throw ValueError(std::string("A sweep with a reference cannot vary \"") + key +
                                     "\": its runs are compared on the same images",
                                 "Keep it the same for all.");
        return;
    }
    if (axis->values.size() < 2)
        return;
    if (!labelled)
        throw ValueError("Runs with different weightings cannot be ranked by agreement: each would be scored "
                         "against its own teacher",
                         "Pin one of the weightings as the reference that all are compared with, or label some "
                         "images in an audit.");
    if (plan.halving)
        throw ValueError(
            "Runs with different weightings cannot be stopped early by agreement: each would be scored "
            "against its own teacher",
            "Pin one of the weightings as the reference that all are compared with, or let every run "
            "go to its end.");
}

bool hasLabels(const Project &project)
{
    const ProjectSettings settings = project.settings();
    return !project.audit().answers.empty() ||
           std::any_of(settings.datasets.begin(), settings.datasets.end(),
                       [](const DatasetRecord &record) { return record.labelled; });
}

AddedSweep addSweep(Project &project, const std::string &name, const SweepPlan &plan,
                    const std::filesystem::path &resources, const Reporter &reporter)
{
    const ProjectSettings settings = project.settings();
    checkSweep(settings, hasLabels(project), plan);
    std::vector<NewRun> runs;
    for (const SweepPoint &point : sweepPoints(plan)) {
        for (std::int64_t seed = 0; seed < plan.seeds; ++seed) {
            const Recipe recipe = withSeed(point.recipe, seed);
            std::string runName = point.name.empty() ? recipe.student : point.name;
            if (plan.seeds > 1)
                runName += ", seed " + std::to_string(recipe.seed);
            runs.push_back(newRun(project, runName, recipe, resources, reporter));
            if (!point.weighting.empty())
                runs.back().weightingId = weightingNamed(settings, point.weighting);
        }
    }
    AddedSweep added;
    added.runs = project.addRuns(runs, &plan, name.empty() ? defaultName(plan) : name);
    added.sweep = project.run(added.runs.front()).sweepId;
    return added;
}

std::vector<std::int64_t> addSeeds(Project &project, const std::string &name, const Recipe &recipe,
                                   std::int64_t seeds, const std::filesystem::path &resources,
                                   const Reporter &reporter)
{
    if (seeds < 1 || seeds > mostSweepRuns)
        throw ValueError("A run is repeated with 1 to " + std::to_string(mostSweepRuns) + " seeds, not " +
                         std::to_string(seeds));
    std::vector<NewRun> runs;
    for (std::int64_t seed = 0; seed < seeds; ++seed)
        runs.push_back(newRun(project, name, withSeed(recipe, seed), resources, reporter));
    return project.addRuns(runs);
}

} // namespace retort
