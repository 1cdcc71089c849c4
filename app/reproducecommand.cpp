#include "command.h"
#include "resourcesfolder.h"
#include "workflow/reproduce.h"

#include <cstdio>

namespace retort {

namespace {

struct Options
{
    std::filesystem::path bundle, out;
    std::string dataset, test, teacher;
    bool json = false;
};

std::optional<std::filesystem::path> given(const std::string &text)
{
    return text.empty() ? std::nullopt : std::optional<std::filesystem::path>(text);
}

void printResult(const Reproduction &result, const std::filesystem::path &project, bool json)
{
    if (json) {
        Json object{{"same", result.same},
                    {"epochs_compared", result.epochs},
                    {"first_other_epoch", result.firstOther == 0 ? Json(nullptr) : Json(result.firstOther)},
                    {"largest_difference", result.largestDifference},
                    {"differences", result.differences},
                    {"weights_sha256", result.run.weightsSha256},
                    {"original_weights_sha256", result.original.weightsSha256},
                    {"agreement", orNull(result.run.bestAgreement)},
                    {"project", project.string()},
                    {"run", result.run.id},
                    {"seconds", result.run.trainingSeconds}};
        addFigures(object, result.run.figures);
        print(object);
        return;
    }
    if (result.same) {
        std::printf("the same bits in all %lld epochs: %s\n", static_cast<long long>(result.epochs),
                    result.run.weightsSha256.c_str());
        return;
    }
    std::printf("other bits from epoch %lld on; the last weights differ by %.2g of the largest one\n",
                static_cast<long long>(result.firstOther), result.largestDifference);
    for (const std::string &difference : result.differences)
        std::printf("%s\n", difference.c_str());
    if (result.differences.empty())
        std::printf(
            "recipe, images, teacher, precision, threads and versions are the same: the processor's kind can "
            "decide roundings, too\n");
}

int run(const Options &options, CommandContext &context)
{
    ReproduceChoice choice;
    choice.bundle = options.bundle;
    choice.project = options.out;
    if (choice.project.empty())
        choice.project = options.bundle.stem().string() + "-reproduced.retort";
    choice.dataset = given(options.dataset);
    choice.test = given(options.test);
    choice.teacher = given(options.teacher);
    choice.resources = resourcesFolder();
    const Bundle bundle = readBundle(choice.bundle);
    try {
        const Reproduction result = reproduce(
            choice, EmbeddingCache(EmbeddingCache::defaultFolder()), context.stop, context.terminal.reporter(),
            epochPrinter(context.terminal, options.json, bundle.run.recipe.epochs));
        context.terminal.clear();
        printResult(result, choice.project, options.json);
        return result.same ? exitDone : exitFailed;
    } catch (const Cancelled &) {
        sayHowToResume(context.terminal, choice.project);
        throw;
    }
}

} // namespace

void addReproduceCommand(CLI::App &app, CommandContext &context)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("reproduce", "Do the run of a bundle again and compare bits");
    command->add_option("BUNDLE", options->bundle, "A file that `export --format bundle` wrote")->required();
    command->add_option("--out", options->out, "The project to make; BUNDLE-reproduced.retort here if not given");
    command->add_option("--dataset", options->dataset, "Where the images are, if not where they were");
    command->add_option("--test", options->test, "Where the test images are, if not where they were");
    command->add_option("--teacher", options->teacher, "Where the teacher is, if not where it was");
    command->add_flag("--json", options->json, "Print JSON, one line an epoch, then the result");
    command->footer("Exit status 0: the same bits. 1: others, or it could not be done; the text says which.");
    command->callback(
        [options, &context] { context.action = [options, &context] { return run(*options, context); }; });
}

} // namespace retort
