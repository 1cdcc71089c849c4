#pragma once

#include "store/project.h"
#include "workflow/sweepjudge.h"

#include <optional>
#include <string>
#include <vector>

namespace retort {

/// By what the points of a sweep are ordered.
enum class SweepMetric {
    Agreement,          ///< of the student with its teacher, on held-out images: all runs have the same teacher
    ReferenceAgreement, ///< with the teacher under the sweep's reference weighting, on the probe images
    Accuracy            ///< on labels: where the runs have different teachers and none is the reference
};

struct SweepRow
{
    std::string name; ///< "lr 0.05, temperature 2"
    std::vector<RunRecord> runs;
    std::int64_t epochs = 0;         ///< that its runs have, the fewest
    std::int64_t finished = 0;       ///< runs
    std::int64_t measured = 0;       ///< runs that the mean is of
    std::optional<double> mean;      ///< percent, of the runs' best epochs
    std::optional<double> deviation; ///< standard deviation between seeds, from two on
    std::string stopped;             ///< why, where all of its runs were stopped
};

struct SweepRanking
{
    SweepRecord sweep;
    SweepMetric metric = SweepMetric::Agreement;
    std::vector<SweepRow> rows; ///< best first; those that finished before those that did not
    std::int64_t waiting = 0;   ///< runs that wait or train
    double trainingSeconds = 0; ///< of all runs
};

/// `runs`: all of the project.
[[nodiscard]] SweepRanking rankSweep(const Project &project, const SweepRecord &sweep,
                                     const std::vector<RunRecord> &runs);

/// Id of the project's weighting of that name; 0 where there is none.
[[nodiscard]] std::int64_t weightingNamed(const ProjectSettings &settings, const std::string &name);
/// How many images judgeSweep()'s agreement is counted on, about.
[[nodiscard]] std::int64_t heldOutImages(const Project &project, const SweepRecord &sweep);
/// `runs`: all of the sweep. Reads `project` whenever it is called.
[[nodiscard]] AgreementAt agreementsOf(const Project &project, const SweepRecord &sweep,
                                       const std::vector<RunRecord> &runs);

} // namespace retort
