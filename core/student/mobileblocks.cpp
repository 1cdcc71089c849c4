#include "student/mobileblocks.h"

namespace retort {

ConvolutionNormActivation::ConvolutionNormActivation(std::int64_t in, std::int64_t out, std::int64_t kernel,
                                                     std::int64_t stride, std::int64_t groups,
                                                     Activation activation, Norm norm)
    : m_activation(activation)
{
    m_convolution = register_module("0", std::make_shared<Convolution>(in, out, kernel, stride, groups));
    m_norm = register_module("1", std::make_shared<BatchNorm>(out, norm.momentum, norm.epsilon));
}

torch::Tensor ConvolutionNormActivation::operator()(const torch::Tensor &x, const torch::Tensor &residual)
{
    return (*m_norm)((*m_convolution)(x), m_activation, residual);
}

SqueezeExcitation::SqueezeExcitation(std::int64_t channels, std::int64_t squeezed, Gate gate) : m_gate(gate)
{
    const auto pixel = [](std::int64_t in, std::int64_t out) {
        return std::make_shared<Convolution>(in, out, 1, 1, 1, Convolution::Bias::Yes);
    };
    m_squeeze = register_module("fc1", pixel(channels, squeezed));
    m_excite = register_module("fc2", pixel(squeezed, channels));
}

torch::Tensor SqueezeExcitation::operator()(const torch::Tensor &x) const
{
    const torch::Tensor squeezed = (*m_squeeze)(averagePool(x, /*keepSides=*/true));
    const torch::Tensor gate = m_gate == Gate::Hard ? torch::hardsigmoid((*m_excite)(torch::relu(squeezed)))
                                                    : torch::sigmoid((*m_excite)(torch::silu(squeezed)));
    return x * gate;
}

MobileBlock::MobileBlock(const Shape &shape, SqueezeExcitation::Gate gate, ConvolutionNormActivation::Norm norm)
    : m_shortcut(shape.stride == 1 && shape.in == shape.out)
{
    const auto block = register_module("block", std::make_shared<Names>());
    int position = 0;
    const auto add = [&]<typename Layer>(std::shared_ptr<Layer> layer) {
        return block->register_module(std::to_string(position++), std::move(layer));
    };
    const auto convolution = [&](std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride,
                                 std::int64_t groups, Activation activation) {
        return add(std::make_shared<ConvolutionNormActivation>(in, out, kernel, stride, groups, activation, norm));
    };
    if (shape.width != shape.in)
        m_widen = convolution(shape.in, shape.width, 1, 1, 1, shape.activation);
    m_filter = convolution(shape.width, shape.width, shape.kernel, shape.stride, shape.width, shape.activation);
    if (shape.squeezed > 0)
        m_gate = add(std::make_shared<SqueezeExcitation>(shape.width, shape.squeezed, gate));
    m_narrow = convolution(shape.width, shape.out, 1, 1, 1, Activation::None);
}

torch::Tensor MobileBlock::operator()(const torch::Tensor &x)
{
    torch::Tensor y = (*m_filter)(m_widen ? (*m_widen)(x) : x);
    if (m_gate)
        y = (*m_gate)(y);
    return (*m_narrow)(y, m_shortcut ? x : torch::Tensor());
}

} // namespace retort
