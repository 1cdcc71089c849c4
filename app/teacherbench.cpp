#include "benchcommand.h"
#include "datasets/dataset.h"
#include "images/benchmark.h"
#include "resourcesfolder.h"
#include "teacher/benchmark.h"
#include "toweroptions.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <vector>

namespace retort {

namespace {

std::filesystem::path orDemoTeacher(const std::string &named)
{
    return named.empty() ? resourcesFolder() / "demo-teacher" : std::filesystem::path(named);
}

void addTowers(CLI::App &bench, CommandContext &context)
{
    struct Options
    {
        std::string teacher;
        TowerOptions towers;
        std::int64_t images = 200;
        std::int64_t texts = 400;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = bench.add_subcommand("towers", "The teacher's two towers, on noise and on prompts");
    command->add_option("--teacher", options->teacher, "A CLIP; the demo teacher where none is named");
    command->add_option("--images", options->images)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--texts", options->texts)->check(CLI::PositiveNumber)->capture_default_str();
    options->towers.addTo(*command);
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const auto teacher = options->towers.open(orDemoTeacher(options->teacher));
            const TowerSpeed speed =
                benchTowers(*teacher, options->images, options->texts, context.stop, context.terminal.reporter());
            context.terminal.clear();
            return report({{"teacher", teacher->info().description},
                           {"precision", teacher->info().computes},
                           {"images", speed.images},
                           {"images_per_second", speed.imagesPerSecond},
                           {"texts", speed.texts},
                           {"texts_per_second", speed.textsPerSecond}},
                          options->json);
        };
    });
}

void addEmbed(CLI::App &bench, CommandContext &context)
{
    struct Options
    {
        std::string teacher;
        std::string dataset = "/usr/share/datasets/fashion-mnist";
        TowerOptions towers;
        std::int64_t images = 10'000;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = bench.add_subcommand(
        "embed", "A data set's images from their files through the teacher, without the cache");
    command->add_option("--teacher", options->teacher, "A CLIP; the demo teacher where none is named");
    command->add_option("--dataset", options->dataset, "Where the images come from")->capture_default_str();
    command->add_option("--images", options->images, "At most so many of them")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    options->towers.addTo(*command);
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const OpenedDataset dataset =
                openDataset(options->dataset, {"test", {}}, context.stop, context.terminal.reporter());
            const auto teacher = options->towers.open(orDemoTeacher(options->teacher));
            std::vector<std::int64_t> indices(
                static_cast<std::size_t>(std::min(options->images, dataset.images->size())));
            std::iota(indices.begin(), indices.end(), 0);
            const auto start = std::chrono::steady_clock::now();
            const Matrix embeddings =
                teacher->encodeImages(*dataset.images, indices, context.stop, context.terminal.reporter());
            const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            context.terminal.clear();
            return report({{"teacher", teacher->info().description},
                           {"precision", teacher->info().computes},
                           {"images", embeddings.rows()},
                           {"seconds", seconds},
                           {"images_per_second", static_cast<double>(embeddings.rows()) / seconds}},
                          options->json);
        };
    });
}

void addDecode(CLI::App &bench, CommandContext &context)
{
    struct Options
    {
        DecodeWork work;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command =
        bench.add_subcommand("decode", "JPEGs in memory decoded, resized, cut and normalised for a tower");
    command->add_option("--width", options->work.width)->check(CLI::Range(1, 20'000))->capture_default_str();
    command->add_option("--height", options->work.height)->check(CLI::Range(1, 20'000))->capture_default_str();
    command->add_option("--size", options->work.size, "Of the tower's input")
        ->check(CLI::Range(1, 2'000))
        ->capture_default_str();
    command->add_option("--images", options->work.images)->check(CLI::PositiveNumber)->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const DecodeSpeed speed = benchDecode(options->work, context.stop);
            return report({{"width", options->work.width},
                           {"height", options->work.height},
                           {"size", options->work.size},
                           {"bytes_an_image", speed.bytesAnImage},
                           {"images", speed.images},
                           {"images_per_second", speed.imagesPerSecond},
                           {"decode_ms", speed.decodeMs},
                           {"prepare_ms", speed.prepareMs}},
                          options->json);
        };
    });
}

void addLoad(CLI::App &bench, CommandContext &context)
{
    struct Options
    {
        std::string teacher;
        int times = 5;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command = bench.add_subcommand("load", "Opening a teacher: time, and memory beside the mapped file");
    command->add_option("--teacher", options->teacher, "A CLIP; the demo teacher where none is named");
    command->add_option("--times", options->times)->check(CLI::Range(2, 1000))->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context] {
        context.action = [options, &context] {
            const LoadSpeed speed = benchLoad(orDemoTeacher(options->teacher), options->times, context.stop);
            return report({{"weight_bytes", speed.weightBytes},
                           {"first_seconds", speed.firstSeconds},
                           {"seconds", speed.seconds},
                           {"own_memory_bytes", speed.anonymousBytes},
                           {"mapped_bytes", speed.mappedBytes}},
                          options->json);
        };
    });
}

} // namespace

void addTeacherBenchmarks(CLI::App &bench, CommandContext &context)
{
    addTowers(bench, context);
    addEmbed(bench, context);
    addDecode(bench, context);
    addLoad(bench, context);
}

} // namespace retort
