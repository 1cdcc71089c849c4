#include "base/files.h"
#include "export/exportrun.h"
#include "formats/safetensors.h"
#include "formats/sha256.h"
#include "projectfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
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
        const ExportResult result = exportRun(*m_project, 1, 0, "safetensors", out);
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
        QCOMPARE(json("weighting")
                     .object()[QStringLiteral("templates")]
                     .toArray()[0]
                     .toObject()[QStringLiteral("weight")]
                     .toDouble(),
                 0.25);
        QCOMPARE(json("recipe").object()[QStringLiteral("student")].toString(), QStringLiteral("resnet20"));

        static_cast<void>(exportRun(*m_project, 1, 3, "safetensors", out)); // the old file or the new one
        QCOMPARE(toNamedTensors(SafetensorsFile(out).view()), reportOf(3).weights);
    }

    void curves()
    {
        const fs::path out = m_root / "curves.csv";
        static_cast<void>(exportRun(*m_project, 1, 0, "csv", out));
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

    void badRequests()
    {
        try {
            static_cast<void>(exportRun(*m_project, 1, 0, "gguf", m_root / "x"));
            QFAIL("no error");
        } catch (const ValueError &error) {
            QVERIFY(error.fullText().find("safetensors, csv") != std::string::npos);
        }
        QVERIFY_THROWS_EXCEPTION(StoreError,
                                 static_cast<void>(exportRun(*m_project, 7, 0, "safetensors", m_root / "x")));
        QVERIFY_THROWS_EXCEPTION(StoreError,
                                 static_cast<void>(exportRun(*m_project, 1, 9, "safetensors", m_root / "x")));
        QVERIFY(!fs::exists(m_root / "x"));
        QVERIFY_THROWS_EXCEPTION(Error,
                                 static_cast<void>(exportRun(*m_project, 1, 0, "csv", m_root / "no" / "x")));
    }
};

QTEST_GUILESS_MAIN(TestExport)
#include "tst_export.moc"
