#pragma once

// Internal to the folders that may include LibTorch: the two towers of a CLIP as trainable modules. Names of
// parameters are exactly those of transformers' CLIPModel ("vision_model.pre_layrnorm.weight" is spelled so
// there). New modules hold uninitialised memory: load weights, or call ClipModel's initialise().

#include "teacher/clipconfig.h"
#include "teacher/product.h"
#include "teacher/resnettower.h"
#include "tensor/convert.h"
#include "tensor/torch.h"

#include <cstdint>
#include <vector>

namespace retort {

/// x W' + b, as torch::nn::Linear, without drawing weights from the global generator.
class ClipLinearImpl : public torch::nn::Module
{
public:
    ClipLinearImpl(std::int64_t in, std::int64_t out, bool withBias);
    torch::Tensor forward(const torch::Tensor &input) { return affine(input, weight, bias, arithmetic); }

    torch::Tensor weight; ///< [out x in]
    torch::Tensor bias;   ///< [out]; undefined without one
    Arithmetic arithmetic = Arithmetic::Float32;
};
TORCH_MODULE(ClipLinear);

/// Layer normalisation over the last dimension.
class ClipNormImpl : public torch::nn::Module
{
public:
    ClipNormImpl(std::int64_t width, double eps);
    torch::Tensor forward(const torch::Tensor &input)
    {
        return torch::layer_norm(input, {weight.size(0)}, weight, bias, m_eps);
    }

    torch::Tensor weight, bias;

private:
    double m_eps;
};
TORCH_MODULE(ClipNorm);

/// A single tensor called `weight`: an embedding, or a convolution without bias.
class ClipTableImpl : public torch::nn::Module
{
public:
    explicit ClipTableImpl(torch::IntArrayRef shape);

    torch::Tensor weight;
};
TORCH_MODULE(ClipTable);

/// Multi-head self-attention with biases.
class ClipAttentionImpl : public torch::nn::Module
{
public:
    explicit ClipAttentionImpl(const TowerConfig &config);
    /// [B x T x width] -> the same. causal: a token sees itself and those before it.
    torch::Tensor forward(const torch::Tensor &tokens, bool causal);

    ClipLinear keys, values, queries, out;

private:
    std::int64_t m_heads;
};
TORCH_MODULE(ClipAttention);

class ClipMlpImpl : public torch::nn::Module
{
public:
    explicit ClipMlpImpl(const TowerConfig &config);
    torch::Tensor forward(const torch::Tensor &tokens);

    ClipLinear fc1, fc2;

private:
    MlpActivation m_activation;
};
TORCH_MODULE(ClipMlp);

/// One pre-norm block: x + attention(norm1(x)), then x + mlp(norm2(x)).
class ClipLayerImpl : public torch::nn::Module
{
public:
    explicit ClipLayerImpl(const TowerConfig &config);
    torch::Tensor forward(const torch::Tensor &tokens, bool causal);

    ClipAttention attention;
    ClipNorm norm1;
    ClipMlp mlp;
    ClipNorm norm2;
};
TORCH_MODULE(ClipLayer);

class ClipEncoderImpl : public torch::nn::Module
{
public:
    explicit ClipEncoderImpl(const TowerConfig &config);
    torch::Tensor forward(torch::Tensor tokens, bool causal);

    std::vector<ClipLayer> layers;
};
TORCH_MODULE(ClipEncoder);

/// Patches, a class token and positions.
class ClipImageEmbeddingsImpl : public torch::nn::Module
{
public:
    explicit ClipImageEmbeddingsImpl(const ClipConfig &config);
    /// [B x 3 x S x S] -> [B x imageTokens x width].
    torch::Tensor forward(const torch::Tensor &pixels);

    torch::Tensor classEmbedding; ///< [width]
    ClipTable patches;            ///< a convolution's weight, [width x 3 x patch x patch]
    ClipTable positions;
    Arithmetic arithmetic = Arithmetic::Float32;

private:
    std::int64_t m_patchSize;
};
TORCH_MODULE(ClipImageEmbeddings);

class ClipImageTowerImpl : public torch::nn::Module
{
public:
    explicit ClipImageTowerImpl(const ClipConfig &config);
    /// [B x 3 x S x S] -> the class token after the last norm, [B x width].
    torch::Tensor forward(const torch::Tensor &pixels);

    ClipImageEmbeddings embeddings;
    ClipNorm normBefore;
    ClipEncoder encoder;
    ClipNorm normAfter;
};
TORCH_MODULE(ClipImageTower);

class ClipTextEmbeddingsImpl : public torch::nn::Module
{
public:
    explicit ClipTextEmbeddingsImpl(const ClipConfig &config);
    /// int64 [B x L] -> [B x L x width], L at most contextLength.
    torch::Tensor forward(const torch::Tensor &ids);

    ClipTable tokens, positions;
};
TORCH_MODULE(ClipTextEmbeddings);

class ClipTextTowerImpl : public torch::nn::Module
{
public:
    explicit ClipTextTowerImpl(const ClipConfig &config);
    /// int64 [B x L] -> the end token after the last norm, [B x width].
    torch::Tensor forward(const torch::Tensor &ids);

    ClipTextEmbeddings embeddings;
    ClipEncoder encoder;
    ClipNorm norm;

private:
    std::int64_t m_endToken;
};
TORCH_MODULE(ClipTextTower);

/// Both towers, their projections and the logit scale: transformers' CLIPModel. With a ModifiedResNet, "visual"
/// takes the place of image tower and projection, named as by OpenAI.
class ClipModelImpl : public torch::nn::Module
{
public:
    explicit ClipModelImpl(const ClipConfig &config);

    /// Draws new weights as transformers initialises a CLIP; the same for the same seed. Touches no global
    /// generator.
    void initialise(std::uint64_t seed);
    /// How inference multiplies in both towers, but for what costs next to nothing: the projections stay float32,
    /// and so does a ModifiedResNet. Throws ValueError where the processor has no instructions for it.
    void setArithmetic(Arithmetic arithmetic);

    /// Pixels normalised as the teacher's preprocessing says, float32 [B x 3 x S x S] -> [B x D], not normalised.
    torch::Tensor imageFeatures(const torch::Tensor &pixels);
    /// int64 [B x L], L at most contextLength and every row with its end token -> [B x D], not normalised. What
    /// comes after the end token has no influence: attention is causal.
    torch::Tensor textFeatures(const torch::Tensor &ids);

    [[nodiscard]] const ClipConfig &config() const noexcept { return m_config; }
    /// Every parameter under transformers' name; the tensors are the model's own, not copies.
    [[nodiscard]] TensorMap state() const;

    ClipTextTower textTower;
    ClipImageTower imageTower{nullptr}; ///< none with a ResNet
    ResNetTower resNet{nullptr};        ///< none with a ViT
    ClipLinear imageProjection{nullptr}, textProjection;
    torch::Tensor logitScale; ///< log of the scale, a scalar

private:
    ClipConfig m_config;
};
TORCH_MODULE(ClipModel);

} // namespace retort
