// The benchmarks of workflow and measure: they do the real thing and say something sensible.
#include "base/error.h"
#include "measure/benchmark.h"
#include "store/project.h"
#include "workflow/storebenchmark.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace retort;

namespace {

StoreBenchmark small()
{
    StoreBenchmark what;
    what.recipe.threads = 1;
    what.recipe.precision = "fp32";
    what.images = 1000;
    what.evaluation = 200;
    what.epochs = 3;
    return what;
}

} // namespace

class TestBenchmarks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void storesWholeEpochs()
    {
        const QTemporaryDir folder;
        const std::filesystem::path place(folder.path().toStdString());
        const StoreTimes times = benchStore(small(), place, {}, {});
        QCOMPARE(times.probeSamples, 50); // 5 % of 1,000
        QCOMPARE(times.steps, (1000 - 50) / 128);
        QVERIFY(times.bytesAnEpoch > 269'722 * 4); // weights of a resnet20 alone
        QVERIFY(times.commitP50 > 0);
        QVERIFY(times.commitP50 <= times.commitP95 && times.commitP95 <= times.commitMax);
        QVERIFY(times.writeMs > 0);
        const auto project = Project::open(place / "bench.retort", nullptr);
        QCOMPARE(project->epochs(1).size(), std::size_t(3));
        QCOMPARE(project->studentGraph(1, 3).samples, 50);
        QCOMPARE(project->teacherGraph(1, 3).proxies, 10);
        QCOMPARE(project->evaluation(1, 2).classes.size(), std::size_t(200));
        QVERIFY(!project->checkpoint(1).empty()); // the optimiser's too
    }

    void storingRefuses()
    {
        const QTemporaryDir folder;
        const std::filesystem::path place(folder.path().toStdString());
        StoreBenchmark what = small();
        what.classes = 1;
        QVERIFY_THROWS_EXCEPTION(ValueError, static_cast<void>(benchStore(what, place, {}, {})));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, static_cast<void>(benchStore(small(), place, stop.get_token(), {})));
    }

    void confusion()
    {
        const ConfusionTimes times = benchConfusion({1000, 20, 0.5, 1}, {});
        QVERIFY(times.counts > 0 && times.cells > 0 && times.pair > 0);
        QVERIFY(times.occupied > 20 && times.occupied <= 400);
        QVERIFY_THROWS_EXCEPTION(ValueError, static_cast<void>(benchConfusion({0, 20, 0.5, 1}, {})));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, static_cast<void>(benchConfusion({}, stop.get_token())));
    }
};

QTEST_GUILESS_MAIN(TestBenchmarks)
#include "tst_workflow_benchmarks.moc"
