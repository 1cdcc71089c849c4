#include "base/files.h"
#include "datasets/zipfiles.h"
#include "export/bundle.h"
#include "export/exportrun.h"
#include "export/svgchart.h"
#include "formats/safetensors.h"
#include "formats/sha256.h"
#include "images/decode.h"
#include "projectfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace retort;
using namespace retort::test;
namespace fs = std::filesystem;

class TestExport : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path m_root;
    std::unique_ptr<Project> m_project;

private Q_SLOTS:
    void initTestCase()
    {
        m_root = m_folder.path().toStdString();
        m_project = Project::create(m_root / "a.retort", ProjectLock::acquire(m_root / "a.retort"));
        fill(*m_project);
        const std::int64_t run = m_project->addRun("run", {});
        m_project->commitEpoch(run, reportOf(1, 50), 70.5);
        m_project->commitEpoch(run, reportOf(2, 60), 71.25);
        m_project->commitEpoch(run, reportOf(3, 55), std::nullopt);
    }

    void cleanupTestCase() { m_project.reset(); }

    void studentWithAllItTakesToUseIt()
    {
        const fs::path out = m_root / "student.safetensors";
        const ExportResult result = exportRun(*m_project, {.run = 1, .format = "safetensors", .out = out});
        QCOMPARE(result.path, out);
        QCOMPARE(result.sha256, sha256(readFile(out)));
        const SafetensorsFile file(out);
        QCOMPARE(toNamedTensors(file.view()), reportOf(2).weights); // the best epoch
        const Metadata &metadata = file.view().metadata;
        QCOMPARE(metadata.at("epoch"), std::string("2"));
        QCOMPARE(metadata.at("run"), std::string("1"));
        QCOMPARE(metadata.at("student"), std::string("resnet20"));
        QCOMPARE(metadata.at("input_size"), std::string("32"));
        QCOMPARE(metadata.at("teacher"), std::string("0123456789abcdef0123456789abcdef"));
        QVERIFY(!metadata.at("retort_version").empty());
        const auto json = [&](const char *key) {
            return QJsonDocument::fromJson(QByteArray::fromStdString(metadata.at(key)));
        };
        QCOMPARE(json("classes").array(),
                 (QJsonArray{QStringLiteral("cat"), QStringLiteral("ship"), QStringLiteral("dög")}));
        QCOMPARE(json("preprocessing").object()[QStringLiteral("mean")].toArray().size(), 3);
        QCOMPARE(json("preprocessing").object()[QStringLiteral("crop")].toInt(), 32);
        QCOMPARE(json("preprocessing").object()[QStringLiteral("fit")].toString(), QStringLiteral("letterbox"));
        QCOMPARE(json("preprocessing").object()[QStringLiteral("region")].toString(),
                 QStringLiteral("7.1%,0%,33.3%,12.25%"));
        QCOMPARE(metadata.at("weights_sha256"), weightsSha256(reportOf(2).weights));
        QVERIFY(!metadata.contains("reject_threshold"));
        const StudentFile student = studentFileFrom(metadata, out);
        QCOMPARE(student.reference.images, 4);
        QCOMPARE(student.reference.classCounts, (std::vector<std::int64_t>{2, 1, 1}));
        QCOMPARE(student.reference.meanMargin, 0.0625);
        static_cast<void>(
            exportRun(*m_project, {.run = 1, .format = "safetensors", .out = out, .rejectThreshold = 0.5}));
        QCOMPARE(SafetensorsFile(out).view().metadata.at("reject_threshold"), std::string("0.5"));
        QVERIFY_THROWS_EXCEPTION(
            ValueError, static_cast<void>(exportRun(
                            *m_project, {.run = 1, .format = "safetensors", .out = out, .rejectThreshold = 1.5})));
        QCOMPARE(json("weighting")
                     .object()[QStringLiteral("templates")]
                     .toArray()[0]
                     .toObject()[QStringLiteral("weight")]
                     .toDouble(),
                 0.25);
        QCOMPARE(json("recipe").object()[QStringLiteral("student")].toString(), QStringLiteral("resnet20"));

        static_cast<void>(
            exportRun(*m_project,
                      {.run = 1, .epoch = 3, .format = "safetensors", .out = out})); // the old file or the new one
        QCOMPARE(toNamedTensors(SafetensorsFile(out).view()), reportOf(3).weights);
    }

    void curves()
    {
        const fs::path out = m_root / "curves.csv";
        static_cast<void>(exportRun(*m_project, {.run = 1, .format = "csv", .out = out}));
        const QStringList lines = QString::fromStdString(readTextFile(out)).split(QStringLiteral("\r\n"));
        QCOMPARE(lines.size(), 5);
        const QStringList names = lines[0].split(QLatin1Char(','));
        for (int line = 1; line <= 3; ++line)
            QCOMPARE(lines[line].split(QLatin1Char(',')).size(), names.size());
        QCOMPARE(lines[2].split(QLatin1Char(','))[names.indexOf(QStringLiteral("tuning_accuracy"))],
                 QStringLiteral("71.25"));
        QCOMPARE(lines[3].split(QLatin1Char(','))[names.indexOf(QStringLiteral("tuning_accuracy"))], QString());
        QCOMPARE(lines[3].split(QLatin1Char(','))[names.indexOf(QStringLiteral("step"))], QStringLiteral("9"));
    }

    void report()
    {
        const fs::path out = m_root / "report.html";
        m_project->setRunText(1, "a <b>bold</b> name", "notes & more", {});
        ReportExtras extras;
        extras.pictures = {
            {"Row", "why <so>", {{Image{2, 2, 3, std::vector<std::uint8_t>(12, 200)}, "\"caption\" <1>"}}}};
        extras.confusion = {5, 1, 0, 0, 7, 2, 0, 0, 9};
        ExportChoice choice;
        choice.run = 1;
        choice.format = "report";
        choice.out = out;
        choice.report = extras;
        static_cast<void>(exportRun(*m_project, choice));
        const QString html = QString::fromStdString(readTextFile(out));
        m_project->setRunText(1, "run", {}, {});
        // One page that needs nothing else, whatever names hold.
        for (const char *never : {"<script", "http://", "https://", "<link", "<b>bold", "<so>", "<1>"}) {
            const QString rest = QString(html).remove(QStringLiteral("http://www.w3.org/2000/svg"));
            QVERIFY2(!rest.contains(QLatin1String(never)), never);
        }
        for (const char *there :
             {"a &lt;b&gt;bold&lt;/b&gt; name", "Proxy graphs", "<svg", "Confusions", "notes &amp; more",
              "no accuracy", "dög", "a photo of a {}.", "stand-in", "class=\"matrix\""})
            QVERIFY2(html.contains(QString::fromUtf8(there)), there);
        const QString marker = QStringLiteral("data:image/jpeg;base64,");
        const qsizetype begin = html.indexOf(marker) + marker.size();
        const QByteArray jpeg =
            QByteArray::fromBase64(html.mid(begin, html.indexOf(QLatin1Char('"'), begin) - begin).toLatin1());
        const DecodedImage picture =
            decodeImage(std::as_bytes(std::span(jpeg.data(), static_cast<std::size_t>(jpeg.size()))));
        QVERIFY2(picture.problem.empty(), picture.problem.c_str());
        QCOMPARE(picture.image.width, 2);
        QCOMPARE(html.count(QStringLiteral("<table")), html.count(QStringLiteral("</table>")));
        QCOMPARE(html.count(QStringLiteral("<svg")), html.count(QStringLiteral("</svg>")));
    }

    void chartsKeepSpikes()
    {
        ChartLine line{"loss", "#000000", false, {}};
        for (int i = 0; i < 100'000; ++i)
            line.points.emplace_back(i, i == 54'321 ? 50.0 : i == 7 ? std::nan("") : 1.0);
        const QString svg = QString::fromStdString(svgChart("t", "step", {line}));
        QVERIFY(svg.size() < 60'000);
        QVERIFY(!svg.contains(QStringLiteral("nan")));
        QVERIFY(svg.contains(QStringLiteral(">50</text>")));
        // The spike's point is the highest there is.
        const QRegularExpression place(QStringLiteral("[ML]([0-9.]+) ([0-9.]+)"));
        double highest = 1e9;
        auto matches = place.globalMatch(svg.mid(svg.lastIndexOf(QStringLiteral("<path d=\"M"))));
        while (matches.hasNext())
            highest = std::min(highest, matches.next().captured(2).toDouble());
        QVERIFY2(highest < 60, qPrintable(QString::number(highest)));
        QVERIFY(svgChart("t", "x", {}).find("nan") == std::string::npos);
        QVERIFY(svgChart("t", "x", {{"one", "#000", false, {{1, 2}}}}).find("<circle") != std::string::npos);
    }

    void card()
    {
        const fs::path out = m_root / "card.md";
        m_project->setRunText(1, "a | pipe", "line\nbreak *star*", {});
        static_cast<void>(exportRun(*m_project, {.run = 1, .format = "card", .out = out}));
        m_project->setRunText(1, "run", {}, {});
        const QString text = QString::fromStdString(readTextFile(out));
        for (const char *there :
             {"a \\| pipe", "line break \\*star\\*", "## How good it is", "## What to beware of", "cat, ship, dög",
              "the longer edge is resized", "7.1%,0%,33.3%,12.25%", "(byte / 255 - 0.5) / 0.25", "stand-in"})
            QVERIFY2(text.contains(QString::fromUtf8(there)), there);
        for (const QString &line : text.split(QLatin1Char('\n')))
            if (line.startsWith(QLatin1Char('|')))
                QCOMPARE(QString(line).remove(QStringLiteral("\\|")).count(QLatin1Char('|')), 3);
    }

    void bundleHoldsTheRun()
    {
        // Data set and teacher are those that the run was made with.
        const std::vector<ZipMember> members = bundleOf(*m_project, 1);
        const fs::path out = m_root / "run.zip";
        static_cast<void>(exportRun(
            *m_project, {.run = 1, .format = "bundle", .out = out, .beside = {{"more.txt", {std::byte{'x'}}}}}));
        const Bundle bundle = readBundle(out);
        const RunRecord run = m_project->run(1);
        QCOMPARE(bundle.run.weightsSha256, run.weightsSha256);
        QVERIFY(bundle.run.recipe == run.recipe);
        QVERIFY(bundle.weighting == weightingOf(0.25));
        QVERIFY(bundle.classes == threeClasses());
        QVERIFY(bundle.training.choice == trainingImages("/").choice);
        QVERIFY(bundle.run.view == trainingImages("/").choice.view);
        QCOMPARE(bundle.teacher.id, run.teacherId);
        QCOMPARE(bundle.epochs.size(), 3);
        QCOMPARE(bundle.epochs[2].weightsSha256, run.weightsSha256);
        QCOMPARE(bundle.epochs[1].tuningAccuracy, std::optional(71.25));
        QCOMPARE(bundle.lastWeights, reportOf(3).weights);
        QCOMPARE(ZipFiles(out).members().size(), members.size() + 1);
        // With other images than the run's there is none.
        DatasetRecord other = trainingImages("/elsewhere");
        other.fingerprint = "f";
        m_project->setDataset(other);
        QVERIFY_THROWS_EXCEPTION(StoreError, static_cast<void>(bundleOf(*m_project, 1)));
        m_project->setDataset(trainingImages("/somewhere/images"));
    }

    void badRequests()
    {
        try {
            static_cast<void>(exportRun(*m_project, {.run = 1, .format = "gguf", .out = m_root / "x"}));
            QFAIL("no error");
        } catch (const ValueError &error) {
            QVERIFY(error.fullText().find("safetensors, onnx, csv, bundle, report, card") != std::string::npos);
        }
        QVERIFY_THROWS_EXCEPTION(
            StoreError,
            static_cast<void>(exportRun(*m_project, {.run = 7, .format = "safetensors", .out = m_root / "x"})));
        QVERIFY_THROWS_EXCEPTION(
            StoreError, static_cast<void>(exportRun(
                            *m_project, {.run = 1, .epoch = 9, .format = "safetensors", .out = m_root / "x"})));
        QVERIFY(!fs::exists(m_root / "x"));
        QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(exportRun(
                                            *m_project, {.run = 1, .format = "csv", .out = m_root / "no" / "x"})));
    }
};

QTEST_GUILESS_MAIN(TestExport)
#include "tst_export.moc"
