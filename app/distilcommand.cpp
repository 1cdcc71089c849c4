#include "base/error.h"
#include "command.h"
#include "recipe/shippedrecipes.h"
#include "resourcesfolder.h"
#include "student/names.h"
#include "workflow/distilrun.h"
#include "workflow/runstart.h"

#include <algorithm>
#include <cstdio>

namespace retort {

namespace {

struct Options
{
    std::filesystem::path file;
    std::string recipe, student, start, device, name;
    std::optional<std::uint64_t> seed;
    std::optional<std::int64_t> epochs;
    std::int64_t resume = 0;
    bool json = false;
};

Recipe chosenRecipe(const Options &options, const ProjectSettings &settings)
{
    Recipe recipe;
    if (options.recipe.empty())
        recipe.heldOut = settings.heldOut;
    else
        recipe = namedRecipe(options.recipe, resourcesFolder());
    if (!options.student.empty()) {
        const std::vector<std::string> names = studentNames();
        const bool named = std::find(names.begin(), names.end(), options.student) != names.end();
        if (!named && !std::filesystem::exists(options.student))
            (void)studentInfo(options.student); // says which there are
        recipe.student = named ? options.student : scriptedStudentName;
        recipe.module = named ? std::string() : std::filesystem::absolute(options.student).string();
    }
    if (!options.start.empty())
        recipe.start = std::filesystem::exists(options.start) ? std::filesystem::absolute(options.start).string()
                                                              : options.start;
    if (options.seed)
        recipe.seed = *options.seed;
    if (options.epochs)
        recipe.epochs = *options.epochs;
    if (!options.device.empty())
        recipe.device = options.device;
    validate(recipe);
    return recipe;
}

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

int distil(const Options &options, CommandContext &context)
{
    const auto project = openForWriting(options.file);
    std::int64_t id = options.resume;
    if (id == 0)
        id = addRun(*project, options.name, chosenRecipe(options, project->settings()), resourcesFolder(),
                    context.terminal.reporter());
    const Recipe recipe = project->run(id).recipe;
    try {
        const RunRecord run =
            distilRun(*project, id, EmbeddingCache(EmbeddingCache::defaultFolder()), context.stop,
                      context.terminal.reporter(), epochPrinter(context.terminal, options.json, recipe.epochs));
        context.terminal.clear();
        printResult(run, options.file, options.json);
        return exitDone;
    } catch (const Cancelled &) {
        context.terminal.note("run " + std::to_string(id) + " is saved. Go on with: retort-cli distil " +
                              options.file.string() + " --resume " + std::to_string(id));
        return exitCancelled;
    }
}

} // namespace

void addDistilCommand(CLI::App &app, CommandContext &context)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("distil", "Train a student on what the teacher says about the images");
    command->add_option("FILE", options->file, "A project")->required();
    CLI::Option *recipe = command->add_option(
        "--recipe", options->recipe, "JSON file, or the name of a shipped one (cifar100, two-class, ...)");
    CLI::Option *student = command->add_option(
        "--student", options->student, "Instead of the recipe's: a name (resnet18), or a TorchScript file");
    CLI::Option *start = command->add_option("--start", options->start,
                                             "Start weights: a file, run:N, or fetched ones (resnet18-imagenet)");
    CLI::Option *seed = command->add_option("--seed", options->seed, "Instead of the recipe's");
    CLI::Option *epochs = command->add_option("--epochs", options->epochs, "Instead of the recipe's");
    CLI::Option *device = command->add_option("--device", options->device, "Instead of the recipe's")
                              ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
    CLI::Option *name = command->add_option("--name", options->name, "What the run is called in lists");
    command->add_option("--resume", options->resume, "Go on with this run, exactly as it was started")
        ->check(CLI::PositiveNumber)
        ->excludes(recipe)
        ->excludes(student)
        ->excludes(start)
        ->excludes(seed)
        ->excludes(epochs)
        ->excludes(device)
        ->excludes(name);
    command->add_flag("--json", options->json, "Print JSON, one line an epoch");
    command->callback(
        [options, &context] { context.action = [options, &context] { return distil(*options, context); }; });
}

} // namespace retort
