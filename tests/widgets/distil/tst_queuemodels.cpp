// The queue and a sweep's points as item models.
#include "widgets/distil/queuemodel.h"
#include "widgets/distil/sweepform.h"
#include "widgets/distil/sweepmodel.h"

#include "base/error.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace retort;

namespace {

RunRecord runOf(std::int64_t id, RunState state = RunState::Queued)
{
    RunRecord run;
    run.id = id;
    run.state = state;
    run.place = id;
    run.name = "run " + std::to_string(id);
    return run;
}

QString textAt(const QAbstractItemModel &model, int row, int column)
{
    return model.index(row, column).data().toString();
}

} // namespace

class TestQueueModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void indexesFollowTheirRuns()
    {
        QueueModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setQueue({runOf(1), runOf(2), runOf(3)});
        const QPersistentModelIndex second = model.index(1, QueueModel::Name);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setQueue({runOf(2), runOf(3), runOf(1, RunState::Running)});
        QCOMPARE(reset.count(), 0); // what is selected stays selected
        QCOMPARE(second.row(), 0);
        QCOMPARE(second.data(QueueModel::IdRole).toLongLong(), 2);
        QCOMPARE(textAt(model, 2, QueueModel::State), QStringLiteral("training"));
        model.setQueue({runOf(3)});
        QCOMPARE(model.rowCount(), 1);
        model.setQueue({});
        QCOMPARE(model.rowCount(), 0);
    }

    void newsOfOneRun()
    {
        QueueModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setQueue({runOf(1), runOf(2, RunState::Running), runOf(3)});
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        RunRecord news = runOf(2, RunState::Running);
        news.epochsDone = 4;
        news.recipe.epochs = 9;
        model.setRun(news);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        QCOMPARE(changed[0][1].toModelIndex().row(), 1);
        QCOMPARE(textAt(model, 1, QueueModel::Epochs), QStringLiteral("4 of 9"));
        model.setRun(runOf(7));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.rowCount(), 3);
    }

    void whatIsShown()
    {
        QueueModel model;
        RunRecord held = runOf(4, RunState::Paused);
        held.sweepId = 7;
        held.epochsDone = 2;
        held.recipe.epochs = 9;
        held.recipe.seed = 5;
        model.setQueue({runOf(1), held});
        QCOMPARE(textAt(model, 0, QueueModel::State), QStringLiteral("waits"));
        QCOMPARE(textAt(model, 0, QueueModel::Sweep), QString());
        QCOMPARE(textAt(model, 1, QueueModel::State), QStringLiteral("held back"));
        QCOMPARE(textAt(model, 1, QueueModel::Epochs), QStringLiteral("2 of 9"));
        QCOMPARE(textAt(model, 1, QueueModel::Seed), QStringLiteral("5"));
        QCOMPARE(textAt(model, 1, QueueModel::Sweep), QStringLiteral("7"));
        QVERIFY(model.index(1, 0).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("place 2")));
        for (int column = 0; column < QueueModel::ColumnCount; ++column)
            QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }

    void draggedToAnotherPlace()
    {
        QueueModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setQueue({runOf(1, RunState::Running), runOf(2), runOf(3), runOf(4)});
        QVERIFY(!(model.flags(model.index(0, 0)) & Qt::ItemIsDragEnabled)); // it trains
        QVERIFY(model.flags(model.index(1, 0)) & Qt::ItemIsDragEnabled);
        QSignalSpy moved(&model, &QueueModel::moveRequested);
        const std::unique_ptr<QMimeData> data(
            model.mimeData({model.index(2, 0), model.index(2, 1), model.index(3, 0)}));
        QVERIFY(model.canDropMimeData(data.get(), Qt::MoveAction, 1, 0, {}));
        QVERIFY(!model.dropMimeData(data.get(), Qt::MoveAction, 1, 0, {})); // the view takes nothing away itself
        QCOMPARE(moved.count(), 1);
        QCOMPARE(moved[0][0].value<QList<qint64>>(), (QList<qint64>{3, 4}));
        QCOMPARE(moved[0][1].toInt(), 1);
        model.dropMimeData(data.get(), Qt::MoveAction, -1, -1, {}); // below the last row
        QCOMPARE(moved[1][1].toInt(), 4);
        QMimeData foreign;
        foreign.setText(QStringLiteral("3"));
        QVERIFY(!model.dropMimeData(&foreign, Qt::MoveAction, 0, 0, {}));
        QCOMPARE(moved.count(), 2);
    }

    void pointsOfASweep()
    {
        SweepModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        SweepRanking ranking;
        ranking.sweep.id = 1;
        SweepRow best;
        best.name = "lr 0.1";
        best.runs = {runOf(3), runOf(4)};
        best.runs[0].bestAgreement = 70;
        best.runs[1].bestAgreement = 72;
        best.mean = 71;
        best.deviation = 1.41;
        best.finished = 2;
        SweepRow behind;
        behind.name = "lr 9";
        behind.runs = {runOf(5)};
        behind.stopped = "stopped early by its sweep: 20 %";
        ranking.rows = {best, behind};
        model.setRanking(ranking);
        QCOMPARE(textAt(model, 0, SweepModel::Mean), QLocale().toString(71.0, 'f', 2));
        QCOMPARE(textAt(model, 0, SweepModel::Runs), QStringLiteral("3, 4"));
        QCOMPARE(textAt(model, 0, SweepModel::State), QStringLiteral("2 of 2 finished"));
        QCOMPARE(model.index(0, 0).data(SweepModel::BestRunRole).toLongLong(), 4);
        QCOMPARE(textAt(model, 1, SweepModel::Mean), QString());
        QCOMPARE(textAt(model, 1, SweepModel::State), QStringLiteral("stopped early"));
        QVERIFY(model.index(1, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("20 %")));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        ranking.rows[1].mean = 20;
        model.setRanking(ranking); // epochs that come leave the selection alone
        QCOMPARE(reset.count(), 0);
        std::swap(ranking.rows[0], ranking.rows[1]);
        model.setRanking(ranking);
        QCOMPARE(reset.count(), 1);
        ranking.metric = SweepMetric::Accuracy;
        model.setRanking(ranking);
        QVERIFY(model.headerData(SweepModel::Mean, Qt::Horizontal, Qt::DisplayRole)
                    .toString()
                    .startsWith(QStringLiteral("Accuracy")));
    }

    void theFormMakesAPlan()
    {
        SweepForm form;
        QSignalSpy changed(&form, &SweepForm::changed);
        form.addAxis(QStringLiteral("temperature"), QStringLiteral("1, 2"));
        QCOMPARE(changed.count(), 1);
        Recipe base;
        base.epochs = 5;
        SweepPlan plan = form.plan(base, 3);
        QCOMPARE(plan.base.epochs, 5);
        QCOMPARE(plan.seeds, 3);
        QCOMPARE(plan.axes.size(), 2U);
        QCOMPARE(plan.axes[0].key, std::string("lr"));
        QCOMPARE(plan.axes[1].values, (std::vector<std::string>{"1", "2"}));
        QVERIFY(!plan.halving && plan.reference.empty() && plan.draws == 0);
        for (const QComboBox *keys : form.findChildren<QComboBox *>())
            for (const char *never : {"seed", "device", "threads", "module"})
                QCOMPARE(keys->findText(QString::fromLatin1(never)), -1);

        form.addAxis(); // no key twice by itself
        plan = SweepPlan{};
        QVERIFY_THROWS_EXCEPTION(ValueError, static_cast<void>(form.plan(base, 1))); // no values yet
        const QList<QLineEdit *> fields = form.findChildren<QLineEdit *>();
        for (QLineEdit *field : fields)
            if (field->accessibleName() == QStringLiteral("Its values") && field->text().isEmpty())
                field->setText(QStringLiteral("resnet20, resnet18"));
        plan = form.plan(base, 1);
        QCOMPARE(plan.axes[2].key, std::string("student"));

        form.setWeightings({QStringLiteral("all"), QStringLiteral("found")});
        form.addAxis(QStringLiteral("weighting"), QStringLiteral("all, found"));
        plan = form.plan(base, 1);
        QCOMPARE(plan.axes[3].key, std::string(weightingAxis));
        QVERIFY(plan.reference.empty());
        for (QComboBox *box : form.findChildren<QComboBox *>())
            if (const int found = box->findData(QStringLiteral("found")); found >= 0)
                box->setCurrentIndex(found);
        form.findChild<QCheckBox *>()->setChecked(true);
        plan = form.plan(base, 1);
        QCOMPARE(plan.reference, std::string("found"));
        QVERIFY(plan.halving);
    }
};

QTEST_MAIN(TestQueueModels)
#include "tst_queuemodels.moc"
