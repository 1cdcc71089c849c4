#pragma once

#include "tensor/normkernels.h"
#include "tensor/torch.h"

namespace retort {

/// The values of one batch normalisation; the running ones are updated in training.
struct NormValues
{
    torch::Tensor weight;          ///< [C], float32
    torch::Tensor bias;            ///< [C]
    torch::Tensor runningMean;     ///< [C]
    torch::Tensor runningVariance; ///< [C], unbiased
    double momentum = 0.1;         ///< what a batch adds to the running values
    double epsilon = 1e-5;         ///< added to the variance
};

/// activation(batch_norm(x) + residual), differentiable in x, weight, bias and residual; the residual may be
/// undefined, and goes with None and the ReLUs only. x and residual are [B, C, H, W]. Training uses the batch's
/// statistics and updates the running ones.
///
/// On the CPU, with float32 or bfloat16 in channels-last memory, this is one pass over memory to measure and one
/// to write (the same each way back), where the three torch operators make seven; sums are float32 in fixed
/// pieces, so that results do not depend on the number of threads. Anything else goes to torch's operators.
/// Inside Team::run, training takes the statistics of the shares of all members and processes together (with
/// several members they must then be of the kinds above), and member 0 of each process updates the running values.
[[nodiscard]] torch::Tensor batchNorm(const torch::Tensor &x, const NormValues &values, bool training,
                                      Activation activation, const torch::Tensor &residual = {});

/// The same values for two readers.
struct Fork
{
    torch::Tensor main;
    torch::Tensor shortcut;
};

/// batchNorm() where a residual connection begins: what comes back of the two readers is added while this
/// normalisation reads it, which saves a pass over memory of its own.
[[nodiscard]] Fork forkedBatchNorm(const torch::Tensor &x, const NormValues &values, bool training,
                                   Activation activation, const torch::Tensor &residual = {});

} // namespace retort
