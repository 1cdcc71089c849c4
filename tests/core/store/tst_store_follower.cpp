// Looking on while another process writes.
#include "base/files.h"
#include "projectfixture.h"
#include "store/follower.h"

#include <QProcess>
#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>

using namespace retort;
using namespace retort::test;
namespace fs = std::filesystem;
using Sight = ProjectFollower::Sight;

class TestStoreFollower : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_file;

    static std::optional<std::size_t> runsSeenBy(ProjectFollower &follower)
    {
        return follower.read<std::size_t>([](const Project &project) { return project.runs().size(); });
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = fs::path(m_folder->path().toStdString()) / "a.retort";
        const auto project = Project::create(m_file, ProjectLock::acquire(m_file));
        fill(*project);
    }

    void seesWhatIsStoredAndByWhom()
    {
        ProjectFollower follower(m_file);
        QCOMPARE(follower.look(), Sight::Changed);
        QVERIFY(!follower.writer());
        QCOMPARE(runsSeenBy(follower), std::optional<std::size_t>(0));
        QCOMPARE(follower.look(), Sight::Same);

        QProcess writer;
        writer.start(QStringLiteral(STOREHELPER),
                     {QStringLiteral("step"), QString::fromStdString(m_file.string())});
        QVERIFY(writer.waitForReadyRead());
        QCOMPARE(writer.readAll(), QByteArray("held\n"));
        QCOMPARE(follower.look(), Sight::Changed);
        QVERIFY(follower.writer()->find("process " + std::to_string(writer.processId())) == 0);
        QCOMPARE(runsSeenBy(follower), std::optional<std::size_t>(1));
        for (int epoch = 1; epoch <= 3; ++epoch) {
            QCOMPARE(follower.look(), Sight::Same);
            writer.write("\n");
            QVERIFY(writer.waitForReadyRead());
            writer.readAll();
            QCOMPARE(follower.look(), Sight::Changed);
            const auto done = follower.read<std::int64_t>([](const Project &p) { return p.run(1).epochsDone; });
            QCOMPARE(done, std::optional<std::int64_t>(epoch));
        }
        // A dead writer is recognised, and what it left too.
        writer.kill();
        QVERIFY(writer.waitForFinished());
        QCOMPARE(follower.look(), Sight::Same);
        QVERIFY(!follower.writer());
        const auto state = follower.read<RunState>([](const Project &p) { return p.run(1).state; });
        QCOMPARE(state, std::optional(RunState::Interrupted));
    }

    // No writer waits for a follower that is not looking at this very moment.
    void holdsNothingBetweenLooks()
    {
        ProjectFollower follower(m_file);
        QCOMPARE(follower.look(), Sight::Changed);
        QVERIFY(runsSeenBy(follower));
        SQLite::Database other(m_file.string(), SQLite::OPEN_READWRITE, 0); // 0: waits for nobody
        other.exec("BEGIN EXCLUSIVE; UPDATE project SET held_out = 0.2; COMMIT");
        QCOMPARE(follower.look(), Sight::Changed);
        // While somebody stores, it says so at once and looks again later.
        other.exec("BEGIN EXCLUSIVE; UPDATE project SET held_out = 0.3");
        QCOMPARE(follower.look(), Sight::Busy);
        QVERIFY(!runsSeenBy(follower));
        other.exec("COMMIT");
        QCOMPARE(follower.look(), Sight::Changed);
        const auto share = follower.read<double>([](const Project &p) { return p.settings().heldOut; });
        QCOMPARE(share, std::optional(0.3));
    }

    void neverWrites()
    {
        ProjectFollower follower(m_file);
        QCOMPARE(follower.look(), Sight::Changed);
        const auto project = Project::watch(m_file);
        QVERIFY(project->readOnly());
        QVERIFY(!storeErrorOf([&] { project->setDemo(true); }).empty());
    }

    // What a writer leaves that died while it stored something is put right by somebody who may write.
    void recoveryNeeded()
    {
        const fs::path dead = m_file.parent_path() / "dead.retort";
        {
            SQLite::Database writer(m_file.string(), SQLite::OPEN_READWRITE);
            writer.exec("PRAGMA cache_size = 1; BEGIN; CREATE TABLE big (x); "
                        "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
                        "INSERT INTO big SELECT zeroblob(2000) FROM n; UPDATE project SET held_out = 0.4");
            fs::copy_file(m_file, dead);
            fs::copy_file(m_file.string() + "-journal", dead.string() + "-journal");
        }
        const std::vector<std::byte> before = readFile(dead);
        ProjectFollower follower(dead);
        QCOMPARE(follower.look(), Sight::Recovery);
        QCOMPARE(follower.look(), Sight::Recovery);
        QVERIFY(!runsSeenBy(follower));
        QVERIFY(std::string(follower.recovery().what()).find("recovery needed") != std::string::npos);
        QVERIFY(readFile(dead) == before);
        {
            const auto opened = Project::open(dead, ProjectLock::acquire(dead));
            QVERIFY(opened->problems({}, {}).empty());
        }
        QCOMPARE(follower.look(), Sight::Changed);
        const auto share = follower.read<double>([](const Project &p) { return p.settings().heldOut; });
        QCOMPARE(share, std::optional(0.05));
    }

    void anotherFileOfTheSameName()
    {
        ProjectFollower follower(m_file);
        QCOMPARE(follower.look(), Sight::Changed);
        const fs::path other = m_file.parent_path() / "b.retort";
        {
            const auto project = Project::create(other, ProjectLock::acquire(other));
            fill(*project);
            static_cast<void>(project->addRun("other", {}));
        }
        fs::rename(other, m_file);
        QCOMPARE(follower.look(), Sight::Changed);
        QCOMPARE(runsSeenBy(follower), std::optional<std::size_t>(1));
        fs::remove(m_file);
        QVERIFY(storeErrorOf([&] { static_cast<void>(follower.look()); }).find("not there any more") !=
                std::string::npos);
    }

    void whatIsNoProject()
    {
        writeFileAtomically(m_file, std::string_view("something else that is long enough to be looked at"));
        ProjectFollower follower(m_file);
        QVERIFY(storeErrorOf([&] { static_cast<void>(follower.look()); }).find("is not a Retort project") !=
                std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestStoreFollower)
#include "tst_store_follower.moc"
