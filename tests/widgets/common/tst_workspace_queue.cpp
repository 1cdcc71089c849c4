// The queue of a window: what starts by itself, what waits, and what closing leaves.
#include "workflowfixture.h"

#include "widgets/common/workspace.h"
#include "workflow/queue.h"

#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

constexpr int patience = 60000; // a loaded machine; nothing here takes long

} // namespace

class TestWorkspaceQueue : public QObject
{
    Q_OBJECT

    std::unique_ptr<Place> m_place;
    NewProject m_choice;
    std::unique_ptr<Workspace> m_workspace;

    /// Opens anew with these runs waiting.
    std::vector<std::int64_t> openWith(const std::vector<Recipe> &recipes)
    {
        std::vector<std::int64_t> ids;
        {
            const auto project = Project::open(m_choice.file, ProjectLock::acquire(m_choice.file));
            for (const Recipe &recipe : recipes)
                ids.push_back(project->addRun("run " + std::to_string(ids.size() + 1), recipe));
        }
        m_workspace->openProject(m_choice.file);
        [this] { QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session() && m_workspace->idle(), patience); }();
        return ids;
    }
    [[nodiscard]] std::vector<std::int64_t> waiting() const
    {
        std::vector<std::int64_t> ids;
        for (const RunRecord &run : queueOf(m_workspace->runs()))
            if (waitsForItsTurn(run))
                ids.push_back(run.id);
        return ids;
    }
    [[nodiscard]] std::vector<std::int64_t> stored() const
    {
        std::vector<std::int64_t> ids;
        for (const RunRecord &run : queueOf(Project::open(m_choice.file, nullptr)->runs()))
            if (waitsForItsTurn(run))
                ids.push_back(run.id);
        return ids;
    }
    [[nodiscard]] RunState stateOf(std::int64_t id) const { return m_workspace->run(id)->state; }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QSettings().clear();
    }

    void init()
    {
        m_place = std::make_unique<Place>();
        m_choice = m_place->choice("a.retort", m_place->idx("idx"));
        createProject(m_choice, {}, {});
        m_workspace = std::make_unique<Workspace>(m_place->root() / "resources");
    }

    void cleanup()
    {
        m_workspace.reset();
        m_place.reset();
    }

    void theNextStartsByItself()
    {
        openWith({});
        QVERIFY(m_workspace->queueGoes());
        QSignalSpy ended(m_workspace.get(), &Workspace::runEnded);
        QSignalSpy all(m_workspace.get(), &Workspace::queueEnded);
        m_workspace->addToQueue(QStringLiteral("seeds"), tinyRecipe(1), 3);
        QTRY_COMPARE_WITH_TIMEOUT(all.count(), 1, patience);
        QCOMPARE(ended.count(), 3);
        QCOMPARE(ended[0][0].toLongLong(), 1);
        QCOMPARE(ended[2][0].toLongLong(), 3);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(3), RunState::Finished, patience);
        QCOMPARE(m_workspace->run(3)->recipe.seed, m_workspace->run(1)->recipe.seed + 2);
    }

    // Opening a project in which runs wait starts nothing by itself; one that is asked for trains alone.
    void heldUntilSomebodyStartsIt()
    {
        const auto ids = openWith({tinyRecipe(1), tinyRecipe(1)});
        QVERIFY(!m_workspace->queueGoes());
        QSignalSpy ended(m_workspace.get(), &Workspace::runEnded);
        m_workspace->startRun(QStringLiteral("now"), tinyRecipe(1));
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
        QCOMPARE(ended[0][0].toLongLong(), 3);
        m_workspace->resumeRun(ids[1]);
        m_workspace->resumeRun(ids[1]); // twice does not train twice
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 2, patience);
        QCOMPARE(ended[1][0].toLongLong(), ids[1]);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QCOMPARE(m_workspace->activeRun(), 0);
        QCOMPARE(waiting(), std::vector<std::int64_t>{ids[0]});
        m_workspace->setQueueGoes(true);
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 3, patience);
    }

    // What is asked for while the next run is being looked for is not forgotten when none is found.
    void askedForWhileTheQueueIsLookedAt()
    {
        openWith({tinyRecipe(1)});
        m_workspace->setHeld({1}, true);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QSignalSpy ended(m_workspace.get(), &Workspace::runEnded);
        m_workspace->setQueueGoes(true);
        m_workspace->resumeRun(1);
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(1), RunState::Finished, patience);
    }

    void editsAreStoredAndUndone()
    {
        using Ids = std::vector<std::int64_t>;
        openWith({tinyRecipe(1), tinyRecipe(1), tinyRecipe(1)});
        m_workspace->moveInQueue({3}, 0);
        QCOMPARE(waiting(), (Ids{3, 1, 2})); // at once
        m_workspace->moveInQueue({3}, 3);
        QCOMPARE(waiting(), (Ids{1, 2, 3}));
        m_workspace->moveInQueue({1}, 2);
        QCOMPARE(waiting(), (Ids{2, 1, 3}));
        m_workspace->setHeld({1}, true);
        QCOMPARE(waiting(), (Ids{2, 3}));
        m_workspace->takeOutOfQueue({2});
        QCOMPARE(waiting(), (Ids{3}));
        QCOMPARE(stateOf(2), RunState::Cancelled);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QCOMPARE(stored(), (Ids{3}));
        m_workspace->undoStack().undo();
        m_workspace->undoStack().undo();
        QCOMPARE(waiting(), (Ids{2, 1, 3}));
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QCOMPARE(stored(), (Ids{2, 1, 3}));
        m_workspace->undoStack().redo();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QCOMPARE(stored(), (Ids{2, 3}));
        QCOMPARE(m_workspace->activeRun(), 0); // none of this starts anything
    }

    // What has begun to train meanwhile is left alone by an undo.
    void undoLeavesWhatTrainsAlone()
    {
        openWith({tinyRecipe(500), tinyRecipe(1)});
        m_workspace->moveInQueue({2}, 0);
        m_workspace->moveInQueue({1}, 0);
        m_workspace->setQueueGoes(true);
        QSignalSpy steps(m_workspace.get(), &Workspace::runStepped);
        QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 0, patience);
        QCOMPARE(m_workspace->activeRun(), 1);
        m_workspace->undoStack().undo();
        m_workspace->takeOutOfQueue({1, 2});
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QCOMPARE(m_workspace->activeRun(), 1);
        QCOMPARE(stateOf(2), RunState::Cancelled);
        QCOMPARE(stateOf(1), RunState::Running);
    }

    void holdingLetsTheRunEnd()
    {
        openWith({tinyRecipe(3), tinyRecipe(1)});
        m_workspace->setQueueGoes(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->activeRun() == 1, patience);
        m_workspace->setQueueGoes(false);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(1), RunState::Finished, patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle() && !m_workspace->training().busy(), patience);
        QCOMPARE(waiting(), std::vector<std::int64_t>{2});
    }

    // Closing while the queue is at work: what waits still waits, in the file too.
    void closingKeepsTheQueue()
    {
        openWith({tinyRecipe(1000), tinyRecipe(1)});
        m_workspace->setQueueGoes(true);
        QSignalSpy steps(m_workspace.get(), &Workspace::runStepped);
        QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 2, patience);
        QSignalSpy done(m_workspace.get(), &Workspace::shutDownDone);
        m_workspace->shutDown();
        QTRY_COMPARE_WITH_TIMEOUT(done.count(), 1, patience);
        m_workspace.reset();
        const auto project = Project::open(m_choice.file, ProjectLock::acquire(m_choice.file));
        const std::vector<RunRecord> queue = queueOf(project->runs());
        QCOMPARE(queue.size(), 2U);
        QCOMPARE(queue[0].id, 1); // it trained, and is the first again
        QCOMPARE(queue[0].state, RunState::Queued);
        QVERIFY(!project->checkpoint(1).empty());
        QCOMPARE(queue[1].state, RunState::Queued);
    }

    // The same where another project is opened; but what a person paused, or started alone, waits for that person.
    void closingInterruptsNoTurn_data()
    {
        QTest::addColumn<bool>("goes");
        QTest::addColumn<bool>("paused");
        QTest::addColumn<int>("state");
        QTest::newRow("the queue") << true << false << int(RunState::Queued);
        QTest::newRow("one alone") << false << false << int(RunState::Paused);
        QTest::newRow("paused") << true << true << int(RunState::Paused);
    }

    void closingInterruptsNoTurn()
    {
        QFETCH(bool, goes);
        QFETCH(bool, paused);
        QFETCH(int, state);
        openWith({tinyRecipe(1000), tinyRecipe(1)});
        QSignalSpy steps(m_workspace.get(), &Workspace::runStepped);
        if (goes)
            m_workspace->setQueueGoes(true);
        else
            m_workspace->resumeRun(1);
        QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 2, patience);
        if (paused)
            m_workspace->pauseRun();
        m_workspace->closeProject();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle() && !m_workspace->training().busy(), patience);
        m_workspace->openProject(m_choice.file);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session() && m_workspace->idle(), patience);
        QCOMPARE(int(stateOf(1)), state);
        if (state != int(RunState::Queued)) {
            QCOMPARE(m_workspace->currentRun(), 1); // not the newest: that one has nothing to show yet
            return;
        }
        QCOMPARE(m_workspace->activeRun(), 0); // until somebody starts the queue
        steps.clear();
        m_workspace->setQueueGoes(true);
        QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 0, patience);
        QCOMPARE(m_workspace->activeRun(), 1);
        m_workspace->pauseRun();
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(1), RunState::Paused, patience);
    }

    // News of a project that was closed meanwhile starts nothing in the next one.
    void closingBetweenRunsStartsNothing()
    {
        openWith({tinyRecipe(1), tinyRecipe(1)});
        m_workspace->setQueueGoes(true); // looks for the next run
        m_workspace->closeProject();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle() && !m_workspace->training().busy(), patience);
        QCOMPARE(m_workspace->activeRun(), 0);
        m_workspace->openProject(m_choice.file);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->isOpen() && m_workspace->idle(), patience);
        QVERIFY(!m_workspace->queueGoes());
        QCOMPARE(waiting().size(), 2U);
    }

    void aFailureIsToldAndTheNextGoesOn()
    {
        Recipe wild = tinyRecipe(8);
        wild.lr = 100;
        wild.batch = 8;
        openWith({wild, tinyRecipe(1)});
        QSignalSpy failed(m_workspace.get(), &Workspace::failed);
        QSignalSpy all(m_workspace.get(), &Workspace::queueEnded);
        m_workspace->setQueueGoes(true);
        QTRY_COMPARE_WITH_TIMEOUT(all.count(), 1, patience);
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].toString().startsWith(QStringLiteral("run 1: ")));
        QVERIFY(!failed[0][1].toString().isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(2), RunState::Finished, patience);
        QCOMPARE(stateOf(1), RunState::Failed);
    }

    void missingImagesHoldTheQueue()
    {
        openWith({tinyRecipe(1), tinyRecipe(1)});
        fs::rename(m_place->root() / "idx", m_place->root() / "away");
        QSignalSpy failed(m_workspace.get(), &Workspace::failed);
        m_workspace->setQueueGoes(true);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patience);
        QVERIFY(!m_workspace->queueGoes());
        QTRY_COMPARE_WITH_TIMEOUT(waiting().size(), 2U, patience);
        fs::rename(m_place->root() / "away", m_place->root() / "idx");
        QSignalSpy all(m_workspace.get(), &Workspace::queueEnded);
        m_workspace->setQueueGoes(true);
        QTRY_COMPARE_WITH_TIMEOUT(all.count(), 1, patience);
    }

    void aSweepAndGentleRuns()
    {
        openWith({});
        QSignalSpy changed(m_workspace.get(), &Workspace::queueChanged);
        m_workspace->setGentle(true);
        QVERIFY(m_workspace->gentle());
        QCOMPARE(changed.count(), 1);
        SweepPlan plan;
        plan.base = tinyRecipe(2);
        plan.base.threads = 0;
        plan.axes = {sweepAxisFromText("temperature=1,2")};
        QSignalSpy all(m_workspace.get(), &Workspace::queueEnded);
        m_workspace->addSweep(QStringLiteral("warm"), plan);
        QTRY_COMPARE_WITH_TIMEOUT(all.count(), 1, patience);
        m_workspace->setGentle(false);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->runs().size(), 2U, patience);
        for (const RunRecord &run : m_workspace->runs()) {
            QCOMPARE(run.sweepId, 1);
            QCOMPARE(run.environment.threads, 1);
        }
        QSignalSpy failed(m_workspace.get(), &Workspace::failed);
        plan.axes[0].key = "temprature";
        m_workspace->addSweep({}, plan);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patience);
        QVERIFY(failed[0][1].toString().contains(QStringLiteral("temperature")));
    }
};

QTEST_MAIN(TestWorkspaceQueue)
#include "tst_workspace_queue.moc"
