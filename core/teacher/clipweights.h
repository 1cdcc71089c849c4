#pragma once

// Internal to the folders that may include LibTorch.

#include "teacher/towers.h"
#include "teacher/weightset.h"

#include <memory>

namespace retort {

/// Gives the model a checkpoint's weights, as float32. Those that are float32 in the file are used where they lie
/// in it, mapped read-only: such a model must not be trained. Throws InputError naming the tensor and a remedy for
/// one that is missing, unknown, of another shape or type, or holds a NaN or an infinity. "position_ids", which
/// older checkpoints carry, are passed over.
void loadWeights(ClipModel &model, const std::shared_ptr<const WeightSet> &weights);

} // namespace retort
