#include "student/architectures.h"
#include "student/mobileblocks.h"

namespace retort {

namespace {

std::shared_ptr<ConvolutionNormActivation> relu6(std::int64_t in, std::int64_t out, std::int64_t kernel,
                                                 std::int64_t stride, std::int64_t groups)
{
    return std::make_shared<ConvolutionNormActivation>(in, out, kernel, stride, groups, Activation::Relu6,
                                                       ConvolutionNormActivation::Norm{});
}

/// Widen, filter each channel, narrow; a shortcut where the shape stays. Its parts have other names than those of
/// a MobileBlock.
class InvertedResidual : public torch::nn::Module
{
public:
    InvertedResidual(std::int64_t in, std::int64_t out, std::int64_t stride, std::int64_t expansion)
        : m_shortcut(stride == 1 && in == out)
    {
        const auto conv = register_module("conv", std::make_shared<Names>());
        const std::int64_t hidden = in * expansion;
        int position = 0;
        const auto add = [&]<typename Layer>(std::shared_ptr<Layer> layer) {
            return conv->register_module(std::to_string(position++), std::move(layer));
        };
        if (expansion != 1)
            m_widen = add(relu6(in, hidden, 1, 1, 1));
        m_filter = add(relu6(hidden, hidden, 3, stride, hidden));
        m_narrow = add(std::make_shared<Convolution>(hidden, out, 1));
        m_norm = add(std::make_shared<BatchNorm>(out));
    }

    torch::Tensor operator()(const torch::Tensor &x)
    {
        const torch::Tensor y = (*m_filter)(m_widen ? (*m_widen)(x) : x);
        return (*m_norm)((*m_narrow)(y), Activation::None, m_shortcut ? x : torch::Tensor());
    }

private:
    bool m_shortcut;
    std::shared_ptr<ConvolutionNormActivation> m_widen;
    std::shared_ptr<ConvolutionNormActivation> m_filter;
    std::shared_ptr<Convolution> m_narrow;
    std::shared_ptr<BatchNorm> m_norm;
};

class MobileNetV2 : public Student
{
public:
    explicit MobileNetV2(std::int64_t classes)
    {
        struct Row
        {
            std::int64_t expansion, channels, blocks, stride;
        };
        static constexpr Row rows[] = {{1, 16, 1, 1}, {6, 24, 2, 2},  {6, 32, 3, 2}, {6, 64, 4, 2},
                                       {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}};
        const auto features = register_module("features", std::make_shared<Names>());
        auto name = [position = 0]() mutable { return std::to_string(position++); };
        std::int64_t in = 32;
        m_stem = features->register_module(name(), relu6(3, in, 3, 2, 1));
        for (const Row &row : rows) {
            for (std::int64_t b = 0; b < row.blocks; ++b) {
                m_blocks.push_back(features->register_module(
                    name(),
                    std::make_shared<InvertedResidual>(in, row.channels, b == 0 ? row.stride : 1, row.expansion)));
                in = row.channels;
            }
        }
        constexpr std::int64_t last = 1280;
        m_head = features->register_module(name(), relu6(in, last, 1, 1, 1));
        // torchvision's classifier.0 is the dropout.
        m_classifier = register_module("classifier", std::make_shared<Names>())
                           ->register_module("1", std::make_shared<Linear>(last, classes, Linear::Start::Normal));
    }

    Output forward(const torch::Tensor &images) override
    {
        torch::Tensor x = (*m_stem)(images);
        for (const auto &block : m_blocks)
            x = (*block)(x);
        Output output;
        output.features = averagePool((*m_head)(x));
        output.logits = (*m_classifier)(output.features);
        return output;
    }

    [[nodiscard]] torch::Tensor proxies() const override { return m_classifier->weight; }

private:
    std::shared_ptr<ConvolutionNormActivation> m_stem;
    std::vector<std::shared_ptr<InvertedResidual>> m_blocks;
    std::shared_ptr<ConvolutionNormActivation> m_head;
    std::shared_ptr<Linear> m_classifier;
};

} // namespace

std::shared_ptr<Student> makeMobileNetV2(std::int64_t classes)
{
    return std::make_shared<MobileNetV2>(classes);
}

} // namespace retort
