#pragma once

#include "data/packedimages.h"
#include "teacher/clipconfig.h"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace retort::testing {

/// 16 px, patch 8, width 32, 2 layers each; 24 tokens of context; 12 dimensions.
[[nodiscard]] ClipConfig tinyClipConfig();

/// Writes a Hugging Face folder with a CLIP of random weights, whose vocabulary spells every text in bytes with
/// some merges of English. Opens in a few milliseconds. The vocabulary's size and special tokens are put into the
/// configuration.
void writeTinyClip(const std::filesystem::path &folder, ClipConfig config = tinyClipConfig(),
                   std::uint64_t seed = 1);

/// Images of noise, all different: count x height x width x channels.
[[nodiscard]] std::shared_ptr<const PackedImages> noiseImages(int count, int height, int width, int channels,
                                                              std::uint64_t seed = 1);

} // namespace retort::testing
