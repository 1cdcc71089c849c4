#include "command.h"
#include "recipeoptions.h"
#include "resourcesfolder.h"
#include "workflow/sweepranking.h"
#include "workflow/sweeps.h"

#include <cstdio>

namespace retort {

namespace {

struct AddOptions
{
    std::filesystem::path file;
    RecipeOptions recipe;
    std::vector<std::string> vary;
    std::string name, reference;
    std::int64_t seeds = 1, draws = 0;
    std::uint64_t drawSeed = 1;
    double minutes = 0;
    bool halving = false;
    bool tryOut = false;
    bool json = false;
};

SweepPlan planOf(const AddOptions &options, const ProjectSettings &settings)
{
    SweepPlan plan;
    plan.base = chosenRecipe(options.recipe, settings);
    for (const std::string &text : options.vary)
        plan.axes.push_back(sweepAxisFromText(text));
    plan.seeds = options.seeds;
    plan.draws = options.draws;
    plan.drawSeed = options.drawSeed;
    plan.mostSeconds = options.minutes * 60;
    plan.halving = options.halving;
    plan.reference = options.reference;
    return plan;
}

std::string rungsText(const std::vector<std::int64_t> &rungs)
{
    std::string text;
    for (const std::int64_t epoch : rungs)
        text += (text.empty() ? "" : ", ") + std::to_string(epoch);
    return text;
}

int add(const AddOptions &options, CommandContext &context)
{
    std::unique_ptr<Project> project =
        options.tryOut ? openForReading(options.file) : openForWriting(options.file);
    const SweepPlan plan = planOf(options, project->settings());
    AddedSweep added;
    if (options.tryOut)
        checkSweep(project->settings(), hasLabels(*project), plan);
    else
        added = addSweep(*project, options.name, plan, resourcesFolder(), context.terminal.reporter());
    const std::vector<SweepPoint> points = sweepPoints(plan);
    const std::vector<std::int64_t> rungs = sweepRungs(plan);
    if (options.json) {
        Json names = Json::array();
        for (const SweepPoint &point : points)
            names.push_back(point.name);
        print({{"sweep", options.tryOut ? Json(nullptr) : Json(added.sweep)},
               {"runs", added.runs},
               {"points", std::move(names)},
               {"rungs", rungs}});
        return exitDone;
    }
    for (const SweepPoint &point : points)
        std::printf("%s\n", point.name.c_str());
    std::printf("%zu points, %lld runs%s%s\n", points.size(),
                static_cast<long long>(points.size()) * static_cast<long long>(plan.seeds),
                rungs.empty() ? "" : "; what is clearly behind is stopped after epoch ", rungsText(rungs).c_str());
    if (plan.halving && rungs.empty())
        std::printf("none is stopped early: there are too few epochs after the warm-up, or too few points\n");
    if (!options.tryOut)
        std::printf("sweep %lld waits. Train it with: retort-cli queue run %s\n",
                    static_cast<long long>(added.sweep), options.file.c_str());
    return exitDone;
}

const char *metricName(SweepMetric metric)
{
    switch (metric) {
    case SweepMetric::Agreement:
        return "agreement";
    case SweepMetric::ReferenceAgreement:
        return "reference_agreement";
    case SweepMetric::Accuracy:
        return "accuracy";
    }
    return "";
}

const char *metricTitle(SweepMetric metric)
{
    switch (metric) {
    case SweepMetric::Agreement:
        return "agreement with the teacher on held-out images";
    case SweepMetric::ReferenceAgreement:
        return "agreement with the reference weighting's teacher";
    case SweepMetric::Accuracy:
        return "accuracy on labelled images";
    }
    return "";
}

Json toJson(const SweepRanking &ranking)
{
    Json rows = Json::array();
    for (const SweepRow &row : ranking.rows) {
        Json runs = Json::array();
        for (const RunRecord &run : row.runs)
            runs.push_back(run.id);
        rows.push_back({{"name", row.name},
                        {"runs", std::move(runs)},
                        {"epochs", row.epochs},
                        {"finished", row.finished},
                        {"mean", orNull(row.mean)},
                        {"deviation", orNull(row.deviation)},
                        {"seeds_measured", row.measured},
                        {"stopped", row.stopped}});
    }
    return {{"sweep", ranking.sweep.id},
            {"name", ranking.sweep.name},
            {"metric", metricName(ranking.metric)},
            {"waiting", ranking.waiting},
            {"training_seconds", ranking.trainingSeconds},
            {"points", std::move(rows)}};
}

void printRanking(const SweepRanking &ranking)
{
    std::printf("sweep %lld, %s: %s\n", static_cast<long long>(ranking.sweep.id), ranking.sweep.name.c_str(),
                metricTitle(ranking.metric));
    std::printf("%10s  %9s  %6s  %8s  %-10s  %s\n", "mean", "deviation", "epochs", "finished", "runs", "point");
    for (const SweepRow &row : ranking.rows) {
        std::string runs;
        for (const RunRecord &run : row.runs)
            runs += (runs.empty() ? "" : ",") + std::to_string(run.id);
        std::printf("%10s  %9s  %6lld  %4lld/%-3zu  %-10s  %s%s\n", row.mean ? percent(*row.mean).c_str() : "-",
                    row.deviation ? percent(*row.deviation).c_str() : "-", static_cast<long long>(row.epochs),
                    static_cast<long long>(row.finished), row.runs.size(), runs.c_str(), row.name.c_str(),
                    row.stopped.empty() ? "" : " (stopped early)");
    }
    std::printf("%lld of its runs wait, %.0f s of training so far\n", static_cast<long long>(ranking.waiting),
                ranking.trainingSeconds);
}

void addAdd(CLI::App &sweep, CommandContext &context)
{
    const auto options = std::make_shared<AddOptions>();
    CLI::App *command = sweep.add_subcommand("add", "Add runs that differ in some keys to the queue");
    command->add_option("FILE", options->file, "A project")->required();
    command
        ->add_option(
            "--vary", options->vary,
            "A recipe's key with its values (lr=0.05,0.1) or a range to draw from (lr=log:0.01..0.3), once "
            "or more; or weighting=NAME,NAME")
        ->required()
        ->allow_extra_args(false);
    addRecipeOptions(*command, options->recipe);
    command->add_option("--seeds", options->seeds, "Runs a point, each with the next seed")->capture_default_str();
    command->add_option("--random", options->draws, "Draw so many points instead of running all combinations");
    command->add_option("--random-seed", options->drawSeed, "Decides which are drawn")->capture_default_str();
    command->add_option("--minutes", options->minutes, "Stop when all together have trained for so long");
    command->add_flag("--halving", options->halving,
                      "Stop those early that are clearly behind, by agreement on held-out images");
    command->add_option("--reference", options->reference,
                        "With several weightings: the one whose answers all are compared with");
    command->add_option("--name", options->name, "What the sweep is called");
    command->add_flag("--try", options->tryOut, "Only say which points it would have");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback(
        [options, &context] { context.action = [options, &context] { return add(*options, context); }; });
}

void addShow(CLI::App &sweep, CommandContext &context)
{
    struct Options
    {
        std::filesystem::path file;
        std::int64_t sweep = 0;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = sweep.add_subcommand("show", "Rank the points of the project's sweeps, or of one");
    command->add_option("FILE", options->file, "A project")->required();
    command->add_option("SWEEP", options->sweep, "Its number")->check(CLI::PositiveNumber);
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options] {
            const auto project = openForReading(options->file);
            const std::vector<RunRecord> runs = project->runs();
            Json list = Json::array();
            bool found = options->sweep == 0;
            for (const SweepRecord &record : project->sweeps()) {
                if (options->sweep > 0 && record.id != options->sweep)
                    continue;
                found = true;
                const SweepRanking ranking = rankSweep(*project, record, runs);
                if (options->json)
                    list.push_back(toJson(ranking));
                else
                    printRanking(ranking);
            }
            if (!found)
                throw StoreError(options->file.string() + " has no sweep " + std::to_string(options->sweep),
                                 "`retort-cli sweep show FILE` lists those it has.");
            if (options->json)
                print({{"sweeps", std::move(list)}});
            return exitDone;
        };
    });
}

} // namespace

void addSweepCommand(CLI::App &app, CommandContext &context)
{
    CLI::App *sweep = app.add_subcommand("sweep", "Many runs that differ in some keys, and which of them is best");
    sweep->require_subcommand(1);
    addAdd(*sweep, context);
    addShow(*sweep, context);
}

} // namespace retort
