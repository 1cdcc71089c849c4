// What leaves a project by the command line, and what comes back: export, classify, reproduce, salvage; and
// looking on while another process works.
#include "cliplace.h"
#include "imagefolder.h"

#include <QTest>

#include <csignal>
#include <fstream>
#include <numeric>

namespace fs = std::filesystem;

class TestCliTakeAway : public QObject
{
    Q_OBJECT

    CliPlace m_place;

    [[nodiscard]] Outcome run(const char *line) const { return m_place.run(line); }

    /// Lines of a process until one has this key, or none comes any more.
    static QJsonObject waitForKey(QProcess &process, const QString &key, QList<QJsonObject> *all = nullptr)
    {
        for (int tries = 0; tries < 600; ++tries) {
            while (process.canReadLine()) {
                const QJsonObject line = QJsonDocument::fromJson(process.readLine()).object();
                if (all)
                    all->append(line);
                if (line.contains(key))
                    return line;
            }
            if (process.state() == QProcess::NotRunning)
                return {};
            process.waitForReadyRead(100);
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCOMPARE(run("new a.retort --dataset idx --teacher clip").code, 0);
        const Outcome trained = run("distil a.retort --recipe tiny.json --name first");
        QVERIFY2(trained.code == 0, qPrintable(trained.err));
        for (std::uint32_t i = 0; i < 12; ++i)
            testsupport::writeBmp(m_place.file("new") / ("p" + std::to_string(i) + ".bmp"),
                                  testsupport::sampleImage(20, 30, i * 5));
        m_place.write(QStringLiteral("new/broken.png"), "no picture at all");
    }

    void everyFormat_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("name");
        QTest::newRow("safetensors") << "safetensors"
                                     << "student.safetensors";
        QTest::newRow("onnx") << "onnx"
                              << "student.onnx";
        QTest::newRow("csv") << "csv"
                             << "curves.csv";
        QTest::newRow("bundle") << "bundle"
                                << "run.zip";
        QTest::newRow("card") << "card"
                              << "card.md";
    }

    void everyFormat()
    {
        QFETCH(QString, format);
        QFETCH(QString, name);
        const Outcome done = run(
            qPrintable(QStringLiteral("export a.retort --run 1 --format %1 --out %2 --json").arg(format, name)));
        QVERIFY2(done.code == 0, qPrintable(done.err));
        QCOMPARE(keysMissing(done.json(), {"path", "sha256"}), QStringList());
        QVERIFY(fs::exists(done.json()[QStringLiteral("path")].toString().toStdString()));
    }

    void exportToNowhere_data()
    {
        QTest::addColumn<QString>("out");
        QTest::newRow("no such folder") << "nowhere/x";
        QTest::newRow("no permission") << "/proc/x";
        QTest::newRow("a folder") << "new";
    }

    void exportToNowhere()
    {
        QFETCH(QString, out);
        for (const char *format : {"safetensors", "onnx", "csv", "bundle", "card"}) {
            const Outcome failed =
                m_place.run({"export", "a.retort", "--run", "1", "--format", format, "--out", out});
            QCOMPARE(failed.code, 1);
            QVERIFY2(failed.err.contains(QStringLiteral("error: ")) && failed.err.contains(out),
                     qPrintable(failed.err));
            QVERIFY(failed.err.trimmed().contains(QLatin1Char('\n'))); // a remedy
        }
        QVERIFY(fs::is_directory(m_place.file("new")));
    }

    void classifyWithEither_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("safetensors") << "m.safetensors";
        QTest::newRow("onnx") << "m.onnx";
        QTest::newRow("onnx from pixels") << "whole.onnx";
    }

    void classifyWithEither()
    {
        QFETCH(QString, model);
        const QString format = model.endsWith(QStringLiteral("onnx")) ? "onnx" : "safetensors";
        QStringList call{"export", "a.retort", "--run", "1",        "--format",
                         format,   "--out",    model,   "--reject", "0.11"};
        if (model.startsWith(QStringLiteral("whole")))
            call << "--from-pixels";
        const Outcome exported = m_place.run(call);
        QVERIFY2(exported.code == 0, qPrintable(exported.err));
        const Outcome done = m_place.run({"classify", model, "new", "--csv", "out.csv", "--json"});
        QVERIFY2(done.code == 0, qPrintable(done.err));
        const QJsonObject json = done.json();
        QCOMPARE(json[QStringLiteral("images")].toInt(), 12);
        QVERIFY(json[QStringLiteral("images_per_second")].toDouble() > 0);
        QCOMPARE(json[QStringLiteral("unreadable")].toArray().size(), 1);
        QCOMPARE(json[QStringLiteral("reject_threshold")].toDouble(), 0.11);
        int rejected = 0;
        const QJsonArray results = json[QStringLiteral("results")].toArray();
        QCOMPARE(results.size(), 12);
        for (const QJsonValue &value : results) {
            const QJsonObject answer = value.toObject();
            const bool none = answer[QStringLiteral("class")].isNull();
            QCOMPARE(none, answer[QStringLiteral("confidence")].toDouble() < 0.11);
            rejected += none ? 1 : 0;
            QVERIFY(answer[QStringLiteral("image")].toString().startsWith(QStringLiteral("new/p")));
        }
        QCOMPARE(json[QStringLiteral("rejected")].toInt(), rejected);
        const QJsonObject compared = json[QStringLiteral("new_against_old")].toObject();
        QVERIFY(compared[QStringLiteral("old_images")].toInt() > 0);
        QCOMPARE(compared[QStringLiteral("most_unlike")].toArray().size(), 12);
        const QString csv = QString::fromStdString(retort::readTextFile(m_place.file("out.csv")));
        QCOMPARE(csv.count(QStringLiteral("\r\n")), 13);
        // The same answers whichever file they came from.
        static QStringList first;
        QStringList classes;
        for (const QJsonValue &value : results)
            classes << value.toObject()[QStringLiteral("class")].toString();
        if (first.isEmpty())
            first = classes;
        QCOMPARE(classes, first);
        // Another threshold instead.
        const Outcome strict =
            m_place.run({"classify", model, "new/p0.bmp", "new/p1.bmp", "--reject", "1", "--json"});
        QVERIFY2(strict.code == 0, qPrintable(strict.err));
        int below = 0; // what is far from all it learned from may be quite certain to a student
        const QJsonArray two = strict.json()[QStringLiteral("results")].toArray();
        for (const QJsonValue &value : two)
            below += value.toObject()[QStringLiteral("confidence")].toDouble() < 1 ? 1 : 0;
        QCOMPARE(two.size(), 2);
        QCOMPARE(strict.json()[QStringLiteral("rejected")].toInt(), below);
    }

    void classifyRefuses_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        QTest::newRow("no model") << "classify none.onnx new" << 1 << "none.onnx";
        QTest::newRow("a picture as model") << "classify new/p1.bmp new" << 1 << "is no ONNX file";
        QTest::newRow("a project as model") << "classify a.retort new" << 1 << "a.retort";
        QTest::newRow("no images") << "classify m.safetensors clip" << 1 << "holds no image";
        QTest::newRow("no such path") << "classify m.safetensors none.png" << 1 << "none.png";
        QTest::newRow("only broken ones") << "classify m.safetensors new/broken.png" << 1 << "none of the images";
        QTest::newRow("threshold") << "classify m.safetensors new --reject 2" << 2 << "0 to 1";
    }

    void classifyRefuses()
    {
        QFETCH(QString, line);
        QFETCH(int, code);
        QFETCH(QString, says);
        const Outcome outcome = run(qPrintable(line));
        QCOMPARE(outcome.code, code);
        QVERIFY2(outcome.err.contains(says), qPrintable(outcome.err));
    }

    void reproduceInAnotherPlace()
    {
        QCOMPARE(run("export a.retort --run 1 --format bundle --out run.zip").code, 0);
        const CliPlace other;
        fs::copy_file(m_place.file("run.zip"), other.file("run.zip"));
        const Outcome done = other.run("reproduce run.zip --dataset idx --test idx --teacher clip --json");
        QVERIFY2(done.code == 0, qPrintable(done.err));
        const QJsonObject result = done.lines().last();
        QCOMPARE(result[QStringLiteral("same")].toBool(), true);
        QCOMPARE(result[QStringLiteral("epochs_compared")].toInt(), 4);
        QCOMPARE(result[QStringLiteral("weights_sha256")], result[QStringLiteral("original_weights_sha256")]);
        QVERIFY(fs::exists(other.file("run-reproduced.retort")));
        const Outcome twice = other.run("reproduce run.zip");
        QCOMPARE(twice.code, 1);
        QVERIFY(twice.err.contains(QStringLiteral("exists already")));
        QCOMPARE(other.run("reproduce tiny.json").code, 1);
    }

    void salvageADamagedProject()
    {
        fs::copy_file(m_place.file("a.retort"), m_place.file("damaged.retort"));
        {
            std::fstream stream(m_place.file("damaged.retort"), std::ios::in | std::ios::out | std::ios::binary);
            // Behind the middle, where epochs lie; several pages, for any one may hold nothing.
            const auto pages = static_cast<std::streamoff>(fs::file_size(m_place.file("damaged.retort")) / 4096);
            for (std::streamoff page = pages / 2; page < pages; page += 8) {
                stream.seekp(page * 4096);
                stream.write(std::string(4096, 'x').c_str(), 4096);
            }
        }
        QCOMPARE(run("check damaged.retort --json").code, 1);
        const Outcome saved = run("salvage damaged.retort --out saved.retort --json");
        QVERIFY2(saved.code == 0, qPrintable(saved.err));
        QCOMPARE(saved.json()[QStringLiteral("runs")].toInt(), 1);
        QVERIFY(!saved.json()[QStringLiteral("lost")].toArray().isEmpty());
        QCOMPARE(run("runs saved.retort").code, 0);
        QCOMPARE(run("salvage damaged.retort --out saved.retort").code, 1);
        QCOMPARE(run("salvage tiny.json --out other.retort").code, 1);
        QVERIFY(!fs::exists(m_place.file("other.retort")));
    }

    void lookingOn()
    {
        QCOMPARE(run("new b.retort --dataset idx --teacher clip").code, 0);
        QProcess follower;
        m_place.prepare(follower, {"runs", "b.retort", "--follow", "--every", "0.1", "--json"});
        follower.start();
        QVERIFY(waitForKey(follower, QStringLiteral("writer"))[QStringLiteral("writer")].isNull());

        QProcess trainer;
        m_place.prepare(trainer, {"distil", "b.retort", "--recipe", "tiny.json", "--epochs", "20", "--json"});
        trainer.start();
        const QJsonObject writer = waitForKey(follower, QStringLiteral("writer"));
        QVERIFY(writer[QStringLiteral("writer")].toString().contains(
            QStringLiteral("process %1 on ").arg(trainer.processId())));
        // A second writer is refused by name, and told what to do; the first is held, lest it finish meanwhile.
        ::kill(static_cast<pid_t>(trainer.processId()), SIGSTOP);
        const Outcome second = run("distil b.retort --recipe tiny.json");
        ::kill(static_cast<pid_t>(trainer.processId()), SIGCONT);
        QCOMPARE(second.code, 1);
        QVERIFY2(second.err.contains(QStringLiteral("process %1 on ").arg(trainer.processId())) &&
                     second.err.contains(QStringLiteral("runs b.retort --follow")),
                 qPrintable(second.err));
        QVERIFY(trainer.waitForFinished(300'000));
        QCOMPARE(trainer.exitCode(), 0);

        QList<QJsonObject> told;
        QJsonObject end;
        do {
            end = waitForKey(follower, QStringLiteral("state"), &told);
        } while (!end.isEmpty() && end[QStringLiteral("state")].toString() != QStringLiteral("finished"));
        QCOMPARE(end[QStringLiteral("epochs")].toInt(), 20);
        QList<int> epochs;
        for (const QJsonObject &line : told)
            if (line.contains(QStringLiteral("epoch")))
                epochs << line[QStringLiteral("epoch")].toInt();
        QList<int> all(20);
        std::iota(all.begin(), all.end(), 1);
        QCOMPARE(epochs, all);
        ::kill(static_cast<pid_t>(follower.processId()), SIGINT);
        QVERIFY(follower.waitForFinished());
        QCOMPARE(follower.exitStatus(), QProcess::NormalExit);
        QCOMPARE(follower.exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(TestCliTakeAway)
#include "tst_cli_takeaway.moc"
