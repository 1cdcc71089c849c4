#include "workflow/queue.h"

#include "base/error.h"
#include "workflow/sweepjudge.h"
#include "workflow/sweepranking.h"

#include <algorithm>
#include <map>

namespace retort {

namespace {

/// What a sweep's runs may do now; nothing for a run of no sweep, or one that is not known any more.
class Sweeps
{
public:
    Sweeps(Project &project, const std::vector<RunRecord> &runs, const Reporter &reporter)
    {
        const std::vector<RunRecord> queue = queueOf(runs);
        for (const SweepRecord &sweep : project.sweeps()) {
            const auto belongs = [&](const RunRecord &run) { return run.sweepId == sweep.id; };
            if (std::none_of(queue.begin(), queue.end(), belongs))
                continue;
            std::vector<RunRecord> own;
            std::copy_if(runs.begin(), runs.end(), std::back_inserter(own), belongs);
            const SweepJudgement judgement =
                judgeSweep(sweep, own, heldOutImages(project, sweep), agreementsOf(project, sweep, own));
            if (judgement.decided != sweep.decided || !judgement.stopped.empty())
                project.decideSweep(sweep.id, judgement.decided, judgement.stopped);
            for (const auto &[run, why] : judgement.stopped)
                reporter.say("run " + std::to_string(run) + ": " + why);
            m_changed = m_changed || !judgement.stopped.empty();
            m_until[sweep.id] = judgement.until;
            if (sweep.plan.mostSeconds > 0) {
                double left = sweep.plan.mostSeconds;
                for (const RunRecord &run : own)
                    left -= run.trainingSeconds;
                m_seconds[sweep.id] = std::max(left, 0.001);
            }
        }
    }

    [[nodiscard]] bool changed() const { return m_changed; }

    /// Empty: it waits for the others of its sweep.
    [[nodiscard]] std::optional<RunPace> paceOf(const RunRecord &run) const
    {
        RunPace pace;
        if (const auto until = m_until.find(run.sweepId); until != m_until.end() && until->second > 0) {
            if (run.epochsDone >= until->second)
                return std::nullopt;
            if (until->second < run.recipe.epochs)
                pace.untilEpoch = until->second;
        }
        if (const auto seconds = m_seconds.find(run.sweepId); seconds != m_seconds.end())
            pace.seconds = seconds->second;
        return pace;
    }

private:
    std::map<std::int64_t, std::int64_t> m_until;
    std::map<std::int64_t, double> m_seconds;
    bool m_changed = false;
};

/// Whether images and teacher can be opened at all.
bool opens(const Project &project, const EmbeddingCache &cache, const std::stop_token &stop,
           const Reporter &reporter)
{
    try {
        static_cast<void>(openSession(project.settings(), cache, stop, reporter));
        return true;
    } catch (const InputError &) {
        return false;
    }
}

} // namespace

std::vector<RunRecord> queueOf(const std::vector<RunRecord> &runs)
{
    std::vector<RunRecord> queue;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(queue),
                 [](const RunRecord &run) { return run.place > 0; });
    std::stable_sort(queue.begin(), queue.end(),
                     [](const RunRecord &a, const RunRecord &b) { return a.place < b.place; });
    return queue;
}

bool waitsForItsTurn(const RunRecord &run)
{
    return run.place > 0 && (run.state == RunState::Queued || run.state == RunState::Interrupted);
}

std::optional<QueueStep> nextInQueue(Project &project, bool gentle, const Reporter &reporter)
{
    std::vector<RunRecord> runs = project.runs();
    bool changed = false;
    for (const RunRecord &run : queueOf(runs)) {
        if (run.state == RunState::Interrupted && run.interruptions >= mostInterruptions) {
            const std::string why = "Its process ended " + std::to_string(run.interruptions) +
                                    " times while it trained, without one more epoch.\nLook for what ended it "
                                    "(memory, perhaps: a smaller batch needs less), then try the run again.";
            project.setRunState(run.id, RunState::Failed, why);
            reporter.say("run " + std::to_string(run.id) + " failed: " + why);
            changed = true;
        }
    }
    if (changed)
        runs = project.runs();
    const Sweeps sweeps(project, runs, reporter);
    if (sweeps.changed())
        runs = project.runs();
    for (const RunRecord &run : queueOf(runs)) {
        if (!waitsForItsTurn(run))
            continue;
        if (std::optional<RunPace> pace = sweeps.paceOf(run)) {
            pace->gentle = gentle;
            return QueueStep{run.id, *pace};
        }
    }
    return std::nullopt;
}

RunRecord trainStep(Project &project, const QueueStep &step, const EmbeddingCache &cache, std::stop_token stop,
                    const Reporter &reporter, const RunListener &listener)
{
    try {
        return distilRun(project, step.run, cache, stop, reporter, listener, step.pace);
    } catch (const Cancelled &) {
        throw;
    } catch (const StoreError &) {
        throw;
    } catch (const InputError &error) {
        if (!opens(project, cache, stop, reporter)) {
            project.setRunState(step.run, RunState::Queued, error.fullText());
            throw;
        }
    } catch (const std::exception &) {
        if (project.run(step.run).state != RunState::Failed)
            throw;
    }
    return project.run(step.run);
}

std::vector<RunRecord> runQueue(Project &project, const EmbeddingCache &cache, bool gentle, std::stop_token stop,
                                const Reporter &reporter, const QueueListener &listener)
{
    std::vector<RunRecord> over;
    while (const auto step = nextInQueue(project, gentle, reporter)) {
        throwIfStopped(stop);
        RunListener heard;
        if (listener.starting)
            heard = listener.starting(project.run(step->run));
        RunRecord run;
        try {
            run = trainStep(project, *step, cache, stop, reporter, heard);
        } catch (const Cancelled &) {
            project.setRunState(step->run, RunState::Queued); // it is the queue that stops: its turn stays
            throw;
        }
        if (listener.ended)
            listener.ended(run);
        if (run.state != RunState::Queued)
            over.push_back(run);
    }
    return over;
}

} // namespace retort
