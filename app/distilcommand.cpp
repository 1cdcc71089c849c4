#include "base/error.h"
#include "command.h"
#include "recipeoptions.h"
#include "resourcesfolder.h"
#include "tensor/workers.h"
#include "workflow/distilrun.h"
#include "workflow/runstart.h"

#include <cstdio>

namespace retort {

namespace {

struct Options
{
    std::filesystem::path file;
    RecipeOptions recipe;
    std::string name;
    std::int64_t resume = 0;
    bool gentle = false;
    bool json = false;
};

void printResult(const RunRecord &run, const std::filesystem::path &file, bool json)
{
    if (json) {
        Json object{{"run", run.id}};
        addFigures(object, run.figures);
        object["labels_seen_in_selection"] = run.labelsSeen;
        object["seconds"] = run.trainingSeconds;
        object["agreement"] = orNull(run.bestAgreement);
        object["best_epoch"] = run.bestEpoch;
        object["weights_sha256"] = run.weightsSha256;
        print(object);
        return;
    }
    std::printf("\nrun %lld finished, best epoch %lld: agreement with the teacher %s",
                static_cast<long long>(run.id), static_cast<long long>(run.bestEpoch),
                percent(run.bestAgreement.value_or(0)).c_str());
    if (run.figures)
        std::printf(", accuracy %s (teacher %s)\non the %s%s", percent(run.figures->student.percent).c_str(),
                    percent(run.figures->teacher.percent).c_str(), figuresText(*run.figures).c_str(),
                    run.labelsSeen ? "; labels seen in selection" : "");
    std::printf("\nretort-cli export %s --run %lld --format safetensors --out student.safetensors\n", file.c_str(),
                static_cast<long long>(run.id));
}

/// Makes or resumes the run and keeps what comes of it; `workers` help, where there are any.
int distilAsFirst(const Options &options, CommandContext &context, Workers *workers)
{
    const auto project = openForWriting(options.file);
    std::int64_t id = options.resume;
    if (id == 0)
        id = addRun(*project, options.name, chosenRecipe(options.recipe, project->settings()), resourcesFolder(),
                    context.terminal.reporter());
    if (workers)
        static_cast<void>(workers->toldByFirst(std::to_string(id)));
    const Recipe recipe = project->run(id).recipe;
    try {
        const RunRecord run =
            distilRun(*project, id, EmbeddingCache(EmbeddingCache::defaultFolder()), context.stop,
                      context.terminal.reporter(), epochPrinter(context.terminal, options.json, recipe.epochs),
                      RunPace{options.gentle, 0, 0, workers});
        context.terminal.clear();
        printResult(run, options.file, options.json);
        return exitDone;
    } catch (const Cancelled &cancelled) {
        if (workers)
            workers->leave(cancelled.what());
        context.terminal.note("run " + std::to_string(id) + " is saved. Go on with: retort-cli distil " +
                              options.file.string() + " --resume " + std::to_string(id));
        return exitCancelled;
    }
}

/// One of several processes that torchrun or srun have started.
int distilTogether(const Options &options, CommandContext &context, const WorkerPlace &place)
{
    Workers workers(place, context.stop);
    try {
        if (place.isFirst())
            return distilAsFirst(options, context, &workers);
        const std::int64_t id = std::stoll(workers.toldByFirst({}));
        helpRun(*openForReading(options.file), id, EmbeddingCache(EmbeddingCache::defaultFolder()), context.stop,
                {}, workers);
        return exitDone;
    } catch (const std::exception &error) {
        workers.leave(error.what());
        throw;
    }
}

int distil(const Options &options, CommandContext &context)
{
    const std::optional<WorkerPlace> place = launchedPlace();
    return place ? distilTogether(options, context, *place) : distilAsFirst(options, context, nullptr);
}

} // namespace

void addDistilCommand(CLI::App &app, CommandContext &context)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command =
        app.add_subcommand("distil", "Train a student on what the teacher says about the images. "
                                     "Started by torchrun or srun, the processes share each batch");
    command->add_option("FILE", options->file, "A project")->required();
    const std::vector<CLI::Option *> recipe = addRecipeOptions(*command, options->recipe);
    CLI::Option *name = command->add_option("--name", options->name, "What the run is called in lists");
    CLI::Option *resume =
        command->add_option("--resume", options->resume, "Go on with this run, exactly as it was started")
            ->check(CLI::PositiveNumber)
            ->excludes(name);
    for (CLI::Option *option : recipe)
        resume->excludes(option);
    command->add_flag("--gentle", options->gentle, "On one thread and with the lowest priority");
    command->add_flag("--json", options->json, "Print JSON, one line an epoch");
    command->callback(
        [options, &context] { context.action = [options, &context] { return distil(*options, context); }; });
}

} // namespace retort
