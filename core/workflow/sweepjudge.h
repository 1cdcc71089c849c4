#pragma once

#include "store/records.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retort {

/// Names the point of a sweep that a run belongs to: runs of one point differ in their seed only.
[[nodiscard]] std::string sweepPointKey(const RunRecord &run);

/// What a sweep's runs are to do next.
struct SweepJudgement
{
    std::int64_t decided = 0; ///< rungs that are behind it
    std::int64_t until = 0;   ///< the epoch up to which its runs train now; 0 = to the end
    std::vector<std::pair<std::int64_t, std::string>> stopped; ///< runs, and why
};

/// Agreement in percent after an epoch, comparable between all runs of the sweep; nothing where it is not known.
using AgreementAt = std::function<std::optional<double>(std::int64_t run, std::int64_t epoch)>;

/// Successive halving (Jamieson and Talwalkar 2016) over sweepRungs(): once every run that waits or trains has
/// reached the rung, points are ordered by the mean agreement of their runs after that epoch; of the lower half
/// those are stopped that are clearly behind, by more than one standard error of the difference to the last one
/// kept (over `heldOut` images, and over the seeds where there are several). Runs are continued afterwards, not
/// begun again, so nothing that was trained is lost. Held, failed and finished runs neither delay it nor are they
/// stopped.
/// `runs`: all of the sweep. When the training of all together has used up the plan's time, every run that waits
/// is stopped with that reason.
[[nodiscard]] SweepJudgement judgeSweep(const SweepRecord &sweep, const std::vector<RunRecord> &runs,
                                        std::int64_t heldOut, const AgreementAt &agreementAt);

} // namespace retort
