#pragma once

// Internal to teacher.

#include "teacher/clipconfig.h"
#include "teacher/imagepreparation.h"
#include "teacher/tokenizer.h"
#include "teacher/weightset.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace retort {

/// A CLIP as it lies on disk, in whichever layout, brought to one.
struct ClipCheckpoint
{
    std::string family; ///< "CLIP (Hugging Face folder)"
    std::string format; ///< of the files with the weights: "safetensors", "torch.save", ...
    ClipConfig config;
    ImagePreparation preparation;
    Tokenizer tokenizer;
    std::shared_ptr<const WeightSet> weights; ///< named as by ClipModelImpl::state()
    std::filesystem::path folder;             ///< where other files of the checkpoint lie
    std::string id;                           ///< 32 hexadecimal digits over all that decides what comes out
};

/// Recognises a checkpoint by what is in the folder or file: a Hugging Face folder (config.json; safetensors or
/// pytorch_model.bin, in one or in parts with an index), an OpenCLIP folder (open_clip_config.json), OpenAI's
/// TorchScript archive, or a single file with OpenCLIP's names beside which a configuration lies (sidecarOf()).
/// Throws InputError naming file, place and remedy for everything else.
[[nodiscard]] ClipCheckpoint readClipCheckpoint(const std::filesystem::path &path);

} // namespace retort
