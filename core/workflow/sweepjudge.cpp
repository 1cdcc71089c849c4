#include "workflow/sweepjudge.h"

#include "recipe/recipejson.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>

namespace retort {

namespace {

bool waits(const RunRecord &run)
{
    return run.state == RunState::Queued || run.state == RunState::Interrupted;
}

struct Point
{
    std::vector<double> agreements; ///< of its runs, after the rung's epoch
    std::vector<std::int64_t> waiting;
    double mean = 0;
    double variance = 0; ///< of the mean, by the seeds
};

void summarise(Point &point)
{
    const auto count = static_cast<double>(point.agreements.size());
    for (const double value : point.agreements)
        point.mean += value / count;
    if (point.agreements.size() < 2)
        return;
    for (const double value : point.agreements)
        point.variance += (value - point.mean) * (value - point.mean) / (count - 1) / count;
}

/// Of the difference between two points, in percent points.
double standardError(const Point &a, const Point &b, std::int64_t heldOut)
{
    const auto share = [&](const Point &point) {
        return point.mean * (100 - point.mean) / static_cast<double>(std::max<std::int64_t>(1, heldOut));
    };
    return std::sqrt(share(a) + share(b) + a.variance + b.variance);
}

std::string percent(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f %%", value);
    return text.data();
}

/// Stops the points that are clearly behind after this rung's epoch.
void halve(SweepJudgement &judgement, std::int64_t epoch, const std::vector<RunRecord> &runs, std::int64_t heldOut,
           const AgreementAt &agreementAt)
{
    std::map<std::string, Point> byKey;
    for (const RunRecord &run : runs) {
        if (run.state == RunState::Failed || run.state == RunState::Cancelled || run.epochsDone < epoch)
            continue;
        Point &point = byKey[sweepPointKey(run)];
        if (const auto agreement = agreementAt(run.id, epoch))
            point.agreements.push_back(*agreement);
        if (waits(run))
            point.waiting.push_back(run.id);
    }
    std::vector<Point> points;
    for (auto &[key, point] : byKey) {
        if (point.agreements.empty())
            continue;
        summarise(point);
        points.push_back(std::move(point));
    }
    std::stable_sort(points.begin(), points.end(), [](const Point &a, const Point &b) { return a.mean > b.mean; });
    const std::size_t kept = (points.size() + 1) / 2;
    for (std::size_t i = kept; i < points.size(); ++i) {
        const Point &last = points[kept - 1];
        if (last.mean - points[i].mean <= standardError(last, points[i], heldOut))
            continue;
        for (const std::int64_t run : points[i].waiting)
            judgement.stopped.emplace_back(run, "stopped early by its sweep: " + percent(points[i].mean) +
                                                    " agreement after epoch " + std::to_string(epoch) +
                                                    ", the best half has " + percent(last.mean) + " to " +
                                                    percent(points.front().mean));
    }
}

} // namespace

std::string sweepPointKey(const RunRecord &run)
{
    Recipe recipe = run.recipe;
    recipe.seed = 0;
    return std::to_string(run.weightingId) + " " + recipeToJson(recipe);
}

SweepJudgement judgeSweep(const SweepRecord &sweep, const std::vector<RunRecord> &runs, std::int64_t heldOut,
                          const AgreementAt &agreementAt)
{
    SweepJudgement judgement;
    judgement.decided = sweep.decided;
    if (sweep.plan.mostSeconds > 0) {
        double used = 0;
        for (const RunRecord &run : runs)
            used += run.trainingSeconds;
        if (used >= sweep.plan.mostSeconds) {
            for (const RunRecord &run : runs)
                if (waits(run))
                    judgement.stopped.emplace_back(
                        run.id, "its sweep has used up its time: " + std::to_string(std::llround(used)) +
                                    " s of training");
            return judgement;
        }
    }
    const std::vector<std::int64_t> rungs = sweepRungs(sweep.plan);
    std::vector<RunRecord> left = runs;
    while (judgement.decided < static_cast<std::int64_t>(rungs.size())) {
        const std::int64_t epoch = rungs[static_cast<std::size_t>(judgement.decided)];
        const bool allThere = std::none_of(left.begin(), left.end(), [&](const RunRecord &run) {
            return (waits(run) || run.state == RunState::Running) && run.epochsDone < epoch;
        });
        if (!allThere) {
            judgement.until = epoch;
            return judgement;
        }
        halve(judgement, epoch, left, heldOut, agreementAt);
        ++judgement.decided;
        std::erase_if(left, [&](const RunRecord &run) {
            return std::any_of(judgement.stopped.begin(), judgement.stopped.end(),
                               [&](const auto &stopped) { return stopped.first == run.id; });
        });
    }
    return judgement;
}

} // namespace retort
