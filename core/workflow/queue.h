#pragma once

#include "workflow/distilrun.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace retort {

/// How often a run's process may die within one epoch before the run counts as failed: one that kills its process
/// each time must not keep the others waiting for ever.
inline constexpr std::int64_t mostInterruptions = 3;

/// Those of the queue, in its order.
[[nodiscard]] std::vector<RunRecord> queueOf(const std::vector<RunRecord> &runs);
/// It would be started when its turn comes; others of the queue are held, or train already.
[[nodiscard]] bool waitsForItsTurn(const RunRecord &run);

/// The run whose turn it is, and how far it goes now.
struct QueueStep
{
    std::int64_t run = 0;
    RunPace pace;
};

/// The next step, nothing when no run waits. Chooses among the runs of sweeps on the way (see judgeSweep()), and
/// gives up runs that were interrupted too often; all of it follows from what the project holds, so a process that
/// dies in between is continued by the next one.
[[nodiscard]] std::optional<QueueStep> nextInQueue(Project &project, bool gentle, const Reporter &reporter);

/// distilRun() of a step. A run that fails is returned as Failed, one that is held back by what it was made with
/// as Paused, so that the queue goes on. Throws Cancelled when stop was asked for (the run is Paused), and
/// whatever concerns all runs alike: images or teacher that cannot be opened (the run waits in its place again),
/// or a project that cannot be written.
RunRecord trainStep(Project &project, const QueueStep &step, const EmbeddingCache &cache, std::stop_token stop,
                    const Reporter &reporter, const RunListener &listener);

struct QueueListener
{
    /// Before each step; what it returns hears of the run.
    std::function<RunListener(const RunRecord &)> starting;
    std::function<void(const RunRecord &)> ended; ///< after it; a run that rests is Queued again
};

/// Trains what waits, one run after the other, until none does. Stopped, the run that trained waits in its place
/// again, and goes on from where it was. Returns the runs that are over or held, each once,
/// in the order in which they came to that. Throws as trainStep().
std::vector<RunRecord> runQueue(Project &project, const EmbeddingCache &cache, bool gentle, std::stop_token stop,
                                const Reporter &reporter, const QueueListener &listener);

} // namespace retort
