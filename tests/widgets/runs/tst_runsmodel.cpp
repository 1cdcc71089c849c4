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

QList<qint64> order(const RunsModel &model)
{
    QList<qint64> ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids.append(model.index(row, 0).data(RunsModel::IdRole).toLongLong());
    return ids;
}

int columnOf(const RunsModel &model, const QString &key)
{
    for (int column = 0; column < model.columnCount(); ++column)
        if (RunsModel::recipeKey(column) == key)
            return column;
    return -1;
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
        model.setRuns({makeRun(1), makeRun(2), makeRun(4)});
        model.setRuns({makeRun(2), makeRun(3), makeRun(4), makeRun(5)});
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.rowOf(3), 1);
        QCOMPARE(model.rowOf(1), -1);
        model.sort(RunsModel::Seed, Qt::AscendingOrder);
        QCOMPARE(order(model), (QList<qint64>{5, 4, 3, 2}));
        model.setFilter(RunFilter("id > 2 and id < 5"));
        QCOMPARE(order(model), (QList<qint64>{4, 3}));
        model.setRuns({makeRun(1), makeRun(3), makeRun(6)});
        QCOMPARE(order(model), QList<qint64>{3});
        model.setFilter({});
        QCOMPARE(order(model), (QList<qint64>{6, 3, 1}));
        model.setGrouped(true);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.runsOf(0), (std::vector<std::int64_t>{1, 3, 6}));
        model.setGrouped(false);
        model.setRuns({});
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(model.runs().empty());
        QCOMPARE(model.shownRuns(), std::size_t(0));
    }

    void rowsThatStayAreNotTakenAway()
    {
        RunsModel model;
        model.setRuns({makeRun(1), makeRun(2), makeRun(3)});
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        const QPersistentModelIndex first = model.index(0, 0);
        const QPersistentModelIndex third = model.index(2, 0);
        model.setRuns({makeRun(1), makeRun(3), makeRun(4)});
        QCOMPARE(reset.count(), 0);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(third.row(), 1);
        model.sort(RunsModel::Name, Qt::DescendingOrder);
        QCOMPARE(third.row(), 1);
        QCOMPARE(first.row(), 2);
        model.setFilter(RunFilter("id = 1"));
        QCOMPARE(first.row(), 0);
        QVERIFY(!third.isValid());
        model.setFilter({});
        QCOMPARE(first.row(), 2);
        QCOMPARE(reset.count(), 0);
    }

    void cellsSayWhatTheRunIs()
    {
        RunRecord run = makeRun(7, 95.25);
        run.state = RunState::Failed;
        run.error = "disk full";
        run.recipe.student = "wrn_40_2";
        run.epochsDone = 3;
        run.recipe.epochs = 12;
        run.recipe.lr = 0.05;
        run.recipe.flip = false;
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
        QCOMPARE(text(columnOf(model, QStringLiteral("lr"))), QStringLiteral("0.05"));
        QCOMPARE(text(columnOf(model, QStringLiteral("flip"))), QStringLiteral("off"));
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
        for (int column = RunsModel::Name; column < model.columnCount(); ++column)
            QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }

    void oddTextsStayInTheirCell()
    {
        RunRecord run = makeRun(1);
        run.tags = {"two\nlines \"quoted\"", std::string(10'000, 'x')};
        run.notes = "<img src='file:///etc/hostname'> note";
        RunsModel model;
        model.setRuns({run});
        const QString tags = model.index(0, RunsModel::Tags).data().toString();
        QVERIFY(tags.startsWith(QStringLiteral("two lines \"quoted\", xxx")));
        QVERIFY(tags.size() < 300);
        QVERIFY(
            !model.index(0, RunsModel::Notes).data(Qt::ToolTipRole).toString().contains(QStringLiteral("<img")));
    }

    void seedsInOneRow()
    {
        std::vector<RunRecord> runs;
        for (std::int64_t id = 1; id <= 4; ++id) {
            RunRecord run = makeRun(id, 80.0 + static_cast<double>(id));
            run.state = id == 3 ? RunState::Failed : RunState::Finished;
            run.epochsDone = id == 3 ? 5 : 12;
            run.starred = id == 2;
            run.recipe.lr = id == 4 ? 0.2 : 0.1;
            runs.push_back(run);
        }
        RunsModel model;
        model.setRuns(runs);
        model.setGrouped(true);
        QCOMPARE(model.rowCount(), 2);
        const auto text = [&model](int column) { return model.index(0, column).data().toString(); };
        QVERIFY(text(RunsModel::Name).startsWith(QStringLiteral("Run 1, 3 ")));
        QCOMPARE(text(RunsModel::State), QStringLiteral("2 of 3 finished"));
        QCOMPARE(text(RunsModel::Epochs), QStringLiteral("5–12 of 12"));
        QCOMPARE(text(RunsModel::Agreement), QStringLiteral("82.0 ± 1.0"));
        QCOMPARE(text(RunsModel::Seed), QString());
        QCOMPARE(text(columnOf(model, QStringLiteral("seed"))), QString());
        QVERIFY(!(model.flags(model.index(0, RunsModel::Name)) & Qt::ItemIsEditable));
        model.sort(RunsModel::Agreement, Qt::DescendingOrder);
        QCOMPARE(order(model), (QList<qint64>{4, 1}));
        // What is filtered out has no part in a mean.
        model.setFilter(RunFilter("not failed"));
        model.sort(RunsModel::Agreement, Qt::AscendingOrder);
        QCOMPARE(text(RunsModel::Agreement), QStringLiteral("81.5 ± 0.7"));
    }

    // The runs of a recipe, below its row.
    void groupsOpen()
    {
        std::vector<RunRecord> runs;
        for (std::int64_t id = 1; id <= 5; ++id) {
            runs.push_back(makeRun(id, 80.0 + static_cast<double>(id)));
            runs.back().recipe.lr = id <= 3 ? 0.1 : id == 4 ? 0.2 : 0.3;
        }
        RunsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRuns(runs);
        model.setOpen(0, true); // nothing is grouped
        QCOMPARE(model.rowCount(), 5);
        model.setGrouped(true);
        const auto kind = [&model](int row) { return model.index(row, 0).data(RunsModel::KindRole).toInt(); };
        QCOMPARE(order(model), (QList<qint64>{1, 4, 5}));
        QCOMPARE(kind(0), int(RunsModel::ClosedGroup));
        QCOMPARE(kind(1), int(RunsModel::SingleRun));
        const QPersistentModelIndex last = model.index(2, 0);
        model.setOpen(1, true); // has nothing inside
        QCOMPARE(model.rowCount(), 3);
        model.setOpen(0, true);
        QCOMPARE(order(model), (QList<qint64>{1, 1, 2, 3, 4, 5}));
        QCOMPARE(last.row(), 5);
        QCOMPARE(kind(0), int(RunsModel::OpenGroup));
        QCOMPARE(kind(3), int(RunsModel::RunInGroup));
        QCOMPARE(model.shownRuns(), std::size_t(5)); // each once
        QCOMPARE(model.runsOf(0), (std::vector<std::int64_t>{1, 2, 3}));
        QCOMPARE(model.runsOf(2), std::vector<std::int64_t>{2});
        QCOMPARE(model.rowOf(1), 1); // its own
        QCOMPARE(model.index(2, RunsModel::Agreement).data().toString(), QStringLiteral("82.0"));
        QVERIFY(model.flags(model.index(2, RunsModel::Name)) & Qt::ItemIsEditable);
        QVERIFY(model.index(0, RunsModel::Name)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(QStringLiteral("open")));
        model.sort(RunsModel::Agreement, Qt::DescendingOrder); // groups among each other, runs within theirs
        QCOMPARE(order(model), (QList<qint64>{5, 4, 1, 3, 2, 1}));
        model.setFilter(RunFilter("id > 1")); // its first run goes, it stays open
        QCOMPARE(order(model), (QList<qint64>{5, 4, 2, 3, 2}));
        model.setFilter({});
        model.setOpen(2, false);
        QCOMPARE(order(model), (QList<qint64>{5, 4, 1}));
        model.setOpen(2, true);
        model.setGrouped(false);
        QCOMPARE(order(model), (QList<qint64>{5, 4, 3, 2, 1}));
    }

    // An epoch of one run must not cost what all of them do.
    void newsOfOneRun()
    {
        RunsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRuns({makeRun(1, 10), makeRun(2, 20), makeRun(3, 30)});
        model.sort(RunsModel::Agreement, Qt::AscendingOrder);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy moved(&model, &QAbstractItemModel::layoutChanged);
        QVERIFY(model.setRun(makeRun(2, 25)));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        QCOMPARE(changed[0][1].toModelIndex().row(), 1);
        QCOMPARE(moved.count(), 0);
        QCOMPARE(model.index(1, RunsModel::Agreement).data().toString(), QStringLiteral("25.0"));
        QVERIFY(model.setRun(makeRun(2, 35))); // better than the next
        QCOMPARE(order(model), (QList<qint64>{1, 3, 2}));
        model.setFilter(RunFilter("agreement > 20"));
        QCOMPARE(order(model), (QList<qint64>{3, 2}));
        QVERIFY(model.setRun(makeRun(3, 5)));
        QCOMPARE(order(model), QList<qint64>{2});
        changed.clear();
        QVERIFY(model.setRun(makeRun(1, 11))); // not shown before or after
        QCOMPARE(changed.count(), 0);
        QVERIFY(model.setRun(makeRun(1, 40)));
        QCOMPARE(order(model), (QList<qint64>{2, 1}));
        QVERIFY(!model.setRun(makeRun(9)));
        model.setFilter({});
        model.setGrouped(true);
        model.setOpen(0, true);
        changed.clear();
        QVERIFY(model.setRun(makeRun(2, 36)));
        QCOMPARE(changed.count(), 2); // the recipe's row and its own
        RunRecord other = makeRun(2, 36);
        other.recipe.lr = 1;
        QVERIFY(model.setRun(other)); // of another recipe now
        QCOMPARE(model.runs()[1].recipe.lr, 1.0);
        QCOMPARE(order(model), (QList<qint64>{1, 3, 1, 2}));
    }

    void numbersSortAsNumbers()
    {
        RunsModel model;
        model.setRuns({makeRun(1, 9.5), makeRun(2, 80.1), makeRun(3), makeRun(10, 79.9)});
        model.sort(RunsModel::Agreement, Qt::DescendingOrder);
        QCOMPARE(order(model), (QList<qint64>{2, 10, 1, 3})); // without a value: last
        model.sort(RunsModel::Name, Qt::AscendingOrder);
        QCOMPARE(order(model), (QList<qint64>{1, 2, 3, 10})); // "Run 10" behind "Run 3"
    }

    void agreementIsNotRankedAcrossWeightings()
    {
        RunsModel model;
        model.setRuns({makeRun(1, 90.0, 1), makeRun(2, 99.0, 2), makeRun(3, 95.0, 1), makeRun(4, 97.0, 2)});
        model.sort(RunsModel::Agreement, Qt::AscendingOrder);
        QCOMPARE(order(model), (QList<qint64>{1, 3, 4, 2}));
    }

    void namesAreEditedInPlace()
    {
        RunsModel model;
        model.setRuns({makeRun(1), makeRun(2)});
        QSignalSpy renamed(&model, &RunsModel::renamed);
        QVERIFY(model.setData(model.index(1, RunsModel::Name), QStringLiteral(" a\nname "), Qt::EditRole));
        QCOMPARE(renamed.count(), 1);
        QCOMPARE(renamed[0][0].toLongLong(), 2);
        QCOMPARE(renamed[0][1].toString(), QStringLiteral("a name"));
        QVERIFY(!model.setData(model.index(1, RunsModel::State), QStringLiteral("x"), Qt::EditRole));
    }

    void tenThousandRuns()
    {
        std::vector<RunRecord> runs;
        for (std::int64_t id = 1; id <= 10'000; ++id)
            runs.push_back(makeRun(id, static_cast<double>(id % 97)));
        RunsModel model;
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.setRuns(runs);
        model.setFilter(RunFilter("agreement > 50"));
        model.setFilter({});
        QCOMPARE(model.rowCount(), 10'000);
        QCOMPARE(inserted.count(), 2); // one signal, however many rows
        QCOMPARE(removed.count(), 1);
    }
};

QTEST_MAIN(TestRunsModel)
#include "tst_runsmodel.moc"
