#pragma once

#include "base/progress.h"
#include "store/project.h"

#include <filesystem>
#include <string>
#include <vector>

namespace retort {

struct AddedSweep
{
    std::int64_t sweep = 0;
    std::vector<std::int64_t> runs; ///< in the order in which they wait
};

/// Throws ValueError for a plan that the project cannot run or whose runs could not be compared: weightings that
/// it does not have; several weightings without a reference among them and without labels (each run would be
/// scored against its own teacher); stopping early by an agreement that is not with the same teacher. And as
/// sweepPoints().
void checkSweep(const ProjectSettings &settings, bool labelled, const SweepPlan &plan);

/// Whether something of the project's images is labelled, by an audit or by what came with them.
[[nodiscard]] bool hasLabels(const Project &project);

/// Adds all runs of a plan to the queue, every seed of a point after the other; all or none. `name` may be empty.
/// Throws as checkSweep() and newRun().
AddedSweep addSweep(Project &project, const std::string &name, const SweepPlan &plan,
                    const std::filesystem::path &resources, const Reporter &reporter);

/// Adds the same recipe once a seed: the recipe's and those after it.
std::vector<std::int64_t> addSeeds(Project &project, const std::string &name, const Recipe &recipe,
                                   std::int64_t seeds, const std::filesystem::path &resources,
                                   const Reporter &reporter);

} // namespace retort
