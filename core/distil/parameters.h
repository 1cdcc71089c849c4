#pragma once

#include "tensor/torch.h"

#include <vector>

namespace retort {

/// All parameters of a run in one piece of memory, and their gradients in another: one optimiser step is a handful
/// of operations on two long vectors, and a checkpoint is a copy of them. The parameters become views of it.
class FlatParameters
{
public:
    /// Parameters on one device, float32. Four-dimensional ones (convolutions) are laid out channels-last.
    explicit FlatParameters(std::vector<torch::Tensor> parameters);

    [[nodiscard]] torch::Tensor values() const { return m_values; }
    [[nodiscard]] torch::Tensor gradients() const { return m_gradients; }
    /// The front part, which weight decay applies to: weights of convolutions and linear maps. Behind it lie
    /// biases and normalisation, where a decay towards zero would work against what they are for.
    [[nodiscard]] std::int64_t decayed() const { return m_decayed; }

private:
    torch::Tensor m_values;
    torch::Tensor m_gradients;
    std::int64_t m_decayed = 0;
};

} // namespace retort
