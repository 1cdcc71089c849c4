#include "formats/jsonobject.h"
#include "teacher/openclip.h"

#include <algorithm>
#include <array>

namespace retort {

namespace {

constexpr const char *remedy =
    "Supported are OpenCLIP's plain CLIPs: ViT with a class token, or ModifiedResNet, and CLIP's own text tower.";
constexpr std::int64_t largestWidth = 1 << 16;

/// Keys that change nothing at inference; any other that is not known must be off.
void checkKeys(const JsonObject &object, std::initializer_list<std::string_view> known)
{
    for (const auto &[key, value] : object.json().items()) {
        const bool off = value.is_null() || (value.is_boolean() && !value.get<bool>()) ||
                         (value.is_number() && value == 0) || (value.is_string() && value == "");
        if (!off && std::find(known.begin(), known.end(), key) == known.end())
            object.fail(key, "is not supported", remedy);
    }
}

Preprocessing clipNumbers(std::int64_t imageSize)
{
    Preprocessing how;
    how.resize = static_cast<int>(imageSize);
    how.crop = static_cast<int>(imageSize);
    how.rounding = CropRounding::Even;
    how.mean = {0.48145466F, 0.4578275F, 0.40821073F};
    how.standardDeviation = {0.26862954F, 0.26130258F, 0.27577711F};
    return how;
}

std::array<float, 3> channels(const JsonObject &json, const std::string &key, const std::array<float, 3> &fallback)
{
    const nlohmann::json &value = json.value(key);
    if (value.is_null())
        return fallback;
    if (value.is_number() && value.get<double>() > -1e3 && value.get<double>() < 1e3)
        return {value.get<float>(), value.get<float>(), value.get<float>()};
    std::array<float, 3> result{};
    bool fine = value.is_array() && value.size() == result.size();
    for (std::size_t i = 0; fine && i < result.size(); ++i) {
        fine = value[i].is_number() && std::abs(value[i].get<double>()) < 1e3 &&
               (key != "std" || value[i].get<double>() > 1e-6);
        if (fine)
            result[i] = value[i].get<float>();
    }
    if (!fine)
        json.fail(key, "must be three numbers", "Download the configuration again.");
    return result;
}

ImagePreparation parsePreparation(const JsonObject &json, std::int64_t imageSize)
{
    ImagePreparation result = clipPreparation(imageSize);
    checkKeys(json, {"size", "mode", "mean", "std", "interpolation", "resize_mode", "fill_color"});
    const nlohmann::json &size = json.value("size");
    const bool square = size.is_null() || size == imageSize ||
                        (size.is_array() && size.size() == 2 && size[0] == imageSize && size[1] == imageSize);
    if (!square)
        json.fail("size", "is not the " + std::to_string(imageSize) + " px that the image tower takes",
                  "Download the configuration again.");
    if (json.text("mode", "RGB") != "RGB")
        json.fail("mode", "must be RGB", remedy);
    result.how.mean = channels(json, "mean", result.how.mean);
    result.how.standardDeviation = channels(json, "std", result.how.standardDeviation);
    const std::string filter = json.text("interpolation", "bicubic");
    if (filter != "bicubic" && filter != "bilinear" && filter != "random")
        json.fail("interpolation", "\"" + filter + "\" is not known", "It is bicubic or bilinear.");
    result.how.resampling = filter == "bilinear" ? Resampling::Bilinear : Resampling::Bicubic;
    const std::string mode = json.text("resize_mode", "shortest");
    if (mode != "shortest" && mode != "squash")
        json.fail("resize_mode", "\"" + mode + "\" is not supported", "Supported are shortest and squash.");
    result.squash = mode == "squash";
    return result;
}

/// Of the MLP, as int(width * mlp_ratio).
std::int64_t hiddenOf(const JsonObject &json, std::int64_t width)
{
    const double hidden = static_cast<double>(width) * json.number("mlp_ratio", 4, 0.01, 64);
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(hidden));
}

void parseVision(const JsonObject &json, ClipConfig &config)
{
    checkKeys(json, {"image_size", "layers", "width", "head_width", "mlp_ratio", "patch_size", "patch_dropout",
                     "pool_type"});
    if (json.text("pool_type", "tok") != "tok")
        json.fail("pool_type", "is not supported", remedy);
    const nlohmann::json &size = json.value("image_size");
    constexpr std::int64_t largest = 1 << 13;
    const bool pair = size.is_array() && size.size() == 2 && size[0] == size[1] && size[0].is_number_integer() &&
                      size[0] >= 1 && size[0] <= largest;
    config.imageSize = pair ? size[0].get<std::int64_t>() : json.integer("image_size", 224, 1, largest);
    const std::int64_t width = json.integer("width", 768, 1, largestWidth);
    const nlohmann::json &layers = json.value("layers");
    if (layers.is_array()) {
        std::vector<std::int64_t> blocks;
        for (const nlohmann::json &count : layers) {
            constexpr std::int64_t most = 1 << 10;
            if (!count.is_number_integer() || count < 1 || count > most)
                json.fail("layers", "must be four numbers of blocks", remedy);
            blocks.push_back(count.get<std::int64_t>());
        }
        if (blocks.size() != 4)
            json.fail("layers", "must be four numbers of blocks", remedy);
        setResNet(config, blocks, width);
        const std::int64_t features = config.vision.width;
        config.vision.heads =
            features / json.integer("head_width", std::min<std::int64_t>(64, features), 1, features);
        if (features % config.vision.heads != 0)
            json.fail("head_width", "does not divide the width into equal heads", remedy);
        if (config.imageSize % config.patchSize != 0)
            json.fail("image_size", "must be a multiple of 32", remedy);
        return;
    }
    config.vision.width = width;
    config.vision.layers = json.integer("layers", 12, 1, 1 << 10);
    config.patchSize = json.integer("patch_size", 16, 1, config.imageSize);
    config.vision.heads = width / json.integer("head_width", 64, 1, width);
    if (config.vision.heads < 1 || width % config.vision.heads != 0)
        json.fail("head_width", "does not divide the width into equal heads", "Download the configuration again.");
    config.vision.intermediate = hiddenOf(json, width);
}

void parseText(const JsonObject &json, ClipConfig &config)
{
    checkKeys(json,
              {"context_length", "vocab_size", "width", "heads", "layers", "mlp_ratio", "pool_type", "proj_type"});
    if (json.text("pool_type", "argmax") != "argmax" || json.text("proj_type", "linear") != "linear")
        json.fail(json.has("pool_type") ? "pool_type" : "proj_type", "is not supported", remedy);
    config.contextLength = json.integer("context_length", 77, 3, 1 << 14);
    config.vocabulary = json.integer("vocab_size", 49408, 3, 1 << 22);
    config.text.width = json.integer("width", 512, 1, largestWidth);
    config.text.heads = json.integer("heads", 8, 1, config.text.width);
    if (config.text.width % config.text.heads != 0)
        json.fail("heads", "does not divide the width into equal heads", "Download the configuration again.");
    config.text.layers = json.integer("layers", 12, 1, 1 << 10);
    config.text.intermediate =
        static_cast<std::int64_t>(static_cast<double>(config.text.width) * json.number("mlp_ratio", 4, 0.01, 64));
}

} // namespace

ImagePreparation clipPreparation(std::int64_t imageSize)
{
    return {clipNumbers(imageSize), false};
}

OpenClipConfig parseOpenClipConfig(const std::string &text, const std::filesystem::path &file)
{
    const nlohmann::json parsed = parseJson(text, file);
    const JsonObject whole(parsed, file, {});
    const JsonObject model = whole.has("model_cfg") ? whole.object("model_cfg") : whole;
    checkKeys(model, {"embed_dim", "vision_cfg", "text_cfg", "quick_gelu", "init_logit_scale", "preprocess_cfg"});
    OpenClipConfig config;
    config.clip.endToken = legacyEndToken;
    parseVision(model.object("vision_cfg"), config.clip);
    parseText(model.object("text_cfg"), config.clip);
    config.clip.projection = model.integer("embed_dim", 512, 1, largestWidth);
    const MlpActivation activation =
        model.flag("quick_gelu", false) ? MlpActivation::QuickGelu : MlpActivation::Gelu;
    config.clip.vision.activation = activation;
    config.clip.text.activation = activation;
    config.preparation = whole.has("preprocess_cfg")
                             ? parsePreparation(whole.object("preprocess_cfg"), config.clip.imageSize)
                             : clipPreparation(config.clip.imageSize);
    return config;
}

std::filesystem::path sidecarOf(const std::filesystem::path &weights)
{
    return weights.string() + ".open_clip_config.json";
}

} // namespace retort
