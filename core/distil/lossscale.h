#pragma once

#include "tensor/torch.h"

namespace retort {

/// Dynamic loss scaling for float16 (Micikevicius et al. 2018, arXiv 1710.03740): gradients that float16 would
/// round to zero are computed of a multiple of the loss. The multiple doubles after many good steps and is halved
/// when a gradient overflows; that step is left out.
class LossScale
{
public:
    explicit LossScale(const torch::Device &device);

    /// What the loss is to be multiplied by: a scalar on the device, always the same tensor.
    [[nodiscard]] const torch::Tensor &value() const { return m_value; }
    /// Divides gradients by it, and says whether all of them are finite: a bool scalar on the device.
    [[nodiscard]] torch::Tensor unscale(torch::Tensor gradients) const;
    /// After each step: whether its gradients were finite. Throws Error where they are not though the loss is no
    /// longer scaled.
    void stepped(bool finite);

    /// value() and how many good steps there were since it changed, for checkpoints; shares memory.
    [[nodiscard]] const torch::Tensor &state() const { return m_state; }
    /// After state() was written to.
    void restored();

private:
    torch::Tensor m_state; ///< [2] float64 on the CPU
    torch::Tensor m_value;
};

} // namespace retort
