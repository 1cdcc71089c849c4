#include "base/error.h"
#include "base/files.h"
#include "command.h"
#include "datasetoptions.h"
#include "tensor/workers.h"
#include "toweroptions.h"
#include "workflow/teacheranswers.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <sstream>

namespace retort {

namespace {

struct Options
{
    std::string teacher, dataset, out, prompts, shard, cache;
    std::vector<std::string> join;
    DatasetOptions images;
    TowerOptions towers;
    bool noCache = false;
    bool json = false;
};

std::vector<std::string> linesOf(const std::string &file)
{
    std::istringstream stream(readTextFile(file));
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (!line.empty())
            lines.push_back(line);
    }
    if (lines.empty())
        throw InputError(file, {}, "holds no text", "Write one prompt a line.");
    return lines;
}

/// "2/4".
Shard parseShard(const std::string &text)
{
    Shard shard;
    const std::size_t slash = text.find('/');
    const auto number = [&](std::string_view digits, std::int64_t &value) {
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return error == std::errc() && end == digits.data() + digits.size() && value >= 1;
    };
    if (slash == std::string::npos || !number(std::string_view(text).substr(0, slash), shard.number) ||
        !number(std::string_view(text).substr(slash + 1), shard.of) || shard.number > shard.of)
        throw UsageError("--shard: \"" + text + "\" is no part of a whole", "Write 1/4 for the first of four.");
    return shard;
}

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

int embed(const Options &options, CommandContext &context)
{
    const Reporter reporter = context.terminal.reporter();
    const DatasetChoice choice = options.images.choice();
    const bool half = choice.halfEmbeddings;
    const std::optional<WorkerPlace> place = options.shard.empty() ? launchedPlace() : std::nullopt;
    if (options.out.empty() && options.shard.empty() && options.join.empty() && !place)
        throw UsageError("--out is missing", "Name the file to write; or fill the cache alone, with --shard 1/1.");
    if (place && options.noCache)
        throw UsageError("several processes share the work through the cache", "Leave out --no-cache.");
    const Shard shard = place                   ? Shard{place->rank + 1, place->count}
                        : options.shard.empty() ? Shard{}
                                                : parseShard(options.shard);
    // Without the cache nothing is tried twice: what cannot be decoded is found before.
    auto dataset = std::make_shared<const OpenedDataset>(openDataset(
        options.dataset, choice, context.stop, reporter, options.noCache ? Opening::Thorough : Opening::Quick));
    const auto teacher = options.towers.open(options.teacher);
    const EmbeddingCache cache(options.noCache         ? std::filesystem::path()
                               : options.cache.empty() ? EmbeddingCache::defaultFolder()
                                                       : std::filesystem::path(options.cache));
    std::int64_t joined = 0;
    for (const std::string &folder : options.join)
        joined += cache.join(EmbeddingCache(folder), *teacher, dataset->images->view(), half);

    const auto start = std::chrono::steady_clock::now();
    std::int64_t images = 0;
    std::int64_t fromCache = 0;
    double seconds = 0;
    if (place && !options.out.empty()) {
        // Each its shard; the first one then finds all of them in the cache.
        Workers workers(*place, context.stop);
        try {
            cache.fill(*teacher, *dataset->images, shard, context.stop, reporter, half);
            workers.meet();
        } catch (const std::exception &error) {
            workers.leave(error.what());
            throw;
        }
        if (!place->isFirst())
            return exitDone;
    }
    if (options.out.empty()) {
        if (place || !options.shard.empty()) {
            const EmbeddingCache::Filled filled =
                cache.fill(*teacher, *dataset->images, shard, context.stop, reporter, half);
            images = filled.images;
            fromCache = filled.fromCache;
        }
        seconds = secondsSince(start);
    } else {
        const EmbeddedDataset embedded = embedDataset(dataset, choice, *teacher, cache, context.stop, reporter);
        const auto embeddings = embedded.embeddings;
        fromCache = embedded.fromCache;
        dataset = embedded.dataset;
        images = embeddings->rows();
        seconds = secondsSince(start);
        std::optional<Matrix> texts;
        if (!options.prompts.empty())
            texts = teacher->encodeTexts(linesOf(options.prompts), context.stop, reporter);
        std::ostringstream scale;
        scale << teacher->info().logitScale;
        writeImageTable(options.out, "image_embeds", *embeddings, *dataset->images, texts ? &*texts : nullptr,
                        {{"teacher", teacher->info().id},
                         {"dataset_fingerprint", dataset->fingerprint},
                         {"logit_scale", scale.str()}});
    }
    context.terminal.clear();
    const double rate = seconds > 0 ? static_cast<double>(images) / seconds : 0;
    if (options.json) {
        Json object{
            {"images", images},   {"dim", teacher->info().dimension}, {"precision", teacher->info().computes},
            {"seconds", seconds}, {"images_per_second", rate},        {"from_cache", fromCache}};
        if (!options.out.empty())
            object["path"] = options.out;
        if (!options.join.empty())
            object["joined"] = joined;
        print(object);
        return exitDone;
    }
    if (!options.join.empty())
        std::printf("%lld embeddings joined\n", static_cast<long long>(joined));
    if (!options.out.empty() || !options.shard.empty() || place)
        std::printf("%s: %lld images x %lld dimensions, %lld from the cache, %.1f s (%.0f images/s)\n",
                    options.out.empty()
                        ? ("shard " + std::to_string(shard.number) + "/" + std::to_string(shard.of)).c_str()
                        : options.out.c_str(),
                    static_cast<long long>(images), static_cast<long long>(teacher->info().dimension),
                    static_cast<long long>(fromCache), seconds, rate);
    return exitDone;
}

} // namespace

void addEmbedCommand(CLI::App &app, CommandContext &context)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand(
        "embed", "Write the teacher's embeddings of a data set: image_embeds [N, D] as safetensors, or "
                 "a .npy, and beside it the list of the images as .txt");
    command
        ->add_option("--teacher", options->teacher, "A CLIP: Hugging Face or OpenCLIP folder, or a weights file")
        ->required();
    command
        ->add_option("--dataset", options->dataset,
                     "Folder of images (rows in byte order of paths), list, archive, CIFAR or IDX")
        ->required();
    options->images.addTo(*command);
    options->towers.addTo(*command);
    CLI::Option *out = command->add_option("--out", options->out, "The .safetensors or .npy file to write");
    command
        ->add_option("--prompts", options->prompts,
                     "Text file, a prompt a line: adds text_embeds [M, D] (beside a .npy: NAME.classes.npy)")
        ->needs(out);
    CLI::Option *cache =
        command->add_option("--cache", options->cache, "Folder of the embeddings' cache, instead of the user's");
    CLI::Option *shard =
        command
            ->add_option("--shard", options->shard,
                         "Only fill the cache, with part I/N of the images: several processes share "
                         "the work (those that torchrun or srun start do so by themselves)")
            ->excludes(out);
    CLI::Option *join = command->add_option(
        "--join", options->join,
        "Take over what another cache folder holds, as a shard on another machine has filled it");
    command->add_flag("--no-cache", options->noCache, "Run the tower for every image, and remember nothing")
        ->excludes(cache)
        ->excludes(shard)
        ->excludes(join);
    command->add_flag("--json", options->json, "Print JSON");
    command->callback(
        [options, &context] { context.action = [options, &context] { return embed(*options, context); }; });
}

} // namespace retort
