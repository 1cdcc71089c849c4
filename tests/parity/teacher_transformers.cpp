// Retort's teacher against transformers' CLIPModel, CLIPTokenizerFast and CLIPImageProcessor, on checkpoints with
// random weights that the peer makes.
#include "base/files.h"
#include "formats/safetensors.h"
#include "likeness.h"
#include "peerfile.h"
#include "teacher/teacher.h"
#include "teacher/tokenizer.h"
#include "tinyclip.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <numeric>

using namespace retort;
using namespace testsupport;

class TestTeacherTransformers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_python = qEnvironmentVariable("RETORT_PEER_PYTHON");
        if (m_python.isEmpty())
            QSKIP("RETORT_PEER_PYTHON names no Python with transformers: not compared");
        QProcess process;
        process.start(m_python, {"-c", "import torch, transformers, tokenizers, safetensors.numpy, PIL"});
        QVERIFY(process.waitForFinished(300'000));
        if (process.exitCode() != 0)
            QSKIP("this Python lacks torch, transformers, tokenizers, safetensors or Pillow: not compared");
    }

    void agrees_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::newRow("quick_gelu") << R"("hidden_act": "quick_gelu")"
                                    << R"("hidden_act": "gelu")";
        QTest::newRow("gelu") << R"("hidden_act": "gelu")"
                              << R"("hidden_act": "quick_gelu")";
        QTest::newRow("pytorch_model.bin") << QString() << QString();
        QTest::newRow("shards") << QString() << QString();
        QTest::newRow("vit_b_32") << QString() << QString();
        QTest::newRow("written by Retort") << QString() << QString();
        QTest::newRow("the demo teacher") << QString() << QString();
    }

    void agrees()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        const QTemporaryDir dir;
        const std::filesystem::path folder = dir.path().toStdString();
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        const QString name = QTest::currentDataTag();
        QStringList arguments{RETORT_SOURCE_DIR "/tests/parity/teacher_transformers.py", name, dir.path()};
        if (name == "written by Retort") {
            testing::writeTinyClip(folder / "written");
            arguments << dir.filePath("written");
        } else if (name == "the demo teacher") {
            arguments << RETORT_RESOURCES_DIR "/demo-teacher";
        }
        process.start(m_python, arguments);
        QVERIFY(process.waitForFinished(500'000));
        const QByteArray said = process.readAll().trimmed();
        QVERIFY2(process.exitCode() == 0, said.constData());
        qInfo("%s", said.mid(said.lastIndexOf('\n') + 1).constData());

        const SafetensorsFile inFile(folder / "in.safetensors");
        const SafetensorsFile outFile(folder / "out.safetensors");
        const SafetensorsView &in = inFile.view();
        const SafetensorsView &out = outFile.view();
        const ImageList images = imagesOf(in);
        std::vector<std::int64_t> all(static_cast<std::size_t>(images.size()));
        std::iota(all.begin(), all.end(), 0);
        const std::vector<std::string> embedded = textsOf(in, "embedded");

        const auto compareAll = [&](Likeness &image, Likeness &text, TowerPrecision precision) {
            const auto teacher = Teacher::open(folder / "model", precision);
            image = compare(teacher->encodeImages(images, all, {}, {}), matrixOf(*out.find("images")));
            text = compare(teacher->encodeTexts(embedded, {}, {}), matrixOf(*out.find("texts")));
        };
        const std::string format = Teacher::open(folder / "model")->info().format;
        QCOMPARE(format == "torch.save", name == "pytorch_model.bin");
        QCOMPARE(QString::fromStdString(format).endsWith(" parts"), name == "shards");
        Likeness image;
        Likeness text;
        compareAll(image, text, TowerPrecision::Float32);
        qInfo("images: cosine at least %.7f, centred %.7f; texts: %.7f, centred %.7f", image.plain, image.centred,
              text.plain, text.centred);
        QVERIFY(alike(image) && alike(text));
        if (Teacher::open(folder / "model")->info().computes == "bf16") {
            Likeness roundedImage;
            Likeness roundedText;
            compareAll(roundedImage, roundedText, TowerPrecision::BFloat16);
            qInfo("in bfloat16: images %.7f, centred %.7f; texts %.7f, centred %.7f", roundedImage.plain,
                  roundedImage.centred, roundedText.plain, roundedText.centred);
            QVERIFY(nearlyAlike(roundedImage) && nearlyAlike(roundedText));
        }

        const Tokenizer tokenizer = Tokenizer::open(folder / "model");
        const std::int64_t context = Teacher::open(folder / "model")->info().contextLength;
        const std::vector<std::string> texts = textsOf(in, "texts");
        const auto ids = listOf<std::int64_t>(out, "ids");
        QCOMPARE(ids.size(), texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i)
            QVERIFY2(tokenizer.encode(texts[i], context) == ids[i],
                     QByteArray::fromStdString(texts[i]).toHex(' '));
        qInfo("%zu texts have the same token ids", texts.size());

        if (before.isEmpty())
            return;
        // The comparison is sharp enough to tell one GELU from the other.
        std::string config = readTextFile(folder / "model" / "config.json");
        std::size_t changed = 0;
        for (std::size_t at = 0; (at = config.find(before.toStdString(), at)) != std::string::npos; ++changed)
            config.replace(at, std::size_t(before.size()), after.toStdString());
        QCOMPARE(changed, std::size_t(2));
        writeFileAtomically(folder / "model" / "config.json", config);
        compareAll(image, text, TowerPrecision::Float32);
        qInfo("with the other GELU: images centred %.5f, texts centred %.5f", image.centred, text.centred);
        QVERIFY(!alike(image) && !alike(text));
    }

private:
    QString m_python;
};

QTEST_GUILESS_MAIN(TestTeacherTransformers)
#include "teacher_transformers.moc"
