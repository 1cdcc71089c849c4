#include "widgets/runs/runsmodel.h"
#include "widgets/runs/runtable.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace retort;

namespace {

RunRecord makeRun(std::int64_t id, const std::vector<std::string> &tags = {}, bool starred = false)
{
    RunRecord run;
    run.id = id;
    run.tags = tags;
    run.starred = starred;
    run.recipe.seed = static_cast<std::uint64_t>(id);
    run.state = id % 2 == 0 ? RunState::Finished : RunState::Failed;
    return run;
}

QToolButton *chip(const RunTable &table, const QString &text)
{
    for (QToolButton *button : table.findChildren<QToolButton *>())
        if (button->text() == text)
            return button;
    return nullptr;
}

} // namespace

class TestRunTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().remove(QStringLiteral("runs")); }

    void filtersByAnExpression()
    {
        RunTable table;
        table.setRuns({makeRun(1, {"x"}), makeRun(2, {"x"}), makeRun(3)});
        table.filter()->setText(QStringLiteral("tag = x and finished"));
        QCOMPARE(table.model()->rowCount(), 1);
        QVERIFY(table.filterError().isEmpty());
    }

    void aBrokenExpressionSaysWhereAndHidesNothing()
    {
        RunTable table;
        table.show();
        table.setRuns({makeRun(1), makeRun(2), makeRun(3)});
        table.filter()->setText(QStringLiteral("id > 1"));
        table.filter()->setText(QStringLiteral("id > 1 and sed = 3"));
        QCOMPARE(table.model()->rowCount(), 2); // as before
        QVERIFY2(table.filterError().contains(QStringLiteral("12")), qPrintable(table.filterError()));
        QVERIFY(table.filterError().contains(QStringLiteral("seed")));
        const auto shown = [&table] {
            for (const QLabel *label : table.findChildren<QLabel *>())
                if (label->isVisible() && label->text() == table.filterError())
                    return true;
            return false;
        };
        QTRY_VERIFY(shown());
        table.filter()->setText(QStringLiteral("id > 1 and seed = 3"));
        QCOMPARE(table.model()->rowCount(), 1);
        QVERIFY(table.filterError().isEmpty());
    }

    void chipsNarrow()
    {
        RunTable table;
        table.setRuns({makeRun(1, {"x"}), makeRun(2, {"x", "say \"hi\"\nthere"}, true), makeRun(3), makeRun(4)});
        QVERIFY(chip(table, QStringLiteral("finished")));
        chip(table, QStringLiteral("finished"))->click();
        QCOMPARE(table.model()->rowCount(), 2);
        chip(table, QStringLiteral("failed"))->click(); // states are joined by "or"
        QCOMPARE(table.model()->rowCount(), 4);
        chip(table, QStringLiteral("x"))->click();
        QCOMPARE(table.model()->rowCount(), 2);
        chip(table, QStringLiteral("say \"hi\" there"))->click();
        QCOMPARE(table.model()->rowCount(), 2); // so are tags
        chip(table, QStringLiteral("marked"))->click();
        QCOMPARE(table.model()->rowCount(), 1);
        table.filter()->setText(QStringLiteral("id = 1 or id = 3"));
        QCOMPARE(table.model()->rowCount(), 0);
        table.filter()->clear();
        // When the last run with a tag is gone, its chip goes and hides nothing any more.
        table.setRuns({makeRun(3, {}, true), makeRun(4)});
        QVERIFY(!chip(table, QStringLiteral("x")) || !chip(table, QStringLiteral("x"))->isVisibleTo(&table));
        chip(table, QStringLiteral("marked"))->click();
        QCOMPARE(table.model()->rowCount(), 2);
    }

    void selectionAndCurrent()
    {
        RunTable table;
        table.show();
        table.setRuns({makeRun(1), makeRun(2), makeRun(3)});
        QSignalSpy current(&table, &RunTable::currentRunChanged);
        table.setCurrentRun(2);
        QCOMPARE(current.count(), 1);
        QCOMPARE(table.selectedRuns(), std::vector<std::int64_t>{2});
        table.view()->selectAll();
        QCOMPARE(table.selectedRuns(), (std::vector<std::int64_t>{1, 2, 3}));
        table.showColours();
        QVERIFY(table.model()->index(0, RunsModel::Name).data(Qt::DecorationRole).isValid());
        table.setCurrentRun(1); // news of the run that is current already must not change the selection
        table.setGrouped(true);
        QCOMPARE(table.model()->rowCount(), 1);
        table.view()->selectAll();
        QCOMPARE(table.selectedRuns(), (std::vector<std::int64_t>{1, 2, 3}));
    }

    void starIsClicked()
    {
        RunTable table;
        table.resize(800, 300);
        table.show();
        table.setRuns({makeRun(1), makeRun(2)});
        QSignalSpy toggled(&table, &RunTable::starToggled);
        const QRect cell = table.view()->visualRect(table.model()->index(1, RunsModel::Star));
        QTest::mouseClick(table.view()->viewport(), Qt::LeftButton, {}, cell.center());
        QCOMPARE(toggled.count(), 1);
        QCOMPARE(toggled[0][0].value<std::vector<std::int64_t>>(), std::vector<std::int64_t>{2});
    }

    void headsAreSeenWhole()
    {
        RunTable table;
        table.setStyleSheet(QStringLiteral("QHeaderView::section { padding: 0 60px; }")); // or long words
        table.show();
        const QHeaderView *header = table.view()->horizontalHeader();
        for (int column = RunsModel::Name; column < RunsModel::FixedColumns; ++column)
            QVERIFY(table.view()->columnWidth(column) >= header->sectionSizeHint(column));
    }

    void columnsAreChosenAndRemembered()
    {
        const auto columnOf = [](const RunTable &table, const QString &key) {
            for (int column = 0; column < table.model()->columnCount(); ++column)
                if (RunsModel::recipeKey(column) == key)
                    return column;
            return -1;
        };
        {
            RunTable table;
            const int lr = columnOf(table, QStringLiteral("lr"));
            QVERIFY(table.view()->isColumnHidden(lr));
            QVERIFY(!table.view()->isColumnHidden(RunsModel::Notes));
            for (QAction *action : table.findChildren<QAction *>()) {
                if (action->text() == QStringLiteral("lr"))
                    action->trigger();
                if (action->text() == QStringLiteral("Notes"))
                    action->trigger();
            }
            QVERIFY(!table.view()->isColumnHidden(lr));
        }
        const RunTable table;
        QVERIFY(!table.view()->isColumnHidden(columnOf(table, QStringLiteral("lr"))));
        QVERIFY(table.view()->isColumnHidden(RunsModel::Notes));
    }
};

QTEST_MAIN(TestRunTable)
#include "tst_runtable.moc"
