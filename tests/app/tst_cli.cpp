// Runs the program as a person or a script does.

#include "cliplace.h"
#include "httpserver.h"
#include "imagefolder.h"

#include <QDir>
#include <QTest>
#include <QtEndian>

#include <cmath>

#include <csignal>
#include <filesystem>

namespace fs = std::filesystem;

namespace {

#ifdef RETORT_WITH_WINDOW
constexpr bool withWindow = true;
#else
constexpr bool withWindow = false; // and nothing to draw with
#endif

/// From the header; 0 when it is no PNG.
int pngWidth(const QString &path)
{
    QFile file(path);
    const QByteArray head = file.open(QIODevice::ReadOnly) ? file.read(24) : QByteArray();
    return head.startsWith("\x89PNG") && head.size() == 24 ? qFromBigEndian<qint32>(head.constData() + 16) : 0;
}

} // namespace

class TestCli : public QObject
{
    Q_OBJECT

    CliPlace m_place;
    const QString m_root = m_place.root();

    void prepare(QProcess &process, const QStringList &arguments) const { m_place.prepare(process, arguments); }
    [[nodiscard]] Outcome run(const QStringList &arguments) const { return m_place.run(arguments); }
    [[nodiscard]] Outcome run(const char *line) const { return m_place.run(line); }
    void write(const QString &name, const std::string &text) const { m_place.write(name, text); }

private Q_SLOTS:
    void initTestCase()
    {
        const Outcome made = run("new a.retort --dataset idx --teacher clip --json");
        QVERIFY2(made.code == 0, qPrintable(made.err));
        QCOMPARE(keysMissing(made.json(), {"project", "images", "classes", "held_out"}), QStringList());
        QCOMPARE(made.json()[QStringLiteral("images")].toInt(), 160);
        QCOMPARE(made.json()[QStringLiteral("classes")].toInt(), 10);
        const int heldOut = made.json()[QStringLiteral("held_out")].toInt();
        QVERIFY(heldOut > 0 && heldOut < 40);
        const Outcome trained = run("distil a.retort --recipe tiny.json --name first --json");
        QVERIFY2(trained.code == 0, qPrintable(trained.err));
        QCOMPARE(trained.lines().size(), 5);
        QCOMPARE(keysMissing(trained.lines()[1], {"epoch", "loss", "node_loss", "edge_loss", "pseudo_loss",
                                                  "student_accuracy", "images_per_second"}),
                 QStringList());
        QCOMPARE(keysMissing(trained.lines()[4], {"run", "student_accuracy", "teacher_accuracy", "seconds",
                                                  "labels", "labels_seen_in_selection"}),
                 QStringList());
        QCOMPARE(trained.lines()[1][QStringLiteral("labels")].toString(), QStringLiteral("tuning half"));
        QCOMPARE(trained.lines()[4][QStringLiteral("labels")].toString(), QStringLiteral("report half"));
        QVERIFY(!trained.err.contains(QLatin1Char('\033'))); // no colours, no bar off a terminal
    }

    void help()
    {
        const Outcome all = run("--help");
        QCOMPARE(all.code, 0);
        for (const char *name :
             {"demo", "new", "dataset", "prompts", "embed", "distil", "runs", "graph", "explain", "export",
              "check", "bench", "teacher", "classify", "reproduce", "salvage", "queue", "sweep"}) {
            QVERIFY2(all.out.contains(QLatin1String(name)), name);
            const Outcome one = run({QString::fromLatin1(name), QStringLiteral("--help")});
            QCOMPARE(one.code, 0);
            QVERIFY(one.out.contains(QLatin1String("--help")));
            QVERIFY(one.err.isEmpty());
        }
        QVERIFY(run("--version").out.startsWith(QLatin1String("retort-cli ")));
    }

    // What they say is for a person to judge; that they say it is for a test.
    void benchmarks()
    {
        const Outcome confusion = run("bench confusion --images 500 --classes 7 --json");
        QVERIFY2(confusion.code == 0, qPrintable(confusion.err));
        QCOMPARE(keysMissing(confusion.json(), {"images", "classes", "counts_ms", "cells_ms", "pair_ms"}),
                 QStringList());
        const Outcome store = run("bench store --images 1000 --epochs 2 --folder . --json");
        QVERIFY2(store.code == 0, qPrintable(store.err));
        QCOMPARE(keysMissing(store.json(), {"commit_p50_ms", "commit_max_ms", "plain_file_ms", "bytes_an_epoch"}),
                 QStringList());
        QVERIFY(QDir(m_place.root()).entryList({QStringLiteral("retort-bench-*")}).isEmpty()); // nothing stays
        QCOMPARE(run("bench ui --epochs 0").code, 2);
        QCOMPARE(run("bench store --folder nowhere").code, 2);
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("said");
        QTest::newRow("nothing") << ""
                                 << "";
        QTest::newRow("unknown subcommand") << "destil a.retort"
                                            << "destil";
        QTest::newRow("unknown option") << "runs a.retort --jason"
                                        << "--jason";
        QTest::newRow("missing file") << "runs"
                                      << "FILE";
        QTest::newRow("missing option") << "new b.retort --dataset idx"
                                        << "--teacher";
        QTest::newRow("no number") << "distil a.retort --epochs many"
                                   << "many";
        QTest::newRow("no rule") << "prompts score a.retort --weights best"
                                 << "maxlogit";
        QTest::newRow("no such format") << "export a.retort --run 1 --format gguf --out x"
                                        << "safetensors";
        QTest::newRow("no side") << "graph a.retort --run 1 --side middle"
                                 << "teacher";
        QTest::newRow("resume and start") << "distil a.retort --resume 1 --start run:1"
                                          << "--start";
        QTest::newRow("resume and recipe") << "distil a.retort --resume 1 --seed 2"
                                           << "--seed";
        QTest::newRow("format without out") << "graph a.retort --run 1 --format csv"
                                            << "--out";
        QTest::newRow("picture as table") << "graph a.retort --run 1 --side matrix --format csv --out x"
                                          << "--side both";
        QTest::newRow("two sides as JSON") << "graph a.retort --run 1 --side both"
                                           << "--format";
        QTest::newRow("no layout") << "graph a.retort --run 1 --format svg --out x --layout spiral"
                                   << "force";
        QTest::newRow("no role") << "dataset a.retort --relocate validation idx"
                                 << "validation";
        QTest::newRow("no such teacher") << "teacher fetch vit-z-99"
                                         << "openai-vit-b-32";
        QTest::newRow("hash of a name") << "teacher fetch openai-vit-b-32 --sha256 01234567"
                                        << "--sha256";
        QTest::newRow("no shard") << "embed --teacher clip --dataset idx --shard 3/2"
                                  << "3/2";
        QTest::newRow("embedded to nowhere") << "embed --teacher clip --dataset idx"
                                             << "--out";
        QTest::newRow("no set") << "prompts score a.retort --templates nowhere.txt"
                                << "everyday";
    }

    void wrongUsage()
    {
        QFETCH(QString, line);
        QFETCH(QString, said);
        const Outcome outcome = run(line.split(QLatin1Char(' '), Qt::SkipEmptyParts));
        QCOMPARE(outcome.code, 2);
        QVERIFY(outcome.out.isEmpty());
        QVERIFY2(outcome.err.contains(said), qPrintable(outcome.err));
    }

    void failures_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("said");
        QTest::newRow("no project") << "runs none.retort --json"
                                    << "none.retort does not exist";
        QTest::newRow("not a project") << "runs tiny.json"
                                       << "tiny.json is not a Retort project";
        QTest::newRow("no run") << "graph a.retort --run 77"
                                << "Its runs are: 1";
        QTest::newRow("no epoch") << "export a.retort --run 1 --epoch 9 --format safetensors --out x"
                                  << "Its epochs are 1 to 4";
        QTest::newRow("finished") << "distil a.retort --resume 1"
                                  << "finished";
        QTest::newRow("no data set") << "new b.retort --dataset nowhere --teacher clip"
                                     << "nowhere";
        QTest::newRow("no teacher") << "teacher info idx"
                                    << "idx";
        QTest::newRow("no file in the address") << "teacher fetch https://example.org/"
                                                << "names no file";
        QTest::newRow("bad recipe") << "distil a.retort --recipe bad.json"
                                    << "epoch_count";
        QTest::newRow("no such recipe") << "distil a.retort --recipe cifar1000"
                                        << "Shipped are tiny";
        QTest::newRow("no such student") << "distil a.retort --student resnet21"
                                         << "Choose one of resnet20";
        QTest::newRow("weights as a student") << "distil a.retort --student clip/model.safetensors"
                                              << "not a module";
        QTest::newRow("start of another network") << "distil a.retort --student resnet18 --start run:1"
                                                  << "run 1 trained resnet20";
        QTest::newRow("start not fetched") << "distil a.retort --student resnet18 --start resnet18-imagenet"
                                           << "teacher fetch resnet18-imagenet";
        QTest::newRow("bad value") << "distil a.retort --epochs 0"
                                   << "epochs";
        QTest::newRow("zpe without reference") << "prompts score a.retort --weights zpe"
                                               << "reference";
    }

    void failures()
    {
        QFETCH(QString, line);
        QFETCH(QString, said);
        write(QStringLiteral("bad.json"), R"({"epoch_count": 3})");
        const Outcome outcome = run(line.split(QLatin1Char(' ')));
        QCOMPARE(outcome.code, 1);
        QVERIFY(outcome.out.isEmpty());
        QVERIFY2(outcome.err.contains(QLatin1String("error: ")) && outcome.err.contains(said),
                 qPrintable(outcome.err));
    }

    void runsGraphExportCheck()
    {
        const QJsonObject first =
            run("runs a.retort --json").json()[QStringLiteral("runs")].toArray().at(0).toObject();
        QCOMPARE(
            keysMissing(first, {"id", "state", "student", "epochs", "student_accuracy", "seed", "weights_sha256"}),
            QStringList());
        QCOMPARE(first[QStringLiteral("state")].toString(), QStringLiteral("finished"));
        QVERIFY(run("runs a.retort").out.contains(QLatin1String("first")));

        const QJsonObject graph = run("graph a.retort --run 1 --epoch 2 --side teacher --json").json();
        QCOMPARE(keysMissing(graph, {"proxies", "samples", "edges"}), QStringList());
        QCOMPARE(graph[QStringLiteral("proxies")].toArray().size(), 10);
        QCOMPARE(graph[QStringLiteral("edges")].toArray().at(0).toArray().size(), 3);
        const std::pair<const char *, const char *> files[] = {{"teacher", "csv"}, {"both", "graphml"},
                                                               {"student", "svg"}, {"difference", "svg"},
                                                               {"matrix", "png"},  {"both", "png"}};
        for (const auto &[side, format] : files) {
            const QString out = m_root + QStringLiteral("/graph.") + QLatin1String(format);
            QFile::remove(out);
            const Outcome outcome =
                run({"graph", "a.retort", "--run", "1", "--side", QLatin1String(side), "--format",
                     QLatin1String(format), "--layout", "pca", "--width", "777", "--out", out});
            const bool png = QLatin1String(format) == QLatin1String("png");
            if (png && !withWindow) {
                QCOMPARE(outcome.code, 1);
                QVERIFY(outcome.err.contains(QLatin1String("--format svg")));
                continue;
            }
            QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
            QVERIFY(fs::file_size(out.toStdString()) > 100);
            if (png)
                QCOMPARE(pngWidth(out), 777);
        }

        const QJsonObject exported =
            run("export a.retort --run 1 --format safetensors --out student.safetensors --json").json();
        QCOMPARE(keysMissing(exported, {"path", "sha256"}), QStringList());
        QVERIFY(fs::exists(exported[QStringLiteral("path")].toString().toStdString()));
        QCOMPARE(run("export a.retort --run 1 --format csv --out curves.csv").code, 0);

        const QJsonObject check = run("check a.retort --json").json();
        QCOMPARE(check[QStringLiteral("ok")].toBool(), true);
        QVERIFY(check[QStringLiteral("problems")].toArray().isEmpty());
    }

    void checkFindsDamage()
    {
        const fs::path file = (m_root + QStringLiteral("/damaged.retort")).toStdString();
        fs::copy_file((m_root + QStringLiteral("/a.retort")).toStdString(), file);
        std::vector<std::byte> bytes = retort::readFile(file);
        std::fill(bytes.end() - 20'000, bytes.end() - 10'000, std::byte{0x55});
        retort::writeFileAtomically(file, bytes);
        const Outcome outcome = run("check damaged.retort --json");
        QCOMPARE(outcome.code, 1);
        QCOMPARE(outcome.json()[QStringLiteral("ok")].toBool(true), false);
        QVERIFY(!outcome.json()[QStringLiteral("problems")].toArray().isEmpty());
    }

    void promptsScore()
    {
        const Outcome outcome = run("prompts score a.retort --weights maxlogit --no-save --json");
        QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
        const QJsonObject score = outcome.json();
        QCOMPARE(keysMissing(score, {"templates", "accuracy", "class_counts", "seconds"}), QStringList());
        const QJsonObject entry = score[QStringLiteral("templates")].toArray().at(0).toObject();
        QCOMPARE(keysMissing(entry, {"text", "weight", "accuracy"}), QStringList());
        // Only looking changes nothing.
        const auto weights = [&]() -> QJsonValue { // not a reference into what json() returned
            return run("prompts score a.retort --no-labels --json").json()[QStringLiteral("templates")];
        };
        QCOMPARE(run("prompts score a.retort --weights zpe-test --no-labels").code, 0);
        const QJsonValue before = weights();
        QCOMPARE(
            run("prompts score a.retort --json").json()[QStringLiteral("labels_seen_in_selection")].toBool(true),
            false);
        QCOMPARE(weights(), before);
        // A set of one's own, kept.
        write(QStringLiteral("own.txt"), "the {}\n");
        QCOMPARE(run("prompts score a.retort --templates own.txt --json").code, 0);
        const QJsonArray kept = run("prompts score a.retort --json").json()[QStringLiteral("templates")].toArray();
        QCOMPARE(kept.size(), 1);
        QCOMPARE(kept.at(0).toObject()[QStringLiteral("text")].toString(), QStringLiteral("the {}"));
        QCOMPARE(run("prompts score a.retort --templates everyday --weights uniform").code, 0);
    }

    // Accuracy that was visible marks the weighting that is kept, and the runs made with it.
    void labelsSeenInSelection()
    {
        const auto marked = [&](const char *call) {
            const Outcome outcome = run(call);
            if (outcome.code != 0)
                qWarning() << outcome.err;
            return outcome.json()[QStringLiteral("labels_seen_in_selection")].toBool();
        };
        write(QStringLiteral("other.txt"), "one {}\n");
        write(QStringLiteral("more.txt"), "some {}\n");
        QVERIFY(!marked("prompts score a.retort --templates other.txt --no-labels --json"));
        QCOMPARE(run("distil a.retort --recipe tiny.json --epochs 1 --json").code, 0);
        QVERIFY(marked("prompts score a.retort --weights maxlogit --json"));
        QVERIFY(
            marked("prompts score a.retort --weights uniform --no-labels --json")); // goes on from a marked one
        QCOMPARE(run("distil a.retort --recipe tiny.json --epochs 1 --json").code, 0);
        QVERIFY(!marked("prompts score a.retort --templates more.txt --no-labels --json"));
        const QJsonArray runs = run("runs a.retort --json").json()[QStringLiteral("runs")].toArray();
        const auto mark = [&](int back) {
            return runs.at(runs.size() - back).toObject()[QStringLiteral("labels_seen_in_selection")].toBool();
        };
        QVERIFY(!mark(2) && mark(1));
        QVERIFY(!run("prompts score a.retort --no-labels --json").json().contains(QStringLiteral("accuracy")));
        QVERIFY(!run("prompts score a.retort --no-labels").out.contains("accuracy "));
    }

    void promptsFindSuggestCompare()
    {
        write(QStringLiteral("five.txt"), "a photo of a {}.\na dark {}\n{}\nmy {}\n{} at night\n");
        QVERIFY(!run("prompts score a.retort --templates five.txt --weights uniform --no-labels --json")
                     .json()[QStringLiteral("labels_seen_in_selection")]
                     .toBool());
        const QJsonObject compared = run("prompts compare a.retort --json").json(); // with itself, so far
        QCOMPARE(keysMissing(compared, {"baseline", "weighting", "moved", "moves", "warnings", "mcnemar_p",
                                        "only_baseline_right", "only_weighting_right"}),
                 QStringList());
        QCOMPARE(compared[QStringLiteral("moved")].toInt(), 0);
        QCOMPARE(compared[QStringLiteral("mcnemar_p")].toDouble(), 1.0);
        QCOMPARE(compared[QStringLiteral("baseline")], compared[QStringLiteral("weighting")]);
        QVERIFY(!run("prompts compare a.retort --no-labels --json").json().contains(QStringLiteral("mcnemar_p")));

        const QJsonObject shown = run("prompts find a.retort --by zpe --no-save --json").json();
        QVERIFY(!shown[QStringLiteral("saved")].toBool());
        const QJsonObject found = run("prompts find a.retort --most 2 --json").json();
        QCOMPARE(keysMissing(found, {"criterion", "templates", "steps", "labels_seen_in_selection"}),
                 QStringList());
        const QJsonArray steps = found[QStringLiteral("steps")].toArray();
        QVERIFY(steps.size() == 1 || steps.size() == 2);
        QVERIFY(!found[QStringLiteral("labels_seen_in_selection")].toBool());
        const QJsonArray templates = found[QStringLiteral("templates")].toArray();
        QCOMPARE(templates.size(), 5); // the others stay, without weight
        double sum = 0;
        for (const QJsonValue &entry : templates)
            sum += entry[QStringLiteral("weight")].toDouble();
        QVERIFY(std::abs(sum - 1) < 1e-9);
        const QJsonArray kept =
            run("prompts score a.retort --no-labels --json").json()[QStringLiteral("templates")].toArray();
        QCOMPARE(kept.at(0)[QStringLiteral("weight")], templates.at(0)[QStringLiteral("weight")]);
        QVERIFY(run("prompts find a.retort --by accuracy --no-save --json")
                    .json()[QStringLiteral("labels_seen_in_selection")]
                    .toBool());

        QCOMPARE(run("prompts score a.retort --templates five.txt --weights uniform --no-labels").code, 0);
        write(QStringLiteral("aliases.txt"), "3, three\n7, seven\n");
        const QJsonObject ideas = run("prompts suggest a.retort --aliases aliases.txt --json").json();
        QCOMPARE(keysMissing(ideas, {"criterion", "value", "templates", "class_pairs", "aliases"}), QStringList());
        QCOMPARE(ideas[QStringLiteral("templates")].toArray().size(), 5);
        QCOMPARE(keysMissing(ideas[QStringLiteral("templates")].toArray().at(0).toObject(),
                             {"text", "without", "difference", "moved", "closest", "closest_cosine", "redundant"}),
                 QStringList());
        QCOMPARE(ideas[QStringLiteral("aliases")].toArray().size(), 2);
        QVERIFY(!ideas[QStringLiteral("class_pairs")].toArray().isEmpty());
        // The same for a person.
        for (const char *call :
             {"prompts find a.retort --no-save", "prompts suggest a.retort", "prompts compare a.retort"})
            QVERIFY2(run(call).code == 0 && !run(call).out.isEmpty(), call);
        QCOMPARE(run("prompts compare a.retort --with nothing").code, 2);
        QVERIFY(run("prompts compare a.retort --with nothing").err.contains("uniform"));
        QCOMPARE(run("prompts compare a.retort --run 99").code, 1);
        write(QStringLiteral("bare.txt"), "3\n");
        QVERIFY(run("prompts suggest a.retort --aliases bare.txt").err.contains("names no alias"));
    }

    void promptsNone()
    {
        const QJsonObject off = run("prompts none a.retort --json").json();
        QCOMPARE(keysMissing(off, {"by", "below", "keep_out_of_training", "background", "images", "none",
                                   "doubtful", "class_counts", "coverage", "accuracy"}),
                 QStringList());
        QCOMPARE(off[QStringLiteral("none")].toInt(), 0);
        QCOMPARE(off[QStringLiteral("coverage")].toDouble(), 100.0);
        const QJsonObject all =
            run("prompts none a.retort --by confidence --below 1 --keep-out-of-training --json").json();
        QCOMPARE(all[QStringLiteral("doubtful")], all[QStringLiteral("images")]);
        // A student has nothing left to learn from, and says why.
        const Outcome run1 = run("distil a.retort --recipe tiny.json --epochs 1 --json");
        QCOMPARE(run1.code, 1);
        QVERIFY2(run1.err.contains("too doubtful"), qPrintable(run1.err));
        const QJsonObject some =
            run("prompts none a.retort --by margin --below 0.01 --background 3 --no-labels --json").json();
        QVERIFY(!some.contains(QStringLiteral("accuracy")));
        QCOMPARE(some[QStringLiteral("background")].toArray().size(), 1);
        const Outcome trained = run("distil a.retort --recipe tiny.json --epochs 1 --json");
        QVERIFY2(trained.code == 0, qPrintable(trained.err));
        QCOMPARE(run("prompts none a.retort --background nobody").code, 2);
        QCOMPARE(run("prompts none a.retort --below 2").code, 2);
        QCOMPARE(run("prompts none a.retort --by none --train-on-all --not-background 3").code, 0);
    }

    void looksAtTheReportHalfAreCounted()
    {
        const QJsonObject first = run("prompts score a.retort --report-half --no-save --json").json();
        const QJsonObject second = run("prompts score a.retort --report-half --no-save --json").json();
        QCOMPARE(keysMissing(first, {"accuracy", "labelled_images", "report_accuracy", "report_accuracy_interval",
                                     "report_labelled_images", "report_looks"}),
                 QStringList());
        QCOMPARE(second[QStringLiteral("report_looks")].toInt(),
                 first[QStringLiteral("report_looks")].toInt() + 1);
        QCOMPARE(first[QStringLiteral("labelled_images")].toInt() +
                     first[QStringLiteral("report_labelled_images")].toInt(),
                 40);
        QVERIFY(!run("prompts score a.retort --json").json().contains(QStringLiteral("report_accuracy")));
        QCOMPARE(run("prompts score a.retort --report-half --no-labels").code, 2);
    }

    void audit()
    {
        write(QStringLiteral("names.txt"), "cat\ndog\nship\n");
        for (int i = 0; i < 40; ++i)
            testsupport::writeBmp((m_root + QStringLiteral("/flat/%1.bmp").arg(i)).toStdString(),
                                  testsupport::sampleImage(12, 12, static_cast<std::uint32_t>(i * 5)));
        QCOMPARE(run("new u.retort --dataset flat --classes names.txt --teacher clip").code, 0);
        Outcome outcome = run("audit report u.retort");
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.contains("audit sample u.retort"), qPrintable(outcome.err));
        QCOMPARE(run("audit sample u.retort --part test").code, 1); // there are none
        QCOMPARE(run("audit sample u.retort --count 0").code, 1);
        outcome = run("audit sample u.retort --count 20 --stratified --json");
        QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
        QCOMPARE(keysMissing(outcome.json(), {"part", "images", "drawn", "drawn_now", "drawn_tuning_half",
                                              "drawn_report_half", "open", "strata", "not_covered"}),
                 QStringList());
        QCOMPARE(outcome.json()[QStringLiteral("drawn")].toInt(), 20);
        QCOMPARE(run("audit sample u.retort --count 4 --json").json()[QStringLiteral("drawn")].toInt(), 24);

        outcome = run("audit export u.retort --out answers.csv --json");
        QCOMPARE(outcome.json()[QStringLiteral("open")].toInt(), 24);
        QString filled;
        const QStringList lines =
            QString::fromStdString(retort::readTextFile((m_root + QStringLiteral("/answers.csv")).toStdString()))
                .split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 25);
        for (int i = 0; i < lines.size(); ++i)
            filled += (i == 0   ? lines[i]
                       : i == 5 ? lines[i].chopped(1) + QStringLiteral("none,")
                                : lines[i] + QStringLiteral("dog")) +
                      QLatin1Char('\n');
        write(QStringLiteral("wrong.csv"), filled.toStdString() + ",nowhere.bmp,,dog\n");
        outcome = run("audit import u.retort wrong.csv");
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.contains("line 26: there is no image called nowhere.bmp") &&
                     outcome.err.contains("--skip-unknown"),
                 qPrintable(outcome.err));
        QCOMPARE(run("audit export u.retort --out again.csv --json").json()[QStringLiteral("answered")].toInt(),
                 0);
        outcome = run("audit import u.retort wrong.csv --skip-unknown --json");
        QCOMPARE(outcome.json()[QStringLiteral("added")].toInt(), 24);
        QCOMPARE(outcome.json()[QStringLiteral("skipped")].toArray().size(), 1);
        QCOMPARE(
            run("audit import u.retort wrong.csv --skip-unknown --json").json()[QStringLiteral("added")].toInt(),
            0);

        const QJsonObject report = run("audit report u.retort --json").json();
        const QJsonObject tuning = report[QStringLiteral("tuning_half")].toObject();
        QCOMPARE(keysMissing(tuning, {"accuracy", "balanced_accuracy", "macro_f1", "none_of_these", "unclear",
                                      "covered_percent", "classes", "confusion"}),
                 QStringList());
        QVERIFY(!report.contains(QStringLiteral("report_half")));
        const QJsonObject looked = run("audit report u.retort --report-half --json").json();
        QCOMPARE(looked[QStringLiteral("report_looks")].toInt(), 1);
        QVERIFY(looked[QStringLiteral("report_half")].toObject()[QStringLiteral("accuracy")].isObject());
        QVERIFY(run("audit report u.retort").out.contains("tuning half, "));
        // Prompts are scored with it, and runs measured.
        QCOMPARE(run("prompts score u.retort --json").json()[QStringLiteral("measured_on")].toString(),
                 QStringLiteral("audited training images"));
        const Outcome trained = run("distil u.retort --recipe tiny.json --epochs 1 --json");
        QVERIFY2(trained.code == 0, qPrintable(trained.err));
        QCOMPARE(trained.lines().back()[QStringLiteral("measured_on")].toString(),
                 QStringLiteral("audited training images"));
        QCOMPARE(trained.lines().back()[QStringLiteral("report_looks_before")].toInt(), 1);
        const QJsonObject again =
            run("audit report u.retort --run 1 --json").json()[QStringLiteral("run")].toObject();
        QCOMPARE(again[QStringLiteral("student_accuracy")],
                 trained.lines().back()[QStringLiteral("student_accuracy")]);
        QCOMPARE(again[QStringLiteral("report_looks_before")].toInt(), 2);
    }

    void explain()
    {
        const Outcome outcome = run("explain a.retort --run 1 --json");
        QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
        const QJsonObject object = outcome.json();
        QCOMPARE(
            keysMissing(object, {"run", "epoch", "explained_on", "images", "labels", "student_against_teacher",
                                 "student_against_labels", "teacher_against_labels", "labels_seen_in_selection"}),
            QStringList());
        QCOMPARE(object[QStringLiteral("labels")].toString(), QStringLiteral("tuning half"));
        QCOMPARE(keysMissing(object[QStringLiteral("student_against_labels")].toObject(),
                             {"accuracy", "macro_f1", "classes", "confusion", "expected_calibration_error",
                              "calibration", "confident_mistakes", "margins_same_and_other"}),
                 QStringList());
        const QJsonObject agreement = object[QStringLiteral("student_against_teacher")].toObject();
        QCOMPARE(keysMissing(agreement, {"agreement", "classes", "confusion", "margins_same_and_other"}),
                 QStringList());
        QVERIFY(!agreement.contains(QStringLiteral("accuracy")));
        const int looks = object[QStringLiteral("report_looks")].toInt();
        const QJsonObject looked = run("explain a.retort --run 1 --report-half --json").json();
        QCOMPARE(looked[QStringLiteral("labels")].toString(), QStringLiteral("report half"));
        QCOMPARE(looked[QStringLiteral("report_looks")].toInt(), looks + 1);
        const Outcome held = run("explain a.retort --run 1 --images held-out --self-agreement");
        QVERIFY2(held.code == 0, qPrintable(held.err));
        QVERIFY2(held.out.contains("held-out images") && held.out.contains("teacher, itself"),
                 qPrintable(held.out));
        QCOMPARE(run("explain a.retort --run 77").code, 1);
    }

    void embed()
    {
        write(QStringLiteral("prompts.txt"), "a cat\na dog\na ship\n");
        const Outcome outcome =
            run("embed --teacher clip --dataset idx --out e.safetensors --prompts prompts.txt --no-cache --json");
        QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
        QCOMPARE(keysMissing(outcome.json(), {"images", "dim", "seconds", "images_per_second"}), QStringList());
        QCOMPARE(outcome.json()[QStringLiteral("images")].toInt(), 160);
        const QJsonObject info = run("teacher info clip --json").json();
        QCOMPARE(keysMissing(info, {"id", "family", "format", "precision", "weight_bytes", "description",
                                    "activation", "dimension", "context_length", "vocabulary", "parameters",
                                    "logit_scale", "preprocessing", "stand_in"}),
                 QStringList());
        QCOMPARE(info[QStringLiteral("format")].toString(), QStringLiteral("safetensors"));
        QCOMPARE(run("teacher configure clip/model.safetensors --model-config ViT-B-32").code, 1);
        QCOMPARE(run("teacher configure clip/model.safetensors").code, 2);
        QCOMPARE(info[QStringLiteral("dimension")].toInt(), outcome.json()[QStringLiteral("dim")].toInt());
        QVERIFY(fs::file_size((m_root + QStringLiteral("/e.safetensors")).toStdString()) > 160 * 12 * 4);
    }

    // What is used of a data set and how it is looked at; what cannot be read is listed.
    // Two processes fill a part each, one of them in a folder of its own; joined they are all there is.
    void embedsInShards()
    {
        const QString base = QStringLiteral("embed --teacher clip --dataset idx --cache shards --json ");
        const auto part = [&](const QString &rest) {
            const Outcome outcome = run((base + rest).trimmed().split(QLatin1Char(' ')));
            if (outcome.code != 0)
                qWarning("%s", qPrintable(outcome.err));
            return outcome.json();
        };
        const int first = part(QStringLiteral("--shard 1/2"))[QStringLiteral("images")].toInt();
        const Outcome other = run("embed --teacher clip --dataset idx --cache shards2 --shard 2/2 --json");
        const int second = other.json()[QStringLiteral("images")].toInt();
        QVERIFY(first > 40 && second > 40);
        QCOMPARE(first + second, 160);
        QCOMPARE(part(QStringLiteral("--join shards2"))[QStringLiteral("joined")].toInt(), second);
        const QJsonObject whole =
            part(QStringLiteral("--out shards.npy --prompts resources/templates/everyday.txt"));
        QCOMPARE(whole[QStringLiteral("from_cache")].toInt(), 160);
        QCOMPARE(whole[QStringLiteral("dim")].toInt(), 12);
        for (const char *name : {"shards.npy", "shards.classes.npy", "shards.txt"})
            QVERIFY2(fs::exists(m_root.toStdString() + "/" + name), name);
        QCOMPARE(fs::file_size((m_root + QStringLiteral("/shards.npy")).toStdString()), 128U + 160 * 12 * 4);
    }

    // A teacher's answers go out, and in again as a teacher; templates have no place with it, and it says so.
    void recordedAnswers()
    {
        const Outcome written = run("teacher answers a.retort --out said.npy --json");
        QVERIFY2(written.code == 0, qPrintable(written.err));
        QCOMPARE(written.json()[QStringLiteral("images")].toInt(), 160);
        QCOMPARE(run("teacher answers a.retort --images test --out said.csv").code, 0);
        QVERIFY(retort::readTextFile(m_root.toStdString() + "/said.csv")
                    .starts_with("path,class,probability,margin\r\n#0,"));
        const QJsonObject info = run("teacher info said.npy --json").json();
        QCOMPARE(info[QStringLiteral("recorded")].toBool(), true);
        QCOMPARE(info[QStringLiteral("classes")].toInt(), 10);
        QVERIFY(run("teacher info said.npy").out.contains(QLatin1String("there are no templates")));

        // Only the training images are listed: another data set's are not known.
        testsupport::writeIdxPart(m_root.toStdString() + "/only", "train", testsupport::idxPair(160, 16));
        const Outcome made = run("new said.retort --dataset only --teacher said.npy --json");
        QVERIFY2(made.code == 0, qPrintable(made.err));
        const Outcome scored = run("prompts score said.retort --json");
        QVERIFY2(scored.code == 0, qPrintable(scored.err));
        QCOMPARE(scored.json()[QStringLiteral("class_counts")].toArray(),
                 run("prompts score a.retort --json").json()[QStringLiteral("class_counts")].toArray());
        QVERIFY(run("prompts score said.retort").out.contains(QLatin1String("templates change nothing")));
        const Outcome weighed = run("prompts score said.retort --weights maxlogit");
        QCOMPARE(weighed.code, 1);
        QVERIFY2(weighed.err.contains(QLatin1String("no templates")), qPrintable(weighed.err));
        const Outcome trained = run("distil said.retort --recipe tiny.json --epochs 1 --json");
        QVERIFY2(trained.code == 0, qPrintable(trained.err));
        const Outcome unknown = run("new unknown.retort --dataset idx --teacher said.npy");
        QCOMPARE(unknown.code, 0);
        QVERIFY(run("prompts score unknown.retort").err.contains(QLatin1String("said.txt: does not list")));
    }

    void choicesOfADataset()
    {
        fs::create_directories((m_root + QStringLiteral("/pictures")).toStdString());
        for (std::uint32_t i = 0; i < 30; ++i)
            testsupport::writeBmp(
                (m_root + QStringLiteral("/pictures/p%1_%2.bmp").arg(i / 3).arg(i)).toStdString(),
                testsupport::sampleImage(12, 16, i * 3));
        retort::writeFileAtomically((m_root + QStringLiteral("/pictures/half.jpg")).toStdString(), "\xFF\xD8\xFF");
        const Outcome made = run("new chosen.retort --dataset pictures --teacher clip --sample 20 "
                                 "--group name:^(p[0-9]+)_ --fit letterbox --region 0%,0%,50%,100% --json");
        QCOMPARE(made.code, 0);
        QCOMPARE(made.json()["images"].toInt(), 20);
        QCOMPARE(made.json()["unreadable"].toInt(), 1);
        QCOMPARE(made.json()["fit"].toString(), QStringLiteral("letterbox"));
        QCOMPARE(made.json()["region"].toString(), QStringLiteral("0%,0%,50%,100%"));
        QCOMPARE(made.json()["group"].toString(), QStringLiteral("name:^(p[0-9]+)_"));
        QCOMPARE(run("dataset chosen.retort --fit crop --region all --json").json()["region"].toString(),
                 QString());
        const QJsonObject checked = run("dataset chosen.retort --check --json").json();
        QCOMPARE(checked["images"].toInt(), 20);
        QCOMPARE(checked["unreadable"].toArray().at(0).toObject()["name"].toString(), QStringLiteral("half.jpg"));
        QCOMPARE(run("new other.retort --dataset pictures --teacher clip --sample all").code, 2);
        QCOMPARE(run("new other.retort --dataset pictures --teacher clip --region 1,2,3").code, 2);
        QCOMPARE(run("new other.retort --dataset pictures --teacher clip --group name:p").code, 2);
        QVERIFY(!fs::exists((m_root + QStringLiteral("/other.retort")).toStdString()));
    }

    void looksThroughImages()
    {
        const Outcome found =
            run(QStringList{"images", "search", "a.retort", "a photo of a 3", "--top", "5", "--json"});
        QVERIFY2(found.code == 0, qPrintable(found.err));
        const QJsonArray images = found.json()["images"].toArray();
        QCOMPARE(images.size(), 5);
        QVERIFY(images[0].toObject()["cosine"].toDouble() >= images[4].toObject()["cosine"].toDouble());
        QCOMPARE(images[0].toObject()["key"].toString().size(), 32);
        QCOMPARE(found.json()["of"].toInt(), 160);
        QCOMPARE(
            run(QStringList{"images", "search", "a.retort", "x", "--in", "test", "--json"}).json()["of"].toInt(),
            40);
        const Outcome nothing = run(QStringList{"images", "search", "a.retort", " "});
        QCOMPARE(nothing.code, 1);
        QVERIFY(nothing.err.contains(QStringLiteral("nothing to search for")));

        // What is found to be nearly the same can be excluded as it is printed.
        const Outcome groups = run("images duplicates a.retort --least 0.9 --json");
        QVERIFY2(groups.code == 0, qPrintable(groups.err));
        int rest = 0;
        for (const QJsonValue &group : groups.json()["groups"].toArray())
            rest += int(group.toObject()["images"].toArray().size()) - 1;
        QVERIFY(rest > 0);
        QVERIFY(run("new less.retort --dataset idx --teacher clip --json").code == 0);
        const Outcome names = run("images duplicates less.retort --least 0.9 --names");
        write(QStringLiteral("rest.txt"), names.out.toStdString());
        QCOMPARE(names.out.count(QLatin1Char('\n')), rest);
        QCOMPARE(run("dataset less.retort --exclude @rest.txt --json").json()["excluded"].toInt(), rest);

        const Outcome overlap = run("images overlap a.retort --least 0.9 --json");
        QCOMPARE(keysMissing(overlap.json()["pairs"].toArray().at(0).toObject(), {"cosine", "test", "training"}),
                 QStringList());
        QCOMPARE(run("images overlap a.retort --least 2").code, 2);
    }

    void excludesImages()
    {
        QVERIFY(run("new excluded.retort --dataset idx --teacher clip --json").code == 0);
        write(QStringLiteral("bad.txt"), "#3\n#5\n");
        const Outcome some = run("dataset excluded.retort --exclude #7 --exclude @bad.txt --json");
        QVERIFY2(some.code == 0, qPrintable(some.err));
        QCOMPARE(some.json()[QStringLiteral("excluded")].toInt(), 3);
        QCOMPARE(some.json()[QStringLiteral("images")].toInt(), 160);
        QCOMPARE(run("dataset excluded.retort --include #5 --json").json()[QStringLiteral("excluded")].toInt(), 2);
        const Outcome wrong = run("dataset excluded.retort --exclude #1000");
        QCOMPARE(wrong.code, 1);
        QVERIFY(wrong.err.contains(QStringLiteral("no image \"#1000\"")));
        QCOMPARE(run("dataset excluded.retort --include all --json").json()[QStringLiteral("excluded")].toInt(),
                 0);
    }

    void fetchesATeacher()
    {
        testsupport::forgetProxies();
        const QJsonArray list = run("teacher list --json").json()[QStringLiteral("entries")].toArray();
        QVERIFY(list.size() > 5);
        QCOMPARE(
            keysMissing(list.at(0).toObject(), {"name", "kind", "licence", "bytes", "files", "state", "path"}),
            QStringList());
        QVERIFY(run("teacher list").out.contains(QLatin1String("openai-vit-l-14")));

        const testsupport::HttpServer server(
            [](const auto &request, const auto &to) { to.file(request, "some weights", "\"e\""); });
        const QString url = QString::fromStdString(server.url("/x/tiny.pt"));
        const QString hash = QStringLiteral(
            "E2C9F54FBFD7FBD8A1A7CFA8F5F9E1C4A0A1E9FE7B7B0E9D7C4C6F4A4C3B2A10"); // of something else
        const Outcome wrong = run({"teacher", "fetch", url, "--sha256", hash});
        QCOMPARE(wrong.code, 1);
        QVERIFY2(wrong.err.contains(QLatin1String("gives another file")), qPrintable(wrong.err));
        const Outcome fetched = run({"teacher", "fetch", url, "--json"});
        QVERIFY2(fetched.code == 0, qPrintable(fetched.err));
        QCOMPARE(keysMissing(fetched.json(), {"name", "path", "files", "seconds"}), QStringList());
        QCOMPARE(fetched.json()[QStringLiteral("path")].toString(),
                 QString(m_root + QStringLiteral("/data/retort/teachers/tiny/tiny.pt")));
        QVERIFY(fetched.err.contains(QLatin1String("no SHA-256 is known")));
        QVERIFY(fs::exists(fetched.json()[QStringLiteral("path")].toString().toStdString()));
    }

    void interruptedAndResumed()
    {
        QVERIFY(run("new b.retort --dataset idx --teacher clip --json").code == 0);
        // Long enough for the signal to find the run at work.
        const Outcome undisturbed = run("distil b.retort --recipe tiny.json --epochs 20 --json");
        QVERIFY2(undisturbed.code == 0, qPrintable(undisturbed.err));
        QProcess process;
        prepare(process, {"distil", "b.retort", "--recipe", "tiny.json", "--epochs", "20", "--json"});
        process.start();
        QVERIFY(process.waitForStarted(60'000));
        while (process.bytesAvailable() == 0 && process.state() == QProcess::Running)
            QVERIFY(process.waitForReadyRead(60'000));
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        process.waitForFinished(-1);
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        const QString said = QString::fromUtf8(process.readAllStandardError());
        QVERIFY2(said.contains(QLatin1String("--resume 2")), qPrintable(said));
        const QJsonObject paused =
            run("runs b.retort --json").json()[QStringLiteral("runs")].toArray().at(1).toObject();
        QCOMPARE(paused[QStringLiteral("state")].toString(), QStringLiteral("paused"));
        const Outcome resumed = run("distil b.retort --resume 2 --json");
        QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
        QCOMPARE(resumed.lines().last()[QStringLiteral("weights_sha256")],
                 undisturbed.lines().last()[QStringLiteral("weights_sha256")]);
    }

    void fromAnEarlierRun()
    {
        QVERIFY(run("new c.retort --dataset idx --teacher clip").code == 0);
        QVERIFY(run("distil c.retort --recipe tiny").code == 0); // the shipped one
        const Outcome second = run("distil c.retort --recipe tiny --start run:1 --json");
        QVERIFY2(second.code == 0, qPrintable(second.err));
        QVERIFY2(
            second.err.contains(QLatin1String("start weights: run 1, epoch 1; the classifier stays as it is")),
            qPrintable(second.err));
        const QJsonArray runs = run("runs c.retort --json").json()[QStringLiteral("runs")].toArray();
        QCOMPARE(runs.at(1).toObject()[QStringLiteral("start_sha256")],
                 runs.at(0).toObject()[QStringLiteral("weights_sha256")]);
        QCOMPARE(runs.at(0).toObject()[QStringLiteral("start_sha256")].toString(), QString());
        // Its export names its classes, so that it can be begun with elsewhere.
        QVERIFY(run("export c.retort --run 1 --format safetensors --out s.safetensors").code == 0);
        const Outcome third = run("distil c.retort --recipe tiny --start s.safetensors");
        QVERIFY2(third.err.contains(QLatin1String("start weights: s.safetensors; the classifier stays as it is")),
                 qPrintable(third.err));
    }

    void oneWriter()
    {
        QProcess process;
        prepare(process, {"distil", "a.retort", "--recipe", "tiny.json", "--epochs", "5000", "--json"});
        process.start();
        QVERIFY(process.waitForStarted(60'000));
        while (process.bytesAvailable() == 0 && process.state() == QProcess::Running)
            QVERIFY(process.waitForReadyRead(60'000));
        const Outcome second = run("distil a.retort --recipe tiny.json");
        QCOMPARE(second.code, 1);
        QVERIFY2(second.err.contains(QStringLiteral("process %1 on ").arg(process.processId())),
                 qPrintable(second.err));
        QCOMPARE(run("runs a.retort --json").code, 0); // reading goes on
        process.terminate();
        process.waitForFinished(-1);
        QCOMPARE(process.exitCode(), 130);
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
