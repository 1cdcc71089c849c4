#include "widgets/runs/runsmodel.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QSignalSpy>
#include <QTest>

using namespace retort;

namespace {

RunRecord makeRun(std::int64_t id, std::optional<double> agreement = {}, std::int64_t weighting = 1)
{
    RunRecord run;
    run.id = id;
    run.bestAgreement = agreement;
    run.weightingId = weighting;
    run.classListId = 1;
    run.recipe.seed = static_cast<std::uint64_t>(100 - id);
    return run;
}

QList<qint64> order(const RunsOrder &proxy)
{
    QList<qint64> ids;
    for (int row = 0; row < proxy.rowCount(); ++row)
        ids.append(proxy.index(row, 0).data(RunsModel::IdRole).toLongLong());
    return ids;
}

} // namespace

class TestRunsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void isAProperModel()
    {
        RunsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        RunsOrder proxy;
        proxy.setSourceModel(&model);
        QAbstractItemModelTester proxyTester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRuns({makeRun(1), makeRun(2), makeRun(4)});
        model.setRuns({makeRun(2), makeRun(3), makeRun(4), makeRun(5)});
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.rowOf(3), 1);
        QCOMPARE(model.rowOf(1), -1);
        proxy.sort(RunsModel::Seed, Qt::AscendingOrder);
        QCOMPARE(order(proxy), (QList<qint64>{5, 4, 3, 2}));
        model.setRuns({});
        QCOMPARE(model.rowCount(), 0);
    }

    void rowsThatStayAreNotTakenAway()
    {
        RunsModel model;
        model.setRuns({makeRun(1), makeRun(2), makeRun(3)});
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        const QPersistentModelIndex third = model.index(2, 0);
        model.setRuns({makeRun(1), makeRun(3), makeRun(4)});
        QCOMPARE(reset.count(), 0);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(third.row(), 1);
    }

    void cellsSayWhatTheRunIs()
    {
        RunRecord run = makeRun(7, 95.25);
        run.state = RunState::Failed;
        run.error = "disk full";
        run.recipe.student = "wrn_40_2";
        run.epochsDone = 3;
        run.recipe.epochs = 12;
        run.trainingSeconds = 150;
        run.tags = {"a", "b"};
        run.notes = "first line\nsecond";
        RunsModel model;
        model.setRuns({run});
        const auto text = [&model](int column) { return model.index(0, column).data().toString(); };
        QCOMPARE(text(RunsModel::Name), QStringLiteral("Run 7"));
        QCOMPARE(text(RunsModel::State), QStringLiteral("failed"));
        QCOMPARE(model.index(0, RunsModel::State).data(Qt::ToolTipRole).toString(), QStringLiteral("disk full"));
        QCOMPARE(text(RunsModel::Student), QStringLiteral("wrn_40_2"));
        QCOMPARE(text(RunsModel::Epochs), QStringLiteral("3 of 12"));
        QCOMPARE(text(RunsModel::Agreement), QStringLiteral("95.3"));
        QCOMPARE(text(RunsModel::Accuracy), QString()); // no labels: no number
        QCOMPARE(text(RunsModel::Teacher), QString());
        run.tuningAccuracy = 12.5; // nor what the tuning half says
        run.teacherTuningAccuracy = 12.5;
        model.setRuns({run});
        QCOMPARE(text(RunsModel::Accuracy), QString());
        QCOMPARE(text(RunsModel::Teacher), QString());
        run.figures = RunFigures();
        run.figures->student.percent = 85.04;
        run.figures->teacher.percent = 87.5;
        model.setRuns({run});
        QCOMPARE(text(RunsModel::Accuracy), QStringLiteral("85.0"));
        QCOMPARE(text(RunsModel::Teacher), QStringLiteral("87.5"));
        QCOMPARE(text(RunsModel::Time), QStringLiteral("3 min"));
        QCOMPARE(text(RunsModel::Tags), QStringLiteral("a, b"));
        QCOMPARE(text(RunsModel::Notes), QStringLiteral("first line"));
        QCOMPARE(model.index(0, RunsModel::Seed).data(Qt::TextAlignmentRole).toInt(),
                 int(Qt::AlignRight | Qt::AlignVCenter));
        for (int column = 0; column < RunsModel::ColumnCount; ++column)
            QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }

    void numbersSortAsNumbers()
    {
        RunsModel model;
        RunsOrder proxy;
        proxy.setSourceModel(&model);
        model.setRuns({makeRun(1, 9.5), makeRun(2, 80.1), makeRun(3), makeRun(10, 79.9)});
        proxy.sort(RunsModel::Agreement, Qt::DescendingOrder);
        QCOMPARE(order(proxy), (QList<qint64>{2, 10, 1, 3})); // without a value: last
        proxy.sort(RunsModel::Name, Qt::AscendingOrder);
        QCOMPARE(order(proxy), (QList<qint64>{1, 2, 3, 10})); // "Run 10" behind "Run 3"
    }

    void agreementIsNotRankedAcrossWeightings()
    {
        RunsModel model;
        RunsOrder proxy;
        proxy.setSourceModel(&model);
        model.setRuns({makeRun(1, 90.0, 1), makeRun(2, 99.0, 2), makeRun(3, 95.0, 1), makeRun(4, 97.0, 2)});
        proxy.sort(RunsModel::Agreement, Qt::AscendingOrder);
        QCOMPARE(order(proxy), (QList<qint64>{1, 3, 4, 2}));
    }

    void filterLooksIntoEveryColumn()
    {
        RunRecord noted = makeRun(2);
        noted.notes = "with colour jitter";
        RunRecord tagged = makeRun(3);
        tagged.tags = {"baseline"};
        RunsModel model;
        RunsOrder proxy;
        proxy.setSourceModel(&model);
        model.setRuns({makeRun(1), noted, tagged});
        proxy.setFilterFixedString(QStringLiteral("JITTER"));
        QCOMPARE(order(proxy), QList<qint64>{2});
        proxy.setFilterFixedString(QStringLiteral("baseline"));
        QCOMPARE(order(proxy), QList<qint64>{3});
        proxy.setFilterFixedString({});
        QCOMPARE(proxy.rowCount(), 3);
    }
};

QTEST_MAIN(TestRunsModel)
#include "tst_runsmodel.moc"
