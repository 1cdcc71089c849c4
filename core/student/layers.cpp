#include "student/layers.h"

#include "base/random.h"

#include <cmath>

namespace retort {

namespace {

void fillNormal(torch::Tensor &tensor, double deviation, RandomStream &stream)
{
    float *values = tensor.data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
        values[i] = static_cast<float>(stream.normal() * deviation);
}

void fillUniform(torch::Tensor &tensor, double bound, RandomStream &stream)
{
    float *values = tensor.data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
        values[i] = static_cast<float>((2.0 * stream.uniform() - 1.0) * bound);
}

void start(Classifier &layer, RandomStream &stream)
{
    const double bound = 1.0 / std::sqrt(static_cast<double>(layer.weight.size(1)));
    layer.bias.zero_();
    switch (layer.start) {
    case Classifier::Start::Uniform:
        fillUniform(layer.weight, bound, stream);
        fillUniform(layer.bias, bound, stream);
        return;
    case Classifier::Start::UniformWithoutBias:
        fillUniform(layer.weight, bound, stream);
        return;
    case Classifier::Start::Normal:
        fillNormal(layer.weight, 0.01, stream);
        return;
    }
}

} // namespace

Convolution::Convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride,
                         std::int64_t groups)
    : m_stride(stride), m_padding((kernel - 1) / 2), m_groups(groups)
{
    weight = register_parameter("weight", torch::empty({out, in / groups, kernel, kernel}));
}

BatchNorm::BatchNorm(std::int64_t channels)
{
    values.weight = register_parameter("weight", torch::empty({channels}));
    values.bias = register_parameter("bias", torch::empty({channels}));
    values.runningMean = register_buffer("running_mean", torch::empty({channels}));
    values.runningVariance = register_buffer("running_var", torch::empty({channels}));
    batches = register_buffer("num_batches_tracked", torch::zeros({}, torch::kInt64));
}

torch::Tensor BatchNorm::operator()(const torch::Tensor &x, Activation activation, const torch::Tensor &residual)
{
    if (is_training())
        batches.add_(1);
    return batchNorm(x, values, is_training(), activation, residual);
}

Classifier::Classifier(std::int64_t in, std::int64_t classes, Start how) : start(how)
{
    weight = register_parameter("weight", torch::empty({classes, in}));
    bias = register_parameter("bias", torch::empty({classes}));
}

torch::Tensor Classifier::operator()(const torch::Tensor &features) const
{
    const c10::impl::ExcludeDispatchKeyGuard noAutocast(c10::autocast_dispatch_keyset);
    return torch::linear(features.to(weight.scalar_type()), weight, bias);
}

torch::Tensor averagePool(const torch::Tensor &x)
{
    return x.mean({2, 3}, /*keepdim=*/false,
                  x.scalar_type() == torch::kFloat64 ? torch::kFloat64 : torch::kFloat32);
}

void initialise(torch::nn::Module &root, std::uint64_t seed)
{
    const torch::NoGradGuard guard;
    std::uint64_t position = 0;
    for (const std::shared_ptr<torch::nn::Module> &module : root.modules(/*include_self=*/false)) {
        // A stream a layer, so that one layer's size does not shift the next one's values.
        RandomStream stream({seed, static_cast<std::uint64_t>(Purpose::Weights), position++});
        if (auto *convolution = dynamic_cast<Convolution *>(module.get())) {
            torch::Tensor &weight = convolution->weight;
            const auto fanOut = static_cast<double>(weight.size(0) * weight.size(2) * weight.size(3));
            fillNormal(weight, std::sqrt(2.0 / fanOut), stream);
        } else if (auto *norm = dynamic_cast<BatchNorm *>(module.get())) {
            norm->values.weight.fill_(1.0);
            norm->values.bias.zero_();
            norm->values.runningMean.zero_();
            norm->values.runningVariance.fill_(1.0);
        } else if (auto *classifier = dynamic_cast<Classifier *>(module.get())) {
            start(*classifier, stream);
        }
    }
}

} // namespace retort
