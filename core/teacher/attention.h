#pragma once

// Internal to the folders that may include LibTorch.

#include "tensor/torch.h"

#include <cstdint>

namespace retort {

/// softmax(q k' / sqrt(d)) v for every head. `packed` is [B x T x 3 W]: queries, keys and values of all heads side
/// by side, W = heads * d. Gives [B x T x W]. causal: row t sees columns 0 .. t only. Differentiable; without
/// gradients, it runs on the calling thread (towers give each thread images of its own).
[[nodiscard]] torch::Tensor multiHeadAttention(const torch::Tensor &packed, std::int64_t heads, bool causal);

} // namespace retort
