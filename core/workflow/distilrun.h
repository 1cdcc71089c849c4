#pragma once

#include "base/progress.h"
#include "store/project.h"
#include "workflow/session.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace retort {

/// Live news of a run, on the training thread.
struct RunListener
{
    std::function<void(const StepMetrics &, double imagesPerSecond)> step;
    std::function<void(const EpochRecord &, const ProxyGraph &student)> epoch; ///< after its commit
};

/// Runs or resumes a run of the project to its end: embeds what is missing, packs images at the student's size, distils,
/// commits each epoch. Sets the run's state (Finished; Paused when stopped with pause; Cancelled; Failed with the
/// reason) and rethrows. Labels of the test images are used for EpochRecord::accuracy and nothing else.
RunRecord distilRun(Project &project, std::int64_t run, const EmbeddingCache &cache, std::stop_token stop,
                    const Reporter &reporter, const RunListener &listener);

} // namespace retort
