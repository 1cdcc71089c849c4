#include "workflowfixture.h"

#include "widgets/common/runcurves.h"
#include "widgets/common/workspace.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

constexpr int patience = 60000; // a loaded machine; nothing here takes long

ClassList renamed(ClassList classes, const std::string &name)
{
    classes.front().name = name;
    return classes;
}

} // namespace

class TestWorkspace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<Place>();
        m_choice = m_place->choice("a.retort", m_place->idx("idx"));
        m_workspace = std::make_unique<Workspace>(m_place->root() / "resources");
    }

    void cleanup()
    {
        m_workspace.reset();
        m_place.reset();
    }

    void makesAndOpensAProject()
    {
        QSignalSpy opened(m_workspace.get(), &Workspace::projectOpened);
        m_workspace->createProject(m_choice);
        QVERIFY(m_workspace->opening());
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session(), patience);
        QCOMPARE(opened.count(), 1);
        QVERIFY(!m_workspace->opening());
        QCOMPARE(m_workspace->file(), m_choice.file);
        QCOMPARE(m_workspace->settings().classes.size(), 10);
        QCOMPARE(m_workspace->session()->training.dataset->images->size(), 160);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        // The same file again is no news.
        m_workspace->openProject(m_choice.file);
        QTRY_VERIFY(!m_workspace->opening());
        QCOMPARE(opened.count(), 1);
    }

    void failureNamesFileAndRemedy()
    {
        QSignalSpy failed(m_workspace.get(), &Workspace::openFailed);
        m_workspace->openProject(m_place->root() / "missing.retort");
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patience);
        QVERIFY(!m_workspace->isOpen());
        const JobError error = failed[0][1].value<JobError>();
        QVERIFY2(error.what.contains(QStringLiteral("missing.retort")), qPrintable(error.what));
        QVERIFY(!error.remedy.isEmpty());
        QVERIFY(m_workspace->openFailure().has_value());

        create();
        m_place->writeTextFile("odd.retort", "this is no project");
        m_workspace->openProject(m_place->root() / "odd.retort");
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 2, patience);
        QCOMPARE(m_workspace->file(), m_choice.file); // what was open stays open
    }

    void movedImagesAreToldInPlace()
    {
        create();
        m_workspace->closeProject();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        fs::rename(m_place->root() / "idx", m_place->root() / "moved");
        m_workspace->openProject(m_choice.file);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->sessionError().has_value(), patience);
        QVERIFY(m_workspace->isOpen()); // the project can be looked at without its images
        QVERIFY2(m_workspace->sessionError()->what.contains(QStringLiteral("idx")),
                 qPrintable(m_workspace->sessionError()->what));
        QVERIFY(!m_workspace->sessionError()->remedy.isEmpty());
        fs::rename(m_place->root() / "moved", m_place->root() / "idx");
        m_workspace->reloadSession();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session(), patience);
        QVERIFY(!m_workspace->sessionError());
    }

    void editsAreStoredAndUndone()
    {
        create();
        const ClassList before = m_workspace->settings().classes;
        m_workspace->setClasses(renamed(before, "boot"));
        QCOMPARE(m_workspace->settings().classes.front().name, std::string("boot")); // at once
        m_workspace->setClasses(renamed(before, "shoe"));
        m_workspace->undoStack().undo();
        QCOMPARE(m_workspace->settings().classes.front().name, std::string("boot"));
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QCOMPARE(stored().classes.front().name, std::string("boot"));
        m_workspace->undoStack().undo();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QCOMPARE(stored().classes, before);
        QVERIFY(!m_workspace->undoStack().canUndo());

        Weighting weighting = m_workspace->settings().weighting;
        weighting.normalise = !weighting.normalise;
        m_workspace->setWeighting(weighting);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QCOMPARE(stored().weighting, weighting);
        QCOMPARE(m_workspace->settings().weightingId, stored().weightingId);
    }

    void anEditThatCannotBeStoredIsTakenBack()
    {
        create();
        QSignalSpy failed(m_workspace.get(), &Workspace::failed);
        const ClassList before = m_workspace->settings().classes;
        m_workspace->setClasses({{"only one", {}}});
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->settings().classes, before, patience);
    }

    void runTrainsToItsEndAndIsHeard()
    {
        create();
        QSignalSpy steps(m_workspace.get(), &Workspace::runStepped);
        QSignalSpy epochs(m_workspace.get(), &Workspace::runEpochDone);
        QSignalSpy active(m_workspace.get(), &Workspace::activeRunChanged);
        QSignalSpy one(m_workspace.get(), &Workspace::runChanged);
        RunCurves curves(*m_workspace);
        m_workspace->startRun(QStringLiteral("first"), tinyRecipe(4));
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->activeRun() != 0, patience);
        const std::int64_t id = m_workspace->activeRun();
        QCOMPARE(m_workspace->currentRun(), id);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->activeRun(), 0, patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->run(id)->state, RunState::Finished, patience);
        QCOMPARE(epochs.count(), 4);
        QVERIFY(one.count() >= 1); // not the first epoch, and not what ends the run
        QCOMPARE(one[0][0].toLongLong(), id);
        QCOMPARE(active.count(), 2);
        QVERIFY(m_workspace->run(id)->teacherTuningAccuracy);
        // A page that comes later reads the same from the file.
        std::vector<EpochRecord> read;
        m_workspace->query<std::vector<EpochRecord>>(
            {}, this, [id](const Project &project) { return project.epochs(id); },
            [&read](std::vector<EpochRecord> records) { read = std::move(records); });
        QTRY_COMPARE_WITH_TIMEOUT(read.size(), std::size_t(4), patience);
        std::size_t stored = 0;
        m_workspace->query<std::size_t>(
            {}, this, [id](const Project &project) { return project.steps(id).size(); },
            [&stored](std::size_t count) { stored = count; });
        QTRY_VERIFY_WITH_TIMEOUT(stored > 0, patience);
        QCOMPARE(static_cast<std::size_t>(steps.count()), stored);
        curves.setRun(id);
        QVERIFY(!curves.settled());
        QTRY_VERIFY_WITH_TIMEOUT(curves.settled(), patience);
    }

    void pauseCancelAndResume()
    {
        create();
        m_workspace->startRun({}, tinyRecipe(40));
        m_workspace->startRun(QStringLiteral("second"), tinyRecipe(1));
        QSignalSpy steps(m_workspace.get(), &Workspace::runStepped);
        QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 2, patience);
        const std::int64_t first = m_workspace->activeRun();
        QTRY_VERIFY(m_workspace->runs().size() == 2 && m_workspace->runs()[1].state == RunState::Queued);
        m_workspace->pauseRun();
        // The one that waited goes on.
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->activeRun() != first && m_workspace->activeRun() != 0, patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->run(first)->state, RunState::Paused, patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->activeRun(), 0, patience);

        m_workspace->resumeRun(first);
        m_workspace->resumeRun(first); // twice does not train twice
        steps.clear();
        QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 2, patience);
        m_workspace->cancelRun();
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->activeRun(), 0, patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->run(first)->state, RunState::Cancelled, patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QCOMPARE(m_workspace->activeRun(), 0);
    }

    void deletingIsUndone()
    {
        create();
        m_workspace->startRun(QStringLiteral("one"), tinyRecipe(1));
        QTRY_VERIFY_WITH_TIMEOUT(
            m_workspace->runs().size() == 1 && m_workspace->runs()[0].state == RunState::Finished, patience);
        const std::int64_t id = m_workspace->runs()[0].id;
        m_workspace->setRunText(id, QStringLiteral("renamed"), QStringLiteral("good"), {"tag"});
        QCOMPARE(m_workspace->run(id)->notes, std::string("good"));
        m_workspace->deleteRun(id);
        QVERIFY(m_workspace->runs().empty());
        QCOMPARE(m_workspace->currentRun(), 0);
        m_workspace->undoStack().undo();
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->runs().size(), std::size_t(1), patience);
        QCOMPARE(m_workspace->run(id)->name, std::string("renamed"));
        QCOMPARE(m_workspace->run(id)->tags, std::vector<std::string>{"tag"});
        m_workspace->undoStack().undo();
        QCOMPARE(m_workspace->run(id)->name, std::string("one"));
    }

    void marksAreStoredAndUndone()
    {
        create();
        m_workspace->startRun({}, tinyRecipe(1));
        QTRY_VERIFY_WITH_TIMEOUT(
            m_workspace->runs().size() == 1 && m_workspace->runs()[0].state == RunState::Finished, patience);
        const std::int64_t id = m_workspace->runs()[0].id;
        m_workspace->setRunsStarred({id, 4711}, true);
        QVERIFY(m_workspace->run(id)->starred);
        m_workspace->setRunsStarred({id}, true); // is so already: nothing to undo
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QVERIFY(m_workspace->run(id)->starred);
        m_workspace->undoStack().undo();
        QVERIFY(!m_workspace->run(id)->starred);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QVERIFY(!m_workspace->run(id)->starred);
    }

    void shuttingDownKeepsTheRunAndEveryEdit()
    {
        create();
        m_workspace->startRun({}, tinyRecipe(1000));
        QSignalSpy steps(m_workspace.get(), &Workspace::runStepped);
        QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 2, patience);
        const std::int64_t id = m_workspace->activeRun();
        m_workspace->setClasses(renamed(m_workspace->settings().classes, "late edit"));
        QSignalSpy done(m_workspace.get(), &Workspace::shutDownDone);
        m_workspace->shutDown();
        QTRY_COMPARE_WITH_TIMEOUT(done.count(), 1, patience);
        m_workspace.reset();
        const auto project =
            Project::open(m_choice.file, ProjectLock::acquire(m_choice.file)); // nobody holds it any more
        QCOMPARE(project->run(id).state, RunState::Queued);                    // the queue goes on with it
        QVERIFY(!project->checkpoint(id).empty());
        QCOMPARE(project->settings().classes.front().name, std::string("late edit"));
        QVERIFY(project->problems({}, {}).empty());
    }

    void closingDropsNewsOfTheOldProject()
    {
        create();
        m_workspace->startRun({}, tinyRecipe(1000));
        QSignalSpy steps(m_workspace.get(), &Workspace::runStepped);
        QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 2, patience);
        m_workspace->closeProject();
        QVERIFY(!m_workspace->isOpen());
        QCOMPARE(m_workspace->activeRun(), 0);
        steps.clear();
        QTRY_VERIFY_WITH_TIMEOUT(!m_workspace->training().busy(), patience);
        QCOMPARE(steps.count(), 0);
        bool failed = false;
        m_workspace->query<int>(
            {}, this, [](const Project &) { return 1; }, [](int) {},
            [&failed](const JobError &) { failed = true; });
        QTRY_VERIFY(failed);
    }

    void aDamagedProjectIsOnlyLookedAt()
    {
        create();
        m_workspace->closeProject();
        QTRY_VERIFY_WITH_TIMEOUT(!ProjectLock::holder(m_choice.file), patience);
        const std::vector<std::byte> sound = readFile(m_choice.file);
        constexpr std::size_t page = 4096;
        bool opened = false;
        bool refused = false;
        // Some pages keep a project from being opened, others are found to be damaged afterwards.
        for (std::size_t at = 1; at < sound.size() / page && !(opened && refused); ++at) {
            std::vector<std::byte> bytes = sound;
            std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at * page), page, std::byte{'x'});
            writeFileAtomically(m_choice.file, bytes);
            m_workspace->openProject(m_choice.file);
            QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
            if (m_workspace->isOpen() && !m_workspace->damage().isEmpty()) {
                opened = true;
                QSignalSpy failed(m_workspace.get(), &Workspace::failed);
                m_workspace->setClasses(renamed(m_workspace->settings().classes, "edited"));
                QCOMPARE(failed.count(), 1);
                m_workspace->workOn();
                QVERIFY(m_workspace->watched());
            } else if (!m_workspace->isOpen()) {
                QVERIFY(!m_workspace->damage().isEmpty());
                refused = true;
            }
            m_workspace->closeProject();
            QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        }
        QVERIFY(opened && refused);
        QSignalSpy noted(m_workspace.get(), &Workspace::noted);
        writeFileAtomically(m_choice.file, sound);
        fs::resize_file(m_choice.file, sound.size() - page);
        m_workspace->openProject(m_choice.file);
        QTRY_VERIFY_WITH_TIMEOUT(!m_workspace->damage().isEmpty(), patience);
        m_workspace->saveWhatCanBeRead();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->isOpen() && m_workspace->damage().isEmpty(), patience);
        QCOMPARE(m_workspace->file(), m_choice.file.parent_path() / "a-saved.retort");
        QVERIFY(!m_workspace->watched());
        QVERIFY(noted.count() > 0);
    }

    void looksOnWhileAnotherProcessWorks()
    {
        create();
        m_workspace->closeProject();
        QTRY_VERIFY_WITH_TIMEOUT(!ProjectLock::holder(m_choice.file), patience);
        QProcess writer;
        writer.start(QStringLiteral(STOREHELPER),
                     {QStringLiteral("step"), QString::fromStdString(m_choice.file.string())});
        QVERIFY(writer.waitForReadyRead());

        m_workspace->openProject(m_choice.file);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->isOpen(), patience);
        QVERIFY(m_workspace->watched());
        QVERIFY(m_workspace->watched()->startsWith(QStringLiteral("process %1 on ").arg(writer.processId())));
        QSignalSpy epochs(m_workspace.get(), &Workspace::runEpochDone);
        QSignalSpy steps(m_workspace.get(), &Workspace::runStepped);
        for (int epoch = 1; epoch <= 2; ++epoch) {
            writer.write("\n");
            QTRY_COMPARE_WITH_TIMEOUT(epochs.count(), epoch, patience);
        }
        QCOMPARE(steps.count(), 6); // three an epoch
        QCOMPARE(m_workspace->runs().back().epochsDone, 2);
        QCOMPARE(m_workspace->runs().back().state, RunState::Running);

        QSignalSpy refused(m_workspace.get(), &Workspace::failed);
        m_workspace->startRun({}, tinyRecipe(1));
        m_workspace->setClasses(renamed(m_workspace->settings().classes, "edited"));
        QCOMPARE(refused.count(), 2);
        QVERIFY(refused.at(0).at(0).toString().contains(QString::number(writer.processId())));
        QVERIFY(!m_workspace->undoStack().canUndo());
        m_workspace->workOn(); // still held: it is looked at again
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->isOpen() && m_workspace->watched(), patience);

        writer.kill();
        QVERIFY(writer.waitForFinished());
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->watched() && m_workspace->watched()->isEmpty(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->runs().back().state, RunState::Interrupted, patience);
        m_workspace->workOn();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->isOpen() && !m_workspace->watched(), patience);
        m_workspace->setClasses(renamed(m_workspace->settings().classes, "edited"));
        QTRY_COMPARE_WITH_TIMEOUT(stored().classes.front().name, std::string("edited"), patience);
    }

private:
    void create()
    {
        m_workspace->createProject(m_choice);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
    }
    [[nodiscard]] ProjectSettings stored() const { return Project::open(m_choice.file, nullptr)->settings(); }

    std::unique_ptr<Place> m_place;
    NewProject m_choice;
    std::unique_ptr<Workspace> m_workspace;
};

QTEST_MAIN(TestWorkspace)
#include "tst_workspace.moc"
