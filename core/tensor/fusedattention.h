#pragma once

#include "tensor/torch.h"

#include <cmath>
#include <limits>

namespace retort {

/// softmax(q k' / sqrt(d)) v, of [B, heads, T, d] each; causal: row t sees columns 0 .. t only. One kernel where
/// LibTorch 2 has one for the device.
inline torch::Tensor fusedAttention(const torch::Tensor &queries, const torch::Tensor &keys,
                                    const torch::Tensor &values, bool causal)
{
#if TORCH_VERSION_MAJOR >= 2
    return at::scaled_dot_product_attention(queries, keys, values, /*attn_mask=*/{}, /*dropout_p=*/0.0, causal);
#else
    const double scale = 1.0 / std::sqrt(static_cast<double>(queries.size(3)));
    torch::Tensor scores = torch::matmul(queries * scale, keys.transpose(2, 3));
    if (causal) {
        const float never = -std::numeric_limits<float>::infinity();
        scores = scores + torch::full({scores.size(2), scores.size(3)}, never, scores.options()).triu(1);
    }
    return torch::matmul(scores.softmax(-1), values);
#endif
}

} // namespace retort
