// Retort's teacher against transformers' CLIPModel, CLIPTokenizerFast and CLIPImageProcessor, on checkpoints with
// random weights that the peer makes.
#include "base/files.h"
#include "formats/safetensors.h"
#include "teacher/teacher.h"
#include "teacher/tokenizer.h"
#include "tinyclip.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>
#include <numeric>

using namespace retort;

namespace {

class ImageList : public ImageSource
{
public:
    explicit ImageList(std::vector<Image> images) : m_images(std::move(images)) {}
    [[nodiscard]] std::int64_t size() const override { return std::int64_t(m_images.size()); }
    [[nodiscard]] ContentKey key(std::int64_t) const override { return {}; }
    [[nodiscard]] Image image(std::int64_t index) const override { return m_images[index]; }
    [[nodiscard]] std::string name(std::int64_t index) const override { return std::to_string(index); }

private:
    std::vector<Image> m_images;
};

template<typename T>
std::vector<T> valuesOf(const TensorView &tensor)
{
    std::vector<T> values(tensor.bytes.size() / sizeof(T));
    std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
    return values;
}

/// A list that was written as one tensor and the offsets at which items begin.
template<typename T>
std::vector<std::vector<T>> listOf(const SafetensorsView &view, const std::string &name)
{
    const auto all = valuesOf<T>(*view.find(name));
    const auto begin = valuesOf<std::int64_t>(*view.find(name + " begin"));
    std::vector<std::vector<T>> items;
    for (std::size_t i = 0; i + 1 < begin.size(); ++i)
        items.emplace_back(all.begin() + begin[i], all.begin() + begin[i + 1]);
    return items;
}

std::vector<std::string> textsOf(const SafetensorsView &view, const std::string &name)
{
    std::vector<std::string> texts;
    for (const std::vector<char> &text : listOf<char>(view, name))
        texts.emplace_back(text.begin(), text.end());
    return texts;
}

Matrix matrixOf(const TensorView &tensor)
{
    Matrix matrix(tensor.shape[0], tensor.shape[1]);
    std::memcpy(matrix.data(), tensor.bytes.data(), tensor.bytes.size());
    return matrix;
}

struct Likeness
{
    double plain = 1;   ///< smallest cosine of a row with the peer's
    double centred = 1; ///< after the mean of the peer's rows was taken from both
};

Likeness compare(const Matrix &ours, const Matrix &theirs)
{
    const auto columns = static_cast<std::size_t>(theirs.columns());
    std::vector<double> mean(columns);
    for (std::int64_t r = 0; r < theirs.rows(); ++r) {
        for (std::size_t c = 0; c < columns; ++c)
            mean[c] += double(theirs.row(r)[c]) / double(theirs.rows());
    }
    const auto cosine = [&](std::int64_t row, double share) {
        double product = 0;
        double a = 0;
        double b = 0;
        for (std::size_t c = 0; c < columns; ++c) {
            const double x = double(ours.row(row)[c]) - share * mean[c];
            const double y = double(theirs.row(row)[c]) - share * mean[c];
            product += x * y;
            a += x * x;
            b += y * y;
        }
        return product / std::sqrt(a * b);
    };
    Likeness likeness;
    for (std::int64_t r = 0; r < theirs.rows(); ++r) {
        likeness.plain = std::min(likeness.plain, cosine(r, 0));
        likeness.centred = std::min(likeness.centred, cosine(r, 1));
    }
    return likeness;
}

/// NaN is not alike.
bool alike(const Likeness &likeness)
{
    return likeness.plain >= 0.9999 && likeness.centred >= 0.999;
}

} // namespace

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
        std::vector<Image> pictures;
        for (const TensorView &tensor : in.tensors) {
            if (tensor.name.starts_with("image "))
                pictures.push_back(
                    {int(tensor.shape[0]), int(tensor.shape[1]), 3, valuesOf<std::uint8_t>(tensor)});
        }
        const ImageList images(std::move(pictures));
        std::vector<std::int64_t> all(static_cast<std::size_t>(images.size()));
        std::iota(all.begin(), all.end(), 0);
        const std::vector<std::string> embedded = textsOf(in, "embedded");

        const auto compareAll = [&](Likeness &image, Likeness &text) {
            const auto teacher = Teacher::open(folder / "model");
            image = compare(teacher->encodeImages(images, all, {}, {}), matrixOf(*out.find("images")));
            text = compare(teacher->encodeTexts(embedded, {}, {}), matrixOf(*out.find("texts")));
        };
        Likeness image;
        Likeness text;
        compareAll(image, text);
        qInfo("images: cosine at least %.7f, centred %.7f; texts: %.7f, centred %.7f", image.plain, image.centred,
              text.plain, text.centred);
        QVERIFY(alike(image) && alike(text));

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
        compareAll(image, text);
        qInfo("with the other GELU: images centred %.5f, texts centred %.5f", image.centred, text.centred);
        QVERIFY(!alike(image) && !alike(text));
    }

private:
    QString m_python;
};

QTEST_GUILESS_MAIN(TestTeacherTransformers)
#include "teacher_transformers.moc"
