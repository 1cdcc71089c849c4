#include "teacher/openclip.h"

#include "base/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

namespace retort {

namespace {

constexpr const char *supported =
    "Supported are CLIPs with a ViT or a ModifiedResNet of OpenAI and OpenCLIP, and Hugging Face's CLIP.";

/// Beginnings of names, theirs and ours; the longest first where one begins another.
constexpr std::pair<std::string_view, std::string_view> beginnings[] = {
    {"visual.transformer.resblocks.", "vision_model.encoder.layers."},
    {"visual.class_embedding", "vision_model.embeddings.class_embedding"},
    {"visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"},
    {"visual.ln_pre.", "vision_model.pre_layrnorm."},
    {"visual.ln_post.", "vision_model.post_layernorm."},
    {"visual.proj", "visual_projection.weight"},
    {"transformer.resblocks.", "text_model.encoder.layers."},
    {"token_embedding.weight", "text_model.embeddings.token_embedding.weight"},
    {"positional_embedding", "text_model.embeddings.position_embedding.weight"},
    {"ln_final.", "text_model.final_layer_norm."},
    {"text_projection", "text_projection.weight"},
};
/// Inside a layer.
constexpr std::pair<std::string_view, std::string_view> parts[] = {
    {".ln_1.", ".layer_norm1."}, {".ln_2.", ".layer_norm2."},   {".attn.out_proj.", ".self_attn.out_proj."},
    {".mlp.c_fc.", ".mlp.fc1."}, {".mlp.c_proj.", ".mlp.fc2."},
};
constexpr std::string_view patches = "visual.conv1.weight"; // of a ViT; a ResNet has one of that name, too
constexpr std::string_view ourPatches = "vision_model.embeddings.patch_embedding.weight";

std::string renamed(std::string name)
{
    for (const auto &[theirs, ours] : beginnings) {
        if (name.starts_with(theirs)) {
            name.replace(0, theirs.size(), ours);
            break;
        }
    }
    for (const auto &[theirs, ours] : parts) {
        if (const std::size_t at = name.find(theirs); at != std::string::npos)
            name.replace(at, theirs.size(), ours);
    }
    return name;
}

/// Numbers that OpenAI's archives carry, masks and counters: no weights.
bool isNoWeight(std::string_view name)
{
    return name == "input_resolution" || name == "context_length" || name == "vocab_size" ||
           name.ends_with("attn_mask") || name.ends_with(".num_batches_tracked");
}

void cutApart(const Weight &packed, const std::string &layer, std::string_view kind, std::vector<Weight> &out)
{
    const std::int64_t rows = packed.view.shape.empty() ? 0 : packed.view.shape[0];
    if (rows % 3 != 0)
        throw InputError(packed.file, "tensor \"" + packed.name + "\"", "cannot be cut into three equal parts",
                         "The file is damaged: copy or download it again.");
    const std::size_t bytes = packed.view.bytes.size() / 3;
    std::size_t part = 0;
    for (const char *name : {"q_proj", "k_proj", "v_proj"}) {
        Weight weight = packed;
        weight.name = layer + ".self_attn." + name + std::string(kind);
        weight.view.shape[0] = rows / 3;
        weight.view.bytes = packed.view.bytes.subspan(part++ * bytes, bytes);
        out.push_back(std::move(weight));
    }
}

void transpose(Weight &weight, WeightSet &weights)
{
    if (weight.view.shape.size() != 2)
        return; // which loading will complain about
    const auto rows = static_cast<std::size_t>(weight.view.shape[0]);
    const auto columns = static_cast<std::size_t>(weight.view.shape[1]);
    const std::size_t size = elementSize(weight.view.type);
    const std::span<std::byte> turned = weights.room(weight.view.bytes.size());
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c)
            std::memcpy(turned.data() + (c * rows + r) * size, weight.view.bytes.data() + (r * columns + c) * size,
                        size);
    }
    std::swap(weight.view.shape[0], weight.view.shape[1]);
    weight.view.bytes = turned;
}

[[noreturn]] void unsupported(const Weight &weight, const std::string &what)
{
    throw InputError(weight.file, "tensor \"" + weight.view.name + "\"", "belongs to " + what, supported);
}

const Weight &needed(const WeightSet &weights, std::string_view name, std::size_t dimensions)
{
    const Weight *weight = weights.find(name);
    if (weight == nullptr)
        throw InputError(weights.all().front().file, "tensor \"" + std::string(name) + "\"", "is missing",
                         "Both towers of a CLIP are needed: download the whole checkpoint.");
    const auto &shape = weight->view.shape;
    if (shape.size() != dimensions ||
        std::any_of(shape.begin(), shape.end(), [](std::int64_t extent) { return extent < 1; }))
        throw InputError(weight->file, "tensor \"" + std::string(name) + "\"", "has a shape that makes no sense",
                         "The file is damaged: copy or download it again.");
    return *weight;
}

/// Of names that go on with a number behind `prefix`: the highest number and one.
std::int64_t countOf(const WeightSet &weights, std::string_view prefix)
{
    std::int64_t count = 0;
    for (const Weight &weight : weights.all()) {
        std::int64_t number = 0;
        if (weight.name.starts_with(prefix)) {
            const char *begin = weight.name.data() + prefix.size();
            const char *end = weight.name.data() + weight.name.size();
            if (std::from_chars(begin, end, number).ec == std::errc() && number >= 0)
                count = std::max(count, number + 1);
        }
    }
    constexpr std::int64_t most = 1 << 10;
    if (count == 0 || count > most)
        throw InputError(weights.all().front().file, "tensors \"" + std::string(prefix) + "...\"",
                         count == 0 ? "there are none: a tower without layers" : "there are absurdly many",
                         "The file is damaged or no CLIP: download it again.");
    return count;
}

/// The square root, which must be a whole number.
std::int64_t sideOf(std::int64_t area, const Weight &weight)
{
    const auto side = static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(area))));
    if (side < 1 || side * side != area)
        throw InputError(weight.file, "tensor \"" + weight.name + "\"", "is not for square images",
                         "Only towers for square images are supported.");
    return side;
}

/// OpenCLIP's towers have heads of 64 columns, but for the largest.
std::int64_t headsOf(std::int64_t width, bool vision)
{
    const std::int64_t head = vision && width == 1280   ? 80  // ViT-H
                              : vision && width == 1408 ? 88  // ViT-g
                              : vision && width == 1664 ? 104 // ViT-bigG
                              : vision && width == 1792 ? 112 // ViT-e
                                                        : 64;
    return std::max<std::int64_t>(1, width / head);
}

} // namespace

bool hasOpenClipNames(const WeightSet &weights)
{
    return std::any_of(weights.all().begin(), weights.all().end(), [](const Weight &weight) {
        return weight.name.starts_with("visual.") || weight.name.starts_with("transformer.resblocks.");
    });
}

void renameOpenClip(WeightSet &weights)
{
    const bool vit = weights.find("visual.class_embedding") != nullptr;
    std::vector<Weight> result;
    for (Weight weight : weights.all()) {
        if (weight.name.starts_with("visual.trunk."))
            unsupported(weight, "an image tower of timm (SigLIP, ConvNeXt, EVA and others), which is not "
                                "supported yet");
        if (weight.name.starts_with("text.") || weight.name == "logit_bias")
            unsupported(weight, "a text tower of another kind (SigLIP, or one of Hugging Face), which is not "
                                "supported yet");
        if (isNoWeight(weight.name))
            continue;
        const std::size_t packed = weight.name.find(".attn.in_proj_");
        if (packed != std::string::npos) {
            constexpr std::size_t length = std::string_view(".attn.in_proj_").size();
            const std::string kind = "." + weight.name.substr(packed + length);
            cutApart(weight, renamed(weight.name.substr(0, packed)), kind, result);
            continue;
        }
        const bool turned = weight.name == "visual.proj" || weight.name == "text_projection";
        weight.name = vit && weight.name == patches ? std::string(ourPatches) : renamed(weight.name);
        if (turned)
            transpose(weight, weights);
        result.push_back(std::move(weight));
    }
    weights.replace(std::move(result));
}

std::string openClipName(const std::string &name)
{
    std::string theirs = name;
    if (theirs == ourPatches)
        return std::string(patches);
    for (const auto &[original, ours] : beginnings) {
        if (theirs.starts_with(ours)) {
            theirs.replace(0, ours.size(), original);
            break;
        }
    }
    for (const auto &[original, ours] : parts) {
        if (const std::size_t at = theirs.find(ours); at != std::string::npos)
            theirs.replace(at, ours.size(), original);
    }
    for (const std::string_view third : {".self_attn.q_proj.", ".self_attn.k_proj.", ".self_attn.v_proj."}) {
        if (const std::size_t at = theirs.find(third); at != std::string::npos)
            theirs.replace(at, third.size(), ".attn.in_proj_");
    }
    return theirs;
}

ClipConfig openClipShape(const WeightSet &weights, MlpActivation activation)
{
    ClipConfig config;
    config.endToken = legacyEndToken;
    const auto shape = [&](std::string_view name, std::size_t dimensions) -> const std::vector<std::int64_t> & {
        return needed(weights, name, dimensions).view.shape;
    };
    if (weights.find("visual.class_embedding") != nullptr) {
        const auto &patch = shape("visual.conv1.weight", 4);
        config.vision.width = patch[0];
        config.patchSize = patch[2];
        const Weight &positions = needed(weights, "visual.positional_embedding", 2);
        config.imageSize = config.patchSize * sideOf(positions.view.shape[0] - 1, positions);
        config.vision.layers = countOf(weights, "visual.transformer.resblocks.");
        config.vision.intermediate = shape("visual.transformer.resblocks.0.mlp.c_fc.weight", 2)[0];
    } else {
        const Weight &positions = needed(weights, "visual.attnpool.positional_embedding", 2);
        std::vector<std::int64_t> blocks;
        for (int stage = 1; stage <= 4; ++stage)
            blocks.push_back(countOf(weights, "visual.layer" + std::to_string(stage) + "."));
        setResNet(config, blocks, shape("visual.layer1.0.conv1.weight", 4)[0]);
        config.imageSize = config.patchSize * sideOf(positions.view.shape[0] - 1, positions);
    }
    config.vision.heads = headsOf(config.vision.width, config.resNetBlocks.empty());
    config.vision.activation = activation;
    config.projection = shape("text_projection", 2)[1];
    config.contextLength = shape("positional_embedding", 2)[0];
    config.vocabulary = shape("token_embedding.weight", 2)[0];
    config.text.width = shape("ln_final.weight", 1)[0];
    config.text.layers = countOf(weights, "transformer.resblocks.");
    config.text.intermediate = shape("transformer.resblocks.0.mlp.c_fc.weight", 2)[0];
    config.text.heads = headsOf(config.text.width, false);
    config.text.activation = activation;
    for (const TowerConfig *tower : {&config.vision, &config.text}) {
        if (tower->width % tower->heads != 0)
            throw InputError(weights.all().front().file, {},
                             "has a tower of width " + std::to_string(tower->width) +
                                 ", which heads of 64 do not divide",
                             "Only towers of OpenAI's and OpenCLIP's shapes are supported.");
    }
    return config;
}

} // namespace retort
