#pragma once

// Internal to the folders that may include LibTorch.

#include "formats/safetensors.h"
#include "teacher/towers.h"

#include <filesystem>

namespace retort {

/// Copies a checkpoint's tensors into the model, as float32. Throws InputError naming the tensor and a remedy for
/// one that is missing, unknown, of another shape or type, or holds a NaN or an infinity. "position_ids", which
/// older checkpoints carry, are passed over.
void loadWeights(ClipModel &model, const SafetensorsView &weights, const std::filesystem::path &fileName);

} // namespace retort
