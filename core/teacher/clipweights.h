#pragma once

// Internal to the folders that may include LibTorch.

#include "teacher/towers.h"
#include "teacher/weightset.h"

#include <memory>

namespace retort {

/// Gives the model a checkpoint's weights. They are used where they lie in the file, mapped read-only, so such a
/// model must not be trained; only what a product cannot read as it is there (small tensors of other types than
/// float32, the weights of a ModifiedResNet likewise) is copied to float32. Throws InputError naming the tensor
/// and a remedy for one that is missing, unknown, of another shape or type, or holds a NaN or an infinity.
/// "position_ids", which older checkpoints carry, are passed over.
void loadWeights(ClipModel &model, const std::shared_ptr<const WeightSet> &weights);

} // namespace retort
