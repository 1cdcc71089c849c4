#include "student/architectures.h"
#include "student/mobileblocks.h"

namespace retort {

namespace {

class EfficientNetB0 : public Student
{
public:
    explicit EfficientNetB0(std::int64_t classes)
    {
        struct Row
        {
            std::int64_t expansion, kernel, stride, out, blocks;
        };
        // Table 1 of the paper.
        static constexpr Row rows[] = {{1, 3, 1, 16, 1},  {6, 3, 2, 24, 2},  {6, 5, 2, 40, 2}, {6, 3, 2, 80, 3},
                                       {6, 5, 1, 112, 3}, {6, 5, 2, 192, 4}, {6, 3, 1, 320, 1}};
        constexpr ConvolutionNormActivation::Norm norm{};
        const auto features = register_module("features", std::make_shared<Names>());
        auto name = [position = 0]() mutable { return std::to_string(position++); };
        std::int64_t in = 32;
        m_stem = features->register_module(
            name(), std::make_shared<ConvolutionNormActivation>(3, in, 3, 2, 1, Activation::Silu, norm));
        for (const Row &row : rows) {
            auto stage = features->register_module(name(), std::make_shared<Stage<MobileBlock>>());
            for (std::int64_t b = 0; b < row.blocks; ++b) {
                stage->add(MobileBlock::Shape{in, row.kernel, in * row.expansion, row.out, in / 4,
                                              Activation::Silu, b == 0 ? row.stride : 1},
                           SqueezeExcitation::Gate::Smooth, norm);
                in = row.out;
            }
            m_stages.push_back(stage);
        }
        constexpr std::int64_t last = 1280;
        m_last = features->register_module(
            name(), std::make_shared<ConvolutionNormActivation>(in, last, 1, 1, 1, Activation::Silu, norm));
        // torchvision's classifier.0 is the dropout.
        m_classifier =
            register_module("classifier", std::make_shared<Names>())
                ->register_module("1", std::make_shared<Linear>(last, classes, Linear::Start::UniformByOutput));
    }

    Output forward(const torch::Tensor &images) override
    {
        torch::Tensor x = (*m_stem)(images);
        for (const auto &stage : m_stages)
            x = (*stage)(x);
        Output output;
        output.features = averagePool((*m_last)(x));
        output.logits = (*m_classifier)(output.features);
        return output;
    }

    [[nodiscard]] torch::Tensor proxies() const override { return m_classifier->weight; }

private:
    std::shared_ptr<ConvolutionNormActivation> m_stem;
    std::vector<std::shared_ptr<Stage<MobileBlock>>> m_stages;
    std::shared_ptr<ConvolutionNormActivation> m_last;
    std::shared_ptr<Linear> m_classifier;
};

} // namespace

std::shared_ptr<Student> makeEfficientNetB0(std::int64_t classes)
{
    return std::make_shared<EfficientNetB0>(classes);
}

} // namespace retort
