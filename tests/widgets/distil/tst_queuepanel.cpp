// The queue below the curves, with a project behind it.
#include "workflowfixture.h"

#include "widgets/common/workspace.h"
#include "widgets/distil/queuemodel.h"
#include "widgets/distil/queuepanel.h"
#include "widgets/distil/sweepmodel.h"
#include "workflow/sweeps.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTableView>
#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

constexpr int patience = 60000; // a loaded machine; nothing here takes long

} // namespace

class TestQueuePanel : public QObject
{
    Q_OBJECT

    std::unique_ptr<Place> m_place;
    fs::path m_file;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<QueuePanel> m_panel;

    void open(const std::function<void(Project &)> &fill)
    {
        {
            const auto project = Project::open(m_file, ProjectLock::acquire(m_file));
            fill(*project);
        }
        m_workspace->openProject(m_file);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session() && m_workspace->idle() && m_panel->settled(), patience);
    }
    /// The queue's, or the ranking's.
    [[nodiscard]] QTableView &table(const char *name) const
    {
        for (QTableView *view : m_panel->findChildren<QTableView *>())
            if (view->accessibleName() == QLatin1String(name))
                return *view;
        qFatal("no such table");
    }
    [[nodiscard]] QTableView &queue() const { return table("Runs that wait"); }
    [[nodiscard]] QStringList names() const
    {
        QStringList list;
        for (int row = 0; row < queue().model()->rowCount(); ++row)
            list << queue().model()->index(row, QueueModel::Name).data().toString();
        return list;
    }
    [[nodiscard]] QAction *action(const char *text) const
    {
        for (QAction *one : queue().actions())
            if (one->text() == QLatin1String(text))
                return one;
        return nullptr;
    }
    [[nodiscard]] QPushButton *goButton() const { return m_panel->findChild<QPushButton *>(); }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QSettings().clear();
    }

    void init()
    {
        m_place = std::make_unique<Place>();
        const NewProject choice = m_place->choice("a.retort", m_place->idx("idx"));
        createProject(choice, {}, {});
        m_file = choice.file;
        m_workspace = std::make_unique<Workspace>(m_place->root() / "resources");
        m_panel = std::make_unique<QueuePanel>(*m_workspace);
        m_panel->show();
    }

    void cleanup()
    {
        m_panel.reset();
        m_workspace.reset();
        m_place.reset();
    }

    void editedByKeys()
    {
        QSignalSpy content(m_panel.get(), &QueuePanel::hasContentChanged);
        open([](Project &project) {
            for (const char *name : {"a", "b", "c"})
                project.addRun(name, tinyRecipe(1));
        });
        QVERIFY(content.last()[0].toBool());
        QCOMPARE(names(), (QStringList{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")}));
        QVERIFY(!action("Hold back")->isEnabled()); // nothing is selected
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
        queue().setFocus();
        queue().selectRow(2);
        QTest::keyClick(&queue(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(names(), (QStringList{QStringLiteral("a"), QStringLiteral("c"), QStringLiteral("b")}));
        QTest::keyClick(&queue(), Qt::Key_Home, Qt::AltModifier); // what moved is still selected
        QCOMPARE(names(), (QStringList{QStringLiteral("c"), QStringLiteral("a"), QStringLiteral("b")}));
        QTest::keyClick(&queue(), Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(names(), (QStringList{QStringLiteral("a"), QStringLiteral("c"), QStringLiteral("b")}));
        action("Hold back")->trigger();
        QCOMPARE(queue().model()->index(1, QueueModel::State).data().toString(), QStringLiteral("held back"));
        QVERIFY(action("Let wait again"));
        action("Let wait again")->trigger();
        QTest::keyClick(&queue(), Qt::Key_Delete);
        QCOMPARE(names(), (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
        m_workspace->undoStack().undo();
        QCOMPARE(names().size(), 3);
    }

    void startedAndHeld()
    {
        open([](Project &project) {
            project.addRun("a", tinyRecipe(1));
            project.addRun("b", tinyRecipe(1));
        });
        QCOMPARE(goButton()->text(), QStringLiteral("Start the queue"));
        QSignalSpy all(m_workspace.get(), &Workspace::queueEnded);
        QTest::mouseClick(goButton(), Qt::LeftButton);
        QCOMPARE(goButton()->text(), QStringLiteral("Hold the queue"));
        QTRY_COMPARE_WITH_TIMEOUT(all.count(), 1, patience);
        QTRY_VERIFY_WITH_TIMEOUT(names().isEmpty() && !goButton()->isVisible(), patience);
        m_panel->findChild<QCheckBox *>()->click();
        QVERIFY(m_workspace->gentle());
        m_panel->findChild<QCheckBox *>()->click();
    }

    // Where nothing waits, the newest sweep is what there is to see; somebody's choice stays.
    void theNewestSweepShows()
    {
        open([](Project &project) {
            SweepPlan plan;
            plan.base = tinyRecipe(1);
            plan.axes = {sweepAxisFromText("lr=0.1,0.2")};
            addSweep(project, "rates", plan, {}, {});
            for (const std::int64_t run : {1, 2})
                project.setRunState(run, RunState::Cancelled);
        });
        auto *const choice = m_panel->findChild<QComboBox *>();
        auto *const stack = m_panel->findChild<QStackedWidget *>();
        QTRY_COMPARE_WITH_TIMEOUT(choice->currentText(), QStringLiteral("Sweep 1: rates"), patience);
        QCOMPARE(stack->currentIndex(), 1);
        QTableView &points = table("Points of the sweep, best first");
        QCOMPARE(points.model()->rowCount(), 2);
        points.selectRow(1);
        QCOMPARE(m_workspace->currentRun(), 2);
        choice->setCurrentIndex(0);
        Q_EMIT choice->activated(0);
        QCOMPARE(stack->currentIndex(), 0);
        m_workspace->setRunText(1, QStringLiteral("renamed"), {}, {}); // the list is read anew
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle() && m_panel->settled(), patience);
        QCOMPARE(stack->currentIndex(), 0);
    }

    void closedWhileItReads()
    {
        open([](Project &project) {
            SweepPlan plan;
            plan.base = tinyRecipe(1);
            plan.seeds = 2;
            addSweep(project, "seeds", plan, {}, {});
        });
        QCOMPARE(names().size(), 2);
        m_workspace->setRunText(1, QStringLiteral("x"), {}, {});
        m_workspace->closeProject();
        QVERIFY(names().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle() && m_panel->settled(), patience);
        QCOMPARE(m_panel->findChild<QComboBox *>()->count(), 1);
        m_workspace->setRunText(1, QStringLiteral("y"), {}, {});
        m_panel.reset(); // with a question under way
    }
};

QTEST_MAIN(TestQueuePanel)
#include "tst_queuepanel.moc"
