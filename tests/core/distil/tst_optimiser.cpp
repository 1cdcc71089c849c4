// Optimisers on flat memory against torch's own, the learning rate, and that parameters stay views.
#include "distil/optimiser.h"

#include <QtTest>

using namespace retort;

namespace {

struct Network
{
    Network()
    {
        torch::manual_seed(5);
        conv = torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 8, 3).padding(1).bias(false));
        norm = torch::nn::BatchNorm2d(8);
        last = torch::nn::Linear(8, 4);
    }
    [[nodiscard]] std::vector<torch::Tensor> parameters() const
    {
        std::vector<torch::Tensor> all = conv->parameters();
        for (const auto &list : {norm->parameters(), last->parameters()})
            all.insert(all.end(), list.begin(), list.end());
        return all;
    }
    torch::Tensor loss(const torch::Tensor &x) { return last(norm(conv(x)).relu().mean({2, 3})).square().mean(); }

    torch::nn::Conv2d conv{nullptr};
    torch::nn::BatchNorm2d norm{nullptr};
    torch::nn::Linear last{nullptr};
};

torch::Tensor batch(int step)
{
    torch::manual_seed(100 + step);
    return torch::randn({4, 3, 6, 6});
}

/// Weights decay, biases and normalisation do not: torch needs two groups for that.
std::vector<torch::optim::OptimizerParamGroup> groups(const Network &network,
                                                      std::unique_ptr<torch::optim::OptimizerOptions> decaying,
                                                      std::unique_ptr<torch::optim::OptimizerOptions> plain)
{
    std::vector<torch::Tensor> with, without;
    for (const torch::Tensor &parameter : network.parameters())
        (parameter.dim() >= 2 ? with : without).push_back(parameter);
    std::vector<torch::optim::OptimizerParamGroup> result;
    result.emplace_back(with, std::move(decaying));
    result.emplace_back(without, std::move(plain));
    return result;
}

void compareWithTorch(const Recipe &recipe, Network &theirs, torch::optim::Optimizer &reference)
{
    Network ours;
    FlatParameters flat({ours.parameters()}, true);
    Optimiser optimiser(recipe, flat);
    for (int i = 0; i < 6; ++i) {
        ours.loss(batch(i)).backward();
        optimiser.step(recipe.lr);
        reference.zero_grad();
        theirs.loss(batch(i)).backward();
        reference.step();
    }
    const auto a = ours.parameters();
    const auto b = theirs.parameters();
    for (std::size_t i = 0; i < a.size(); ++i)
        QVERIFY2(torch::allclose(a[i], b[i], 1e-4, 1e-6), qPrintable(QString::number(i)));
    QCOMPARE(optimiser.steps(), std::int64_t(6));
    QCOMPARE(flat.gradients().abs().max().item<float>(), 0.0F);
}

} // namespace

class OptimiserTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parametersAreViews()
    {
        Network network;
        const auto before = network.conv->weight.detach().clone();
        FlatParameters flat({network.parameters()}, true);
        QVERIFY(torch::equal(network.conv->weight, before));
        QVERIFY(network.conv->weight.is_contiguous(torch::MemoryFormat::ChannelsLast));
        flat.values().fill_(0.5);
        QCOMPARE(network.last->bias[2].item<float>(), 0.5F);
        network.loss(batch(0)).backward();
        QVERIFY(flat.gradients().abs().max().item<float>() > 0);
        QVERIFY(network.conv->weight.grad().storage().data_ptr().get() ==
                flat.gradients().storage().data_ptr().get());
        QVERIFY(flat.decayed() >= network.conv->weight.numel() + network.last->weight.numel());
        QVERIFY(flat.decayed() < flat.values().numel());
    }

    void replicasShareValuesAndAddGradients()
    {
        Network first;
        Network second;
        torch::Tensor more = torch::ones({3}).requires_grad_();
        std::vector<torch::Tensor> parameters = first.parameters();
        parameters.push_back(more);
        FlatParameters flat({parameters, second.parameters()}, true);
        QCOMPARE(first.conv->weight.data_ptr(), second.conv->weight.data_ptr());
        const auto gradient = [&](int which) {
            flat.clearGradients();
            for (Network *network : {&first, &second})
                if (which == 2 || network == (which == 0 ? &first : &second))
                    network->loss(batch(network == &first ? 0 : 1)).backward();
            flat.gatherGradients();
            return flat.gradients().clone();
        };
        const torch::Tensor sum = gradient(0) + gradient(1);
        QVERIFY(sum.abs().max().item<float>() > 0);
        QVERIFY(torch::allclose(gradient(2), sum));
        flat.clearGradients();
        flat.gatherGradients();
        QCOMPARE(flat.gradients().abs().max().item<float>(), 0.0F);
    }

    void sgd()
    {
        Recipe recipe;
        recipe.lr = 0.05;
        recipe.weightDecay = 0.01;
        Network theirs;
        const auto options = [&](double decay) {
            return std::make_unique<torch::optim::SGDOptions>(
                torch::optim::SGDOptions(recipe.lr).momentum(recipe.momentum).nesterov(true).weight_decay(decay));
        };
        torch::optim::SGD reference(groups(theirs, options(recipe.weightDecay), options(0)),
                                    torch::optim::SGDOptions(recipe.lr));
        compareWithTorch(recipe, theirs, reference);
    }

    void adamw()
    {
        Recipe recipe;
        recipe.optimiser = "adamw";
        recipe.lr = 0.003;
        recipe.weightDecay = 0.05;
        Network theirs;
        const auto options = [&](double decay) {
            return std::make_unique<torch::optim::AdamWOptions>(
                torch::optim::AdamWOptions(recipe.lr).weight_decay(decay));
        };
        torch::optim::AdamW reference(groups(theirs, options(recipe.weightDecay), options(0)),
                                      torch::optim::AdamWOptions(recipe.lr));
        compareWithTorch(recipe, theirs, reference);
    }

    void learningRateWarmsUpAndFalls()
    {
        Recipe recipe;
        recipe.lr = 0.4;
        recipe.epochs = 10;
        recipe.warmupEpochs = 0.5;
        const std::int64_t perEpoch = 20;
        QCOMPARE(learningRate(recipe, 0, perEpoch), 0.04);
        QCOMPARE(learningRate(recipe, 9, perEpoch), 0.4);
        QCOMPARE(learningRate(recipe, 10, perEpoch), 0.4);
        QVERIFY(std::abs(learningRate(recipe, 105, perEpoch) - 0.2) < 1e-12); // half way down
        for (std::int64_t step = 10; step < 199; ++step)
            QVERIFY(learningRate(recipe, step + 1, perEpoch) < learningRate(recipe, step, perEpoch));
        QVERIFY(learningRate(recipe, 199, perEpoch) > 0);
        QVERIFY(learningRate(recipe, 200, perEpoch) < 1e-12);
        recipe.warmupEpochs = 0;
        QCOMPARE(learningRate(recipe, 0, perEpoch), 0.4);
        recipe.warmupEpochs = 10; // nothing but warm-up
        QCOMPARE(learningRate(recipe, 199, perEpoch), 0.4);
    }
};

QTEST_GUILESS_MAIN(OptimiserTest)
#include "tst_optimiser.moc"
