#include "student/architectures.h"
#include "student/layers.h"

namespace retort {

namespace {

/// Normalisation and ReLU come before each convolution; where the width changes, the shortcut is a 1x1 convolution
/// of the activated input.
class WideBlock : public torch::nn::Module
{
public:
    WideBlock(std::int64_t in, std::int64_t out, std::int64_t stride)
    {
        m_bn1 = register_module("bn1", std::make_shared<BatchNorm>(in));
        m_conv1 = register_module("conv1", std::make_shared<Convolution>(in, out, 3, stride));
        m_bn2 = register_module("bn2", std::make_shared<BatchNorm>(out));
        m_conv2 = register_module("conv2", std::make_shared<Convolution>(out, out, 3));
        if (in != out)
            m_shortcut = register_module("convShortcut", std::make_shared<Convolution>(in, out, 1, stride));
    }

    torch::Tensor operator()(const torch::Tensor &x)
    {
        const torch::Tensor active = (*m_bn1)(x, Activation::Relu);
        torch::Tensor y = (*m_bn2)((*m_conv1)(active), Activation::Relu);
        y = (*m_conv2)(y);
        return y.add_(m_shortcut ? (*m_shortcut)(active) : x);
    }

private:
    std::shared_ptr<BatchNorm> m_bn1;
    std::shared_ptr<Convolution> m_conv1;
    std::shared_ptr<BatchNorm> m_bn2;
    std::shared_ptr<Convolution> m_conv2;
    std::shared_ptr<Convolution> m_shortcut;
};

class WideResNet : public Student
{
public:
    WideResNet(std::int64_t depth, std::int64_t width, std::int64_t classes)
    {
        std::int64_t in = 16;
        m_conv1 = register_module("conv1", std::make_shared<Convolution>(3, in, 3));
        for (std::int64_t s = 0; s < 3; ++s) {
            const std::int64_t out = (std::int64_t(16) << s) * width;
            const auto block = register_module("block" + std::to_string(s + 1), std::make_shared<Names>());
            auto layer = block->register_module("layer", std::make_shared<Stage<WideBlock>>());
            for (std::int64_t b = 0; b < (depth - 4) / 6; ++b) {
                layer->add(in, out, b == 0 && s > 0 ? std::int64_t(2) : std::int64_t(1));
                in = out;
            }
            m_stages.push_back(layer);
        }
        m_bn1 = register_module("bn1", std::make_shared<BatchNorm>(in));
        m_fc = register_module("fc", std::make_shared<Linear>(in, classes, Linear::Start::UniformWithoutBias));
    }

    Output forward(const torch::Tensor &images) override
    {
        torch::Tensor x = (*m_conv1)(images);
        for (const auto &stage : m_stages)
            x = (*stage)(x);
        Output output;
        output.features = averagePool((*m_bn1)(x, Activation::Relu));
        output.logits = (*m_fc)(output.features);
        return output;
    }

    [[nodiscard]] torch::Tensor proxies() const override { return m_fc->weight; }

private:
    std::shared_ptr<Convolution> m_conv1;
    std::vector<std::shared_ptr<Stage<WideBlock>>> m_stages;
    std::shared_ptr<BatchNorm> m_bn1;
    std::shared_ptr<Linear> m_fc;
};

} // namespace

std::shared_ptr<Student> makeWideResNet(std::int64_t depth, std::int64_t width, std::int64_t classes)
{
    return std::make_shared<WideResNet>(depth, width, classes);
}

} // namespace retort
