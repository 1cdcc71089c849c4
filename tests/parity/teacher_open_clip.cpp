// Retort's teacher against open_clip, on checkpoints of every layout with random weights that the peers write.
#include "base/files.h"
#include "likeness.h"
#include "teacher/teacher.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <numeric>

using namespace retort;
using namespace testsupport;

namespace {

/// The largest difference, as a share of the largest value.
double difference(const Matrix &ours, const Matrix &theirs)
{
    double largest = 0;
    double apart = 0;
    for (std::int64_t r = 0; r < theirs.rows(); ++r) {
        for (std::int64_t c = 0; c < theirs.columns(); ++c) {
            largest = std::max(largest, std::abs(double(theirs.at(r, c))));
            apart = std::max(apart, std::abs(double(ours.at(r, c)) - double(theirs.at(r, c))));
        }
    }
    return ours.rows() == theirs.rows() && ours.columns() == theirs.columns() ? apart / largest : 1;
}

/// scale * images * texts'.
Matrix logitsOf(double scale, const Matrix &images, const Matrix &texts)
{
    Matrix logits(images.rows(), texts.rows());
    for (std::int64_t i = 0; i < images.rows(); ++i) {
        for (std::int64_t t = 0; t < texts.rows(); ++t)
            logits.row(i)[t] = float(
                scale * std::inner_product(images.row(i).begin(), images.row(i).end(), texts.row(t).begin(), 0.0));
    }
    return logits;
}

/// The rows of each class averaged and brought to length 1 again: `normalise`.
Matrix classMeans(const Matrix &texts, std::int64_t classes, std::int64_t templates)
{
    Matrix means(classes, texts.columns());
    for (std::int64_t c = 0; c < classes; ++c) {
        double norm = 0;
        for (std::int64_t d = 0; d < texts.columns(); ++d) {
            double sum = 0;
            for (std::int64_t t = 0; t < templates; ++t)
                sum += double(texts.at(c * templates + t, d));
            means.row(c)[d] = float(sum);
            norm += sum * sum;
        }
        for (float &value : means.row(c))
            value = float(double(value) / std::sqrt(norm));
    }
    return means;
}

} // namespace

class TestTeacherOpenClip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_python = qEnvironmentVariable("RETORT_PEER_PYTHON");
        if (m_python.isEmpty())
            QSKIP("RETORT_PEER_PYTHON names no Python with open_clip: not compared");
        QProcess process;
        process.start(m_python, {"-c", "import torch, open_clip, safetensors.torch, PIL"});
        QVERIFY(process.waitForFinished(300'000));
        if (process.exitCode() != 0)
            QSKIP("this Python lacks torch, open_clip, safetensors or Pillow: not compared");
    }

    void agrees_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("configuration"); ///< where the activation is said; empty: in the file itself
        const QString folder = "CLIP (OpenCLIP folder)";
        const QString archive = "CLIP (OpenAI TorchScript archive)";
        const QString file = "CLIP (OpenCLIP file)";
        const QString beside = "model/epoch_1.pt.open_clip_config.json";
        QTest::newRow("folder, gelu, safetensors") << folder << "model/open_clip_config.json";
        QTest::newRow("folder, quick_gelu, bin") << folder << "model/open_clip_config.json";
        QTest::newRow("folder, wide heads, squash") << folder << "model/open_clip_config.json";
        QTest::newRow("folder, resnet") << folder << "model/open_clip_config.json";
        QTest::newRow("OpenAI, ViT") << archive << QString();
        QTest::newRow("OpenAI, resnet") << archive << QString();
        QTest::newRow("training checkpoint, half") << file << beside;
        // Real shapes take a minute each and gigabytes: RETORT_REAL_SHAPES="ViT-B-32 RN50" names them.
        const QStringList real = qEnvironmentVariable("RETORT_REAL_SHAPES").split(' ', Qt::SkipEmptyParts);
        for (const QString &name : real)
            QTest::addRow("real %s", qPrintable(name)) << file << beside;
    }

    void agrees()
    {
        QFETCH(QString, family);
        QFETCH(QString, configuration);
        const QTemporaryDir dir;
        const std::filesystem::path folder = dir.path().toStdString();
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(m_python, {RETORT_SOURCE_DIR "/tests/parity/teacher_open_clip.py", QTest::currentDataTag(),
                                 dir.path()});
        QVERIFY(process.waitForFinished(500'000));
        const QByteArray said = process.readAll().trimmed();
        QVERIFY2(process.exitCode() == 0, said.constData());

        const SafetensorsFile inFile(folder / "in.safetensors");
        const SafetensorsFile outFile(folder / "out.safetensors");
        const SafetensorsView &out = outFile.view();
        const ImageList images = imagesOf(inFile.view());
        std::vector<std::int64_t> all(static_cast<std::size_t>(images.size()));
        std::iota(all.begin(), all.end(), 0);
        std::vector<std::string> texts = textsOf(inFile.view(), "texts");
        std::filesystem::path path = folder / "model";
        if (std::filesystem::exists(path / "epoch_1.pt"))
            path /= "epoch_1.pt";

        auto teacher = Teacher::open(path, TowerPrecision::Float32);
        QCOMPARE(QString::fromStdString(teacher->info().family), family);
        if (family == "CLIP (OpenAI TorchScript archive)")
            QCOMPARE(teacher->info().precision, std::string("float16 and float32"));
        const Matrix theirImages = matrixOf(*out.find("images"));
        const Matrix theirTexts = matrixOf(*out.find("texts"));
        const Matrix ourImages = teacher->encodeImages(images, all, {}, {});
        const Matrix ourTexts = teacher->encodeTexts(texts, {}, {});
        const Likeness image = compare(ourImages, theirImages);
        const Likeness text = compare(ourTexts, theirTexts);
        const double scale = teacher->info().logitScale;
        const double logits = difference(logitsOf(scale, ourImages, ourTexts), matrixOf(*out.find("logits")));
        constexpr std::int64_t classes = 5;
        constexpr std::int64_t templates = 4;
        const double zeroShot = difference(logitsOf(scale, ourImages, classMeans(ourTexts, classes, templates)),
                                           matrixOf(*out.find("zero_shot")));
        qInfo(
            "%s; images: cosine at least %.7f, centred %.7f; texts: %.7f, centred %.7f; logits %.1e and zero-shot "
            "%.1e of the largest apart",
            said.mid(said.lastIndexOf('\n') + 1).constData(), image.plain, image.centred, text.plain, text.centred,
            logits, zeroShot);
        QVERIFY(alike(image) && alike(text));
        QVERIFY(logits < 1e-3 && zeroShot < 1e-3);

        const auto rounded = Teacher::open(path);
        if (rounded->info().computes == "bf16") {
            const Likeness roundedImage = compare(rounded->encodeImages(images, all, {}, {}), theirImages);
            const Likeness roundedText = compare(rounded->encodeTexts(texts, {}, {}), theirTexts);
            qInfo("in bfloat16: images %.7f, centred %.7f; texts %.7f, centred %.7f", roundedImage.plain,
                  roundedImage.centred, roundedText.plain, roundedText.centred);
            QVERIFY(nearlyAlike(roundedImage) && nearlyAlike(roundedText));
        }

        // One other word makes it fail, and so does the other GELU (which a ResNet does not have).
        texts[0] += " x";
        QVERIFY(!alike(compare(teacher->encodeTexts(texts, {}, {}), theirTexts)));
        if (configuration.isEmpty())
            return;
        const std::filesystem::path file = folder / configuration.toStdString();
        std::string json = readTextFile(file);
        const std::string on = "\"quick_gelu\": true";
        if (const std::size_t at = json.find(on); at != std::string::npos)
            json.replace(at, on.size(), "\"quick_gelu\": false");
        else
            json.insert(json.find("\"embed_dim\""), on + ", ");
        writeFileAtomically(file, json);
        texts = textsOf(inFile.view(), "texts");
        teacher = Teacher::open(path, TowerPrecision::Float32);
        const Likeness otherText = compare(teacher->encodeTexts(texts, {}, {}), theirTexts);
        const Likeness otherImage = compare(teacher->encodeImages(images, all, {}, {}), theirImages);
        qInfo("with the other GELU: images centred %.5f, texts centred %.5f", otherImage.centred,
              otherText.centred);
        QVERIFY(!alike(otherText));
        QCOMPARE(alike(otherImage), teacher->info().description.starts_with("ModifiedResNet"));
    }

private:
    QString m_python;
};

QTEST_GUILESS_MAIN(TestTeacherOpenClip)
#include "teacher_open_clip.moc"
