#pragma once

#include "base/progress.h"
#include "store/project.h"
#include "workflow/session.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace retort {

class Workers;

/// Live news of a run, on the training thread.
struct RunListener
{
    std::function<void(const StepMetrics &, double imagesPerSecond)> step;
    std::function<void(const EpochRecord &, const ProxyGraph &student)> epoch; ///< after its commit
};

/// How hard a run works, and how far it goes now.
struct RunPace
{
    /// On one thread (a run that has begun keeps its number of them, which decides its bits), at the lowest
    /// priority.
    bool gentle = false;
    std::int64_t untilEpoch = 0; ///< rests after it; 0 = goes on to the end
    double seconds = 0;          ///< rests after the epoch that ends so much training from now on; 0 = no limit
    Workers *workers = nullptr;  ///< with which it shares the batches: it is the first of them, the others help
    /// The student answers the test images after each epoch; else at the end, with the best epoch's weights.
    bool testsEachEpoch = true;
};

/// Runs or resumes a run of the project to its end: embeds what is missing, packs images at the student's size,
/// distils, commits each epoch. Labels are used for EpochRecord::tuningAccuracy, RunRecord::teacherTuningAccuracy
/// and RunRecord::figures (see MeasuredLabels) and nothing else.
///
/// The run's state is Running meanwhile, then Finished; Failed with the reason, rethrown (the last good epoch is
/// kept); Paused with the reason, rethrown, when images or teacher are not where they were or another process is
/// lost (the last epoch is kept); or, when stop was asked for, Paused with a checkpoint to go on from, and
/// Cancelled is thrown. A stop token cannot say why: a caller that meant "cancel" sets RunState::Cancelled then. A
/// run that rests is Queued again. Every state but Finished and Running can be resumed. Throws InputError when the
/// data set or the teacher is not the one that the run was made with.
RunRecord distilRun(Project &project, std::int64_t run, const EmbeddingCache &cache, std::stop_token stop,
                    const Reporter &reporter, const RunListener &listener, const RunPace &pace = {});
/// The same where the session is open already.
RunRecord distilRun(Project &project, std::int64_t run, const Session &session, const EmbeddingCache &cache,
                    std::stop_token stop, const Reporter &reporter, const RunListener &listener,
                    const RunPace &pace = {});

/// What the processes beside the first one do meanwhile, with the same project (a shared folder) open for reading:
/// they learn from their shares of the batches and write nothing. What the first one has embedded they find in the
/// cache; where it is not the same folder they embed the images themselves.
void helpRun(const Project &project, std::int64_t run, const EmbeddingCache &cache, std::stop_token stop,
             const Reporter &reporter, Workers &workers);

} // namespace retort
