#include "base/error.h"
#include "base/files.h"
#include "command.h"
#include "datasetoptions.h"
#include "formats/safetensors.h"
#include "precisionoption.h"
#include "workflow/session.h"

#include <chrono>
#include <cstdio>
#include <cstring>
#include <numeric>
#include <sstream>

namespace retort {

namespace {

struct Options
{
    std::string teacher, dataset, out, prompts;
    DatasetOptions images;
    PrecisionOption precision;
    bool noCache = false;
    bool json = false;
};

NamedTensor toNamedTensor(const std::string &name, const Matrix &matrix)
{
    NamedTensor tensor{name, ElementType::F32, {matrix.rows(), matrix.columns()}, {}};
    tensor.bytes.resize(sizeof(float) * static_cast<std::size_t>(matrix.rows() * matrix.columns()));
    std::memcpy(tensor.bytes.data(), matrix.data(), tensor.bytes.size());
    return tensor;
}

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

int embed(const Options &options, CommandContext &context)
{
    const Reporter reporter = context.terminal.reporter();
    const DatasetChoice choice = options.images.choice();
    // Without the cache nothing is tried twice: what cannot be decoded is found before.
    auto dataset = std::make_shared<const OpenedDataset>(openDataset(
        options.dataset, choice, context.stop, reporter, options.noCache ? Opening::Thorough : Opening::Quick));
    const auto teacher = Teacher::open(options.teacher, options.precision.value());
    const auto start = std::chrono::steady_clock::now();
    std::shared_ptr<const Matrix> images;
    std::int64_t fromCache = 0;
    if (options.noCache) {
        std::vector<std::int64_t> all(static_cast<std::size_t>(dataset->images->size()));
        std::iota(all.begin(), all.end(), 0);
        images =
            std::make_shared<const Matrix>(teacher->encodeImages(*dataset->images, all, context.stop, reporter));
    } else {
        const EmbeddedDataset embedded = embedDataset(
            dataset, choice, *teacher, EmbeddingCache(EmbeddingCache::defaultFolder()), context.stop, reporter);
        images = embedded.embeddings;
        fromCache = embedded.fromCache;
        dataset = embedded.dataset;
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

    NamedTensors tensors{toNamedTensor("image_embeds", *images)};
    if (!options.prompts.empty())
        tensors.push_back(
            toNamedTensor("text_embeds", teacher->encodeTexts(linesOf(options.prompts), context.stop, reporter)));
    writeSafetensors(options.out, tensors,
                     {{"teacher", teacher->info().id}, {"dataset_fingerprint", dataset->fingerprint}});
    context.terminal.clear();
    const double rate = seconds > 0 ? static_cast<double>(images->rows()) / seconds : 0;
    if (options.json)
        print({{"images", images->rows()},
               {"dim", images->columns()},
               {"precision", teacher->info().computes},
               {"seconds", seconds},
               {"images_per_second", rate},
               {"from_cache", fromCache},
               {"path", options.out}});
    else
        std::printf("%s: %lld images x %lld dimensions, %lld from the cache, %.1f s (%.0f images/s)\n",
                    options.out.c_str(), static_cast<long long>(images->rows()),
                    static_cast<long long>(images->columns()), static_cast<long long>(fromCache), seconds, rate);
    return exitDone;
}

} // namespace

void addEmbedCommand(CLI::App &app, CommandContext &context)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand(
        "embed", "Write the teacher's embeddings of a data set as safetensors: image_embeds [N, D]");
    command
        ->add_option("--teacher", options->teacher, "A CLIP: Hugging Face or OpenCLIP folder, or a weights file")
        ->required();
    command
        ->add_option("--dataset", options->dataset,
                     "Folder of images (rows in byte order of paths), list, archive, CIFAR or IDX")
        ->required();
    options->images.addTo(*command);
    options->precision.addTo(*command);
    command->add_option("--out", options->out, "The safetensors file to write")->required();
    command->add_option("--prompts", options->prompts, "Text file, a prompt a line: adds text_embeds [M, D]");
    command->add_flag("--no-cache", options->noCache, "Run the tower for every image, and remember nothing");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback(
        [options, &context] { context.action = [options, &context] { return embed(*options, context); }; });
}

} // namespace retort
