#pragma once

#include "tensor/torch.h"

namespace retort {

/// Every stride-th pixel of x [B, C, H, W], between new channels of zeros, `more` / 2 of them in front: the
/// shortcut without parameters of He et al. 2015 (arXiv 1512.03385, option A), differentiable. On the CPU in
/// channels-last memory one pass each way; torch's slices and padding, which anything else goes to, make several.
[[nodiscard]] torch::Tensor padShortcut(const torch::Tensor &x, std::int64_t stride, std::int64_t more);

} // namespace retort
