#include "projectfixture.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <unistd.h>

using namespace retort;
using namespace retort::test;
namespace fs = std::filesystem;

class TestStoreProcesses : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_file;

    static void start(QProcess &process, const char *mode, const fs::path &file)
    {
        process.start(QStringLiteral(STOREHELPER),
                      {QString::fromLatin1(mode), QString::fromStdString(file.string())});
        QVERIFY(process.waitForStarted());
    }

    static QString outputOf(const char *mode, const fs::path &file)
    {
        QProcess process;
        start(process, mode, file);
        process.waitForFinished();
        return QString::fromUtf8(process.readAllStandardOutput());
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = fs::path(m_folder->path().toStdString()) / "a.retort";
        const auto project = Project::create(m_file, ProjectLock::acquire(m_file));
        fill(*project);
    }

    void oneWriterAProject()
    {
        QProcess holder;
        start(holder, "hold", m_file);
        QVERIFY(holder.waitForReadyRead());
        const std::string error = storeErrorOf([&] { static_cast<void>(ProjectLock::acquire(m_file)); });
        const std::string pid = "process " + std::to_string(holder.processId()) + " on ";
        QVERIFY2(error.find(pid) != std::string::npos && error.find("since 20") != std::string::npos,
                 error.c_str());
        QVERIFY(ProjectLock::holder(m_file)->find(pid) == 0);
        QVERIFY(Project::open(m_file, nullptr)->runs().empty()); // reading goes on

        holder.closeWriteChannel();
        QVERIFY(holder.waitForFinished());
        QVERIFY(!ProjectLock::holder(m_file));
        QVERIFY(!fs::exists(ProjectLock::lockFile(m_file)));
        QVERIFY(ProjectLock::acquire(m_file));
    }

    void aDeadHolderBlocksNobody()
    {
        QProcess holder;
        start(holder, "hold", m_file);
        QVERIFY(holder.waitForReadyRead());
        holder.kill();
        QVERIFY(holder.waitForFinished());
        QVERIFY(fs::exists(ProjectLock::lockFile(m_file)));
        QVERIFY(ProjectLock::acquire(m_file));
    }

    void killedWhileCommitting()
    {
        std::int64_t run = 0;
        bool sawJournal = false;
        for (int round = 0; round < 5; ++round) {
            QProcess writer;
            start(writer, "commit", m_file);
            QVERIFY(writer.waitForReadyRead());
            QTest::qWait(5 + round * 23);
            writer.kill();
            writer.waitForFinished();
            const qint64 printed = writer.readAllStandardOutput().split('\n').value(0).toLongLong();
            QVERIFY(printed >= 1);
            sawJournal |= fs::exists(m_file.string() + "-journal");
            ++run;

            // Reading alone must do: `check` comes before `--resume`.
            const auto reader = Project::open(m_file, nullptr);
            const auto problems = reader->problems({}, {});
            QVERIFY2(problems.empty(), problems.empty() ? "" : problems[0].c_str());
            QCOMPARE(reader->run(run).state, RunState::Interrupted);
            const std::int64_t epochs = reader->run(run).epochsDone;
            QVERIFY(epochs >= 1);
            QCOMPARE(reader->checkpoint(run), reportOf(epochs, 50, 400'000).checkpoint);
        }
        const auto project = Project::open(m_file, ProjectLock::acquire(m_file));
        for (const RunRecord &record : project->runs())
            QCOMPARE(record.state, RunState::Interrupted);
        QCOMPARE(project->runs().size(), 5);
        if (!sawJournal)
            qWarning("no kill hit a commit: less was tested than meant");
    }

    void readOnlyFolder()
    {
        fs::permissions(m_file, fs::perms(0444));
        fs::permissions(m_file.parent_path(), fs::perms(0555));
        QCOMPARE(outputOf("read", m_file), QStringLiteral("0\n"));
        QString error = outputOf("write", m_file);
        QVERIFY2(error.contains(QStringLiteral("cannot be opened for writing")), qPrintable(error));
        // The folder may be written, the file may not.
        fs::permissions(m_file.parent_path(), fs::perms(0777));
        error = outputOf("write", m_file);
        QVERIFY2(error.contains(QStringLiteral("may not be written")), qPrintable(error));
        fs::permissions(m_file, fs::perms(0));
        error = outputOf("read", m_file);
        QVERIFY2(error.contains(QStringLiteral("cannot be read: Permission denied")), qPrintable(error));
    }
};

QTEST_GUILESS_MAIN(TestStoreProcesses)
#include "tst_store_processes.moc"
