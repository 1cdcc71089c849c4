// What a GPU's way of training is made of, where the CPU can show it: batches worked through in pieces, recorded
// steps, a scaled loss.
#include "distil/trainer.h"
#include "distilfixture.h"
#include "scriptmodules.h"

#include <QTest>

#include <cmath>

using namespace retort;

namespace {

/// Means over quarters of the image, two linear layers; nothing that looks beyond its own image.
StudentStart plainModule(std::int64_t classes)
{
    const auto bytes = scriptFile(R"(
def forward(self, x):
    f = torch.relu(torch.linear(torch.flatten(torch.avg_pool2d(x, 16), 1), self.inner))
    return (f, torch.linear(f, self.weight))
)",
                                  [&](torch::jit::Module &module) {
                                      addLearned(module, "inner", wave({16, 12}, 0.4));
                                      addLearned(module, "weight", wave({classes, 16}, 0.3));
                                  });
    return {std::make_shared<const std::vector<std::byte>>(bytes), {}, "plain"};
}

struct Trained
{
    std::vector<StepMetrics> steps;
    TensorMap state;
};

/// Steps on the same batch, with halved pieces `halvings` times before.
Trained train(const Recipe &recipe, const DistilInput &input, const StudentStart &start, int halvings,
              const std::vector<std::int64_t> &indices, std::int64_t steps = 3)
{
    const Machine machine(onOneThread());
    const TeacherSide teacher(input.teacher, input.images->size(), std::int64_t(input.classes.size()),
                              machine.device);
    const auto count = static_cast<std::int64_t>(indices.size());
    Trainer trainer(recipe, machine, teacher, count, start);
    for (int i = 0; i < halvings; ++i)
        if (!trainer.useSmallerPieces())
            return {};
    BatchLoader loader(input.images, indices, count, {}, 1, 1);
    const Batch batch = *loader.next();
    Trained trained;
    for (std::int64_t number = 1; number <= steps; ++number)
        trained.steps.push_back(trainer.step(batch, teacher.rows(batch.indices), number, 0.05));
    trained.state = trainer.state();
    return trained;
}

double largestDifference(const Trained &a, const Trained &b)
{
    return (a.state.at("values") - b.state.at("values")).abs().max().item<double>();
}

} // namespace

class TestTrainer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Every loss, the columns over the batch included, is that of the whole batch.
    void piecesAreTheWholeBatch()
    {
        Recipe recipe = smallRecipe();
        recipe.student = "torchscript";
        recipe.module = "plain.pt";
        recipe.featureWeight = 0.5;
        const DistilInput input = smallInput(5, 64);
        const Trained whole = train(recipe, input, plainModule(5), 0, countTo(64));
        for (const int halvings : {1, 2, 3}) {
            const Trained pieces = train(recipe, input, plainModule(5), halvings, countTo(64));
            QCOMPARE(pieces.steps.size(), std::size_t(3));
            for (std::size_t i = 0; i < 3; ++i) {
                QVERIFY(std::abs(pieces.steps[i].loss - whole.steps[i].loss) < 1e-5);
                QVERIFY(std::abs(pieces.steps[i].edgeLoss - whole.steps[i].edgeLoss) < 1e-5);
            }
            QVERIFY2(largestDifference(pieces, whole) < 1e-6,
                     qPrintable(QString::number(largestDifference(pieces, whole))));
        }
        QVERIFY(train(recipe, input, plainModule(5), 4, countTo(64)).steps.empty()); // of 4 images
    }

    // Normalisation sees a piece at a time: where pieces are alike it sees what it saw before.
    void normalisationSeesPieces()
    {
        const Recipe recipe = smallRecipe();
        const DistilInput input = smallInput(5, 32);
        std::vector<std::int64_t> twice = countTo(32);
        for (std::int64_t i = 0; i < 32; ++i)
            twice.push_back(i);
        const Trained whole = train(recipe, input, {}, 0, twice, 1);
        const Trained pieces = train(recipe, input, {}, 1, twice, 1);
        QVERIFY2(largestDifference(pieces, whole) < 1e-4,
                 qPrintable(QString::number(largestDifference(pieces, whole))));
        // Two answers to a piece count once.
        QCOMPARE(pieces.state.at("buffer.bn1.num_batches_tracked").item<std::int64_t>(), std::int64_t(2));
        const torch::Tensor mean = whole.state.at("buffer.bn1.running_mean");
        const double twoTenths = (1 - 0.9 * 0.9) / (1 - 0.9);
        QVERIFY(pieces.state.at("buffer.bn1.running_mean").sub(mean * twoTenths).abs().max().item<double>() <
                1e-4 * mean.abs().max().item<double>());
    }

    void recordedWorkDoesTheSame()
    {
        int calls = 0;
        const auto work = [&](const torch::Tensor &bytes, const TeacherRows &teacher) {
            ++calls;
            return bytes.to(torch::kFloat32).mean() + teacher.logits.sum() + teacher.edges.sum() * 2 +
                   teacher.embeddings.sum() * 3;
        };
        RecordedStep step(torch::kCPU, work);
        for (int i = 0; i < 8; ++i) {
            const std::int64_t count = i == 6 ? 3 : 4;
            const torch::Tensor bytes = torch::full({count, 2, 2, 3}, 10 + i, torch::kUInt8);
            const TeacherRows rows{torch::full({count, 5}, i + 1.0), torch::full({count, 2}, i + 2.0),
                                   torch::full({count, 2}, i + 3.0)};
            QVERIFY(torch::equal(step.run(bytes, rows), work(bytes, rows)));
            QCOMPARE(step.isRecorded(), i >= 3);
        }
        QCOMPARE(calls, 16);
        QVERIFY(step.failure().empty());
    }

    void lossScale()
    {
        LossScale scale(torch::kCPU);
        const torch::Tensor address = scale.value();
        const auto value = [&] { return address.item<double>(); };
        QCOMPARE(value(), 65536.0);
        torch::Tensor gradients = torch::tensor({65536.0F, -131072.0F});
        QVERIFY(scale.unscale(gradients).item<bool>());
        QVERIFY(torch::equal(gradients, torch::tensor({1.0F, -2.0F})));
        QVERIFY(!scale.unscale(torch::tensor({1.0F, INFINITY})).item<bool>());
        QVERIFY(!scale.unscale(torch::tensor({1.0F, NAN})).item<bool>());
        scale.stepped(false);
        QCOMPARE(value(), 32768.0);
        for (int i = 0; i < 2000; ++i)
            scale.stepped(true);
        QCOMPARE(value(), 65536.0);

        LossScale other(torch::kCPU);
        scale.stepped(false);
        torch::Tensor state = other.state();
        state.copy_(scale.state());
        other.restored();
        QCOMPARE(other.value().item<double>(), 32768.0);
        for (int i = 0; i < 15; ++i)
            other.stepped(false);
        QCOMPARE(other.value().item<double>(), 1.0);
        QVERIFY_THROWS_EXCEPTION(Error, other.stepped(false));
    }
};

QTEST_APPLESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
