#pragma once

// Internal to the folders that may include LibTorch.

#include "tensor/torch.h"

#include <cstdint>

namespace retort {

/// How the towers' inference multiplies: see productkernels.h. BFloat16 only where bfloat16ProductKernels() are
/// there.
enum class Arithmetic { Float32, BFloat16 };

/// input W' + b over the last dimension, as torch::linear; bias may be undefined. Where no gradients are asked
/// for, it runs on the thread that calls, on weights that may be float16 or bfloat16 in memory, and the rows of
/// the result do not depend on where they stand.
[[nodiscard]] torch::Tensor affine(const torch::Tensor &input, const torch::Tensor &weight,
                                   const torch::Tensor &bias, Arithmetic arithmetic = Arithmetic::Float32);
/// The same without gradients, into the columns of out from `column` on. out is contiguous, its other dimensions
/// are the input's.
void affineInto(const torch::Tensor &input, const torch::Tensor &weight, const torch::Tensor &bias,
                Arithmetic arithmetic, const torch::Tensor &out, std::int64_t column);
/// Whether affine() computes by itself.
[[nodiscard]] bool isInference(const torch::Tensor &input);

} // namespace retort
