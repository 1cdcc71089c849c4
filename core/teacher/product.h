#pragma once

// Internal to the folders that may include LibTorch.

#include "tensor/torch.h"

namespace retort {

/// input W' + b over the last dimension, as torch::linear; bias may be undefined. Where no gradients are asked
/// for, oneDNN does it, on the thread that calls inside a parallel section: measured at nearly twice the speed of
/// OpenBLAS 0.3.21 with AVX-512, and its rows do not depend on where they stand (half of OpenBLAS's do, in the
/// last bit).
[[nodiscard]] torch::Tensor affine(const torch::Tensor &input, const torch::Tensor &weight,
                                   const torch::Tensor &bias);

} // namespace retort
