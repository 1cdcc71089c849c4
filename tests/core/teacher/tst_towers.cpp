#include "teacher/attention.h"
#include "teacher/devicetowers.h"
#include "teacher/towerkernels.h"
#include "teacher/towers.h"

#include <QTest>

#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

using namespace retort;

namespace {

ClipConfig smallConfig(MlpActivation activation = MlpActivation::QuickGelu)
{
    ClipConfig config;
    config.vision = {32, 96, 2, 4, activation, 1e-5};
    config.imageSize = 20; // 2 x 2 patches of 8 and a rest, which is left out
    config.patchSize = 8;
    config.text = {24, 48, 3, 3, activation, 1e-5};
    config.vocabulary = 50;
    config.contextLength = 16;
    config.startToken = 48;
    config.endToken = 49;
    config.projection = 10;
    return config;
}

ClipModel modelFor(const ClipConfig &config, std::uint64_t seed = 3)
{
    ClipModel model(config);
    model->initialise(seed);
    return model;
}

/// The definition, in double, one number at a time.
std::vector<double> attentionByDefinition(const torch::Tensor &packed, std::int64_t heads, bool causal)
{
    const std::int64_t batch = packed.size(0);
    const std::int64_t tokens = packed.size(1);
    const std::int64_t width = packed.size(2) / 3;
    const std::int64_t depth = width / heads;
    const auto at = packed.accessor<float, 3>();
    std::vector<double> out;
    for (std::int64_t b = 0; b < batch; ++b) {
        for (std::int64_t t = 0; t < tokens; ++t) {
            for (std::int64_t w = 0; w < width; ++w) {
                const std::int64_t head = w / depth * depth;
                double total = 0;
                double sum = 0;
                for (std::int64_t s = 0; s < (causal ? t + 1 : tokens); ++s) {
                    double score = 0;
                    for (std::int64_t d = 0; d < depth; ++d)
                        score += double(at[b][t][head + d]) * double(at[b][s][width + head + d]);
                    const double weight = std::exp(score / std::sqrt(double(depth)));
                    total += weight;
                    sum += weight * double(at[b][s][2 * width + w]);
                }
                out.push_back(sum / total);
            }
        }
    }
    return out;
}

double largestDifference(const torch::Tensor &a, const torch::Tensor &b)
{
    return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().max().item<double>();
}

} // namespace

class TestTowers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void attention_data()
    {
        QTest::addColumn<int>("tokens");
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("depth");
        QTest::addColumn<bool>("causal");
        for (const bool causal : {false, true}) {
            for (const int tokens : {1, 2, 17, 50, 130}) {
                QTest::addRow("%d tokens, 3 heads of 8, %s", tokens, causal ? "causal" : "all")
                    << tokens << 3 << 8 << causal;
                QTest::addRow("%d tokens, 2 heads of 20, %s", tokens, causal ? "causal" : "all")
                    << tokens << 2 << 20 << causal;
            }
        }
    }

    void attention()
    {
        QFETCH(int, tokens);
        QFETCH(int, heads);
        QFETCH(int, depth);
        QFETCH(bool, causal);
        const torch::Tensor packed = torch::randn({3, tokens, 3 * heads * depth}) * 2;
        const std::vector<double> expected = attentionByDefinition(packed, heads, causal);
        const torch::Tensor reference =
            torch::tensor(expected, torch::kFloat64).view({3, tokens, std::int64_t(heads) * depth});
        QVERIFY(largestDifference(multiHeadAttention(packed, heads, causal), reference) < 2e-5);
        const torch::NoGradGuard noGrad;
        QVERIFY(largestDifference(multiHeadAttention(packed, heads, causal), reference) < 2e-5);
        // What is not float32 on the processor goes to LibTorch's operators, as on a GPU.
        QVERIFY(largestDifference(multiHeadAttention(packed.to(torch::kFloat64), heads, causal), reference) <
                1e-6);
    }

    void kernelsOfAllWidths()
    {
        const torch::NoGradGuard noGrad;
        torch::manual_seed(3);
        const torch::Tensor x =
            torch::cat({torch::linspace(-120, 120, 5001), torch::tensor({-1e6F, 0.0F, 1e30F})});
        const torch::Tensor wide = x.to(torch::kFloat64);
        const torch::Tensor gelu = wide * torch::sigmoid(wide * 1.702);
        for (const TowerKernels *kernels : towerKernelVersions()) {
            for (const auto &[tokens, depth, causal] : {std::tuple(5, 20, true), std::tuple(33, 64, false)}) {
                const torch::Tensor packed = torch::randn({1, tokens, 3 * 2 * depth});
                std::vector<float> scratch(static_cast<std::size_t>(kernels->scratchFloats(tokens, depth)));
                torch::Tensor out = torch::empty({tokens, 2 * depth});
                kernels->attention(packed.data_ptr<float>(), tokens, 2, depth, causal, scratch.data(),
                                   out.data_ptr<float>());
                const std::vector<double> expected = attentionByDefinition(packed, 2, causal);
                const torch::Tensor reference = torch::tensor(expected, torch::kFloat64).view_as(out);
                // Over 6,000 draws the largest difference was 1.4e-6; what a processor draws from a seed may
                // differ.
                QVERIFY(largestDifference(out, reference) < 4e-6);
            }
            torch::Tensor y = x.clone();
            kernels->quickGelu(y.data_ptr<float>(), y.numel());
            QVERIFY(((y - gelu).abs() <= 1e-6 * (gelu.abs() + 1e-6)).all().item<bool>());
            // The same bits wherever a value stands.
            for (std::int64_t shift = 1; shift < 40; ++shift) {
                torch::Tensor moved = x.slice(0, shift).clone();
                kernels->quickGelu(moved.data_ptr<float>(), moved.numel());
                QVERIFY(torch::equal(moved, y.slice(0, shift)));
            }
        }
    }

    void attentionWithHugeScores()
    {
        const torch::Tensor packed = torch::randn({2, 17, 3 * 32}) * 1e4;
        const torch::NoGradGuard noGrad;
        QVERIFY(multiHeadAttention(packed, 4, false).isfinite().all().item<bool>());
        QVERIFY(multiHeadAttention(packed, 4, true).isfinite().all().item<bool>());
    }

    void namesAndShapesOfTransformers()
    {
        const TensorMap state = modelFor(smallConfig())->state();
        const std::vector<std::pair<std::string, std::vector<std::int64_t>>> some{
            {"logit_scale", {}},
            {"text_model.embeddings.position_embedding.weight", {16, 24}},
            {"text_model.embeddings.token_embedding.weight", {50, 24}},
            {"text_model.encoder.layers.2.mlp.fc1.weight", {48, 24}},
            {"text_model.encoder.layers.0.layer_norm2.bias", {24}},
            {"text_model.final_layer_norm.weight", {24}},
            {"text_projection.weight", {10, 24}},
            {"vision_model.embeddings.class_embedding", {32}},
            {"vision_model.embeddings.patch_embedding.weight", {32, 3, 8, 8}},
            {"vision_model.embeddings.position_embedding.weight", {5, 32}},
            {"vision_model.encoder.layers.1.self_attn.q_proj.weight", {32, 32}},
            {"vision_model.encoder.layers.1.self_attn.out_proj.bias", {32}},
            {"vision_model.post_layernorm.weight", {32}},
            {"vision_model.pre_layrnorm.bias", {32}},
            {"visual_projection.weight", {10, 32}},
        };
        for (const auto &[name, shape] : some) {
            QVERIFY2(state.contains(name), name.c_str());
            QCOMPARE(state.at(name).sizes().vec(), shape);
        }
        // 16 a layer; 3 embeddings, 4 of norms for images; 2 and 2 for texts; 2 projections and the scale.
        QCOMPARE(state.size(), std::size_t(16 * 5 + 3 + 4 + 2 + 2 + 3));
    }

    void weightsComeFromTheSeedAlone()
    {
        torch::manual_seed(7);
        const torch::Tensor before = torch::rand({4});
        torch::manual_seed(7);
        const TensorMap first = modelFor(smallConfig())->state();
        QVERIFY(torch::equal(torch::rand({4}), before));
        const TensorMap second = modelFor(smallConfig())->state();
        const TensorMap other = modelFor(smallConfig(), 4)->state();
        for (const auto &[name, tensor] : first)
            QVERIFY2(torch::equal(tensor, second.at(name)), name.c_str());
        QVERIFY(!torch::equal(first.at("text_projection.weight"), other.at("text_projection.weight")));
    }

    void activationsByTheirFormulas()
    {
        const torch::NoGradGuard noGrad;
        const torch::Tensor x = torch::randn({3, 5, 32}) * 3;
        for (const MlpActivation activation : {MlpActivation::QuickGelu, MlpActivation::Gelu}) {
            const ClipModel model = modelFor(smallConfig(activation));
            ClipMlp mlp = model->imageTower->encoder->layers[0]->mlp;
            mlp->fc1->bias.normal_();
            mlp->fc2->bias.normal_();
            const torch::Tensor hidden = torch::linear(x, mlp->fc1->weight, mlp->fc1->bias);
            const torch::Tensor active = activation == MlpActivation::QuickGelu
                                             ? hidden * torch::sigmoid(1.702 * hidden)
                                             : hidden * 0.5 * (1 + torch::erf(hidden / std::sqrt(2.0)));
            const torch::Tensor expected = torch::linear(active, mlp->fc2->weight, mlp->fc2->bias);
            QVERIFY(largestDifference(mlp(x), expected) < 1e-5);
        }
    }

    void trainingAndInferenceAgree()
    {
        ClipModel model = modelFor(smallConfig());
        const torch::Tensor pixels = torch::randn({3, 3, 20, 20});
        const torch::Tensor ids = torch::tensor({{48, 1, 2, 49}, {48, 3, 49, 49}}, torch::kInt64);
        const torch::Tensor image = model->imageFeatures(pixels);
        const torch::Tensor text = model->textFeatures(ids);
        QVERIFY(image.requires_grad() && text.requires_grad());
        const torch::Tensor before =
            model->state().at("text_model.encoder.layers.1.self_attn.k_proj.weight").clone();
        const c10::InferenceMode inference;
        QVERIFY(largestDifference(model->imageFeatures(pixels), image) < 1e-5);
        QVERIFY(largestDifference(model->textFeatures(ids), text) < 1e-5);
        QVERIFY(torch::equal(model->state().at("text_model.encoder.layers.1.self_attn.k_proj.weight"), before));
    }

    // LibTorch's operators, which a GPU takes, and the processor's own code.
    void operatorsAndKernelsAgree()
    {
        const c10::InferenceMode inference;
        const torch::Tensor pixels = torch::randn({3, 3, 20, 20});
        for (const MlpActivation activation : {MlpActivation::QuickGelu, MlpActivation::Gelu}) {
            ClipModel model = modelFor(smallConfig(activation));
            const torch::Tensor expected = model->imageFeatures(pixels);
            model->to(torch::kFloat64);
            QVERIFY(largestDifference(model->imageFeatures(pixels.to(torch::kFloat64)), expected) < 1e-5);
        }
    }

    void resultsComeOneLate()
    {
        std::vector<std::pair<std::int64_t, double>> stored;
        LateResults late([&](std::int64_t number, const torch::Tensor &features) {
            stored.emplace_back(number, features.item<double>());
        });
        late.add(4, torch::tensor(1.5));
        QVERIFY(stored.empty());
        late.add(7, torch::tensor(2.5));
        QCOMPARE(stored.size(), std::size_t(1));
        late.finish();
        late.finish();
        QVERIFY((stored == std::vector<std::pair<std::int64_t, double>>{{4, 1.5}, {7, 2.5}}));
    }

    void everyWeightLearns()
    {
        ClipModel model = modelFor(smallConfig());
        const torch::Tensor ids = torch::tensor({{48, 1, 2, 49}, {48, 3, 4, 49}}, torch::kInt64);
        const torch::Tensor logits =
            model->logitScale.exp() *
            torch::mm(model->imageFeatures(torch::randn({2, 3, 20, 20})), model->textFeatures(ids).t());
        logits.square().sum().backward();
        for (const auto &[name, tensor] : model->state()) {
            // A key's bias moves all scores of a row alike, which softmax does not see.
            if (name.find("k_proj.bias") == std::string::npos)
                QVERIFY2(tensor.grad().defined() && tensor.grad().abs().max().item<float>() > 0, name.c_str());
        }
    }

    void cuttingTheContextIsExact()
    {
        for (const std::int64_t endToken : {std::int64_t(49), legacyEndToken}) {
            ClipConfig config = smallConfig();
            config.endToken = endToken;
            ClipModel model = modelFor(config);
            const torch::NoGradGuard noGrad;
            const torch::Tensor text = torch::tensor({{48, 7, 8, 9, 49}}, torch::kInt64);
            const torch::Tensor features = model->textFeatures(text);
            // Whatever follows the end token (here also its own kind, and a lower id) does not count.
            const torch::Tensor filled = torch::cat({text, torch::full({1, 11}, 49, torch::kInt64)}, 1);
            const torch::Tensor zeros = torch::cat({text, torch::zeros({1, 6}, torch::kInt64)}, 1);
            QVERIFY(largestDifference(model->textFeatures(filled), features) < 1e-6);
            QVERIFY(largestDifference(model->textFeatures(zeros), features) < 1e-6);
            const torch::Tensor other = torch::tensor({{48, 7, 8, 10, 49}}, torch::kInt64);
            QVERIFY(largestDifference(model->textFeatures(other), features) > 1e-3);
        }
    }
};

QTEST_GUILESS_MAIN(TestTowers)
#include "tst_towers.moc"
