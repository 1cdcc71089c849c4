// Batch normalisation in one pass against torch's operators in float64, forward, backward and running values.
#include "tensor/batchnorm.h"

#include <QtTest>

#include <vector>

using namespace retort;

namespace {

NormValues values(std::int64_t channels, torch::ScalarType type)
{
    torch::manual_seed(7);
    NormValues v{torch::rand({channels}) + 0.5, torch::randn({channels}), torch::randn({channels}),
                 torch::rand({channels}) + 0.5};
    for (torch::Tensor *tensor : {&v.weight, &v.bias, &v.runningMean, &v.runningVariance})
        *tensor = tensor->to(type);
    v.weight.requires_grad_();
    v.bias.requires_grad_();
    return v;
}

/// Everything a training pass yields: y, gradients, running values.
std::vector<torch::Tensor> pass(const torch::Tensor &x, const torch::Tensor &residual, const torch::Tensor &dy,
                                Activation activation, bool training)
{
    const torch::ScalarType type =
        x.scalar_type() == torch::kFloat64 ? torch::kFloat64 : torch::ScalarType(torch::kFloat32);
    const NormValues v = values(x.size(1), type);
    const torch::Tensor input = x.detach().clone().requires_grad_();
    torch::Tensor beside = residual.defined() ? residual.detach().clone().requires_grad_() : torch::Tensor();
    const torch::Tensor y = batchNorm(input, v, training, activation, beside);
    y.backward(dy);
    std::vector<torch::Tensor> result{y.detach(),    input.grad(),  v.weight.grad(),
                                      v.bias.grad(), v.runningMean, v.runningVariance};
    if (residual.defined())
        result.push_back(beside.grad());
    return result;
}

double difference(const torch::Tensor &a, const torch::Tensor &b)
{
    const torch::Tensor x = a.to(torch::kFloat64);
    const torch::Tensor y = b.to(torch::kFloat64);
    return ((x - y).abs().max() / y.abs().max().clamp_min(1e-3)).item<double>();
}

torch::Tensor sample(std::int64_t channels, torch::ScalarType type)
{
    // Away from zero: sums of squares would lose the deviation if they were taken as they are.
    return (torch::randn({6, channels, 5, 7}) * 2 + 30).to(type).contiguous(torch::MemoryFormat::ChannelsLast);
}

} // namespace

class BatchNormTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void training_data()
    {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("activation");
        QTest::addColumn<bool>("residual");
        for (const int channels : {1, 16, 24, 100, 1280})
            for (const int activation : {0, 1, 2, 3, 4})
                for (const bool residual : {false, true})
                    if (!residual || !needsInput(Activation(activation)))
                        QTest::addRow("%d channels, activation %d, residual %d", channels, activation, residual)
                            << channels << activation << residual;
    }
    void training()
    {
        QFETCH(int, channels);
        QFETCH(int, activation);
        QFETCH(bool, residual);
        const auto which = static_cast<Activation>(activation);
        torch::manual_seed(channels);
        const torch::Tensor x = sample(channels, torch::kFloat32);
        const torch::Tensor beside = residual ? sample(channels, torch::kFloat32) - 30 : torch::Tensor();
        const torch::Tensor dy = sample(channels, torch::kFloat32) - 30;
        const auto wide = [](const torch::Tensor &t) { return t.defined() ? t.to(torch::kFloat64) : t; };
        const auto ours = pass(x, beside, dy, which, true);
        const auto reference = pass(wide(x), wide(beside), wide(dy), which, true);
        QCOMPARE(ours.size(), reference.size());
        for (std::size_t i = 0; i < ours.size(); ++i)
            QVERIFY2(difference(ours[i], reference[i]) < 2e-5,
                     qPrintable(QString("%1: %2").arg(i).arg(difference(ours[i], reference[i]))));
    }

    void bfloat16StaysWithinItsRounding()
    {
        torch::manual_seed(1);
        const torch::Tensor x = sample(16, torch::kBFloat16);
        const torch::Tensor beside = (sample(16, torch::kFloat32) - 30).to(torch::kBFloat16);
        const torch::Tensor dy = (sample(16, torch::kFloat32) - 30).to(torch::kBFloat16);
        const auto ours = pass(x, beside, dy, Activation::Relu, true);
        QCOMPARE(ours[0].scalar_type(), torch::kBFloat16);
        QCOMPARE(ours[1].scalar_type(), torch::kBFloat16);
        const auto reference = pass(x.to(torch::kFloat64), beside.to(torch::kFloat64), dy.to(torch::kFloat64),
                                    Activation::Relu, true);
        for (std::size_t i = 0; i < ours.size(); ++i)
            QVERIFY2(difference(ours[i], reference[i]) < 1e-2,
                     qPrintable(QString("%1: %2").arg(i).arg(difference(ours[i], reference[i]))));
    }

    void inference()
    {
        const torch::NoGradGuard guard;
        torch::manual_seed(2);
        const torch::Tensor x = sample(24, torch::kFloat32);
        const torch::Tensor beside = sample(24, torch::kFloat32);
        const NormValues v = values(24, torch::kFloat32);
        const NormValues before{v.weight, v.bias, v.runningMean.clone(), v.runningVariance.clone()};
        const torch::Tensor ours = batchNorm(x, v, false, Activation::Relu, beside);
        const torch::Tensor reference =
            (torch::batch_norm(x, v.weight, v.bias, v.runningMean, v.runningVariance, false, 0.1, 1e-5, false) +
             beside)
                .relu();
        QVERIFY(difference(ours, reference) < 1e-5);
        QVERIFY(torch::equal(v.runningMean, before.runningMean));
        QVERIFY(torch::equal(v.runningVariance, before.runningVariance));
    }

    void otherLayoutsGoToTorch()
    {
        torch::manual_seed(3);
        const torch::Tensor x = sample(16, torch::kFloat32);
        const torch::Tensor dy = sample(16, torch::kFloat32) - 30;
        const auto fused = pass(x, {}, dy, Activation::Relu, true);
        const auto plain = pass(x.contiguous(), {}, dy.contiguous(), Activation::Relu, true);
        for (std::size_t i = 0; i < fused.size(); ++i)
            QVERIFY(difference(fused[i], plain[i]) < 1e-3); // torch's own sums are coarser here
    }

    void notANumberPasses()
    {
        torch::Tensor x = sample(16, torch::kFloat32);
        x[0][0][0][0] = std::numeric_limits<float>::quiet_NaN();
        for (const Activation activation :
             {Activation::None, Activation::Relu, Activation::Relu6, Activation::HardSwish, Activation::Silu}) {
            const torch::Tensor y = batchNorm(x, values(16, torch::kFloat32), true, activation);
            QVERIFY(y.select(1, 0).isnan().all().item<bool>());
            QVERIFY(!y.select(1, 1).isnan().any().item<bool>());
        }
    }

    void hugeValuesStayFinite()
    {
        const torch::NoGradGuard guard;
        const torch::Tensor x = (torch::arange(-1000, 1000).to(torch::kFloat32) * 1e3)
                                    .reshape({1, 1, 40, 50})
                                    .contiguous(torch::MemoryFormat::ChannelsLast);
        const NormValues plain{torch::ones({1}), torch::zeros({1}), torch::zeros({1}), torch::ones({1})};
        const torch::Tensor y = batchNorm(x, plain, false, Activation::Silu);
        QVERIFY(difference(y, torch::silu(x.to(torch::kFloat64))) < 1e-5);
    }

    void momentumAndEpsilonAreUsed()
    {
        torch::manual_seed(6);
        const torch::Tensor x = sample(24, torch::kFloat32) * 0.01;
        NormValues ours = values(24, torch::kFloat32);
        ours.momentum = 0.01;
        ours.epsilon = 1e-3;
        NormValues theirs = values(24, torch::kFloat32);
        const torch::Tensor y = batchNorm(x, ours, true, Activation::None);
        const torch::Tensor reference = torch::batch_norm(x, theirs.weight, theirs.bias, theirs.runningMean,
                                                          theirs.runningVariance, true, 0.01, 1e-3, false);
        QVERIFY(difference(y, reference) < 1e-4);
        QVERIFY(difference(ours.runningMean, theirs.runningMean) < 1e-5);
        QVERIFY(difference(ours.runningVariance, theirs.runningVariance) < 1e-5);
        const torch::NoGradGuard guard;
        QVERIFY(difference(batchNorm(x, ours, false, Activation::None),
                           torch::batch_norm(x, theirs.weight, theirs.bias, theirs.runningMean,
                                             theirs.runningVariance, false, 0.01, 1e-3, false)) < 1e-4);
    }

    void vectorWidthsGiveTheSameBits_data()
    {
        QTest::addColumn<int>("activation");
        for (const int activation : {0, 1, 2, 3, 4})
            QTest::addRow("activation %d", activation) << activation;
    }
    void vectorWidthsGiveTheSameBits()
    {
        QFETCH(int, activation);
        const auto which = static_cast<Activation>(activation);
        const bool residual = !needsInput(which);
        torch::manual_seed(5);
        const std::int64_t channels = 24;
        const std::int64_t count = channels * 101; // no whole number of blocks, with columns that fill no register
        const torch::Tensor x = torch::randn({count}).to(torch::kBFloat16);
        const torch::Tensor dy = torch::randn({count}).to(torch::kBFloat16);
        const torch::Tensor more = torch::randn({count}).to(torch::kBFloat16);
        const std::vector<float> middle(72, 0.25F);
        const torch::Tensor slopes = torch::linspace(2, 4, 72); // beyond the bends of every activation
        const float *const scale = slopes.data_ptr<float>();
        std::vector<torch::Tensor> first;
        for (const NormKernels<BFloat16Bits> *kernels : normKernelVersions<BFloat16Bits>()) {
            const auto bits = [](const torch::Tensor &t) { return static_cast<BFloat16Bits *>(t.data_ptr()); };
            torch::Tensor sums = torch::zeros({6, 72});
            float *const s = sums.data_ptr<float>();
            const torch::Tensor y = torch::empty_like(x);
            const torch::Tensor g = torch::empty_like(x);
            const torch::Tensor both = torch::empty_like(x);
            const torch::Tensor dx = torch::empty_like(x);
            kernels->statistics(bits(x), count, 72, middle.data(), s, s + 72);
            kernels->apply(bits(x), residual ? bits(dy) : nullptr, count, 72, scale, middle.data(), which,
                           bits(y));
            kernels->gradientSums(bits(dy), nullptr, residual ? bits(y) : nullptr, bits(x), count, 72,
                                  middle.data(), scale, middle.data(), which, s + 144, s + 216, bits(g));
            kernels->gradientSums(bits(dy), bits(more), nullptr, bits(x), count, 72, middle.data(), scale,
                                  middle.data(), which, s + 288, s + 360, bits(both));
            kernels->gradientInput(bits(dy), bits(x), count, 72, scale, middle.data(), middle.data(), scale,
                                   middle.data(), which, bits(dx));
            const std::vector<torch::Tensor> all{sums, y, g, both, dx};
            if (first.empty())
                first = all;
            for (std::size_t i = 0; i < all.size(); ++i)
                QVERIFY(torch::equal(all[i], first[i]));
        }
    }

    void twoReadersAreAdded_data()
    {
        QTest::addColumn<int>("activation");
        QTest::addColumn<bool>("residual");
        QTest::addColumn<int>("readers"); // 1: main, 2: shortcut, 3: both
        for (const int activation : {0, 1, 2, 3, 4})
            for (const bool residual : {false, true})
                for (const int readers : {1, 2, 3})
                    if (!residual || !needsInput(Activation(activation)))
                        QTest::addRow("activation %d, residual %d, readers %d", activation, residual, readers)
                            << activation << residual << readers;
    }
    void twoReadersAreAdded()
    {
        QFETCH(int, activation);
        QFETCH(bool, residual);
        QFETCH(int, readers);
        const auto which = static_cast<Activation>(activation);
        torch::manual_seed(8);
        const torch::Tensor x = sample(24, torch::kFloat32);
        const torch::Tensor beside = sample(24, torch::kFloat32) - 30;
        const torch::Tensor first = sample(24, torch::kFloat32) - 30;
        const torch::Tensor second = sample(24, torch::kFloat32) - 30;
        const auto learn = [&](torch::ScalarType type) {
            const NormValues v = values(24, type);
            const torch::Tensor input = x.detach().to(type).requires_grad_();
            const torch::Tensor added = beside.detach().to(type).requires_grad_();
            const Fork y = forkedBatchNorm(input, v, true, which, residual ? added : torch::Tensor());
            torch::Tensor total = torch::zeros({}, type);
            if (readers & 1)
                total = total + (y.main * first.to(type)).sum();
            if (readers & 2)
                total = total + (y.shortcut * second.to(type)).sum();
            total.backward();
            std::vector<torch::Tensor> result{y.main.detach(), y.shortcut.detach(), input.grad(), v.weight.grad(),
                                              v.bias.grad()};
            if (residual)
                result.push_back(added.grad());
            return result;
        };
        const auto ours = learn(torch::kFloat32);
        const auto reference = learn(torch::kFloat64);
        for (std::size_t i = 0; i < ours.size(); ++i)
            QVERIFY2(difference(ours[i], reference[i]) < 2e-5,
                     qPrintable(QString("%1: %2").arg(i).arg(difference(ours[i], reference[i]))));
    }

    void threadsDoNotChangeBits()
    {
        torch::manual_seed(4);
        const torch::Tensor x = torch::randn({64, 16, 16, 16}).contiguous(torch::MemoryFormat::ChannelsLast);
        const torch::Tensor dy = torch::randn({64, 16, 16, 16}).contiguous(torch::MemoryFormat::ChannelsLast);
        const int before = at::get_num_threads();
        at::set_num_threads(1);
        const auto one = pass(x, {}, dy, Activation::Relu, true);
        at::set_num_threads(3);
        const auto three = pass(x, {}, dy, Activation::Relu, true);
        at::set_num_threads(before);
        for (std::size_t i = 0; i < one.size(); ++i)
            QVERIFY(torch::equal(one[i], three[i]));
    }
};

QTEST_GUILESS_MAIN(BatchNormTest)
#include "tst_batchnorm.moc"
