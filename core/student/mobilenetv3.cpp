#include "student/architectures.h"
#include "student/mobileblocks.h"

#include <algorithm>
#include <span>

namespace retort {

namespace {

using Norm = ConvolutionNormActivation::Norm;
constexpr Norm norm{0.01, 0.001};

struct Row
{
    std::int64_t kernel, width, out;
    bool gated;
    Activation activation;
    std::int64_t stride;
};
constexpr Activation re = Activation::Relu;
constexpr Activation hs = Activation::HardSwish;

// Tables 1 and 2 of the paper.
constexpr Row large[] = {
    {3, 16, 16, false, re, 1},  {3, 64, 24, false, re, 2},  {3, 72, 24, false, re, 1},  {5, 72, 40, true, re, 2},
    {5, 120, 40, true, re, 1},  {5, 120, 40, true, re, 1},  {3, 240, 80, false, hs, 2}, {3, 200, 80, false, hs, 1},
    {3, 184, 80, false, hs, 1}, {3, 184, 80, false, hs, 1}, {3, 480, 112, true, hs, 1}, {3, 672, 112, true, hs, 1},
    {5, 672, 160, true, hs, 2}, {5, 960, 160, true, hs, 1}, {5, 960, 160, true, hs, 1},
};
constexpr Row small[] = {
    {3, 16, 16, true, re, 2},  {3, 72, 24, false, re, 2}, {3, 88, 24, false, re, 1}, {5, 96, 40, true, hs, 2},
    {5, 240, 40, true, hs, 1}, {5, 240, 40, true, hs, 1}, {5, 120, 48, true, hs, 1}, {5, 144, 48, true, hs, 1},
    {5, 288, 96, true, hs, 2}, {5, 576, 96, true, hs, 1}, {5, 576, 96, true, hs, 1},
};

/// A quarter of the channels as a multiple of 8, not more than a tenth below.
std::int64_t squeezed(std::int64_t channels)
{
    const std::int64_t wanted = channels / 4;
    const std::int64_t rounded = std::max<std::int64_t>(8, (wanted + 4) / 8 * 8);
    return 10 * rounded < 9 * wanted ? rounded + 8 : rounded;
}

class MobileNetV3 : public Student
{
public:
    MobileNetV3(std::span<const Row> rows, std::int64_t features, std::int64_t classes)
    {
        const auto parts = register_module("features", std::make_shared<Names>());
        auto name = [position = 0]() mutable { return std::to_string(position++); };
        std::int64_t in = 16;
        m_stem = parts->register_module(
            name(), std::make_shared<ConvolutionNormActivation>(3, in, 3, 2, 1, Activation::HardSwish, norm));
        for (const Row &row : rows) {
            const MobileBlock::Shape shape{
                in,        row.kernel, row.width, row.out, row.gated ? squeezed(row.width) : 0, row.activation,
                row.stride};
            m_blocks.push_back(parts->register_module(
                name(), std::make_shared<MobileBlock>(shape, SqueezeExcitation::Gate::Hard, norm)));
            in = row.out;
        }
        m_last = parts->register_module(
            name(), std::make_shared<ConvolutionNormActivation>(in, 6 * in, 1, 1, 1, Activation::HardSwish, norm));
        const auto classifier = register_module("classifier", std::make_shared<Names>());
        m_head =
            classifier->register_module("0", std::make_shared<Linear>(6 * in, features, Linear::Start::Normal));
        // torchvision's classifier.1 is the activation, classifier.2 the dropout.
        m_classifier =
            classifier->register_module("3", std::make_shared<Linear>(features, classes, Linear::Start::Normal));
    }

    Output forward(const torch::Tensor &images) override
    {
        torch::Tensor x = (*m_stem)(images);
        for (const auto &block : m_blocks)
            x = (*block)(x);
        Output output;
        output.features = torch::hardswish((*m_head)(averagePool((*m_last)(x))));
        output.logits = (*m_classifier)(output.features);
        return output;
    }

    [[nodiscard]] torch::Tensor proxies() const override { return m_classifier->weight; }

private:
    std::shared_ptr<ConvolutionNormActivation> m_stem;
    std::vector<std::shared_ptr<MobileBlock>> m_blocks;
    std::shared_ptr<ConvolutionNormActivation> m_last;
    std::shared_ptr<Linear> m_head;
    std::shared_ptr<Linear> m_classifier;
};

} // namespace

std::shared_ptr<Student> makeMobileNetV3Small(std::int64_t classes)
{
    return std::make_shared<MobileNetV3>(small, 1024, classes);
}

std::shared_ptr<Student> makeMobileNetV3Large(std::int64_t classes)
{
    return std::make_shared<MobileNetV3>(large, 1280, classes);
}

} // namespace retort
