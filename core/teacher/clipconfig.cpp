#include "teacher/clipconfig.h"

#include "base/error.h"
#include "formats/jsonobject.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace retort {

namespace {

// Far beyond every published CLIP; keeps products of them inside 64 bits.
constexpr std::int64_t largestWidth = 1 << 16;
constexpr std::int64_t mostLayers = 1 << 10;
constexpr std::int64_t largestImage = 1 << 13;
constexpr std::int64_t largestVocabulary = 1 << 22;
constexpr std::int64_t longestContext = 1 << 14;

const char *activationName(MlpActivation activation)
{
    return activation == MlpActivation::QuickGelu ? "quick_gelu" : "gelu";
}

TowerConfig parseTower(const JsonObject &json, const TowerConfig &defaults)
{
    TowerConfig tower = defaults;
    tower.width = json.integer("hidden_size", defaults.width, 1, largestWidth);
    tower.intermediate = json.integer("intermediate_size", defaults.intermediate, 1, 4 * largestWidth);
    tower.layers = json.integer("num_hidden_layers", defaults.layers, 1, mostLayers);
    tower.heads = json.integer("num_attention_heads", defaults.heads, 1, tower.width);
    if (tower.width % tower.heads != 0)
        json.fail("num_attention_heads",
                  "does not divide the width " + std::to_string(tower.width) + " into equal heads",
                  "Copy config.json from the checkpoint again.");
    tower.layerNormEps = json.number("layer_norm_eps", defaults.layerNormEps, 1e-12, 1);
    const std::string activation = json.text("hidden_act", activationName(defaults.activation));
    if (activation == "quick_gelu")
        tower.activation = MlpActivation::QuickGelu;
    else if (activation == "gelu")
        tower.activation = MlpActivation::Gelu;
    else
        json.fail("hidden_act", "\"" + activation + "\" is not supported",
                  "Use a checkpoint whose towers use \"quick_gelu\" or \"gelu\".");
    return tower;
}

/// A side in pixels: a number, or a list of two equal ones.
std::int64_t side(const JsonObject &json, const std::string &key, std::int64_t fallback)
{
    const nlohmann::json &value = json.value(key);
    if (!value.is_array())
        return json.integer(key, fallback, 1, largestImage);
    if (value.size() != 2 || !value[0].is_number_integer() || value[0] != value[1] || value[0] < 1 ||
        value[0] > largestImage)
        json.fail(key, "must be one size in pixels, or two equal ones", "Use a checkpoint for square images.");
    return value[0].get<std::int64_t>();
}

/// Files of 2022 say everything in "<name>_dict", which then holds alone, as in transformers.
std::string sectionName(const JsonObject &json, const std::string &name)
{
    return json.has(name + "_dict") ? name + "_dict" : name;
}

nlohmann::ordered_json towerToJson(const TowerConfig &tower, const char *type)
{
    return {{"model_type", type},
            {"hidden_size", tower.width},
            {"intermediate_size", tower.intermediate},
            {"num_hidden_layers", tower.layers},
            {"num_attention_heads", tower.heads},
            {"hidden_act", activationName(tower.activation)},
            {"layer_norm_eps", tower.layerNormEps},
            {"attention_dropout", 0.0}};
}

} // namespace

ClipConfig parseClipConfig(const std::string &text, const std::string &fileName)
{
    const std::filesystem::path file(fileName);
    const nlohmann::json parsed = parseJson(text, file);
    const JsonObject json(parsed, file, {});
    const std::string type = json.text("model_type", "clip");
    if (type != "clip")
        json.fail("model_type", "\"" + type + "\" is not supported",
                  "Choose a folder with a CLIP (model_type \"clip\"), or a checkpoint of OpenCLIP or OpenAI.");

    ClipConfig config;
    static const nlohmann::json nothing = nlohmann::json::object();
    const std::string visionName = sectionName(json, "vision_config");
    const JsonObject vision(json.has(visionName) ? json.value(visionName) : nothing, file, visionName);
    config.vision = parseTower(vision, config.vision);
    config.imageSize = side(vision, "image_size", config.imageSize);
    config.patchSize = side(vision, "patch_size", config.patchSize);
    if (config.patchSize > config.imageSize)
        vision.fail("patch_size", "is larger than the image", "Copy config.json from the checkpoint again.");
    if (vision.integer("num_channels", 3, 1, largestWidth) != 3)
        vision.fail("num_channels", "must be 3", "Choose a CLIP for RGB images.");

    const std::string textName = sectionName(json, "text_config");
    const JsonObject words(json.has(textName) ? json.value(textName) : nothing, file, textName);
    config.text = parseTower(words, config.text);
    config.vocabulary = words.integer("vocab_size", config.vocabulary, 3, largestVocabulary);
    config.contextLength = words.integer("max_position_embeddings", config.contextLength, 3, longestContext);
    const std::int64_t anyToken = std::numeric_limits<std::int32_t>::max();
    config.startToken = words.integer("bos_token_id", config.startToken, 0, anyToken);
    config.endToken = words.integer("eos_token_id", config.endToken, 0, anyToken);
    config.projection = json.integer("projection_dim", config.projection, 1, largestWidth);
    return config;
}

std::string clipConfigToJson(const ClipConfig &config)
{
    nlohmann::ordered_json vision = towerToJson(config.vision, "clip_vision_model");
    vision["image_size"] = config.imageSize;
    vision["patch_size"] = config.patchSize;
    vision["num_channels"] = 3;
    vision["projection_dim"] = config.projection;
    nlohmann::ordered_json words = towerToJson(config.text, "clip_text_model");
    words["vocab_size"] = config.vocabulary;
    words["max_position_embeddings"] = config.contextLength;
    words["bos_token_id"] = config.startToken;
    words["eos_token_id"] = config.endToken;
    words["pad_token_id"] = config.endToken;
    words["projection_dim"] = config.projection;
    const nlohmann::ordered_json json = {{"architectures", {"CLIPModel"}},
                                         {"model_type", "clip"},
                                         {"projection_dim", config.projection},
                                         {"text_config", words},
                                         {"vision_config", vision}};
    return json.dump(2) + "\n";
}

void setResNet(ClipConfig &config, const std::vector<std::int64_t> &blocks, std::int64_t width)
{
    config.resNetBlocks = blocks;
    config.resNetWidth = width;
    config.patchSize = 32; // the stem halves twice, three stages once each
    config.vision.width = 32 * width;
    config.vision.intermediate = config.vision.width;
    config.vision.layers = std::accumulate(blocks.begin(), blocks.end(), std::int64_t{0});
    config.vision.heads = std::max<std::int64_t>(1, config.vision.width / 64);
}

std::string describe(const ClipConfig &config)
{
    const std::string text = "; text width " + std::to_string(config.text.width) + ", " +
                             std::to_string(config.text.layers) + " layers";
    if (!config.resNetBlocks.empty()) {
        std::string blocks;
        for (const std::int64_t count : config.resNetBlocks)
            blocks += (blocks.empty() ? "" : "-") + std::to_string(count);
        return "ModifiedResNet, " + std::to_string(config.imageSize) + " px, width " +
               std::to_string(config.resNetWidth) + ", blocks " + blocks + text;
    }
    return "ViT, " + std::to_string(config.imageSize) + " px, patch " + std::to_string(config.patchSize) +
           ", width " + std::to_string(config.vision.width) + ", " + std::to_string(config.vision.layers) +
           " layers" + text;
}

} // namespace retort
