#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace retort {

/// The non-linearity of a tower's MLP, as config.json names it ("hidden_act").
enum class MlpActivation {
    QuickGelu, ///< x * sigmoid(1.702 x): OpenAI's CLIP
    Gelu,      ///< exact, with erf: most later CLIPs
};

/// What image and text towers have in common: a pre-norm transformer.
struct TowerConfig
{
    std::int64_t width = 512;         ///< hidden_size
    std::int64_t intermediate = 2048; ///< of the MLP
    std::int64_t layers = 12;
    std::int64_t heads = 8; ///< divides width
    MlpActivation activation = MlpActivation::QuickGelu;
    double layerNormEps = 1e-5;

    bool operator==(const TowerConfig &) const = default;
};

/// The shape of a CLIP, as its config.json says it. Defaults are those of transformers (ViT-B/32), which its files
/// leave out.
struct ClipConfig
{
    /// Of a ResNet tower: width, layers and heads of its attention pooling, for estimates of work.
    TowerConfig vision{768, 3072, 12, 12, MlpActivation::QuickGelu, 1e-5};
    /// Blocks of the four stages of a ModifiedResNet, which then is the image tower; empty for a ViT.
    std::vector<std::int64_t> resNetBlocks{};
    std::int64_t resNetWidth = 0; ///< channels of the first stage, 64
    std::int64_t imageSize = 224; ///< pixels, square
    std::int64_t patchSize = 32;  ///< pixels, square; of a ResNet, how much smaller it makes the image
    TowerConfig text{};
    std::int64_t vocabulary = 49408;
    std::int64_t contextLength = 77; ///< tokens, both special ones included
    std::int64_t startToken = 49406;
    /// The text is read out at the first token of this id; 2 (what files written before 2023 say) means at the
    /// first token with the highest id, as transformers does.
    std::int64_t endToken = 49407;
    std::int64_t projection = 512; ///< D, of the common space

    /// Patches and the class token.
    [[nodiscard]] std::int64_t imageTokens() const
    {
        const std::int64_t side = imageSize / patchSize;
        return side * side + 1;
    }

    bool operator==(const ClipConfig &) const = default;
};

inline constexpr std::int64_t legacyEndToken = 2;

/// Makes the image tower a ModifiedResNet.
void setResNet(ClipConfig &config, const std::vector<std::int64_t> &blocks, std::int64_t width);

/// Reads a config.json (text_config, vision_config, the older text_config_dict and vision_config_dict,
/// projection_dim). Throws InputError naming the file and the key for a missing, unsupported or absurd value.
/// `fileName` is for messages.
[[nodiscard]] ClipConfig parseClipConfig(const std::string &json, const std::string &fileName);
/// A config.json that transformers' CLIPModel takes.
[[nodiscard]] std::string clipConfigToJson(const ClipConfig &config);

/// "ViT, 28 px, patch 7, width 128, 4 layers; text width 128, 2 layers".
[[nodiscard]] std::string describe(const ClipConfig &config);

} // namespace retort
