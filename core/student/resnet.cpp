#include "student/architectures.h"
#include "student/layers.h"
#include "tensor/padshortcut.h"

namespace retort {

namespace {

enum class ShortcutKind { Identity, Projection, PadChannels };

/// What a block adds to its convolutions' output. A projection's parts are the block's "downsample.0" and ".1".
class Shortcut
{
public:
    Shortcut(torch::nn::Module &block, std::int64_t in, std::int64_t out, std::int64_t stride, ShortcutKind kind)
        : m_kind(kind), m_stride(stride), m_padding(out - in)
    {
        if (kind != ShortcutKind::Projection)
            return;
        const auto downsample = block.register_module("downsample", std::make_shared<Names>());
        m_projection = downsample->register_module("0", std::make_shared<Convolution>(in, out, 1, stride));
        m_norm = downsample->register_module("1", std::make_shared<BatchNorm>(out));
    }

    torch::Tensor operator()(const torch::Tensor &x) const
    {
        switch (m_kind) {
        case ShortcutKind::Projection:
            return (*m_norm)((*m_projection)(x), Activation::None);
        case ShortcutKind::PadChannels:
            return padShortcut(x, m_stride, m_padding);
        case ShortcutKind::Identity:
            break;
        }
        return x;
    }

private:
    ShortcutKind m_kind;
    std::int64_t m_stride;
    std::int64_t m_padding;
    std::shared_ptr<Convolution> m_projection;
    std::shared_ptr<BatchNorm> m_norm;
};

/// Two 3x3 convolutions beside a shortcut.
class ResidualBlock : public torch::nn::Module
{
public:
    static constexpr std::int64_t expansion = 1;

    ResidualBlock(std::int64_t in, std::int64_t width, std::int64_t stride, ShortcutKind shortcut)
        : m_conv1(register_module("conv1", std::make_shared<Convolution>(in, width, 3, stride))),
          m_bn1(register_module("bn1", std::make_shared<BatchNorm>(width))),
          m_conv2(register_module("conv2", std::make_shared<Convolution>(width, width, 3))),
          m_bn2(register_module("bn2", std::make_shared<BatchNorm>(width))),
          m_shortcut(*this, in, width, stride, shortcut)
    {}

    Fork operator()(const Fork &x)
    {
        const torch::Tensor y = (*m_bn1)((*m_conv1)(x.main), Activation::Relu);
        return m_bn2->forked((*m_conv2)(y), Activation::Relu, m_shortcut(x.shortcut));
    }

private:
    std::shared_ptr<Convolution> m_conv1;
    std::shared_ptr<BatchNorm> m_bn1;
    std::shared_ptr<Convolution> m_conv2;
    std::shared_ptr<BatchNorm> m_bn2;
    Shortcut m_shortcut;
};

/// Narrow, filter, widen to four times the width, beside a shortcut.
class Bottleneck : public torch::nn::Module
{
public:
    static constexpr std::int64_t expansion = 4;

    Bottleneck(std::int64_t in, std::int64_t width, std::int64_t stride, ShortcutKind shortcut)
        : m_conv1(register_module("conv1", std::make_shared<Convolution>(in, width, 1))),
          m_bn1(register_module("bn1", std::make_shared<BatchNorm>(width))),
          m_conv2(register_module("conv2", std::make_shared<Convolution>(width, width, 3, stride))),
          m_bn2(register_module("bn2", std::make_shared<BatchNorm>(width))),
          m_conv3(register_module("conv3", std::make_shared<Convolution>(width, width * expansion, 1))),
          m_bn3(register_module("bn3", std::make_shared<BatchNorm>(width * expansion))),
          m_shortcut(*this, in, width * expansion, stride, shortcut)
    {}

    Fork operator()(const Fork &x)
    {
        torch::Tensor y = (*m_bn1)((*m_conv1)(x.main), Activation::Relu);
        y = (*m_bn2)((*m_conv2)(y), Activation::Relu);
        return m_bn3->forked((*m_conv3)(y), Activation::Relu, m_shortcut(x.shortcut));
    }

private:
    std::shared_ptr<Convolution> m_conv1;
    std::shared_ptr<BatchNorm> m_bn1;
    std::shared_ptr<Convolution> m_conv2;
    std::shared_ptr<BatchNorm> m_bn2;
    std::shared_ptr<Convolution> m_conv3;
    std::shared_ptr<BatchNorm> m_bn3;
    Shortcut m_shortcut;
};

struct ResNetShape
{
    std::int64_t stemKernel;
    std::int64_t stemStride;
    bool stemPool;
    std::vector<std::int64_t> widths;
    std::vector<std::int64_t> blocks; ///< a width
    ShortcutKind shortcut;            ///< where the shape changes
};

/// Stem, stages of residual blocks, average, classifier.
template<typename Block>
class ResNet : public Student
{
public:
    ResNet(const ResNetShape &shape, std::int64_t classes) : m_stemPool(shape.stemPool)
    {
        std::int64_t in = shape.widths.front();
        m_conv1 =
            register_module("conv1", std::make_shared<Convolution>(3, in, shape.stemKernel, shape.stemStride));
        m_bn1 = register_module("bn1", std::make_shared<BatchNorm>(in));
        for (std::size_t s = 0; s < shape.widths.size(); ++s) {
            auto stage = register_module("layer" + std::to_string(s + 1), std::make_shared<Stage<Block>>());
            const std::int64_t width = shape.widths[s];
            for (std::int64_t b = 0; b < shape.blocks[s]; ++b) {
                const std::int64_t stride = b == 0 && s > 0 ? 2 : 1;
                const bool same = stride == 1 && in == width * Block::expansion;
                stage->add(in, width, stride, same ? ShortcutKind::Identity : shape.shortcut);
                in = width * Block::expansion;
            }
            m_stages.push_back(stage);
        }
        m_fc = register_module("fc", std::make_shared<Linear>(in, classes, Linear::Start::Uniform));
    }

    Output forward(const torch::Tensor &images) override
    {
        Fork x = m_bn1->forked((*m_conv1)(images), Activation::Relu);
        if (m_stemPool)
            x.shortcut = x.main = torch::max_pool2d(x.main, 3, 2, 1);
        for (const auto &stage : m_stages)
            x = (*stage)(x);
        Output output;
        output.features = averagePool(x.main);
        output.logits = (*m_fc)(output.features);
        return output;
    }

    [[nodiscard]] torch::Tensor proxies() const override { return m_fc->weight; }

private:
    bool m_stemPool;
    std::shared_ptr<Convolution> m_conv1;
    std::shared_ptr<BatchNorm> m_bn1;
    std::vector<std::shared_ptr<Stage<Block>>> m_stages;
    std::shared_ptr<Linear> m_fc;
};

ResNetShape imageNetShape(std::vector<std::int64_t> blocks)
{
    return {7, 2, true, {64, 128, 256, 512}, std::move(blocks), ShortcutKind::Projection};
}

} // namespace

std::shared_ptr<Student> makeCifarResNet(std::int64_t depth, std::int64_t width, std::int64_t classes)
{
    const std::int64_t blocks = (depth - 2) / 6;
    const ResNetShape shape{
        3, 1, false, {width, 2 * width, 4 * width}, {blocks, blocks, blocks}, ShortcutKind::PadChannels};
    return std::make_shared<ResNet<ResidualBlock>>(shape, classes);
}

std::shared_ptr<Student> makeResNet18(std::int64_t classes)
{
    return std::make_shared<ResNet<ResidualBlock>>(imageNetShape({2, 2, 2, 2}), classes);
}

std::shared_ptr<Student> makeResNet50(std::int64_t classes)
{
    return std::make_shared<ResNet<Bottleneck>>(imageNetShape({3, 4, 6, 3}), classes);
}

} // namespace retort
