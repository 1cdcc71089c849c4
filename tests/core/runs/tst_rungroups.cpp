#include "measure/significance.h"
#include "runs/groups.h"

#include <QTest>

#include <cmath>

using namespace retort;

class TestRunGroups : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyTheSeedMayDiffer()
    {
        std::vector<RunRecord> runs(6);
        for (std::size_t i = 0; i < runs.size(); ++i) {
            runs[i].id = static_cast<std::int64_t>(i) + 1;
            runs[i].recipe.seed = i;
        }
        runs[1].recipe.lr = 0.05;
        runs[2].weightingId = 7;
        runs[3].dataFingerprint = "other";
        runs[4].name = "a name decides nothing";
        const std::vector<RunGroup> groups = groupBySeeds(runs);
        QCOMPARE(groups.size(), std::size_t(4));
        QCOMPARE(groups[0].runs, (std::vector<std::size_t>{0, 4, 5}));
        QCOMPARE(groups[1].runs, std::vector<std::size_t>{1});
        QVERIFY(groupBySeeds(std::vector<RunRecord>()).empty());
    }

    void textsDoNotRunIntoEachOther()
    {
        std::vector<RunRecord> runs(2);
        runs[0].recipe.student = "ab";
        runs[0].recipe.module = "c";
        runs[1].recipe.student = "a";
        runs[1].recipe.module = "bc";
        QCOMPARE(groupBySeeds(runs).size(), std::size_t(2));
    }

    void spread()
    {
        QCOMPARE(spreadOf({}).count, 0);
        const std::vector<double> one{84.5};
        QCOMPARE(spreadOf(one).mean, 84.5);
        QCOMPARE(spreadOf(one).deviation, 0.0);
        const std::vector<double> values{1, 2, 3, 4, std::nan("")};
        QCOMPARE(spreadOf(values).count, 4);
        QCOMPARE(spreadOf(values).mean, 2.5);
        QVERIFY(std::abs(spreadOf(values).deviation - std::sqrt(5.0 / 3)) < 1e-12);
    }
};

QTEST_MAIN(TestRunGroups)
#include "tst_rungroups.moc"
