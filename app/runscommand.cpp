#include "command.h"
#include "followcommand.h"
#include "runs/filter.h"

#include <cstdio>

namespace retort {

namespace {

Json toJson(const RunRecord &run)
{
    Json object{{"id", run.id},
                {"name", run.name},
                {"state", stateName(run.state)},
                {"student", run.recipe.student},
                {"epochs", run.epochsDone},
                {"epochs_planned", run.recipe.epochs},
                {"student_accuracy", nullptr},
                {"teacher_accuracy", nullptr},
                {"tuning_accuracy", orNull(run.tuningAccuracy)},
                {"labels_seen_in_selection", run.labelsSeen},
                {"agreement", orNull(run.bestAgreement)},
                {"best_epoch", run.bestEpoch},
                {"seed", run.recipe.seed},
                {"weights_sha256", run.weightsSha256},
                {"training_seconds", run.trainingSeconds},
                {"device", run.environment.device},
                {"precision", run.environment.precision},
                {"threads", run.environment.threads},
                {"processes", run.environment.workers},
                {"versions", run.environment.versions},
                {"weighting", run.weightingId},
                {"class_list", run.classListId},
                {"teacher", run.teacherId},
                {"data_fingerprint", run.dataFingerprint},
                {"start", run.start.note},
                {"start_sha256", run.start.weightsSha256},
                {"module_sha256", run.start.moduleSha256},
                {"tags", run.tags},
                {"starred", run.starred},
                {"notes", run.notes},
                {"error", run.error},
                {"queue_place", run.place > 0 ? Json(run.place) : Json(nullptr)},
                {"sweep", run.sweepId > 0 ? Json(run.sweepId) : Json(nullptr)}};
    addFigures(object, run.figures);
    return object;
}

std::string shortNumber(const std::optional<double> &value)
{
    return value ? percent(*value) : std::string("-");
}

RunFilter filterOf(const std::string &expression)
{
    try {
        return RunFilter(expression);
    } catch (const RunFilterError &error) {
        throw ValueError("--filter, behind \"" + expression.substr(0, error.position()) + "\": " + error.what(),
                         error.remedy());
    }
}

} // namespace

void addRunsCommand(CLI::App &app, CommandContext &context)
{
    struct Options
    {
        std::filesystem::path file;
        std::string filter;
        bool follow = false;
        double every = 1;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("runs", "List a project's runs");
    command->add_option("FILE", options->file, "A project")->required();
    CLI::Option *follow = command->add_flag("--follow", options->follow,
                                            "Go on telling what another process does to them, until Ctrl+C");
    command->add_option("--every", options->every, "Seconds between looks")
        ->capture_default_str()
        ->check(CLI::Range(0.05, 3600.0))
        ->needs(follow);
    command
        ->add_option("--filter", options->filter,
                     "Only runs of which this is true: accuracy > 80 and recipe.lr < 0.1 and tag = \"x\"")
        ->excludes(follow);
    command->add_flag("--json", options->json, "Print JSON; with --follow one object a line");
    command->callback([options, &context] {
        context.action = [options, &context] {
            if (options->follow)
                return followRuns(options->file, options->every, options->json, context);
            const RunFilter filter = filterOf(options->filter);
            std::vector<RunRecord> runs = openForReading(options->file)->runs();
            std::erase_if(runs, [&filter](const RunRecord &run) { return !filter.matches(run); });
            if (options->json) {
                Json list = Json::array();
                for (const RunRecord &run : runs)
                    list.push_back(toJson(run));
                print({{"runs", std::move(list)}});
                return exitDone;
            }
            std::printf("%4s  %-11s  %-14s  %9s  %10s  %10s  %10s  %s\n", "run", "state", "student", "epochs",
                        "agreement", "accuracy", "teacher", "name");
            for (const RunRecord &run : runs) {
                const std::string epochs =
                    std::to_string(run.epochsDone) + "/" + std::to_string(run.recipe.epochs);
                std::optional<double> student, teacher;
                if (run.figures) {
                    student = run.figures->student.percent;
                    teacher = run.figures->teacher.percent;
                }
                std::printf("%4lld  %-11s  %-14s  %9s  %10s  %10s  %10s  %s\n", static_cast<long long>(run.id),
                            stateName(run.state).c_str(), run.recipe.student.c_str(), epochs.c_str(),
                            shortNumber(run.bestAgreement).c_str(), shortNumber(student).c_str(),
                            shortNumber(teacher).c_str(), run.name.c_str());
            }
            return exitDone;
        };
    });
}

} // namespace retort
