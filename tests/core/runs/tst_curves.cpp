#include "runs/curves.h"

#include <QTest>

#include <cmath>

using namespace retort;

namespace {

/// Two epochs of four steps, 8 and 16 seconds long.
RunHistory history()
{
    RunHistory result;
    result.startedAt = 1000;
    for (std::int64_t step = 1; step <= 8; ++step) {
        StepMetrics metrics;
        metrics.step = step;
        metrics.loss = static_cast<double>(10 - step);
        result.steps.push_back(metrics);
    }
    EpochRecord epoch;
    epoch.epoch = 1;
    epoch.mean.step = 4;
    epoch.seconds = 8;
    epoch.heldOutAgreement = 60;
    result.epochs.push_back(epoch);
    epoch.epoch = 2;
    epoch.mean.step = 8;
    epoch.seconds = 16;
    epoch.heldOutAgreement = 70;
    epoch.tuningAccuracy = 50;
    result.epochs.push_back(epoch);
    return result;
}

} // namespace

class TestCurves : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPointIsThere()
    {
        const Curve loss = curveOf(history(), CurveMetric::Loss, CurveX::Step);
        QCOMPARE(loss.x, (std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8}));
        QCOMPARE(loss.y, (std::vector<double>{9, 8, 7, 6, 5, 4, 3, 2}));
        QCOMPARE(curveOf(history(), CurveMetric::Agreement, CurveX::Step).x, (std::vector<double>{4, 8}));
        QCOMPARE(curveOf(history(), CurveMetric::Accuracy, CurveX::Epoch), (Curve{{2}, {50}})); // one is not known
    }

    void stepsLieWithinTheirEpoch()
    {
        QCOMPARE(curveOf(history(), CurveMetric::Loss, CurveX::Epoch).x,
                 (std::vector<double>{0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2}));
        QCOMPARE(curveOf(history(), CurveMetric::Loss, CurveX::Seconds).x,
                 (std::vector<double>{2, 4, 6, 8, 12, 16, 20, 24}));
        QCOMPARE(curveOf(history(), CurveMetric::Agreement, CurveX::Wall).x, (std::vector<double>{1008, 1024}));
    }

    void aPauseIsSeenInWallTimeOnly()
    {
        RunHistory paused = history();
        paused.epochs[1].endedAt = 5000;
        QCOMPARE(curveOf(paused, CurveMetric::Agreement, CurveX::Wall).x, (std::vector<double>{1008, 5000}));
        QCOMPARE(curveOf(paused, CurveMetric::Loss, CurveX::Wall).x[4], 5000.0 - 16 + 4);
        QCOMPARE(curveOf(paused, CurveMetric::Agreement, CurveX::Seconds).x, (std::vector<double>{8, 24}));
    }

    void stepsOfAnEpochUnderWay()
    {
        RunHistory running = history();
        running.epochs.pop_back();
        QCOMPARE(curveOf(running, CurveMetric::Loss, CurveX::Epoch).x.back(), 2.0); // as long as the first
        QCOMPARE(curveOf(running, CurveMetric::Loss, CurveX::Seconds).x.back(), 16.0);
        running.epochs.clear();
        QCOMPARE(curveOf(running, CurveMetric::Loss, CurveX::Step).x.size(), std::size_t(8));
        QVERIFY(curveOf(running, CurveMetric::Loss, CurveX::Epoch).x.empty()); // nobody knows how long it is
    }

    void smoothingIsNotDrawnTowardsZero()
    {
        const std::vector<double> flat(50, 3.5);
        for (const double value : smoothed(flat, 0.98))
            QVERIFY(std::abs(value - 3.5) < 1e-12);
        const std::vector<double> y{1, 3, 2};
        QCOMPARE(smoothed(y, 0), y);
        const std::vector<double> half = smoothed(y, 0.5);
        QCOMPARE(half[0], 1.0);
        QVERIFY(std::abs(half[1] - (0.25 * 1 + 0.5 * 3) / 0.75) < 1e-12);
        QVERIFY(std::abs(half[2] - (0.125 * 1 + 0.25 * 3 + 0.5 * 2) / 0.875) < 1e-12);
    }

    void aHoleDoesNotSpoilWhatFollows()
    {
        const std::vector<double> values = smoothed(std::vector<double>{1, std::nan(""), 1}, 0.9);
        QCOMPARE(values[0], 1.0);
        QVERIFY(std::isnan(values[1]));
        QVERIFY(std::abs(values[2] - 1) < 1e-12);
    }

    void bandOfSeeds()
    {
        const std::vector<Curve> seeds{{{1, 2, 3}, {10, 20, 30}}, {{1, 2, 3}, {20, 20, 60}}, {{1, 2}, {0, 5}}};
        const CurveBand band = bandOver(seeds);
        QCOMPARE(band.x, (std::vector<double>{1, 2, 3}));
        QCOMPARE(band.mean, (std::vector<double>{10, 15, 45}));
        QCOMPARE(band.low, (std::vector<double>{0, 5, 30}));
        QCOMPARE(band.high, (std::vector<double>{20, 20, 60}));
        QVERIFY(bandOver({}).x.empty());
    }

    void bandBetweenPoints()
    {
        // Different times: each is as large between its points as a line says, and nothing beyond them.
        const std::vector<Curve> seeds{{{0, 4}, {0, 8}}, {{2, 6}, {10, 10}}};
        const CurveBand band = bandOver(seeds);
        QCOMPARE(band.x, (std::vector<double>{0, 2, 4, 6}));
        QCOMPARE(band.low, (std::vector<double>{0, 4, 8, 10}));
        QCOMPARE(band.high, (std::vector<double>{0, 10, 10, 10}));
    }

    void tableOfCurves()
    {
        const std::vector<NamedCurve> curves{{"a, \"b\"", "loss", {{1, 2}, {0.1, std::nan("")}}, {}, {}},
                                             {"seeds", "loss", {{3}, {0.25}}, {0.125}, {0.5}}};
        QCOMPARE(QString::fromStdString(namedCurvesCsv(curves, CurveX::Step)),
                 QStringLiteral("run,metric,step,value,low,high\r\n\"a, \"\"b\"\"\",loss,1,0.1,,\r\n"
                                "\"a, \"\"b\"\"\",loss,2,,,\r\nseeds,loss,3,0.25,0.125,0.5\r\n"));
    }

    void metricsHaveNamesOfTheirOwn()
    {
        QSet<QString> names;
        for (const CurveMetric metric : curveMetrics())
            names.insert(QString::fromStdString(curveMetricName(metric)));
        QCOMPARE(names.size(), static_cast<qsizetype>(curveMetrics().size()));
        QVERIFY(!names.contains(QString()));
    }
};

QTEST_MAIN(TestCurves)
#include "tst_curves.moc"
