#include "benchcommand.h"
#include "distil/benchmark.h"
#include "measure/accuracy.h"
#include "measure/benchmark.h"
#include "neighbours/benchmark.h"
#include "prompts/benchmark.h"
#include "scratchfolder.h"
#include "student/names.h"
#include "workflow/graphbenchmark.h"
#include "workflow/storebenchmark.h"

#include <cstdio>

namespace retort {

int report(const Json &object, bool json)
{
    if (json) {
        print(object);
        return exitDone;
    }
    for (const auto &[key, value] : object.items())
        std::printf("%-28s %s\n", key.c_str(), value.dump().c_str());
    return exitDone;
}

namespace {

void addTrain(CLI::App &bench, CommandContext &context)
{
    struct Options
    {
        TrainBenchmark what;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    Recipe &recipe = options->what.recipe;
    CLI::App *command =
        bench.add_subcommand("train", "The real training loop on random images: data, forward, losses, "
                                      "backward, step");
    command->add_option("--student", recipe.student)->check(CLI::IsMember(studentNames()))->capture_default_str();
    command->add_option("--input-size", recipe.inputSize)->capture_default_str();
    command->add_option("--batch", recipe.batch)->capture_default_str();
    command->add_option("--precision", recipe.precision)
        ->check(CLI::IsMember({"auto", "fp32", "bf16", "fp16"}))
        ->capture_default_str();
    command->add_option("--device", recipe.device)
        ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
        ->capture_default_str();
    command->add_flag("--deterministic", recipe.deterministic, "On a GPU: the same bits each time, more slowly");
    command->add_option("--threads", recipe.threads, "0: as many as there are cores")->capture_default_str();
    command->add_option("--classes", options->what.classes)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--images", options->what.images)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--steps", options->what.steps, "Timed, after the warm-up")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            // Only its notes: a loop that ends when enough was timed has no progress to speak of.
            const TrainSpeed speed = benchTrain(
                options->what, context.stop, {{}, [&](const std::string &text) { context.terminal.note(text); }});
            return report({{"student", options->what.recipe.student},
                           {"student_parameters", speed.studentParameters},
                           {"input_size", options->what.recipe.inputSize},
                           {"batch", options->what.recipe.batch},
                           {"classes", options->what.classes},
                           {"device", speed.environment.device},
                           {"precision", speed.environment.precision},
                           {"threads", speed.environment.threads},
                           {"versions", speed.environment.versions},
                           {"steps", speed.steps},
                           {"images_per_second", speed.imagesPerSecond},
                           {"step_p50_ms", speed.stepP50},
                           {"step_p95_ms", speed.stepP95},
                           {"gmac_per_second", speed.gmacPerSecond},
                           {"product_gmac_per_second", speed.productGmacPerSecond},
                           {"share_of_product", speed.gmacPerSecond / speed.productGmacPerSecond}},
                          options->json);
        };
    });
}

void addRescore(CLI::App &bench, CommandContext &context)
{
    struct Options
    {
        RescoreSize size;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command =
        bench.add_subcommand("rescore", "From a changed prompt weight to what the Prompts page shows");
    command->add_option("--images", options->size.images)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--classes", options->size.classes)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--templates", options->size.templates)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--dimension", options->size.dimension)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options] {
            const RescoreSize &size = options->size;
            const RescoreTimes times =
                benchRescore(size, [](const Matrix &logits) { static_cast<void>(summarise(logits)); });
            return report({{"images", size.images},
                           {"classes", size.classes},
                           {"templates", size.templates},
                           {"dimension", size.dimension},
                           {"total_ms", times.total},
                           {"total_best_ms", times.totalBest},
                           {"proxies_ms", times.proxies},
                           {"logits_ms", times.logits},
                           {"summary_ms", times.summary}},
                          options->json);
        };
    });
}

void addSearch(CLI::App &bench, CommandContext &context)
{
    struct Options
    {
        SearchSize size;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command =
        bench.add_subcommand("search", "From the embedding of a text to the nearest of many cached images");
    command->add_option("--images", options->size.images)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--dimension", options->size.dimension)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--wanted", options->size.wanted)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const SearchSize &size = options->size;
            const SearchTimes times = benchSearch(size, context.stop);
            return report({{"images", size.images},
                           {"dimension", size.dimension},
                           {"wanted", size.wanted},
                           {"search_ms", times.median},
                           {"search_best_ms", times.best},
                           {"gigabytes_per_second", times.gigabytesPerSecond}},
                          options->json);
        };
    });
}

void addGraph(CLI::App &bench, CommandContext &context)
{
    struct Options
    {
        GraphBenchmark what;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    GraphBenchmark &what = options->what;
    CLI::App *command = bench.add_subcommand("graph", "Layouts of proxy graphs, and storing and reading them");
    command->add_option("--samples", what.samples)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--classes", what.classes)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--top-k", what.topK)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--stored-samples", what.storedSamples)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--stored-classes", what.storedClasses)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--stored-epochs", what.storedEpochs)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const ScratchFolder folder;
            const GraphTimes times =
                benchGraph(options->what, folder.path(), context.stop, context.terminal.reporter());
            context.terminal.clear();
            return report({{"samples", options->what.samples},
                           {"classes", options->what.classes},
                           {"edges", times.edges},
                           {"radial_ms", times.radialMs},
                           {"pca_ms", times.pcaMs},
                           {"force_ms", times.forceMs},
                           {"force_steps", times.forceSteps},
                           {"frame_ms", times.frameMs},
                           {"scene_ms", times.sceneMs},
                           {"search_ms", times.searchMs},
                           {"stored_samples", options->what.storedSamples},
                           {"stored_classes", options->what.storedClasses},
                           {"stored_epochs", options->what.storedEpochs},
                           {"stored_bytes", times.storedBytes},
                           {"stored_bytes_an_epoch", times.storedBytesAnEpoch},
                           {"commit_ms", times.commitMs},
                           {"load_first_ms", times.loadFirstMs},
                           {"load_last_ms", times.loadLastMs}},
                          options->json);
        };
    });
}

void addStore(CLI::App &bench, CommandContext &context)
{
    struct Options
    {
        StoreBenchmark what;
        std::string folder;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    StoreBenchmark &what = options->what;
    CLI::App *command =
        bench.add_subcommand("store", "Storing an epoch: weights, checkpoint, graphs, steps, answers");
    command->add_option("--student", what.recipe.student)
        ->check(CLI::IsMember(studentNames()))
        ->capture_default_str();
    command->add_option("--images", what.images, "To train on")->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--test-images", what.evaluation)->check(CLI::NonNegativeNumber)->capture_default_str();
    command->add_option("--classes", what.classes)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--epochs", what.epochs)->check(CLI::PositiveNumber)->capture_default_str();
    command
        ->add_option("--folder", options->folder, "On the disk to be timed; where none is named, a temporary one")
        ->check(CLI::ExistingDirectory);
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const ScratchFolder folder(options->folder);
            const StoreTimes times =
                benchStore(options->what, folder.path(), context.stop, context.terminal.reporter());
            context.terminal.clear();
            return report({{"student", options->what.recipe.student},
                           {"classes", options->what.classes},
                           {"probe_samples", times.probeSamples},
                           {"steps_an_epoch", times.steps},
                           {"test_images", options->what.evaluation},
                           {"epochs", options->what.epochs},
                           {"bytes_an_epoch", times.bytesAnEpoch},
                           {"commit_p50_ms", times.commitP50},
                           {"commit_p95_ms", times.commitP95},
                           {"commit_max_ms", times.commitMax},
                           {"plain_file_ms", times.writeMs}},
                          options->json);
        };
    });
}

void addConfusion(CLI::App &bench, CommandContext &context)
{
    struct Options
    {
        ConfusionSize size;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = bench.add_subcommand("confusion", "What is taken for what: answers held against labels");
    command->add_option("--images", options->size.images)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--classes", options->size.classes)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const ConfusionTimes times = benchConfusion(options->size, context.stop);
            return report({{"images", options->size.images},
                           {"classes", options->size.classes},
                           {"occupied_cells", times.occupied},
                           {"counts_ms", times.counts},
                           {"cells_ms", times.cells},
                           {"pair_ms", times.pair}},
                          options->json);
        };
    });
}

} // namespace

void addBenchCommand(CLI::App &app, CommandContext &context)
{
    CLI::App *bench = app.add_subcommand("bench", "Measure this machine");
    bench->require_subcommand(1);
    addTrain(*bench, context);
    addRescore(*bench, context);
    addSearch(*bench, context);
    addGraph(*bench, context);
    addStore(*bench, context);
    addConfusion(*bench, context);
    addSumBenchmark(*bench, context);
    addTeacherBenchmarks(*bench, context);
    addWindowBenchmarks(*bench, context);
}

} // namespace retort
