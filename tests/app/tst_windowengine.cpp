#include "workflowfixture.h"

#include "widgets/common/mainwindow.h"
#include "widgets/common/page.h"
#include "widgets/common/parts.h"
#include "widgets/common/recentprojects.h"
#include "widgets/common/themecontroller.h"
#include "widgets/runs/runsmodel.h"
#include "widgets/runs/runtable.h"
#include "windowengine.h"
#include "workflow/demo.h"

#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

constexpr int patience = 60000;

/// A project with one run in its queue that would train for long.
fs::path makeProject(const Place &place)
{
    const NewProject choice = place.choice("a.retort", place.idx("idx"));
    createProject(choice, {}, {});
    Recipe recipe;
    recipe.epochs = 5000;
    recipe.batch = 32;
    recipe.heldOut = 0.2;
    recipe.probeSamples = 16;
    recipe.threads = 1;
    (void)Project::open(choice.file, ProjectLock::acquire(choice.file))->addRun("long", recipe);
    return choice.file;
}

} // namespace

class TestWindowEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("retort-test"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_windowengine"));
        QSettings().clear();
        m_place = std::make_unique<Place>();
        m_theme = std::make_unique<ThemeController>();
        m_window = std::make_unique<MainWindow>(*m_theme);
        m_engine = std::make_unique<WindowEngine>(*m_window, m_place->root() / "resources");
        m_window->show();
    }

    void cleanup()
    {
        m_engine.reset();
        m_window.reset();
        m_theme.reset();
        m_place.reset();
    }

    void closingARunningRunAsksOnce()
    {
        const fs::path file = makeProject(*m_place);
        startTraining(file);
        QSignalSpy closed(m_window.get(), &MainWindow::closed);
        QVERIFY(!m_window->close());
        QVERIFY(m_window->isVisible());
        QVERIFY(m_window->banner().isVisible());
        QVERIFY2(m_window->banner().text().contains(QStringLiteral("Run 1 is training")),
                 qPrintable(m_window->banner().text()));
        QCOMPARE(m_engine->workspace().activeRun(), 1); // still at it: nothing was decided
        QTest::mouseClick(m_window->banner().findChild<QPushButton *>(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, patience);
        m_engine.reset();
        const RunRecord run = Project::open(file, ProjectLock::acquire(file))->run(1);
        QCOMPARE(run.state, RunState::Paused); // and can be resumed
    }

    void closingTwiceIsAYes()
    {
        startTraining(makeProject(*m_place));
        QSignalSpy closed(m_window.get(), &MainWindow::closed);
        QVERIFY(!m_window->close());
        QVERIFY(!m_window->close());
        QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, patience);
    }

    void theQuestionGoesWithTheRun()
    {
        startTraining(makeProject(*m_place));
        QVERIFY(!m_window->close());
        QVERIFY(m_window->banner().isVisible());
        m_engine->workspace().pauseRun();
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->banner().isVisible(), patience);
        QVERIFY(m_window->isVisible());
    }

    void aDismissedQuestionIsANo()
    {
        startTraining(makeProject(*m_place));
        QVERIFY(!m_window->close());
        m_window->banner().hide();
        QVERIFY(!m_window->close());
        QVERIFY(m_window->banner().isVisible()); // asked again, not closed
        QCOMPARE(m_engine->workspace().activeRun(), 1);
    }

    void closingWithoutARunAsksNothing()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_engine->settled(), patience);
        QSignalSpy closed(m_window.get(), &MainWindow::closed);
        m_window->close();
        QVERIFY(!m_window->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, patience);
    }

    void anotherProjectAsksToo()
    {
        startTraining(makeProject(*m_place));
        m_engine->openProject(QString::fromStdString((m_place->root() / "b.retort").string()));
        QVERIFY(m_window->banner().isVisible());
        QVERIFY(!m_engine->workspace().opening());
    }

    void whatWasOpenedIsRemembered()
    {
        const fs::path file = makeProject(*m_place);
        m_engine->openProject(QString::fromStdString(file.string()));
        QTRY_VERIFY_WITH_TIMEOUT(m_engine->workspace().isOpen(), patience);
        QCOMPARE(recentProjects(), QStringList{QString::fromStdString(file.string())});
        QVERIFY(m_window->windowTitle().contains(QStringLiteral("a.retort")));
    }

    // `./dev demo` where there is a display.
    void theDemoRunsInTheWindow()
    {
        const fs::path images = DemoChoice{}.images;
        if (!fs::exists(images))
            QSKIP("the demo's images (Debian's dataset-fashion-mnist) are not installed");
        qputenv("XDG_DATA_HOME", (m_place->root() / "data").c_str());
        qputenv("XDG_CACHE_HOME", (m_place->root() / "cache").c_str());
        m_engine = std::make_unique<WindowEngine>(*m_window, fs::path(RETORT_RESOURCES_DIR));
        Workspace &workspace = m_engine->workspace();
        QSignalSpy steps(&workspace, &Workspace::runStepped);
        m_engine->runDemo(true);
        QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 1, patience);
        QVERIFY(workspace.settings().demo);
        QCOMPARE(workspace.settings().weighting.rule, WeightRule::MaxLogit);
        DemoChoice quick;
        quick.resources = RETORT_RESOURCES_DIR;
        quick.quick = true;
        QCOMPARE(workspace.run(workspace.activeRun())->recipe, demoRecipe(quick));
        workspace.pauseRun();
        QTRY_COMPARE_WITH_TIMEOUT(workspace.activeRun(), 0, patience);
    }

    // Whoever comes back reads what ran and what failed, once.
    void whatRanWhileAway()
    {
        const fs::path file = makeProject(*m_place);
        {
            const auto project = Project::open(file, ProjectLock::acquire(file));
            project->setSeen();
            QTest::qWait(1100); // the next second
            const std::int64_t done = project->addRun("done", {});
            project->setRunState(done, RunState::Finished);
            project->setRunState(project->addRun("wild", {}), RunState::Failed, "The loss grew\nLower lr.");
        }
        Workspace &workspace = m_engine->workspace();
        workspace.openProject(file);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->banner().isVisible(), patience);
        const QString said = m_window->banner().text();
        for (const char *part : {"While you were away:", "1 run(s) finished.", "wild failed: The loss grew"})
            QVERIFY2(said.contains(QLatin1String(part)), qPrintable(said));
        QVERIFY(!said.contains(QStringLiteral("Lower lr")));
        QTest::mouseClick(m_window->banner().findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(m_window->currentPage(), QStringLiteral("runs"));
        QCOMPARE(workspace.currentRun(), 3); // the one that failed
        QVERIFY(!m_window->banner().isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(workspace.idle(), patience);
        workspace.closeProject();
        QTest::qWait(1100);
        workspace.openProject(file);
        QTRY_VERIFY_WITH_TIMEOUT(workspace.session() && workspace.idle(), patience);
        QVERIFY(!m_window->banner().isVisible());
    }

    void theSummaryNamesTheBest()
    {
        AwaySummary summary;
        QVERIFY(RunNews::text(summary).isEmpty());
        RunRecord run;
        run.id = 4;
        run.bestAgreement = 81.25;
        summary.finished = {run};
        summary.best = run;
        run.id = 2;
        run.name = "older";
        run.bestAgreement = 80;
        summary.bestBefore = run;
        summary.waiting = 2;
        const QString text = RunNews::text(summary);
        QVERIFY2(text.contains(QStringLiteral("Best: Run 4, ")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("The best before: older, ")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("2 run(s) wait.")), qPrintable(text));
        summary.best.reset();
        summary.comparable = false;
        QVERIFY(RunNews::text(summary).contains(QStringLiteral("different teachers")));
        summary.failed.assign(9, run);
        QVERIFY(RunNews::text(summary).contains(QStringLiteral("… and 6 more")));
    }

    void theCommandForWhenRunsEnd()
    {
        const NewProject choice = m_place->choice("b.retort", m_place->idx("idx"));
        createProject(choice, {}, {});
        const fs::path said = m_place->root() / "said.txt";
        setNotifyCommand(QStringLiteral("echo \"$RETORT_SUMMARY\" > '%1.part'; mv '%1.part' '%1'")
                             .arg(QString::fromStdString(said.string())));
        Workspace &workspace = m_engine->workspace();
        workspace.openProject(choice.file);
        QTRY_VERIFY_WITH_TIMEOUT(workspace.session(), patience);
        Recipe recipe;
        recipe.epochs = 1;
        recipe.heldOut = 0.2;
        recipe.threads = 1;
        workspace.addToQueue({}, recipe, 2);
        QTRY_VERIFY_WITH_TIMEOUT(fs::exists(said), patience);
        setNotifyCommand({});
        const std::string text = readTextFile(said);
        QVERIFY2(text.find("2 run(s) finished.") != std::string::npos, text.c_str());
    }

    // Each epoch is news of one run alone; pages show it all the same.
    void pagesFollowTheEpochs()
    {
        startTraining(makeProject(*m_place));
        m_window->showPage(QStringLiteral("runs"));
        const auto *table = m_window->page(QStringLiteral("runs"))->findChild<RunTable *>();
        const auto epochs = [table] {
            const QString text = table->model()->index(0, RunsModel::Epochs).data().toString();
            return text.section(QLatin1Char(' '), 0, 0).toInt();
        };
        QTRY_VERIFY_WITH_TIMEOUT(epochs() >= 1, patience);
        const int before = epochs();
        QTRY_VERIFY_WITH_TIMEOUT(epochs() > before + 1, patience);
        QCOMPARE(m_engine->workspace().run(1)->epochsDone, epochs());
    }

    // One long stall counts as often as it keeps a person waiting.
    void theProbeSeesAStall()
    {
        StallProbe probe;
        probe.start();
        QTest::qWait(50);
        QThread::msleep(200);
        const std::vector<double> late = probe.stop();
        QVERIFY(std::is_sorted(late.begin(), late.end()));
        QVERIFY2(late.back() >= 150, qPrintable(QString::number(late.back())));
        QVERIFY(std::count_if(late.begin(), late.end(), [](double ms) { return ms >= 50; }) > 1);
    }

    void stallsAreMeasuredWhileARunTrains()
    {
        std::optional<StallFigures> found;
        m_engine->measureStalls(
            2, [&found](const StallFigures &figures) { found = figures; },
            [](const QString &why) { QFAIL(qPrintable(why)); });
        startTraining(makeProject(*m_place));
        QTRY_VERIFY_WITH_TIMEOUT(found, patience);
        QCOMPARE(found->epochs, 2);
        QVERIFY(found->probes > 0);
        QVERIFY(found->seconds > 0);
        QVERIFY(found->p50 <= found->p95 && found->p95 <= found->p99 && found->p99 <= found->max);
    }

    void stallsOfNoRunAreToldAtOnce()
    {
        QString told;
        m_engine->measureStalls(
            1, [](const StallFigures &) { QFAIL("measured what"); }, [&told](const QString &why) { told = why; });
        m_engine->openProject(QStringLiteral("/nowhere/x.retort"));
        QTRY_VERIFY_WITH_TIMEOUT(told.contains(QStringLiteral("x.retort")), patience);
    }

    void stallsOfARunThatEndsTooSoon()
    {
        QString told;
        startTraining(makeProject(*m_place));
        m_engine->measureStalls(
            1000, [](const StallFigures &) { QFAIL("so soon"); }, [&told](const QString &why) { told = why; });
        m_engine->workspace().pauseRun();
        QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty(), patience);
    }

    void aMissingFileIsToldOnTheProjectPage()
    {
        m_window->showPage(QStringLiteral("runs"));
        m_engine->openProject(QStringLiteral("/nowhere/x.retort"));
        QTRY_COMPARE_WITH_TIMEOUT(m_window->currentPage(), QStringLiteral("project"), patience);
        bool told = false;
        for (const Banner *banner : m_window->page(QStringLiteral("project"))->findChildren<Banner *>())
            told = told || (banner->isVisible() && banner->text().contains(QStringLiteral("x.retort")));
        QVERIFY(told);
    }

private:
    void startTraining(const fs::path &file)
    {
        Workspace &workspace = m_engine->workspace();
        workspace.openProject(file);
        QTRY_VERIFY_WITH_TIMEOUT(workspace.session(), patience);
        QSignalSpy steps(&workspace, &Workspace::runStepped);
        workspace.resumeRun(1);
        QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 1, patience);
    }

    std::unique_ptr<Place> m_place;
    std::unique_ptr<ThemeController> m_theme;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<WindowEngine> m_engine;
};

QTEST_MAIN(TestWindowEngine)
#include "tst_windowengine.moc"
