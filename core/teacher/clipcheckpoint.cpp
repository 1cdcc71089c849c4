#include "teacher/clipcheckpoint.h"

#include "base/error.h"
#include "base/files.h"
#include "data/split.h"
#include "teacher/openclip.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace retort {

namespace {

namespace fs = std::filesystem;

constexpr const char *whatToChoose =
    "Choose a Hugging Face folder (config.json with model.safetensors or pytorch_model.bin), an OpenCLIP folder "
    "(open_clip_config.json with open_clip_model.safetensors or open_clip_pytorch_model.bin), or a single .pt or "
    ".safetensors file of OpenAI's or OpenCLIP's.";

std::span<const std::uint8_t> bytesOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()};
}

/// The content keys of all files that decide what comes out, hashed once more.
std::string teacherId(const WeightSet &weights, const std::vector<std::string> &others)
{
    std::string keys;
    for (const auto &file : weights.files())
        keys += contentKey(bytesOf(file->bytes())).hex();
    for (const std::string &text : others)
        keys += contentKey(bytesOf(std::as_bytes(std::span(text)))).hex();
    return contentKey(bytesOf(std::as_bytes(std::span(keys)))).hex();
}

std::string formatsOf(const WeightSet &weights)
{
    std::set<std::string> names;
    for (const auto &file : weights.files())
        names.insert(formatName(file->format()));
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return weights.files().size() > 1 ? text + " in " + std::to_string(weights.files().size()) + " parts" : text;
}

bool isFile(const fs::path &file)
{
    std::error_code failed;
    return fs::is_regular_file(file, failed);
}

/// The first of these that is in the folder.
std::optional<fs::path> firstOf(const fs::path &folder, std::initializer_list<const char *> names)
{
    for (const char *name : names) {
        if (isFile(folder / name))
            return folder / name;
    }
    return {};
}

WeightSet read(const fs::path &file)
{
    WeightSet weights;
    if (file.filename().string().ends_with(".index.json"))
        weights.addShards(file);
    else
        weights.addFile(file);
    return weights;
}

fs::path preparationFile(const fs::path &folder)
{
    const fs::path own = folder / "preprocessor_config.json";
    const fs::path nested = folder / "processor_config.json"; // newer transformers
    return !isFile(own) && isFile(nested) ? nested : own;
}

std::optional<fs::path> huggingFaceWeights(const fs::path &folder)
{
    return firstOf(folder, {"model.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
                            "pytorch_model.bin.index.json"});
}

std::optional<fs::path> openClipWeights(const fs::path &folder)
{
    return firstOf(folder, {"open_clip_model.safetensors", "open_clip_pytorch_model.safetensors",
                            "open_clip_model.safetensors.index.json", "open_clip_pytorch_model.bin",
                            "model.safetensors", "pytorch_model.bin"});
}

void checkTokens(const Tokenizer &tokenizer, const ClipConfig &config, const fs::path &file)
{
    if (tokenizer.largestId() + 1 == config.vocabulary)
        return;
    throw InputError(file, {},
                     "has a vocabulary of " + std::to_string(config.vocabulary) +
                         " tokens, but CLIP's own, which "
                         "belongs to files without one, has " +
                         std::to_string(tokenizer.largestId() + 1),
                     "Checkpoints with another tokenizer are supported as Hugging Face folders only.");
}

ClipCheckpoint openHuggingFace(const fs::path &folder)
{
    const fs::path configFile = folder / "config.json";
    const std::string configText = readTextFile(configFile);
    const ClipConfig config = parseClipConfig(configText, configFile.string());
    const std::optional<fs::path> weightsFile = huggingFaceWeights(folder);
    if (!weightsFile)
        throw InputError(folder / "model.safetensors", {}, "is missing", whatToChoose);
    const fs::path imageFile = preparationFile(folder);
    const std::string imageText = readTextFile(imageFile);
    const ImagePreparation preparation = parseImagePreparation(imageText, imageFile.string(), config.imageSize);
    Tokenizer tokenizer = Tokenizer::open(folder);
    if (tokenizer.largestId() >= config.vocabulary)
        throw InputError(Tokenizer::files(folder).front(), {},
                         "has the token id " + std::to_string(tokenizer.largestId()) +
                             ", but config.json's vocab_size is " + std::to_string(config.vocabulary),
                         "Copy config.json and the tokenizer's files from the same checkpoint.");
    if (config.endToken != legacyEndToken && config.endToken != tokenizer.endToken())
        throw InputError(configFile, "key \"text_config.eos_token_id\"",
                         "is " + std::to_string(config.endToken) + ", but the tokenizer ends texts with " +
                             std::to_string(tokenizer.endToken()),
                         "Copy config.json and the tokenizer's files from the same checkpoint.");
    WeightSet weights = read(*weightsFile);
    std::vector<std::string> deciding;
    for (const fs::path &file : Tokenizer::files(folder))
        deciding.push_back(readTextFile(file));
    deciding.push_back(configText);
    deciding.push_back(imageText);
    const std::string id = teacherId(weights, deciding);
    const std::string format = formatsOf(weights);
    return {"CLIP (Hugging Face folder)",
            format,
            config,
            preparation,
            std::move(tokenizer),
            std::make_shared<const WeightSet>(std::move(weights)),
            folder,
            id};
}

/// `config`: a file in OpenCLIP's format; empty for OpenAI's archives, which need none.
ClipCheckpoint openOpenClip(const fs::path &weightsFile, const fs::path &configFile, const std::string &family)
{
    WeightSet weights = read(weightsFile);
    if (!hasOpenClipNames(weights))
        throw InputError(weightsFile, "tensor \"" + weights.all().front().name + "\"",
                         "is none of a CLIP as OpenAI and OpenCLIP name them", whatToChoose);
    const std::string format = formatsOf(weights);
    const bool script = weights.files().front()->format() == TensorFormat::TorchScript;
    // OpenAI's archives are known by a number that their towers carry along.
    const bool openAi = configFile.empty() && script && weights.find("input_resolution") != nullptr;
    OpenClipConfig config;
    std::string configText;
    if (!configFile.empty()) {
        configText = readTextFile(configFile);
        config = parseOpenClipConfig(configText, configFile);
    } else if (openAi) {
        config.clip = openClipShape(weights, MlpActivation::QuickGelu);
        config.preparation = clipPreparation(config.clip.imageSize);
    } else {
        (void)openClipShape(weights, MlpActivation::Gelu); // what is no CLIP is better said first
        throw InputError(weightsFile, {},
                         "is a CLIP whose tensors do not tell which activation it uses, and no configuration lies "
                         "beside it",
                         "Say which one it is: retort-cli teacher configure \"" + weightsFile.string() +
                             "\" --model-config ViT-B-32 (or ViT-B-32-quickgelu, ...). That writes " +
                             sidecarOf(weightsFile).filename().string() + " beside it.");
    }
    renameOpenClip(weights);
    Tokenizer tokenizer = Tokenizer::openClip();
    checkTokens(tokenizer, config.clip, configFile.empty() ? weightsFile : configFile);
    const std::string id = teacherId(weights, {family, configText});
    return {openAi ? "CLIP (OpenAI TorchScript archive)" : family,
            format,
            config.clip,
            config.preparation,
            std::move(tokenizer),
            std::make_shared<const WeightSet>(std::move(weights)),
            weightsFile.parent_path(),
            id};
}

bool isWeightsName(const fs::path &file)
{
    const std::string extension = file.extension().string();
    return extension == ".pt" || extension == ".pth" || extension == ".bin" || extension == ".safetensors";
}

/// What lies in a folder without a CLIP, for the message.
std::string contentsOf(const fs::path &folder)
{
    constexpr std::size_t shown = 5;
    std::vector<std::string> names;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
        names.push_back(at->path().filename().string());
    std::sort(names.begin(), names.end());
    std::string text;
    for (std::size_t i = 0; i < std::min(shown, names.size()); ++i)
        text += (i > 0 ? ", " : "") + names[i];
    if (names.size() > shown)
        text += " and " + std::to_string(names.size() - shown) + " more";
    return names.empty() ? "is empty" : "holds no CLIP, but " + text;
}

ClipCheckpoint openFile(const fs::path &file)
{
    const fs::path folder = file.parent_path();
    const fs::path beside = sidecarOf(file);
    const std::string family = "CLIP (OpenCLIP file)";
    if (isFile(beside))
        return openOpenClip(file, beside, family);
    if (file.filename() == "model.safetensors" && isFile(folder / "config.json"))
        return openHuggingFace(folder);
    if (isFile(folder / "open_clip_config.json"))
        return openOpenClip(file, folder / "open_clip_config.json", family);
    return openOpenClip(file, {}, family);
}

ClipCheckpoint openFolder(const fs::path &folder)
{
    const std::optional<fs::path> openClip = openClipWeights(folder);
    const fs::path openClipConfig = folder / "open_clip_config.json";
    // OpenCLIP's folders often hold the same weights for transformers too, and the other way round.
    if (isFile(folder / "config.json") && (huggingFaceWeights(folder) || !isFile(openClipConfig)))
        return openHuggingFace(folder);
    if (isFile(openClipConfig) && openClip)
        return openOpenClip(*openClip, openClipConfig, "CLIP (OpenCLIP folder)");
    std::vector<fs::path> candidates;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        if (isWeightsName(at->path()) && isFile(at->path()))
            candidates.push_back(at->path());
    }
    if (isFile(openClipConfig) && candidates.empty())
        throw InputError(folder / "open_clip_model.safetensors", {}, "is missing",
                         "Download the weights into the folder, too.");
    if (huggingFaceWeights(folder) && !isFile(openClipConfig))
        throw InputError(folder / "config.json", {}, "is missing", "Download it into the folder, too.");
    if (candidates.size() == 1)
        return openFile(candidates.front());
    if (candidates.size() > 1)
        throw InputError(folder, {}, "holds " + std::to_string(candidates.size()) + " files with weights",
                         "Choose one of them.");
    throw InputError(folder, {}, contentsOf(folder), whatToChoose);
}

} // namespace

ClipCheckpoint readClipCheckpoint(const fs::path &path)
{
    std::error_code failed;
    if (fs::is_directory(path, failed))
        return openFolder(path);
    if (!fs::exists(path, failed))
        throw InputError(path, {}, "is neither a file nor a folder", whatToChoose);
    return openFile(path);
}

} // namespace retort
