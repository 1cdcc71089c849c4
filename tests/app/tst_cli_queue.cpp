// The queue and sweeps as somebody at a terminal uses them, kills included.
#include "cliplace.h"

#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>

#include <csignal>

class TestCliQueue : public QObject
{
    Q_OBJECT

    CliPlace m_place;
    int m_projects = 0;

    [[nodiscard]] Outcome run(const QString &line) const { return m_place.run(line.split(QLatin1Char(' '))); }

    /// A project of its own for each test.
    QString newProject()
    {
        const QString name = QStringLiteral("p%1.retort").arg(++m_projects);
        const Outcome made = run(QStringLiteral("new %1 --dataset idx --teacher clip --json").arg(name));
        if (made.code != 0)
            qWarning("%s", qPrintable(made.err));
        return name;
    }

    [[nodiscard]] QStringList queueOf(const QString &project) const
    {
        QStringList states;
        const Outcome list = run(QStringLiteral("queue list %1 --json").arg(project));
        for (const QJsonValue &entry : list.json()[QStringLiteral("queue")].toArray())
            states << QStringLiteral("%1 %2")
                          .arg(entry.toObject()[QStringLiteral("run")].toInt())
                          .arg(entry.toObject()[QStringLiteral("state")].toString());
        return states;
    }

private Q_SLOTS:
    void runsAreFilteredByAnExpression()
    {
        const QString project = newProject();
        QCOMPARE(
            run(QStringLiteral("queue add %1 --recipe tiny.json --epochs 1 --seeds 3 --json").arg(project)).code,
            0);
        const Outcome some =
            m_place.run(QStringList{QStringLiteral("runs"), project, QStringLiteral("--json"),
                                    QStringLiteral("--filter"), QStringLiteral("queued and not id = 2")});
        QVERIFY2(some.code == 0, qPrintable(some.err));
        const QJsonArray runs = some.json()[QStringLiteral("runs")].toArray();
        QCOMPARE(runs.size(), 2);
        QCOMPARE(runs[1].toObject()[QStringLiteral("id")].toInt(), 3);
        QCOMPARE(runs[1].toObject()[QStringLiteral("starred")].toBool(true), false);
        const Outcome wrong = m_place.run(QStringList{QStringLiteral("runs"), project, QStringLiteral("--filter"),
                                                      QStringLiteral("queued and sed = 2")});
        QCOMPARE(wrong.code, 1);
        QVERIFY2(wrong.err.contains(QStringLiteral("seed")), qPrintable(wrong.err));
        QVERIFY2(wrong.err.contains(QStringLiteral("queued and")), qPrintable(wrong.err));
    }

    void addMoveAndRun()
    {
        const QString project = newProject();
        const Outcome added =
            run(QStringLiteral("queue add %1 --recipe tiny.json --epochs 1 --seeds 2 --json").arg(project));
        QVERIFY2(added.code == 0, qPrintable(added.err));
        QCOMPARE(added.json()[QStringLiteral("runs")].toArray().size(), 2);
        QCOMPARE(run(QStringLiteral("queue add %1 --like 2 --set lr=0.05 --name clone --first").arg(project)).code,
                 0);
        QCOMPARE(queueOf(project), (QStringList{QStringLiteral("3 queued"), QStringLiteral("1 queued"),
                                                QStringLiteral("2 queued")}));
        QCOMPARE(run(QStringLiteral("queue move %1 2").arg(project)).code, 0);
        QCOMPARE(queueOf(project).first(), QStringLiteral("2 queued"));
        QCOMPARE(run(QStringLiteral("queue move %1 2 --to 3").arg(project)).code, 0);
        QCOMPARE(queueOf(project).last(), QStringLiteral("2 queued"));
        QCOMPARE(run(QStringLiteral("queue move %1 2 --before 1").arg(project)).code, 0);
        QCOMPARE(queueOf(project)[1], QStringLiteral("2 queued"));
        QCOMPARE(run(QStringLiteral("queue move %1 3 --last").arg(project)).code, 0);
        QCOMPARE(queueOf(project).last(), QStringLiteral("3 queued"));
        QCOMPARE(run(QStringLiteral("queue move %1 9").arg(project)).code, 1);
        QCOMPARE(run(QStringLiteral("queue move %1 3 --before 3").arg(project)).code, 2);

        QCOMPARE(run(QStringLiteral("queue pause %1 3").arg(project)).code, 0);
        QCOMPARE(run(QStringLiteral("queue cancel %1 1").arg(project)).code, 0);
        const Outcome twice = run(QStringLiteral("queue cancel %1 1").arg(project));
        QCOMPARE(twice.code, 1);
        QVERIFY(twice.err.contains(QStringLiteral("is cancelled")));
        QCOMPARE(queueOf(project), (QStringList{QStringLiteral("2 queued"), QStringLiteral("3 paused")}));

        const Outcome trained =
            m_place.run({QStringLiteral("queue"), QStringLiteral("run"), project, QStringLiteral("--gentle"),
                         QStringLiteral("--json"), QStringLiteral("--notify"),
                         QStringLiteral("echo \"$RETORT_SUMMARY\" > said.txt")});
        QVERIFY2(trained.code == 0, qPrintable(trained.err));
        const QList<QJsonObject> lines = trained.lines();
        QCOMPARE(lines.first()[QStringLiteral("event")].toString(), QStringLiteral("started"));
        QCOMPARE(lines.last()[QStringLiteral("finished")].toInt(), 1);
        QCOMPARE(lines.last()[QStringLiteral("best")].toInt(), 2);
        QFile said(m_place.root() + QStringLiteral("/said.txt"));
        QVERIFY(said.open(QIODevice::ReadOnly));
        QVERIFY(said.readAll().startsWith("1 run finished"));

        QCOMPARE(run(QStringLiteral("queue resume %1 3").arg(project)).code, 0);
        QCOMPARE(run(QStringLiteral("queue retry %1 1").arg(project)).code, 0);
        QCOMPARE(queueOf(project), (QStringList{QStringLiteral("3 queued"), QStringLiteral("1 queued")}));
    }

    // What only looks at a project of an older format changes nothing, and says how to go on.
    void anOlderFormatIsBroughtUpToDateOnRequest()
    {
        const QString project = newProject();
        {
            SQLite::Database old(m_place.file(qPrintable(project)).string(), SQLite::OPEN_READWRITE);
            old.exec("ALTER TABLE run DROP COLUMN workers; ALTER TABLE run DROP COLUMN starred; "
                     "DROP TRIGGER epoch_is_frozen; DROP TRIGGER epoch_accuracy_is_frozen; "
                     "ALTER TABLE epoch DROP COLUMN ended_at; ALTER TABLE epoch DROP COLUMN held_out; "
                     "CREATE TRIGGER epoch_is_frozen BEFORE UPDATE ON epoch BEGIN SELECT RAISE(ABORT, ''); END; "
                     "PRAGMA user_version = 10");
        }
        const QString look = QStringLiteral("sweep add %1 --vary lr=0.1,0.2 --try").arg(project);
        const Outcome refused = run(look);
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains(QStringLiteral("older version (format 10)")), qPrintable(refused.err));
        QVERIFY2(refused.err.contains(QStringLiteral("retort-cli check --update ")), qPrintable(refused.err));
        QVERIFY(!std::filesystem::exists(m_place.file(qPrintable(project + QStringLiteral(".v10")))));
        QCOMPARE(run(QStringLiteral("check %1").arg(project)).code, 1);
        QCOMPARE(run(QStringLiteral("check --update %1").arg(project)).code, 0);
        QVERIFY(std::filesystem::exists(m_place.file(qPrintable(project + QStringLiteral(".v10")))));
        QCOMPARE(run(look).code, 0);
    }

    // kill -9 in the middle of the queue: the next `queue run` goes on with the same run, to the same bits.
    void killedAndGoneOnWith()
    {
        const QString project = newProject();
        QCOMPARE(run(QStringLiteral("queue add %1 --recipe tiny.json --epochs 6 --seeds 3").arg(project)).code, 0);
        for (int time = 0; time < 2; ++time) {
            QProcess process;
            m_place.prepare(process, QStringLiteral("queue run %1 --json").arg(project).split(QLatin1Char(' ')));
            process.start();
            QVERIFY(process.waitForStarted());
            QByteArray out;
            while (out.count("\"loss\"") < 2 && process.waitForReadyRead(60000))
                out += process.readAllStandardOutput();
            QVERIFY(out.count("\"loss\"") >= 2);
            ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
            QVERIFY(process.waitForFinished());
            const QStringList queue = queueOf(project);
            QCOMPARE(queue.size(), 3);
            QCOMPARE(queue.first(), QStringLiteral("1 interrupted"));
            QCOMPARE(run(QStringLiteral("check %1").arg(project)).code, 0);
        }
        const Outcome rest = run(QStringLiteral("queue run %1 --json").arg(project));
        QVERIFY2(rest.code == 0, qPrintable(rest.err));
        QCOMPARE(rest.lines().first()[QStringLiteral("run")].toInt(), 1);
        QVERIFY(rest.lines().first()[QStringLiteral("epochs")].toInt() >= 2);
        QCOMPARE(rest.lines().last()[QStringLiteral("finished")].toInt(), 3);
        QVERIFY(queueOf(project).isEmpty());

        const QString whole = newProject();
        QCOMPARE(run(QStringLiteral("distil %1 --recipe tiny.json --epochs 6 --json").arg(whole)).code, 0);
        const auto hash = [&](const QString &of) {
            return run(QStringLiteral("runs %1 --json").arg(of))
                .json()[QStringLiteral("runs")]
                .toArray()[0]
                .toObject()[QStringLiteral("weights_sha256")]
                .toString();
        };
        QCOMPARE(hash(project), hash(whole));
    }

    // Ctrl+C stops the queue, not a run: the next `queue run` goes on where it was.
    void interruptedByHand()
    {
        const QString project = newProject();
        QCOMPARE(run(QStringLiteral("queue add %1 --recipe tiny.json --epochs 30 --seeds 2").arg(project)).code,
                 0);
        QProcess process;
        m_place.prepare(process, QStringLiteral("queue run %1 --json").arg(project).split(QLatin1Char(' ')));
        process.start();
        QByteArray out;
        while (!out.contains("\"loss\"") && process.waitForReadyRead(60000))
            out += process.readAllStandardOutput();
        const Outcome second = run(QStringLiteral("queue run %1").arg(project));
        QCOMPARE(second.code, 1);
        QVERIFY2(second.err.contains(QStringLiteral("process %1").arg(process.processId())),
                 qPrintable(second.err));
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 130);
        QCOMPARE(queueOf(project), (QStringList{QStringLiteral("1 queued"), QStringLiteral("2 queued")}));
    }

    void sweeps()
    {
        const QString project = newProject();
        const QString add = QStringLiteral("sweep add %1 --recipe tiny.json --set warmup_epochs=0 ").arg(project);
        const Outcome unknown = run(add + QStringLiteral("--vary temprature=1,2"));
        QCOMPARE(unknown.code, 1);
        QVERIFY(unknown.err.contains(QStringLiteral("Did you mean \"temperature\"?")));
        QCOMPARE(run(QStringLiteral("sweep add %1").arg(project)).code, 2);
        const Outcome weightings = run(add + QStringLiteral("--vary weighting=a,b"));
        QCOMPARE(weightings.code, 1);
        QVERIFY(weightings.err.contains(QStringLiteral("no weighting called \"a\"")));

        const Outcome tried = run(add + QStringLiteral("--vary lr=0.02,0.05 --try --json"));
        QCOMPARE(tried.json()[QStringLiteral("points")].toArray().size(), 2);
        QVERIFY(queueOf(project).isEmpty());
        const Outcome added =
            run(add + QStringLiteral("--vary lr=0.000001,0.05 --vary temperature=1,2 --halving --json"));
        QVERIFY2(added.code == 0, qPrintable(added.err));
        QCOMPARE(added.json()[QStringLiteral("runs")].toArray().size(), 4);
        QCOMPARE(added.json()[QStringLiteral("rungs")].toArray(), (QJsonArray{1, 2}));
        const Outcome trained = run(QStringLiteral("queue run %1").arg(project));
        QVERIFY2(trained.code == 0, qPrintable(trained.err));
        const Outcome shown = run(QStringLiteral("sweep show %1 --json").arg(project));
        const QJsonArray points =
            shown.json()[QStringLiteral("sweeps")].toArray()[0].toObject()[QStringLiteral("points")].toArray();
        QCOMPARE(points.size(), 4);
        QVERIFY(points[0].toObject()[QStringLiteral("name")].toString().startsWith(QStringLiteral("lr 0.05")));
        QVERIFY(run(QStringLiteral("sweep show %1").arg(project))
                    .out.contains(QStringLiteral("agreement with the teacher")));
        QCOMPARE(run(QStringLiteral("sweep show %1 9").arg(project)).code, 1);
    }
};

QTEST_GUILESS_MAIN(TestCliQueue)
#include "tst_cli_queue.moc"
