#pragma once

#include "distil/parameters.h"
#include "distil/recipe.h"
#include "tensor/convert.h"

namespace retort {

/// Learning rate of one step: linear from lr / w up to lr over the w steps of the warm-up, then half a cosine that
/// reaches zero after the last step. step counts from 0.
[[nodiscard]] double learningRate(const Recipe &recipe, std::int64_t step, std::int64_t stepsPerEpoch);

/// SGD with Nesterov momentum (Sutskever et al. 2013, in the form that torch uses) or AdamW (Loshchilov and Hutter
/// 2019), on flat vectors. Weight decay as FlatParameters says.
class Optimiser
{
public:
    Optimiser(const Recipe &recipe, FlatParameters &parameters);

    /// Uses up the gradients and sets them to zero.
    void step(double learningRate);

    /// Everything besides the values themselves; tensors share memory.
    [[nodiscard]] TensorMap state() const;
    [[nodiscard]] std::int64_t steps() const { return m_steps; }
    void setSteps(std::int64_t steps) { m_steps = steps; }

private:
    void sgd(double learningRate);
    void adamw(double learningRate);

    FlatParameters &m_parameters;
    bool m_adamw;
    double m_momentum;
    double m_weightDecay;
    std::int64_t m_steps = 0;
    torch::Tensor m_first;  ///< momentum; AdamW's first moment
    torch::Tensor m_second; ///< AdamW's second moment
};

} // namespace retort
