#include "workflow/awaysummary.h"

#include "workflow/queue.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace retort {

namespace {

std::string title(const RunRecord &run)
{
    return "run " + std::to_string(run.id) + (run.name.empty() ? std::string() : " (" + run.name + ")");
}

std::string agreement(const RunRecord &run)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f %%", run.bestAgreement.value_or(0));
    return text.data();
}

/// "3 runs", "1 run".
std::string runs(std::size_t count)
{
    return std::to_string(count) + (count == 1 ? " run" : " runs");
}

std::string firstLine(const std::string &text)
{
    return text.substr(0, text.find('\n'));
}

/// The best run that can be compared with `like`, of those that `belongs` takes.
template<typename Belongs>
std::optional<RunRecord> bestOf(const std::vector<RunRecord> &runs, const RunRecord &like, Belongs belongs)
{
    std::optional<RunRecord> best;
    for (const RunRecord &run : runs)
        if (belongs(run) && run.bestAgreement && comparableRuns(run, like) &&
            (!best || *run.bestAgreement > *best->bestAgreement))
            best = run;
    return best;
}

} // namespace

bool comparableRuns(const RunRecord &a, const RunRecord &b)
{
    return a.weightingId == b.weightingId && a.classListId == b.classListId && a.teacherId == b.teacherId &&
           a.dataFingerprint == b.dataFingerprint;
}

AwaySummary summariseSince(const std::vector<RunRecord> &all, std::int64_t since)
{
    AwaySummary summary;
    for (const RunRecord &run : all) {
        const bool isNew = run.finishedAt >= since && run.finishedAt > 0;
        if (run.state == RunState::Finished && isNew)
            summary.finished.push_back(run);
        else if (run.state == RunState::Failed && isNew)
            summary.failed.push_back(run);
        else if (run.state == RunState::Cancelled && isNew && !run.error.empty())
            summary.stopped.push_back(run);
        else if (run.state == RunState::Paused && !run.error.empty())
            summary.held.push_back(run);
        else if (run.state == RunState::Interrupted && run.place > 0)
            summary.interrupted.push_back(run);
        else if (waitsForItsTurn(run))
            ++summary.waiting;
    }
    if (summary.finished.empty())
        return summary;
    const RunRecord &first = summary.finished.front();
    summary.comparable = std::all_of(summary.finished.begin(), summary.finished.end(),
                                     [&](const RunRecord &run) { return comparableRuns(run, first); });
    if (!summary.comparable)
        return summary;
    summary.best = bestOf(summary.finished, first, [](const RunRecord &) { return true; });
    summary.bestBefore = bestOf(all, first, [&](const RunRecord &run) {
        return run.state == RunState::Finished && run.finishedAt > 0 && run.finishedAt < since;
    });
    return summary;
}

std::string awayText(const AwaySummary &summary)
{
    std::string text;
    const auto line = [&](const std::string &words) { text += (text.empty() ? "" : "\n") + words; };
    if (!summary.finished.empty())
        line(runs(summary.finished.size()) + " finished");
    if (summary.best) {
        std::string words =
            "best: " + title(*summary.best) + ", agreement with the teacher " + agreement(*summary.best);
        if (summary.bestBefore)
            words += "; before: " + title(*summary.bestBefore) + ", " + agreement(*summary.bestBefore);
        line(words);
    } else if (!summary.comparable) {
        line("they learned from different teachers and are not ranked by agreement");
    }
    if (!summary.stopped.empty())
        line(runs(summary.stopped.size()) + " stopped early by a sweep");
    for (const RunRecord &run : summary.failed)
        line(title(run) + " failed: " + firstLine(run.error));
    for (const RunRecord &run : summary.held)
        line(title(run) + " is held back: " + firstLine(run.error));
    for (const RunRecord &run : summary.interrupted)
        line(title(run) + " was interrupted after epoch " + std::to_string(run.epochsDone) + " and can go on");
    if (summary.waiting > 0)
        line(runs(static_cast<std::size_t>(summary.waiting)) + (summary.waiting == 1 ? " waits" : " wait"));
    return text.empty() ? "nothing ran" : text;
}

} // namespace retort
