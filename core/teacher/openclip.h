#pragma once

// Internal to teacher: checkpoints with the names that OpenAI's CLIP gave its parts, which OpenCLIP kept.

#include "teacher/clipconfig.h"
#include "teacher/imagepreparation.h"
#include "teacher/weightset.h"

#include <filesystem>
#include <string>

namespace retort {

/// Whether the tensors are named so.
[[nodiscard]] bool hasOpenClipNames(const WeightSet &weights);

/// Brings names and layouts to those of ClipModelImpl::state(): queries, keys and values are cut apart in place,
/// projections are transposed, what is no weight is left out. Throws InputError naming the tensor for towers that
/// are not supported (timm's, Hugging Face's, SigLIP's).
void renameOpenClip(WeightSet &weights);
/// The name before renameOpenClip.
[[nodiscard]] std::string openClipName(const std::string &name);

/// The shape that the tensors have, before renameOpenClip; the activation is not told by them and stays what it
/// is in `config`. Throws InputError naming the tensor for a missing or absurd one.
[[nodiscard]] ClipConfig openClipShape(const WeightSet &weights, MlpActivation activation);

/// An open_clip_config.json, or a named configuration in the same format without "preprocess_cfg". Throws
/// InputError naming the key for what is not supported.
struct OpenClipConfig
{
    ClipConfig clip;
    ImagePreparation preparation;
};
[[nodiscard]] OpenClipConfig parseOpenClipConfig(const std::string &json, const std::filesystem::path &file);
/// The same with CLIP's own preprocessing.
[[nodiscard]] ImagePreparation clipPreparation(std::int64_t imageSize);

/// The file that tells a single weights file's configuration: FILE.open_clip_config.json.
[[nodiscard]] std::filesystem::path sidecarOf(const std::filesystem::path &weights);

} // namespace retort
