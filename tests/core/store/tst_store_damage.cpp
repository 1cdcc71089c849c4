#include "base/files.h"
#include "projectfixture.h"
#include "store/schema.h"

#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>

#include <csignal>
#include <fstream>
#include <sys/resource.h>

using namespace retort;
using namespace retort::test;
namespace fs = std::filesystem;

namespace {

/// Changes the file behind the store's back.
void tamper(const fs::path &file, const std::string &sql)
{
    SQLite::Database(file.string(), SQLite::OPEN_READWRITE).exec(sql);
}

std::string openError(const fs::path &file)
{
    const std::string reading = storeErrorOf([&] { static_cast<void>(Project::open(file, nullptr)); });
    const std::string writing =
        storeErrorOf([&] { static_cast<void>(Project::open(file, ProjectLock::acquire(file))); });
    return reading == writing ? reading : "reading: " + reading + "\nwriting: " + writing;
}

bool holds(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class TestStoreDamage : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_file;

    /// A project with one run of two epochs.
    void make()
    {
        const auto project = Project::create(m_file, ProjectLock::acquire(m_file));
        fill(*project);
        Recipe recipe;
        recipe.start = "start.safetensors";
        const StudentStart start{nullptr, reportOf(1).weights, {}};
        const std::int64_t run = project->addRun("run", recipe, start, "weights of somebody's");
        project->commitEpoch(run, reportOf(1), 70);
        project->commitEpoch(run, reportOf(2), 71);
    }

    /// What `retort-cli check` says after something was changed.
    std::string problemsAfter(const std::string &sql)
    {
        fs::remove(m_file);
        make();
        tamper(m_file, sql);
        std::string all;
        for (const std::string &problem : Project::open(m_file, nullptr)->problems({}, {}))
            all += problem + "\n";
        return all;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = fs::path(m_folder->path().toStdString()) / "a.retort";
    }

    void notAProject()
    {
        QVERIFY(holds(openError(m_file), "does not exist"));
        writeFileAtomically(m_file, std::string_view("just some text that is long enough to be looked at"));
        QVERIFY(holds(openError(m_file), "is not a Retort project"));
        QVERIFY(holds(openError(m_file), m_file.string()));
        writeFileAtomically(m_file, std::string_view("SQL"));
        QVERIFY(holds(openError(m_file), "is not a Retort project"));
        writeFileAtomically(m_file, std::string_view());
        QVERIFY(holds(openError(m_file), "is empty"));
        QVERIFY(holds(openError(m_file.parent_path()), "is a folder"));
        fs::remove(m_file);
        SQLite::Database(m_file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
            .exec("CREATE TABLE t (x); PRAGMA user_version = 1");
        QVERIFY(holds(openError(m_file), "another program"));
        // The lock of an attempt that failed is gone.
        QVERIFY(!fs::exists(ProjectLock::lockFile(m_file)));
    }

    void newerVersion()
    {
        make();
        tamper(m_file, "PRAGMA user_version = 99");
        const auto size = fs::file_size(m_file);
        QVERIFY(holds(openError(m_file), "newer Retort (format 99"));
        QCOMPARE(fs::file_size(m_file), size);
    }

    void migrationsKeepACopy()
    {
        make();
        const int now = projectMigrations().back().version;
        const std::vector<Migration> more{
            {now + 1, "ALTER TABLE run ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'"},
            {now + 2, "UPDATE run SET colour = 'blue'"}};
        {
            SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE);
            migrate(database, m_file, more);
            QCOMPARE(database.execAndGet("PRAGMA user_version").getInt(), now + 2);
            QCOMPARE(database.execAndGet("SELECT colour FROM run").getString(), std::string("blue"));
            migrate(database, m_file, more); // nothing left to do
        }
        const fs::path copy = m_file.string() + ".v" + std::to_string(now);
        QVERIFY(Project::open(copy, nullptr)->problems({}, {}).empty());
        QVERIFY(holds(openError(m_file), "newer Retort"));
    }

    // A project of earlier formats: its data sets and runs are used as they always were.
    void earlierFormatsAreBroughtUpToDate()
    {
        {
            SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            migrate(database, m_file, projectMigrations().first(1));
            database.exec("INSERT INTO project (id, created_at) VALUES (1, 0)");
            database.exec(
                "INSERT INTO dataset VALUES (1, 'training', '/images', NULL, 'train', 0.5, 1, 'f', 9, 0, 0, 1)");
            migrate(database, m_file, projectMigrations().first(2));
            database.exec("UPDATE dataset SET choice = '{\"fit\":\"squash\",\"region\":\"1,2,3,4\"}'");
            database.exec("INSERT INTO teacher VALUES ('t', '/teacher', NULL, '', 0)");
            database.exec("INSERT INTO class_list VALUES (1, "
                          "'[{\"name\":\"a\",\"aliases\":[]},{\"name\":\"b\",\"aliases\":[]}]', 0)");
            database.exec(
                "INSERT INTO weighting VALUES (1, '{\"rule\":\"manual\",\"softmax\":true,\"temperature\":1.0,"
                "\"normalise\":false,\"labels_seen\":false,\"templates\":[]}', 0)");
            database.exec("INSERT INTO run (name, state, recipe, weighting_id, class_list_id, teacher_id, "
                          "data_fingerprint, created_at) VALUES ('', 'finished', '{}', 1, 1, 't', 'f', 0)");
        }
        const auto project = Project::open(m_file, ProjectLock::acquire(m_file));
        const DatasetRecord record = *project->settings().dataset(DatasetRole::Training);
        DatasetChoice expected{"train"};
        expected.range = {0.5, 1};
        expected.view = {Fit::Squash, {1, 2, 3, 4, false}};
        QVERIFY(record.choice == expected);
        QVERIFY(project->settings().excluded.empty());
        QVERIFY(project->run(1).view == expected.view); // a run of the second format takes its project's
        QCOMPARE(record.images, 9);
        QVERIFY(fs::exists(m_file.string() + ".v1") && fs::exists(m_file.string() + ".v2"));
        QVERIFY(project->problems({}, {}).empty());
    }

    // A run that ended before labels had halves keeps its figures, and says what they are.
    void figuresOfAllLabelsStay()
    {
        {
            SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            migrate(database, m_file, projectMigrations().first(2));
            database.exec("INSERT INTO project (id, created_at) VALUES (1, 0)");
            database.exec("INSERT INTO teacher VALUES ('t', '/clip', NULL, '', 0)");
            database.exec("INSERT INTO class_list VALUES (1, '[]', 0)");
            database.exec("INSERT INTO weighting VALUES (1, '{\"labels_seen\": true}', 0)");
            for (const std::string state : {"finished", "paused"}) {
                database.exec("INSERT INTO run (name, state, recipe, weighting_id, class_list_id, teacher_id, "
                              "data_fingerprint, teacher_accuracy, created_at) VALUES ('', '" +
                              state + "', '{}', 1, 1, 't', 'f', 87.5, 0)");
                for (const char *epoch :
                     {"1, 3, 1, 1, 1, 1, 1, 1, 1, 60, 80", "2, 6, 1, 1, 1, 1, 1, 1, 1, 70, 85"})
                    database.exec("INSERT INTO epoch VALUES (" + std::to_string(database.getLastInsertRowid()) +
                                  ", " + epoch + ", 0, 0, 0, 0, 0, 'x')");
            }
        }
        const auto project = Project::open(m_file, ProjectLock::acquire(m_file));
        const RunRecord run = project->run(1);
        QVERIFY(run.labelsSeen && run.figures && !run.figures->reportHalf);
        QCOMPARE(run.figures->epoch, 2);
        QCOMPARE(run.figures->student.percent, 85.0);
        QCOMPARE(run.figures->teacher.percent, 87.5);
        QVERIFY(!project->run(2).figures);
    }

    void aFailingMigrationChangesNothing()
    {
        make();
        const std::vector<std::byte> before = readFile(m_file);
        const int next = projectMigrations().back().version + 1;
        const std::vector<Migration> broken{{next, "DROP TABLE probe; SELECT nonsense"}};
        const std::vector<Migration> dangling{{next, "DELETE FROM teacher"}};
        {
            SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE);
            QVERIFY_THROWS_EXCEPTION(SQLite::Exception, migrate(database, m_file, broken));
            QVERIFY(holds(storeErrorOf([&] { migrate(database, m_file, dangling); }), "brought up to date"));
        }
        QVERIFY(Project::open(m_file, nullptr)->problems({}, {}).empty());
        QCOMPARE(Project::open(m_file, nullptr)->epochs(1).size(), 2);
    }

    void usedRowsAreFrozenInTheFileItself()
    {
        make();
        for (const char *sql :
             {"UPDATE weighting SET content = '{}'", "DELETE FROM weighting",
              "UPDATE class_list SET content = '[]'", "DELETE FROM class_list", "UPDATE run SET recipe = '{}'",
              "UPDATE run SET weighting_id = 7", "UPDATE run SET class_list_id = 7",
              "UPDATE run SET teacher_id = 'x'", "UPDATE run SET data_fingerprint = 'x'",
              "UPDATE run SET view = '{}'", "UPDATE epoch SET accuracy = 100", "UPDATE epoch SET agreement = 100",
              "UPDATE run_start SET weights_sha256 = ''"}) {
            QVERIFY_THROWS_EXCEPTION(SQLite::Exception, tamper(m_file, sql));
        }
        tamper(m_file, "UPDATE run SET notes = 'may change'");
    }

    void checkNamesWhatIsBroken_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("expected");
        QTest::newRow("sound") << ""
                               << "";
        QTest::newRow("weights gone") << "DELETE FROM epoch_weights WHERE epoch = 2"
                                      << "run 1, epoch 2 are missing";
        QTest::newRow("weights cut") << "UPDATE epoch_weights SET data = substr(data, 1, 50) WHERE epoch = 1"
                                     << "run 1, epoch 1";
        QTest::newRow("weights changed")
            << "UPDATE epoch_weights SET data = CAST(substr(data, 1, length(data) - 1) || x'ff' AS BLOB) "
               "WHERE epoch = 1"
            << "epoch 1 differ from their checksum";
        QTest::newRow("graph gone") << "DELETE FROM student_graph WHERE epoch = 1"
                                    << "student's graph of run 1, epoch 1";
        QTest::newRow("graph cut") << "UPDATE student_graph SET edges = substr(edges, 1, 20) WHERE epoch = 1"
                                   << "student's graph of run 1, epoch 1 is damaged";
        QTest::newRow("teacher's graph") << "UPDATE teacher_graph SET nodes = x'0011' WHERE epoch = 1"
                                         << "teacher's graph of run 1, epoch 1 is damaged";
        QTest::newRow("teacher's edges") << "DELETE FROM teacher_graph WHERE epoch = 2"
                                         << "teacher's graph of run 1, epoch 2 lacks an edge";
        QTest::newRow("steps") << "UPDATE epoch_steps SET data = zeroblob(100) WHERE epoch = 2"
                               << "steps of run 1, epoch 2 is damaged";
        QTest::newRow("answers") << "UPDATE epoch_evaluation SET data = x'' WHERE epoch = 2"
                                 << "answers of run 1, epoch 2 is damaged";
        QTest::newRow("checkpoint gone") << "DELETE FROM checkpoint"
                                         << "no checkpoint";
        QTest::newRow("checkpoint changed")
            << "UPDATE checkpoint SET data = CAST(substr(data, 1, length(data) - 1) || x'ff' AS BLOB)"
            << "checkpoint of run 1 is damaged: its checksum";
        QTest::newRow("start") << "DROP TRIGGER run_start_is_frozen; UPDATE run_start "
                                  "SET weights = CAST(substr(weights, 1, length(weights) - 1) || x'ff' AS BLOB)"
                               << "what run 1 starts from differs from its checksum";
        QTest::newRow("settings") << "DELETE FROM project"
                                  << "it has no settings";
        QTest::newRow("reference") << "PRAGMA foreign_keys = OFF; UPDATE project SET teacher_id = 'gone'"
                                   << "missing row of teacher";
    }

    void checkNamesWhatIsBroken()
    {
        QFETCH(QString, sql);
        QFETCH(QString, expected);
        const QString problems = QString::fromStdString(problemsAfter(sql.toStdString()));
        QVERIFY2(expected.isEmpty() ? problems.isEmpty() : problems.contains(expected), qPrintable(problems));
    }

    void tornFile()
    {
        make();
        const auto size = fs::file_size(m_file);
        {
            // A page in the middle is lost, as after a disk error.
            std::fstream stream(m_file, std::ios::in | std::ios::out | std::ios::binary);
            stream.seekp(4096 * 3);
            stream.write(std::string(4096, 'x').c_str(), 4096);
        }
        std::vector<std::string> problems;
        const std::string error =
            storeErrorOf([&] { problems = Project::open(m_file, nullptr)->problems({}, {}); });
        QVERIFY(!error.empty() || !problems.empty());
        fs::resize_file(m_file, size / 2);
        const std::string cut = storeErrorOf([&] { problems = Project::open(m_file, nullptr)->problems({}, {}); });
        QVERIFY(!cut.empty() || !problems.empty());
    }

    void damagedAfterAnUncleanEndIsNotWritten()
    {
        make();
        {
            std::fstream stream(m_file, std::ios::in | std::ios::out | std::ios::binary);
            stream.seekp(4096 * 3);
            stream.write(std::string(4096, 'x').c_str(), 4096);
        }
        // A journal beside it says that the last writer did not end cleanly.
        writeFileAtomically(m_file.string() + "-journal", std::string(512, '\0'));
        const std::string error =
            storeErrorOf([&] { static_cast<void>(Project::open(m_file, ProjectLock::acquire(m_file))); });
        QVERIFY2(holds(error, m_file.string()) && holds(error, "is damaged: it was not closed cleanly"),
                 error.c_str());
    }

    void diskFullLosesNothing()
    {
        make();
        const auto project = Project::open(m_file, ProjectLock::acquire(m_file));
        // No file of this process may grow past this: what a full disk does to SQLite.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        ::getrlimit(RLIMIT_FSIZE, &before);
        rlimit tight = before;
        tight.rlim_cur = fs::file_size(m_file) + 8192;
        ::setrlimit(RLIMIT_FSIZE, &tight);
        const std::string error =
            storeErrorOf([&] { project->commitEpoch(1, reportOf(3, 50, 3'000'000), std::nullopt); });
        ::setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY2(holds(error, m_file.string()) && holds(error, "epoch 3") && holds(error, "stored before is kept"),
                 error.c_str());
        QCOMPARE(project->epochs(1).size(), 2);
        QVERIFY(project->problems({}, {}).empty());
        // With space again it goes on with the same connection.
        project->commitEpoch(1, reportOf(3), std::nullopt);
        QCOMPARE(project->epochs(1).size(), 3);
        QVERIFY(project->problems({}, {}).empty());
    }
};

QTEST_GUILESS_MAIN(TestStoreDamage)
#include "tst_store_damage.moc"
