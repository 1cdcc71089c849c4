#include "workflow/sweepranking.h"

#include "workflow/queue.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace retort {

namespace {

bool variesWeighting(const SweepPlan &plan)
{
    return std::any_of(plan.axes.begin(), plan.axes.end(),
                       [](const SweepAxis &axis) { return axis.key == weightingAxis && axis.values.size() > 1; });
}

/// What makes a run of its point, in the words of the sweep's axes.
std::string pointName(const SweepPlan &plan, const RunRecord &run, const ProjectSettings &settings)
{
    std::string name;
    for (const SweepAxis &axis : plan.axes) {
        std::string value;
        if (axis.key == weightingAxis) {
            for (const NamedWeighting &named : settings.named)
                if (named.id == run.weightingId)
                    value = named.name;
        } else {
            value = recipeValue(run.recipe, axis.key);
        }
        name += (name.empty() ? "" : ", ") + axis.key + " " + value;
    }
    return name.empty() ? run.recipe.student : name;
}

std::optional<double> accuracyOf(const RunRecord &run)
{
    if (run.tuningAccuracy)
        return run.tuningAccuracy;
    return run.figures ? std::optional(run.figures->student.percent) : std::nullopt;
}

void summarise(SweepRow &row, const std::vector<double> &values)
{
    row.measured = static_cast<std::int64_t>(values.size());
    if (values.empty())
        return;
    const auto count = static_cast<double>(values.size());
    double mean = 0;
    for (const double value : values)
        mean += value / count;
    row.mean = mean;
    if (values.size() < 2)
        return;
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    row.deviation = std::sqrt(squares / (count - 1));
}

bool isBetter(const SweepRow &a, const SweepRow &b)
{
    if ((a.finished > 0) != (b.finished > 0))
        return a.finished > 0;
    if (a.finished == 0 && a.epochs != b.epochs)
        return a.epochs > b.epochs; // it came farther before it was stopped
    return a.mean.value_or(-1) > b.mean.value_or(-1);
}

} // namespace

std::int64_t weightingNamed(const ProjectSettings &settings, const std::string &name)
{
    for (const NamedWeighting &named : settings.named)
        if (named.name == name)
            return named.id;
    return 0;
}

std::int64_t heldOutImages(const Project &project, const SweepRecord &sweep)
{
    const ProjectSettings settings = project.settings();
    const DatasetRecord *const training = settings.dataset(DatasetRole::Training);
    const double images = training ? static_cast<double>(training->images) : 0;
    const std::int64_t heldOut = std::llround(images * sweep.plan.base.heldOut);
    return sweep.plan.reference.empty() ? heldOut : std::min(heldOut, sweep.plan.base.probeSamples);
}

AgreementAt agreementsOf(const Project &project, const SweepRecord &sweep, const std::vector<RunRecord> &runs)
{
    if (sweep.plan.reference.empty())
        return [&project](std::int64_t run, std::int64_t epoch) -> std::optional<double> {
            for (const EpochRecord &record : project.epochs(run))
                if (record.epoch == epoch)
                    return record.heldOutAgreement;
            return std::nullopt;
        };
    // The reference's answers are those that the teacher of its own runs gave to the probe images.
    const std::int64_t weighting = weightingNamed(project.settings(), sweep.plan.reference);
    std::vector<std::int32_t> reference;
    std::vector<std::int64_t> probe;
    for (const RunRecord &run : runs) {
        if (run.weightingId != weighting || run.epochsDone == 0)
            continue;
        reference = project.teacherGraph(run.id, 1).answers;
        probe = project.probe(run.id);
        break;
    }
    return [&project, reference, probe](std::int64_t run, std::int64_t epoch) -> std::optional<double> {
        if (reference.empty() || project.probe(run) != probe)
            return std::nullopt;
        const std::vector<std::int32_t> answers = project.studentGraph(run, epoch).answers;
        if (answers.size() != reference.size())
            return std::nullopt;
        std::int64_t same = 0;
        for (std::size_t i = 0; i < answers.size(); ++i)
            same += answers[i] == reference[i] ? 1 : 0;
        return 100.0 * static_cast<double>(same) / static_cast<double>(answers.size());
    };
}

SweepRanking rankSweep(const Project &project, const SweepRecord &sweep, const std::vector<RunRecord> &runs)
{
    SweepRanking ranking;
    ranking.sweep = sweep;
    ranking.metric = !sweep.plan.reference.empty() ? SweepMetric::ReferenceAgreement
                     : variesWeighting(sweep.plan) ? SweepMetric::Accuracy
                                                   : SweepMetric::Agreement;
    const ProjectSettings settings = project.settings();
    std::vector<RunRecord> own;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(own),
                 [&](const RunRecord &run) { return run.sweepId == sweep.id; });
    const AgreementAt reference =
        ranking.metric == SweepMetric::ReferenceAgreement ? agreementsOf(project, sweep, own) : AgreementAt();
    std::map<std::string, std::size_t> rowOf;
    std::vector<std::vector<double>> values;
    for (const RunRecord &run : own) {
        const auto [found, isNew] = rowOf.emplace(sweepPointKey(run), ranking.rows.size());
        if (isNew) {
            SweepRow row;
            row.name = pointName(sweep.plan, run, settings);
            row.epochs = run.epochsDone;
            ranking.rows.push_back(std::move(row));
            values.emplace_back();
        }
        SweepRow &row = ranking.rows[found->second];
        row.epochs = std::min(row.epochs, run.epochsDone);
        row.finished += run.state == RunState::Finished ? 1 : 0;
        row.runs.push_back(run);
        ranking.waiting += waitsForItsTurn(run) || run.state == RunState::Running ? 1 : 0;
        ranking.trainingSeconds += run.trainingSeconds;
        std::optional<double> value = run.bestAgreement;
        if (ranking.metric == SweepMetric::Accuracy)
            value = accuracyOf(run);
        else if (reference)
            value = run.bestEpoch > 0 ? reference(run.id, run.bestEpoch) : std::nullopt;
        if (value)
            values[found->second].push_back(*value);
    }
    for (std::size_t i = 0; i < ranking.rows.size(); ++i) {
        SweepRow &row = ranking.rows[i];
        summarise(row, values[i]);
        if (std::all_of(row.runs.begin(), row.runs.end(), [](const RunRecord &run) {
                return run.state == RunState::Cancelled && !run.error.empty();
            }))
            row.stopped = row.runs.front().error;
    }
    std::stable_sort(ranking.rows.begin(), ranking.rows.end(), isBetter);
    return ranking;
}

} // namespace retort
