#include "teacher/towers.h"

#include "base/error.h"
#include "teacher/attention.h"
#include "teacher/productkernels.h"
#include "teacher/towerkernels.h"

#include <cmath>
#include <string>

namespace retort {

namespace {

/// x * sigmoid(1.702 x) is silu(1.702 x) / 1.702, so in training both factors ride along in the products around
/// it.
constexpr double quickGeluFactor = 1.702;

/// The first position of the end token in every row.
torch::Tensor readOutPositions(const torch::Tensor &ids, std::int64_t endToken)
{
    return endToken == legacyEndToken ? ids.argmax(-1) : ids.eq(endToken).to(torch::kInt32).argmax(-1);
}

/// In place, without gradients.
void quickGelu_(torch::Tensor &hidden)
{
    if (hidden.device().is_cpu() && hidden.scalar_type() == torch::kFloat32 && hidden.is_contiguous())
        towerKernels().quickGelu(hidden.data_ptr<float>(), hidden.numel());
    else
        torch::silu_(hidden.mul_(quickGeluFactor)).div_(quickGeluFactor);
}

} // namespace

ClipLinearImpl::ClipLinearImpl(std::int64_t in, std::int64_t out, bool withBias)
{
    weight = register_parameter("weight", torch::empty({out, in}));
    if (withBias)
        bias = register_parameter("bias", torch::empty({out}));
}

ClipNormImpl::ClipNormImpl(std::int64_t width, double eps) : m_eps(eps)
{
    weight = register_parameter("weight", torch::empty({width}));
    bias = register_parameter("bias", torch::empty({width}));
}

ClipTableImpl::ClipTableImpl(torch::IntArrayRef shape)
{
    weight = register_parameter("weight", torch::empty(shape));
}

ClipAttentionImpl::ClipAttentionImpl(const TowerConfig &config)
    : keys(config.width, config.width, true), values(config.width, config.width, true),
      queries(config.width, config.width, true), out(config.width, config.width, true), m_heads(config.heads)
{
    register_module("k_proj", keys);
    register_module("v_proj", values);
    register_module("q_proj", queries);
    register_module("out_proj", out);
}

torch::Tensor ClipAttentionImpl::forward(const torch::Tensor &tokens, bool causal)
{
    if (!isInference(tokens)) {
        const torch::Tensor weight = torch::cat({queries->weight, keys->weight, values->weight});
        const torch::Tensor bias = torch::cat({queries->bias, keys->bias, values->bias});
        return out(multiHeadAttention(torch::linear(tokens, weight, bias), m_heads, causal));
    }
    const std::int64_t width = tokens.size(-1);
    const torch::Tensor packed = torch::empty({tokens.size(0), tokens.size(1), 3 * width}, tokens.options());
    std::int64_t column = 0;
    for (const ClipLinear *part : {&queries, &keys, &values}) {
        affineInto(tokens, (*part)->weight, (*part)->bias, (*part)->arithmetic, packed, column);
        column += width;
    }
    return out(multiHeadAttention(packed, m_heads, causal));
}

ClipMlpImpl::ClipMlpImpl(const TowerConfig &config)
    : fc1(config.width, config.intermediate, true), fc2(config.intermediate, config.width, true),
      m_activation(config.activation)
{
    register_module("fc1", fc1);
    register_module("fc2", fc2);
}

torch::Tensor ClipMlpImpl::forward(const torch::Tensor &tokens)
{
    if (!torch::GradMode::is_enabled()) {
        torch::Tensor hidden = fc1(tokens);
        if (m_activation == MlpActivation::Gelu)
            torch::gelu_(hidden);
        else
            quickGelu_(hidden);
        return fc2(hidden);
    }
    if (m_activation == MlpActivation::Gelu)
        return fc2(torch::gelu(fc1(tokens)));
    const torch::Tensor rows = tokens.reshape({-1, tokens.size(-1)});
    const torch::Tensor hidden = torch::addmm(fc1->bias, rows, fc1->weight.t(), quickGeluFactor, quickGeluFactor);
    return torch::addmm(fc2->bias, torch::silu(hidden), fc2->weight.t(), 1.0, 1.0 / quickGeluFactor)
        .view(tokens.sizes());
}

ClipLayerImpl::ClipLayerImpl(const TowerConfig &config)
    : attention(config), norm1(config.width, config.layerNormEps), mlp(config),
      norm2(config.width, config.layerNormEps)
{
    register_module("self_attn", attention);
    register_module("layer_norm1", norm1);
    register_module("mlp", mlp);
    register_module("layer_norm2", norm2);
}

torch::Tensor ClipLayerImpl::forward(const torch::Tensor &tokens, bool causal)
{
    if (!isInference(tokens)) { // under autocast, in place would be in bfloat16
        const torch::Tensor mixed = tokens + attention(norm1(tokens), causal);
        return mixed + mlp(norm2(mixed));
    }
    const torch::Tensor mixed = attention(norm1(tokens), causal).add_(tokens);
    return mlp(norm2(mixed)).add_(mixed);
}

ClipEncoderImpl::ClipEncoderImpl(const TowerConfig &config)
{
    // As in transformers, layers are numbered below a module of their own.
    const auto list = register_module("layers", torch::nn::ModuleList());
    for (std::int64_t i = 0; i < config.layers; ++i) {
        layers.emplace_back(config);
        list->push_back(layers.back());
    }
}

torch::Tensor ClipEncoderImpl::forward(torch::Tensor tokens, bool causal)
{
    for (ClipLayer &layer : layers)
        tokens = layer(tokens, causal);
    return tokens;
}

ClipImageEmbeddingsImpl::ClipImageEmbeddingsImpl(const ClipConfig &config)
    : patches(torch::IntArrayRef{config.vision.width, 3, config.patchSize, config.patchSize}),
      positions(torch::IntArrayRef{config.imageTokens(), config.vision.width}), m_patchSize(config.patchSize)
{
    classEmbedding = register_parameter("class_embedding", torch::empty({config.vision.width}));
    register_module("patch_embedding", patches);
    register_module("position_embedding", positions);
}

torch::Tensor ClipImageEmbeddingsImpl::forward(const torch::Tensor &pixels)
{
    const std::int64_t batch = pixels.size(0);
    const std::int64_t width = classEmbedding.size(0);
    const std::int64_t side = pixels.size(2) / m_patchSize;
    // Patches do not overlap, so the convolution is one product over rows of patch pixels.
    const torch::Tensor rows = pixels.slice(2, 0, side * m_patchSize)
                                   .slice(3, 0, side * m_patchSize)
                                   .reshape({batch, 3, side, m_patchSize, side, m_patchSize})
                                   .permute({0, 2, 4, 1, 3, 5})
                                   .reshape({batch * side * side, 3 * m_patchSize * m_patchSize});
    const torch::Tensor embedded = affine(rows, patches->weight.view({width, -1}), {}, arithmetic);
    return torch::cat({classEmbedding.expand({batch, 1, width}), embedded.view({batch, side * side, width})}, 1) +
           positions->weight;
}

ClipImageTowerImpl::ClipImageTowerImpl(const ClipConfig &config)
    : embeddings(config), normBefore(config.vision.width, config.vision.layerNormEps), encoder(config.vision),
      normAfter(config.vision.width, config.vision.layerNormEps)
{
    register_module("embeddings", embeddings);
    register_module("pre_layrnorm", normBefore);
    register_module("encoder", encoder);
    register_module("post_layernorm", normAfter);
}

torch::Tensor ClipImageTowerImpl::forward(const torch::Tensor &pixels)
{
    const torch::Tensor tokens = encoder(normBefore(embeddings(pixels)), false);
    return normAfter(tokens.select(1, 0).contiguous());
}

ClipTextEmbeddingsImpl::ClipTextEmbeddingsImpl(const ClipConfig &config)
    : tokens(torch::IntArrayRef{config.vocabulary, config.text.width}),
      positions(torch::IntArrayRef{config.contextLength, config.text.width})
{
    register_module("token_embedding", tokens);
    register_module("position_embedding", positions);
}

torch::Tensor ClipTextEmbeddingsImpl::forward(const torch::Tensor &ids)
{
    // The table may be of half the size in memory.
    const torch::Tensor embedded = torch::embedding(tokens->weight, ids).to(torch::kFloat32);
    return embedded + positions->weight.slice(0, 0, ids.size(1));
}

ClipTextTowerImpl::ClipTextTowerImpl(const ClipConfig &config)
    : embeddings(config), encoder(config.text), norm(config.text.width, config.text.layerNormEps),
      m_endToken(config.endToken)
{
    register_module("embeddings", embeddings);
    register_module("encoder", encoder);
    register_module("final_layer_norm", norm);
}

torch::Tensor ClipTextTowerImpl::forward(const torch::Tensor &ids)
{
    const torch::Tensor states = encoder(embeddings(ids), true);
    const torch::Tensor rows = torch::arange(ids.size(0), ids.options());
    return norm(states.index({rows, readOutPositions(ids, m_endToken)}));
}

ClipModelImpl::ClipModelImpl(const ClipConfig &config)
    : textTower(config), textProjection(config.text.width, config.projection, false), m_config(config)
{
    register_module("text_model", textTower);
    if (config.resNetBlocks.empty()) {
        imageTower = register_module("vision_model", ClipImageTower(config));
        imageProjection =
            register_module("visual_projection", ClipLinear(config.vision.width, config.projection, false));
    } else {
        resNet = register_module("visual", ResNetTower(config));
    }
    register_module("text_projection", textProjection);
    logitScale = register_parameter("logit_scale", torch::empty({}));
}

void ClipModelImpl::initialise(std::uint64_t seed)
{
    const torch::NoGradGuard noGrad;
    torch::Generator generator = at::detail::createCPUGenerator(seed);
    const auto has = [](const std::string &name, const char *part) {
        return name.find(part) != std::string::npos;
    };
    // The standard deviations of CLIPPreTrainedModel._init_weights.
    for (auto &[name, tensor] : state()) {
        const bool text = has(name, "text_");
        const TowerConfig &tower = text ? m_config.text : m_config.vision;
        const double width = static_cast<double>(tower.width);
        const double inner = 1.0 / std::sqrt(width * 2.0 * static_cast<double>(tower.layers));
        if (name == "logit_scale")
            tensor.fill_(2.6592);
        else if (has(name, "bias"))
            tensor.zero_();
        else if (has(name, "norm"))
            tensor.fill_(1.0);
        else if (has(name, "fc1"))
            tensor.normal_(0.0, 1.0 / std::sqrt(2.0 * width), generator);
        else if (has(name, "q_proj") || has(name, "k_proj") || has(name, "v_proj") || has(name, "fc2"))
            tensor.normal_(0.0, inner, generator);
        else if (has(name, "out_proj") || has(name, "projection") || has(name, "class_embedding"))
            tensor.normal_(0.0, 1.0 / std::sqrt(width), generator);
        else
            tensor.normal_(0.0, 0.02, generator);
    }
}

void ClipModelImpl::setArithmetic(Arithmetic arithmetic)
{
    if (arithmetic == Arithmetic::BFloat16 && bfloat16ProductKernels() == nullptr)
        throw ValueError("this processor has no instructions for bfloat16", "Choose the precision fp32 or auto.");
    const auto set = [&](const ClipEncoder &encoder) {
        for (const auto &module : encoder->modules()) {
            if (auto *linear = module->as<ClipLinearImpl>())
                linear->arithmetic = arithmetic;
        }
    };
    set(textTower->encoder);
    if (imageTower) {
        imageTower->embeddings->arithmetic = arithmetic;
        set(imageTower->encoder);
    }
}

torch::Tensor ClipModelImpl::imageFeatures(const torch::Tensor &pixels)
{
    return resNet ? resNet(pixels) : imageProjection(imageTower(pixels));
}

torch::Tensor ClipModelImpl::textFeatures(const torch::Tensor &ids)
{
    return textProjection(textTower(ids));
}

TensorMap ClipModelImpl::state() const
{
    TensorMap result;
    for (const auto &item : named_parameters())
        result.emplace(item.key(), item.value());
    return result;
}

} // namespace retort
