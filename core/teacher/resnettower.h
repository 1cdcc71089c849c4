#pragma once

// Internal to the folders that may include LibTorch: the ModifiedResNet of OpenAI's CLIP (Radford et al. 2021,
// arXiv 2103.00020, section 2.4), for inference. Names of parameters are those of OpenAI's files.

#include "teacher/clipconfig.h"
#include "tensor/torch.h"

#include <cstdint>
#include <vector>

namespace retort {

/// Batch normalisation with fixed statistics. They are parameters here: a teacher's do not change.
class FixedNormImpl : public torch::nn::Module
{
public:
    explicit FixedNormImpl(std::int64_t channels);
    torch::Tensor forward(const torch::Tensor &input);

    torch::Tensor weight, bias, mean, variance;
};
TORCH_MODULE(FixedNorm);

/// 1x1, 3x3, 1x1 convolutions and a shortcut; where it makes the image smaller, an average over stride x stride
/// pixels does so, not a stride.
class ResNetBlockImpl : public torch::nn::Module
{
public:
    ResNetBlockImpl(std::int64_t in, std::int64_t planes, std::int64_t stride);
    torch::Tensor forward(const torch::Tensor &input);

private:
    std::int64_t m_stride;
    torch::Tensor m_weight1, m_weight2, m_weight3, m_shortcut; ///< the last is undefined without one
    FixedNorm m_norm1, m_norm2, m_norm3, m_shortcutNorm{nullptr};
};
TORCH_MODULE(ResNetBlock);

class ResNetTowerImpl : public torch::nn::Module
{
public:
    explicit ResNetTowerImpl(const ClipConfig &config);
    /// [B x 3 x S x S] -> [B x projection]: the attention pooling's output, read out at the mean of all places.
    torch::Tensor forward(const torch::Tensor &pixels);

private:
    torch::Tensor one(const torch::Tensor &pixels);
    [[nodiscard]] torch::Tensor pooled(const torch::Tensor &features) const;

    std::int64_t m_heads;
    torch::Tensor m_stem1, m_stem2, m_stem3;
    FixedNorm m_norm1, m_norm2, m_norm3;
    std::vector<ResNetBlock> m_blocks;
    torch::Tensor m_positions; ///< [(S / 32)^2 + 1 x 32 width]
    torch::Tensor m_queries, m_keys, m_values, m_out, m_queryBias, m_keyBias, m_valueBias, m_outBias;
};
TORCH_MODULE(ResNetTower);

} // namespace retort
