#include "student/architectures.h"
#include "student/layers.h"

namespace retort {

namespace {

enum class Shortcut { Identity, Projection, PadChannels };

/// Two 3x3 convolutions beside a shortcut.
class ResidualBlock : public torch::nn::Module
{
public:
    ResidualBlock(std::int64_t in, std::int64_t out, std::int64_t stride, Shortcut shortcut)
        : m_stride(stride), m_padding(out - in), m_shortcut(shortcut)
    {
        m_conv1 = register_module("conv1", std::make_shared<Convolution>(in, out, 3, stride));
        m_bn1 = register_module("bn1", std::make_shared<BatchNorm>(out));
        m_conv2 = register_module("conv2", std::make_shared<Convolution>(out, out, 3));
        m_bn2 = register_module("bn2", std::make_shared<BatchNorm>(out));
        if (shortcut == Shortcut::Projection) {
            const auto downsample = register_module("downsample", std::make_shared<Names>());
            m_projection = downsample->register_module("0", std::make_shared<Convolution>(in, out, 1, stride));
            m_projectionNorm = downsample->register_module("1", std::make_shared<BatchNorm>(out));
        }
    }

    torch::Tensor operator()(const torch::Tensor &x)
    {
        const torch::Tensor y = (*m_bn1)((*m_conv1)(x), Activation::Relu);
        return (*m_bn2)((*m_conv2)(y), Activation::Relu, shortcut(x));
    }

private:
    torch::Tensor shortcut(const torch::Tensor &x)
    {
        using torch::indexing::None;
        using torch::indexing::Slice;
        switch (m_shortcut) {
        case Shortcut::Projection:
            return (*m_projectionNorm)((*m_projection)(x), Activation::None);
        case Shortcut::PadChannels:
            // Every second pixel, new channels zero on both sides.
            return torch::constant_pad_nd(
                x.index({Slice(), Slice(), Slice(None, None, m_stride), Slice(None, None, m_stride)}),
                {0, 0, 0, 0, m_padding / 2, m_padding - m_padding / 2});
        case Shortcut::Identity:
            break;
        }
        return x;
    }

    std::int64_t m_stride;
    std::int64_t m_padding;
    Shortcut m_shortcut;
    std::shared_ptr<Convolution> m_conv1;
    std::shared_ptr<BatchNorm> m_bn1;
    std::shared_ptr<Convolution> m_conv2;
    std::shared_ptr<BatchNorm> m_bn2;
    std::shared_ptr<Convolution> m_projection;
    std::shared_ptr<BatchNorm> m_projectionNorm;
};

/// Stem, stages of residual blocks, average, classifier.
class ResNet : public Student
{
public:
    struct Shape
    {
        std::int64_t stemKernel;
        std::int64_t stemStride;
        bool stemPool;
        std::vector<std::int64_t> widths;
        std::int64_t blocks;
        Shortcut shortcut;
    };

    ResNet(const Shape &shape, std::int64_t classes) : m_stemPool(shape.stemPool)
    {
        std::int64_t in = shape.widths.front();
        m_conv1 =
            register_module("conv1", std::make_shared<Convolution>(3, in, shape.stemKernel, shape.stemStride));
        m_bn1 = register_module("bn1", std::make_shared<BatchNorm>(in));
        for (std::size_t s = 0; s < shape.widths.size(); ++s) {
            auto stage =
                register_module("layer" + std::to_string(s + 1), std::make_shared<Stage<ResidualBlock>>());
            const std::int64_t out = shape.widths[s];
            for (std::int64_t b = 0; b < shape.blocks; ++b) {
                const bool first = b == 0 && s > 0;
                stage->add(in, out, first ? std::int64_t(2) : std::int64_t(1),
                           first ? shape.shortcut : Shortcut::Identity);
                in = out;
            }
            m_stages.push_back(stage);
        }
        m_fc = register_module("fc", std::make_shared<Classifier>(in, classes, Classifier::Start::Uniform));
    }

    Output forward(const torch::Tensor &images) override
    {
        torch::Tensor x = (*m_bn1)((*m_conv1)(images), Activation::Relu);
        if (m_stemPool)
            x = torch::max_pool2d(x, 3, 2, 1);
        for (const auto &stage : m_stages)
            x = (*stage)(x);
        Output output;
        output.features = averagePool(x);
        output.logits = (*m_fc)(output.features);
        return output;
    }

    [[nodiscard]] torch::Tensor proxies() const override { return m_fc->weight; }

private:
    bool m_stemPool;
    std::shared_ptr<Convolution> m_conv1;
    std::shared_ptr<BatchNorm> m_bn1;
    std::vector<std::shared_ptr<Stage<ResidualBlock>>> m_stages;
    std::shared_ptr<Classifier> m_fc;
};

} // namespace

std::shared_ptr<Student> makeCifarResNet(std::int64_t depth, std::int64_t classes)
{
    return std::make_shared<ResNet>(
        ResNet::Shape{3, 1, false, {16, 32, 64}, (depth - 2) / 6, Shortcut::PadChannels}, classes);
}

std::shared_ptr<Student> makeResNet18(std::int64_t classes)
{
    return std::make_shared<ResNet>(ResNet::Shape{7, 2, true, {64, 128, 256, 512}, 2, Shortcut::Projection},
                                    classes);
}

} // namespace retort
