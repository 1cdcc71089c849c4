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

    void groupsAreOpenedByKeyAndArrow()
    {
        RunTable table;
        table.resize(900, 400);
        table.show();
        table.setRuns({makeRun(1), makeRun(2), makeRun(3)});
        table.setGrouped(true);
        QCOMPARE(table.model()->rowCount(), 1);
        QVERIFY(QTest::qWaitForWindowActive(&table));
        table.view()->setFocus();
        table.setCurrentRun(1);
        QTest::keyClick(table.view(), Qt::Key_Return);
        QCOMPARE(table.model()->rowCount(), 4);
        QSignalSpy current(&table, &RunTable::currentRunChanged);
        table.view()->selectAll();
        QCOMPARE(table.selectedRuns(), (std::vector<std::int64_t>{1, 2, 3})); // each once
        const auto mark = [&table](int row) {
            return table.model()->index(row, RunsModel::Name).data(Qt::DecorationRole).value<QColor>();
        };
        table.showColours();
        QCOMPARE(mark(0), mark(1)); // a group has its first run's
        QVERIFY(mark(1) != mark(2) && mark(2).isValid());
        table.setCurrentRun(3);
        QCOMPARE(table.view()->currentIndex().row(), 3);
        QTest::keyClick(table.view(), Qt::Key_Return); // from within
        QCOMPARE(table.model()->rowCount(), 1);
        QCOMPARE(table.view()->currentIndex().row(), 0);
        const QRect name = table.view()->visualRect(table.model()->index(0, RunsModel::Name));
        QTest::mouseClick(table.view()->viewport(), Qt::LeftButton, {}, {name.left() + 8, name.center().y()});
        QCOMPARE(table.model()->rowCount(), 4);
        QTest::mouseClick(table.view()->viewport(), Qt::LeftButton, {}, {name.left() + 60, name.center().y()});
        QCOMPARE(table.model()->rowCount(), 4); // its name is not the arrow
        // News of the run whose group is current do not move to its own row.
        table.view()->setCurrentIndex(table.model()->index(0, RunsModel::Name));
        table.setCurrentRun(1);
        QCOMPARE(table.view()->currentIndex().row(), 0);
    }

    void newsOfOneRun()
    {
        RunTable table;
        table.setRuns({makeRun(1), makeRun(2)});
        RunRecord run = makeRun(2, {"fresh"});
        table.setRun(run);
        QVERIFY(chip(table, QStringLiteral("fresh")));
        chip(table, QStringLiteral("fresh"))->click();
        QCOMPARE(table.model()->rowCount(), 1);
        run.epochsDone = 7;
        run.recipe.epochs = 9;
        table.setRun(run);
        QCOMPARE(table.model()->index(0, RunsModel::Epochs).data().toString(), QStringLiteral("7 of 9"));
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

    void widthsOrderAndSortingAreRemembered()
    {
        {
            RunTable table;
            table.resize(1500, 300);
            table.show();
            QHeaderView *header = table.view()->horizontalHeader();
            header->resizeSection(RunsModel::Student, 201);
            header->resizeSection(RunsModel::Time, 30); // narrower than its head
            header->moveSection(header->visualIndex(RunsModel::Seed), 1);
            table.view()->sortByColumn(RunsModel::Agreement, Qt::DescendingOrder);
        }
        QSettings().setValue(QStringLiteral("runs/table/widths"),
                             QSettings().value(QStringLiteral("runs/table/widths")).toStringList()
                                 << QStringLiteral("nonsense=50") << QStringLiteral("state=-5"));
        RunTable table;
        const QHeaderView *header = table.view()->horizontalHeader();
        const int state = header->sectionSize(RunsModel::State);
        table.resize(1200, 300);
        table.show();
        QCOMPARE(header->sectionSize(RunsModel::Student), 201);
        QCOMPARE(header->sectionSize(RunsModel::Time), 30);
        QVERIFY(state > 20);
        QCOMPARE(header->visualIndex(RunsModel::Seed), 1);
        QCOMPARE(header->visualIndex(RunsModel::Star), 0);
        QCOMPARE(header->sortIndicatorSection(), int(RunsModel::Agreement));
        QCOMPARE(header->sortIndicatorOrder(), Qt::DescendingOrder);
        // What the program itself does to widths is nobody's choice.
        for (const QString &entry : QSettings().value(QStringLiteral("runs/table/widths")).toStringList())
            QVERIFY2(!entry.startsWith(QStringLiteral("notes")) && !entry.startsWith(QStringLiteral("name")),
                     qPrintable(entry));
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
