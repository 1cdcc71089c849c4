#include "teacher/resnettower.h"

#include <cmath>
#include <string>

namespace retort {

namespace {

constexpr std::int64_t expansion = 4;
constexpr double normEps = 1e-5;

/// Names with a dot in them are not allowed for a parameter, so that they need a module.
torch::Tensor tensorOf(torch::nn::Module &module, const std::string &part, const std::string &name,
                       torch::IntArrayRef shape)
{
    const auto children = module.named_children(); // a copy, which find() points into
    const auto found = children.find(part);
    const auto child =
        found != nullptr ? *found : module.register_module(part, std::make_shared<torch::nn::Module>());
    return child->register_parameter(name, torch::empty(shape), false);
}

torch::Tensor convolution(torch::nn::Module &module, const std::string &name, std::int64_t in, std::int64_t out,
                          std::int64_t side)
{
    return tensorOf(module, name, "weight", {out, in, side, side});
}

torch::Tensor halved(const torch::Tensor &input, std::int64_t stride)
{
    return stride > 1 ? torch::avg_pool2d(input, stride) : input;
}

} // namespace

FixedNormImpl::FixedNormImpl(std::int64_t channels)
{
    weight = register_parameter("weight", torch::empty({channels}), false);
    bias = register_parameter("bias", torch::empty({channels}), false);
    mean = register_parameter("running_mean", torch::empty({channels}), false);
    variance = register_parameter("running_var", torch::empty({channels}), false);
}

torch::Tensor FixedNormImpl::forward(const torch::Tensor &input)
{
    return torch::batch_norm(input, weight, bias, mean, variance, false, 0.0, normEps, false);
}

ResNetBlockImpl::ResNetBlockImpl(std::int64_t in, std::int64_t planes, std::int64_t stride)
    : m_stride(stride), m_weight1(convolution(*this, "conv1", in, planes, 1)),
      m_weight2(convolution(*this, "conv2", planes, planes, 3)),
      m_weight3(convolution(*this, "conv3", planes, expansion * planes, 1)),
      m_norm1(register_module("bn1", FixedNorm(planes))), m_norm2(register_module("bn2", FixedNorm(planes))),
      m_norm3(register_module("bn3", FixedNorm(expansion * planes)))
{
    if (stride == 1 && in == expansion * planes)
        return;
    const auto shortcut = register_module("downsample", std::make_shared<torch::nn::Module>());
    m_shortcut = convolution(*shortcut, "0", in, expansion * planes, 1);
    m_shortcutNorm = shortcut->register_module("1", FixedNorm(expansion * planes));
}

torch::Tensor ResNetBlockImpl::forward(const torch::Tensor &input)
{
    torch::Tensor out = m_norm1(torch::conv2d(input, m_weight1)).relu_();
    out = m_norm2(torch::conv2d(out, m_weight2, {}, 1, 1)).relu_();
    out = m_norm3(torch::conv2d(halved(out, m_stride), m_weight3));
    out += m_shortcut.defined() ? m_shortcutNorm(torch::conv2d(halved(input, m_stride), m_shortcut)) : input;
    return out.relu_();
}

ResNetTowerImpl::ResNetTowerImpl(const ClipConfig &config)
    : m_heads(config.vision.heads), m_stem1(convolution(*this, "conv1", 3, config.resNetWidth / 2, 3)),
      m_stem2(convolution(*this, "conv2", config.resNetWidth / 2, config.resNetWidth / 2, 3)),
      m_stem3(convolution(*this, "conv3", config.resNetWidth / 2, config.resNetWidth, 3)),
      m_norm1(register_module("bn1", FixedNorm(config.resNetWidth / 2))),
      m_norm2(register_module("bn2", FixedNorm(config.resNetWidth / 2))),
      m_norm3(register_module("bn3", FixedNorm(config.resNetWidth)))
{
    std::int64_t in = config.resNetWidth;
    for (std::size_t stage = 0; stage < config.resNetBlocks.size(); ++stage) {
        const std::int64_t planes = config.resNetWidth << stage;
        const auto list = register_module("layer" + std::to_string(stage + 1), torch::nn::ModuleList());
        for (std::int64_t block = 0; block < config.resNetBlocks[stage]; ++block) {
            m_blocks.emplace_back(in, planes, block == 0 && stage > 0 ? 2 : 1);
            list->push_back(m_blocks.back());
            in = expansion * planes;
        }
    }
    const auto pool = register_module("attnpool", std::make_shared<torch::nn::Module>());
    m_positions =
        pool->register_parameter("positional_embedding", torch::empty({config.imageTokens(), in}), false);
    const auto linear = [&](const char *name, std::int64_t out, torch::Tensor &weight, torch::Tensor &bias) {
        weight = tensorOf(*pool, name, "weight", {out, in});
        bias = tensorOf(*pool, name, "bias", {out});
    };
    linear("q_proj", in, m_queries, m_queryBias);
    linear("k_proj", in, m_keys, m_keyBias);
    linear("v_proj", in, m_values, m_valueBias);
    linear("c_proj", config.projection, m_out, m_outBias);
}

torch::Tensor ResNetTowerImpl::forward(const torch::Tensor &pixels)
{
    if (!pixels.device().is_cpu())
        return one(pixels);
    // One image at a time: where it stands among others could change the order of summation, and so its bits.
    std::vector<torch::Tensor> embedded;
    for (std::int64_t i = 0; i < pixels.size(0); ++i)
        embedded.push_back(one(pixels.narrow(0, i, 1)));
    return torch::cat(embedded);
}

torch::Tensor ResNetTowerImpl::one(const torch::Tensor &pixels)
{
    torch::Tensor x = m_norm1(torch::conv2d(pixels, m_stem1, {}, 2, 1)).relu_();
    x = m_norm2(torch::conv2d(x, m_stem2, {}, 1, 1)).relu_();
    x = m_norm3(torch::conv2d(x, m_stem3, {}, 1, 1)).relu_();
    x = torch::avg_pool2d(x, 2);
    for (ResNetBlock &block : m_blocks)
        x = block(x);
    return pooled(x);
}

torch::Tensor ResNetTowerImpl::pooled(const torch::Tensor &features) const
{
    const torch::Tensor places = features.flatten(2).transpose(1, 2); // [B x places x width]
    const torch::Tensor tokens = torch::cat({places.mean(1, true), places}, 1) + m_positions;
    const std::int64_t batch = tokens.size(0);
    const std::int64_t depth = tokens.size(2) / m_heads;
    const auto heads = [&](const torch::Tensor &projected) {
        return projected.reshape({batch, -1, m_heads, depth}).transpose(1, 2); // [B x heads x tokens x d]
    };
    // Only the mean asks; what the others would get is not used.
    const torch::Tensor queries = heads(torch::linear(tokens.narrow(1, 0, 1), m_queries, m_queryBias)) *
                                  (1.0 / std::sqrt(static_cast<double>(depth)));
    const torch::Tensor keys = heads(torch::linear(tokens, m_keys, m_keyBias));
    const torch::Tensor values = heads(torch::linear(tokens, m_values, m_valueBias));
    const torch::Tensor mixed = torch::matmul(torch::matmul(queries, keys.transpose(2, 3)).softmax(-1), values);
    return torch::linear(mixed.transpose(1, 2).reshape({batch, -1}), m_out, m_outBias);
}

} // namespace retort
