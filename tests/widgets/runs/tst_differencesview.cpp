#include "widgets/runs/differencesview.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QTableView>
#include <QTest>

using namespace retort;

class TestDifferencesView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatDiffers()
    {
        std::vector<RunRecord> runs(3);
        for (std::size_t i = 0; i < runs.size(); ++i)
            runs[i].id = static_cast<std::int64_t>(i) + 1;
        runs[0].name = "base";
        runs[1].recipe.lr = 0.05;
        runs[2].recipe.flip = false;
        runs[2].weightingId = 9;
        runs[2].teacherId = "0123456789abcdef";
        DifferencesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRuns(runs);
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.columnCount(), 3);
        QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("base"));
        QStringList rows;
        for (int row = 0; row < model.rowCount(); ++row)
            rows.append(model.headerData(row, Qt::Vertical, Qt::DisplayRole).toString() + QLatin1Char(' ') +
                        model.index(row, 0).data().toString() + QLatin1Char(' ') +
                        model.index(row, 1).data().toString() + QLatin1Char(' ') +
                        model.index(row, 2).data().toString());
        QVERIFY2(rows.contains(QStringLiteral("lr 0.1 0.05 0.1")), qPrintable(rows.join(QLatin1Char('\n'))));
        QVERIFY(rows.contains(QStringLiteral("flip true true false")));
        QVERIFY(rows.contains(QStringLiteral("weighting of prompts 0 0 9")));
        QVERIFY(rows.contains(QStringLiteral("teacher – – 0123456789ab…")));
        model.setRuns({runs[0]});
        QCOMPARE(model.rowCount(), 0);
    }

    void saysWhatToDoWhereThereIsNothing()
    {
        DifferencesView view;
        view.show();
        const auto shown = [&view] {
            const auto *label = view.findChild<QLabel *>();
            return label->isVisible() ? label->text() : QString();
        };
        QVERIFY(shown().contains(QStringLiteral("two or more")));
        std::vector<RunRecord> runs(2);
        view.setRuns(runs);
        QVERIFY(shown().contains(QStringLiteral("same recipe")));
        runs[1].recipe.seed = 5;
        view.setRuns(runs);
        QVERIFY(shown().isEmpty());
        QCOMPARE(view.findChild<QTableView *>()->model()->rowCount(), 1);
    }
};

QTEST_MAIN(TestDifferencesView)
#include "tst_differencesview.moc"
