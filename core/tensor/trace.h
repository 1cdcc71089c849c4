#pragma once

#include "tensor/torch.h"

#include <functional>
#include <memory>

namespace retort {

/// The operators that `function` applies to `example`, in order, with everything that it reads besides as
/// constants; none works in place. Parameters must not require gradients. What a function does outside torch's
/// operators is not seen: batchNorm() and what is like it go through them where gradients are enabled, which this
/// call sees to. Sizes that the function asks for become constants.
[[nodiscard]] std::shared_ptr<torch::jit::Graph>
traceOperators(const std::function<torch::Tensor(const torch::Tensor &)> &function, const torch::Tensor &example);

} // namespace retort
