// The benchmark and the estimate: they run the real thing and say something sensible.
#include "base/error.h"
#include "distil/benchmark.h"

#include <QtTest>

using namespace retort;

namespace {

TrainBenchmark small()
{
    TrainBenchmark what;
    what.recipe.batch = 16;
    what.recipe.threads = 1;
    what.recipe.precision = "fp32";
    what.recipe.device = "cpu";
    what.images = 100;
    what.teacherDimension = 16;
    what.warmUpSteps = 1;
    what.steps = 6; // more than an epoch has
    return what;
}

} // namespace

class TrainBenchmarkTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void measures()
    {
        const TrainSpeed speed = benchTrain(small(), {}, {});
        QCOMPARE(speed.steps, std::int64_t(6));
        QVERIFY(speed.imagesPerSecond > 0);
        QVERIFY(speed.stepP50 > 0);
        QVERIFY(speed.stepP95 >= speed.stepP50);
        QCOMPARE(speed.studentParameters, std::int64_t(269'722)); // He et al.: 0.27 M
        QCOMPARE(speed.environment.precision, std::string("fp32"));
        // Multiply-adds of the layers: 3 -> 16 channels, then 6 convolutions of 16, 1 of 16 -> 32 and 5 of 32, 1
        // of 32 -> 64 and 5 of 64, with a quarter of the pixels each time, and the classifier.
        const std::int64_t nine = 9;
        QCOMPARE(speed.multiplyAdds, nine * (1024 * (3 * 16 + 6 * 16 * 16) + 256 * (16 * 32 + 5 * 32 * 32) +
                                             64 * (32 * 64 + 5 * 64 * 64)) +
                                         64 * 10);
        QVERIFY(std::abs(speed.gmacPerSecond / (3e-9 * double(speed.multiplyAdds) * speed.imagesPerSecond) - 1) <
                1e-9);
        QVERIFY(speed.productGmacPerSecond > 0);
    }

    void canBeStopped()
    {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, static_cast<void>(benchTrain(small(), stop.get_token(), {})));
    }

    void refuses()
    {
        TrainBenchmark what = small();
        what.recipe.batch = 64;
        QVERIFY_THROWS_EXCEPTION(ValueError, static_cast<void>(benchTrain(what, {}, {})));
        what = small();
        what.steps = 0;
        QVERIFY_THROWS_EXCEPTION(ValueError, static_cast<void>(benchTrain(what, {}, {})));
        what = small();
        what.recipe.lr = -1;
        QVERIFY_THROWS_EXCEPTION(ValueError, static_cast<void>(benchTrain(what, {}, {})));
    }

    void estimates()
    {
        Recipe recipe = small().recipe;
        recipe.epochs = 3;
        const RunEnvironment environment = chooseEnvironment(recipe);
        const RunEstimate estimate = estimateRun(recipe, environment, 1000, 10, {}, {});
        QVERIFY(estimate.seconds > 0);
        // 3 MB of images, and activations of 16 images in a network that keeps some 50 planes of 16 x 32 x 32.
        QVERIFY(estimate.memoryMegabytes > 10 && estimate.memoryMegabytes < 1000);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, static_cast<void>(estimateRun(recipe, environment, 1000, 10, {}, stop.get_token())));
        QVERIFY_THROWS_EXCEPTION(ValueError, static_cast<void>(estimateRun(recipe, environment, 0, 10, {}, {})));
    }
};

QTEST_GUILESS_MAIN(TrainBenchmarkTest)
#include "tst_train_benchmark.moc"
