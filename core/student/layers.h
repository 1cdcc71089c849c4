#pragma once

#include "tensor/batchnorm.h"
#include "tensor/torch.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace retort {

// The few layers that students are made of. Not torch::nn's: those draw their first weights from torch's global
// generator, and pick their way through options at each call. Values start undefined; initialise() sets them.

/// Square convolution, padded so that stride 1 keeps the size. "weight" [out, in / groups, k, k], "bias" [out]
/// where there is one.
class Convolution : public torch::nn::Module
{
public:
    enum class Bias { No, Yes };

    Convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride = 1,
                std::int64_t groups = 1, Bias with = Bias::No);
    torch::Tensor operator()(const torch::Tensor &x) const
    {
        return torch::conv2d(x, weight, bias, m_stride, m_padding, 1, m_groups);
    }

    torch::Tensor weight;
    torch::Tensor bias; ///< undefined without one

private:
    std::int64_t m_stride;
    std::int64_t m_padding;
    std::int64_t m_groups;
};

/// Batch normalisation with running statistics, names and buffers as in torch; what follows it is computed along.
class BatchNorm : public torch::nn::Module
{
public:
    explicit BatchNorm(std::int64_t channels, double momentum = 0.1, double epsilon = 1e-5);
    /// activation(normalised x + residual); residual may be undefined.
    torch::Tensor operator()(const torch::Tensor &x, Activation activation, const torch::Tensor &residual = {});
    /// The same where a residual connection begins.
    Fork forked(const torch::Tensor &x, Activation activation, const torch::Tensor &residual = {});

    NormValues values;
    torch::Tensor batches;
};

/// x W' + b. Computes in float32 under autocast: it stands at a network's end, and losses read small differences
/// of logits.
class Linear : public torch::nn::Module
{
public:
    /// How the first values are drawn: uniform within 1 / sqrt(in) (weight, and bias where said) or within
    /// 1 / sqrt(out) (weight), or normal with deviation 0.01; a bias that is not drawn is 0.
    enum class Start { Uniform, UniformWithoutBias, UniformByOutput, Normal };

    Linear(std::int64_t in, std::int64_t out, Start start);
    torch::Tensor operator()(const torch::Tensor &x) const;

    torch::Tensor weight; ///< [out, in]
    torch::Tensor bias;   ///< [out]
    Start start;
};

/// Blocks one after the other, named "0", "1", ... as in torch::nn::Sequential.
template<typename Block>
class Stage : public torch::nn::Module
{
public:
    template<typename... Arguments>
    void add(Arguments &&...arguments)
    {
        m_blocks.push_back(register_module(std::to_string(m_blocks.size()),
                                           std::make_shared<Block>(std::forward<Arguments>(arguments)...)));
    }
    template<typename X>
    X operator()(X x)
    {
        for (const std::shared_ptr<Block> &block : m_blocks)
            x = (*block)(x);
        return x;
    }

private:
    std::vector<std::shared_ptr<Block>> m_blocks;
};

/// Modules that only lend their children a name: "features.0.1" and the like.
class Names : public torch::nn::Module
{};

/// Mean over height and width: [B, C, H, W] to [B, C], or [B, C, 1, 1], in float32 (float64 stays).
[[nodiscard]] torch::Tensor averagePool(const torch::Tensor &x, bool keepSides = false);

/// Draws every value below `root` from the seed: He et al. 2015 by fan-out for convolutions, 1 and 0 for
/// normalisation.
void initialise(torch::nn::Module &root, std::uint64_t seed);

} // namespace retort
