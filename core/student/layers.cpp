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

void start(Linear &layer, RandomStream &stream)
{
    const auto bound = [&](int dimension) {
        return 1.0 / std::sqrt(static_cast<double>(layer.weight.size(dimension)));
    };
    layer.bias.zero_();
    switch (layer.start) {
    case Linear::Start::Uniform:
        fillUniform(layer.weight, bound(1), stream);
        fillUniform(layer.bias, bound(1), stream);
        return;
    case Linear::Start::UniformWithoutBias:
        fillUniform(layer.weight, bound(1), stream);
        return;
    case Linear::Start::UniformByOutput:
        fillUniform(layer.weight, bound(0), stream);
        return;
    case Linear::Start::Normal:
        fillNormal(layer.weight, 0.01, stream);
        return;
    }
}

} // namespace

Convolution::Convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride,
                         std::int64_t groups, Bias with)
    : m_stride(stride), m_padding((kernel - 1) / 2), m_groups(groups)
{
    weight = register_parameter("weight", torch::empty({out, in / groups, kernel, kernel}));
    if (with == Bias::Yes)
        bias = register_parameter("bias", torch::empty({out}));
}

BatchNorm::BatchNorm(std::int64_t channels, double momentum, double epsilon)
{
    values.weight = register_parameter("weight", torch::empty({channels}));
    values.bias = register_parameter("bias", torch::empty({channels}));
    values.runningMean = register_buffer("running_mean", torch::empty({channels}));
    values.runningVariance = register_buffer("running_var", torch::empty({channels}));
    values.momentum = momentum;
    values.epsilon = epsilon;
    batches = register_buffer("num_batches_tracked", torch::zeros({}, torch::kInt64));
}

torch::Tensor BatchNorm::operator()(const torch::Tensor &x, Activation activation, const torch::Tensor &residual)
{
    if (is_training())
        batches.add_(1);
    return batchNorm(x, values, is_training(), activation, residual);
}

Fork BatchNorm::forked(const torch::Tensor &x, Activation activation, const torch::Tensor &residual)
{
    if (is_training())
        batches.add_(1);
    return forkedBatchNorm(x, values, is_training(), activation, residual);
}

Linear::Linear(std::int64_t in, std::int64_t out, Start how) : start(how)
{
    weight = register_parameter("weight", torch::empty({out, in}));
    bias = register_parameter("bias", torch::empty({out}));
}

torch::Tensor Linear::operator()(const torch::Tensor &x) const
{
    const c10::impl::ExcludeDispatchKeyGuard noAutocast(c10::autocast_dispatch_keyset);
    return torch::linear(x.to(weight.scalar_type()), weight, bias);
}

torch::Tensor averagePool(const torch::Tensor &x, bool keepSides)
{
    return x.mean({2, 3}, keepSides, x.scalar_type() == torch::kFloat64 ? torch::kFloat64 : torch::kFloat32);
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
            if (convolution->bias.defined())
                convolution->bias.zero_();
        } else if (auto *norm = dynamic_cast<BatchNorm *>(module.get())) {
            norm->values.weight.fill_(1.0);
            norm->values.bias.zero_();
            norm->values.runningMean.zero_();
            norm->values.runningVariance.fill_(1.0);
        } else if (auto *linear = dynamic_cast<Linear *>(module.get())) {
            start(*linear, stream);
        }
    }
}

} // namespace retort
