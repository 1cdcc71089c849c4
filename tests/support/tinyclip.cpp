#include "tinyclip.h"

#include "base/random.h"
#include "data/split.h"
#include "teacher/clipfolder.h"
#include "teacher/towers.h"

namespace retort::testing {

ClipConfig tinyClipConfig()
{
    ClipConfig config;
    config.vision = {32, 64, 2, 4, MlpActivation::QuickGelu, 1e-5};
    config.imageSize = 16;
    config.patchSize = 8;
    config.text = {32, 64, 2, 4, MlpActivation::QuickGelu, 1e-5};
    config.contextLength = 24;
    config.projection = 12;
    return config;
}

void writeTinyClip(const std::filesystem::path &folder, ClipConfig config, std::uint64_t seed)
{
    ClipFolder clip;
    clip.merges = {{"t", "h"},   {"a", "n"},        {"th", "e</w>"}, {"o", "f</w>"},  {"p", "h"},    {"ph", "o"},
                   {"pho", "t"}, {"phot", "o</w>"}, {"i", "n"},      {"c", "at</w>"}, {"a", "t</w>"}};
    clip.tokens = byteTokens();
    // Special tokens come last, as in CLIP's own vocabulary.
    const std::vector<std::string> specials(clip.tokens.end() - 2, clip.tokens.end());
    clip.tokens.resize(clip.tokens.size() - 2);
    for (const auto &[left, right] : clip.merges)
        clip.tokens.push_back(left + right);
    clip.tokens.insert(clip.tokens.end(), specials.begin(), specials.end());
    config.vocabulary = static_cast<std::int64_t>(clip.tokens.size());
    config.startToken = config.vocabulary - 2;
    config.endToken = config.vocabulary - 1;

    clip.config = config;
    clip.preprocessing.resize = static_cast<int>(config.imageSize);
    clip.preprocessing.crop = static_cast<int>(config.imageSize);
    clip.preprocessing.mean = {0.48F, 0.46F, 0.41F};
    clip.preprocessing.standardDeviation = {0.27F, 0.26F, 0.28F};
    ClipModel model(config);
    model->initialise(seed);
    clip.weights = toNamedTensors(model->state());
    writeClipFolder(folder, clip);
}

std::shared_ptr<const PackedImages> noiseImages(int count, int height, int width, int channels, std::uint64_t seed)
{
    const auto bytes = static_cast<std::size_t>(height) * static_cast<std::size_t>(width * channels);
    std::vector<std::uint8_t> pixels;
    std::vector<ContentKey> keys;
    RandomStream random{seed};
    for (int i = 0; i < count; ++i) {
        for (std::size_t b = 0; b < bytes; ++b)
            pixels.push_back(static_cast<std::uint8_t>(random.below(256)));
        keys.push_back(contentKey({pixels.data() + pixels.size() - bytes, bytes}));
    }
    return std::make_shared<PackedImages>(height, width, channels, std::move(pixels), std::move(keys));
}

} // namespace retort::testing
