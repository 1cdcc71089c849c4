#pragma once

#include "tensor/torch.h"

#include <functional>
#include <vector>

namespace retort {

/// All parameters of a run in one piece of memory, and their gradients in another: one optimiser step is a handful
/// of operations on two long vectors, and a checkpoint is a copy of them. The parameters become views of it.
/// Replicas of the network share the values and have gradients of their own.
class FlatParameters
{
public:
    /// One list of parameters for each replica, on one device, of one type. The first decides the values, and may
    /// have more of them at its end. Four-dimensional ones (convolutions) are laid out channels-last where asked
    /// for.
    FlatParameters(const std::vector<std::vector<torch::Tensor>> &replicas, bool channelsLast);

    [[nodiscard]] torch::Tensor values() const { return m_values; }
    /// The first replica's gradients.
    [[nodiscard]] torch::Tensor gradients() const { return m_gradients.select(0, 0); }
    /// Adds those of the other replicas to them, in order, and then what lies beyond.
    void gatherGradients();
    /// What adds up gradients over other processes (Workers::sum), in place.
    void setBeyond(std::function<void(torch::Tensor &)> sum) { m_beyond = std::move(sum); }
    /// Sets those of all replicas to zero.
    void clearGradients() { m_gradients.zero_(); }
    /// The front part, which weight decay applies to: weights of convolutions and linear maps. Behind it lie
    /// biases and normalisation, where a decay towards zero would work against what they are for.
    [[nodiscard]] std::int64_t decayed() const { return m_decayed; }

private:
    torch::Tensor m_values;
    torch::Tensor m_gradients; ///< a row for each replica
    std::int64_t m_decayed = 0;
    std::function<void(torch::Tensor &)> m_beyond;
};

} // namespace retort
