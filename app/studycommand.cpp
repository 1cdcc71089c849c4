#include "base/parallel.h"
#include "command.h"
#include "resourcesfolder.h"
#include "workflow/study.h"
#include "workflow/studyreport.h"

#include <algorithm>
#include <cstdio>

namespace retort {

namespace {

struct StudyOptions
{
    std::string plan;
    StudyPlaces places;
    std::filesystem::path report;
    std::int64_t jobs = 0; ///< 0: as many as there are cores for
    std::vector<std::string> settings;
    bool json = false;
};

std::int64_t jobsOf(const StudyOptions &options, const StudyPlan &plan)
{
    if (options.jobs > 0)
        return options.jobs;
    return plan.recipe.threads > 0 ? std::max<std::int64_t>(1, threadsToUse() / plan.recipe.threads) : 1;
}

Json toJson(const StudyPlan &plan, const StudyResults &results)
{
    Json cells = Json::array();
    for (const StudyCell &cell : results.cells)
        cells.push_back({{"setting", plan.settings[cell.setting].name},
                         {"method", plan.methods[cell.method].name},
                         {"seed", cell.seed},
                         {"run", cell.run > 0 ? Json(cell.run) : Json()},
                         {"student_accuracy", cell.student},
                         {"teacher_accuracy", cell.teacher},
                         {"agreement", cell.agreement}});
    return {{"runs_planned", results.planned}, {"runs_finished", results.finished}, {"cells", std::move(cells)}};
}

int study(StudyOptions options, CommandContext &context)
{
    options.places.resources = resourcesFolder();
    const StudyPlan plan = namedStudy(options.plan, options.places.resources);
    if (options.places.project.empty())
        options.places.project = std::filesystem::path(options.plan).stem().string() + ".retort";
    const StudyListener listener = [&](const RunRecord &run, const StudyResults &soFar) {
        const std::optional<double> accuracy =
            run.figures ? std::optional(run.figures->student.percent) : run.tuningAccuracy;
        if (options.json)
            print({{"run", run.id}, {"name", run.name}, {"accuracy", orNull(accuracy)}});
        else
            std::printf("%4lld of %lld  %-60s  %s\n", static_cast<long long>(soFar.finished),
                        static_cast<long long>(soFar.planned), run.name.c_str(),
                        accuracy ? percent(*accuracy).c_str() : "");
        std::fflush(stdout);
        if (!options.report.empty()) // a study takes hours: what is done can be carried elsewhere at any time
            writeStudyRuns(soFar, options.report);
    };
    const StudyResults results = runStudy(plan, options.places, {jobsOf(options, plan), options.settings},
                                          context.stop, {{}, context.terminal.reporter().note}, listener);
    if (!options.report.empty())
        writeStudyReport(plan, results, options.report);
    if (options.json)
        print(toJson(plan, results));
    else
        std::printf("%s", studyTables(plan, results).c_str());
    return exitDone;
}

} // namespace

void addStudyCommand(CLI::App &app, CommandContext &context)
{
    const auto options = std::make_shared<StudyOptions>();
    CLI::App *command = app.add_subcommand(
        "study",
        "Compares methods as a plan fixes it: tunes each alike, runs them for all settings and seeds, tests "
        "the differences. Stopped, it goes on where it was");
    command->add_option("plan", options->plan, "A file, or a shipped plan: fashion-mnist, two-class, cifar-100")
        ->required();
    command->add_option("--project", options->places.project,
                        "Where runs are kept; default: the plan's name with .retort, in this folder");
    command->add_option("--images", options->places.images, "Labelled images, in place of the plan's");
    command->add_option("--teacher", options->places.teacher, "A CLIP's folder, in place of the plan's");
    command->add_option("--elsewhere", options->places.elsewhere,
                        "Runs that were finished elsewhere and are not run again: runs.csv of that report");
    command->add_option("--report", options->report,
                        "Writes tables and figures: a .md file, figures beside it, and after each run runs.csv");
    command
        ->add_option("--jobs", options->jobs,
                     "Runs at a time; default: as many as the plan's threads leave room for")
        ->check(CLI::Range(1, 1024));
    command
        ->add_option("--setting", options->settings,
                     "Only this setting of the plan now, once or more; default: all")
        ->allow_extra_args(false);
    command->add_flag("--json", options->json, "Print JSON lines");
    command->callback(
        [options, &context] { context.action = [options, &context] { return study(*options, context); }; });
}

} // namespace retort
