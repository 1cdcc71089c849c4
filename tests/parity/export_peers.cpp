// Exported students as other programs compute them: onnxruntime the ONNX file, torchvision the safetensors file.
#include "base/files.h"
#include "export/exportedstudent.h"
#include "export/goldenimages.h"
#include "export/onnxexample.h"
#include "export/onnxint8.h"
#include "exportfixture.h"
#include "images/viewed.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace retort;
using namespace retort::test;
namespace fs = std::filesystem;

class TestExportPeers : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_python;

    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    TensorMap answers(const OnnxExport &onnx, const StudentFile &file, const NamedTensors &weights,
                      const TensorMap &input)
    {
        writeFileAtomically(path("m.onnx").toStdString(), onnx.bytes);
        writeSafetensors(path("m.safetensors").toStdString(), weights, metadataOf(file));
        writeSafetensors(path("in.safetensors").toStdString(), toNamedTensors(input), {});
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(m_python, {QStringLiteral(RETORT_SOURCE_DIR "/tests/parity/export_peers.py"), path("m.onnx"),
                                 path("m.safetensors"), path("in.safetensors"), path("out.safetensors")});
        const bool finished = process.waitForFinished(300'000);
        qInfo("%s", process.readAll().trimmed().constData());
        if (!finished || process.exitCode() != 0)
            return {};
        return toTensorMap(toNamedTensors(SafetensorsFile(path("out.safetensors").toStdString()).view()));
    }

    static double apart(const torch::Tensor &ours, const torch::Tensor &theirs)
    {
        return ((ours - theirs).abs().max() / ours.abs().max()).item<double>();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_python = qEnvironmentVariable("RETORT_PEER_PYTHON");
        if (m_python.isEmpty())
            QSKIP("RETORT_PEER_PYTHON names no Python with onnxruntime: not compared");
        QProcess process;
        process.start(m_python, {QStringLiteral("-c"),
                                 QStringLiteral("import onnx, onnxruntime, torchvision, safetensors, PIL")});
        QVERIFY(process.waitForFinished(300'000));
        if (process.exitCode() != 0)
            QSKIP("this Python lacks onnx, onnxruntime, torchvision, safetensors or Pillow: not compared");
    }

    void everyStudent_data()
    {
        QTest::addColumn<QString>("student");
        QTest::addColumn<int>("size");
        QTest::addColumn<bool>("fold");
        for (const std::string &name : studentNames())
            for (const bool fold : {false, true})
                QTest::addRow("%s%s", name.c_str(), fold ? ", norms folded" : "")
                    << QString::fromStdString(name) << (studentInfo(name).inputSize > 64 ? 96 : 32) << fold;
    }

    void everyStudent()
    {
        QFETCH(QString, student);
        QFETCH(int, size);
        QFETCH(bool, fold);
        const StudentFile file = fileOf(student.toStdString(), size);
        const NamedTensors weights = usedWeights(file.student, 3);
        const OnnxExport onnx = exportOnnx(file, weights, metadataOf(file), {.foldNorms = fold});
        const torch::Tensor images = normalImages(7, size);
        const auto network = makeStudent(file.student, 3, 0);
        loadStudentTensors(*network, toTensorMap(weights));
        network->eval();
        const torch::NoGradGuard guard;
        const torch::Tensor ours = network->forward(images).logits;
        const TensorMap theirs = answers(onnx, file, weights, {{"images", images}});
        QVERIFY(theirs.contains("onnxruntime"));
        for (const auto &[peer, logits] : theirs) {
            qInfo("%s: largest difference %.1e of the largest logit", peer.c_str(), apart(ours, logits));
            QVERIFY2(apart(ours, logits) < 1e-4, peer.c_str());
        }
    }

    void eightBits_data()
    {
        QTest::addColumn<QString>("student");
        for (const std::string &name : studentNames())
            QTest::addRow("%s", name.c_str()) << QString::fromStdString(name);
    }

    // Integers all the way there, rounded floats here: levels fall on the other side, which changes as much as 8
    // bits do, and no more.
    void eightBits()
    {
        QFETCH(QString, student);
        constexpr int size = 64;
        const StudentFile file = fileOf(student.toStdString(), size);
        const NamedTensors weights = usedWeights(file.student, 3);
        std::vector<std::uint8_t> pixels;
        for (int number = 0; number < 12; ++number) {
            const Image image = goldenImage(number, size, size);
            pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
        }
        OnnxFile onnx = parseOnnx(exportOnnx(file, weights, metadataOf(file), {}).bytes, "test");
        onnx.model.clear_metadata_props();
        quantize(onnx.model, PackedImages(size, size, 3, pixels, std::vector<ContentKey>(12)), {});
        OnnxExport rounded;
        rounded.bytes = toOnnxFile(onnx.model, metadataOf(file));
        const torch::Tensor images = torch::from_blob(pixels.data(), {12, size, size, 3}, torch::kUInt8)
                                         .to(torch::kFloat32)
                                         .div(255)
                                         .sub(0.5)
                                         .div(0.25)
                                         .permute({0, 3, 1, 2})
                                         .contiguous();
        const torch::Tensor ours = viewOf(studentOfOnnx(rounded.bytes, "test")->logits(pixels, 12)).clone();
        const TensorMap theirs = answers(rounded, file, weights, {{"images", images}});
        QVERIFY(theirs.contains("onnxruntime"));
        const torch::Tensor &other = theirs.at("onnxruntime");
        const auto exactly = exportOnnx(file, weights, metadataOf(file), {}).bytes;
        const torch::Tensor exact = viewOf(studentOfOnnx(exactly, "test")->logits(pixels, 12)).clone();
        const double off = ((ours - other).norm() / other.norm()).item<double>();
        const double rounding = ((exact - other).norm() / other.norm()).item<double>();
        qInfo("differences of %.1e of the logits' size, 8 bits alone make %.1e", off, rounding);
        QVERIFY(rounding < 0.1 && off < 1.5 * rounding);
    }

    void fromPixels_data()
    {
        QTest::addColumn<QString>("fit");
        QTest::addColumn<QString>("region");
        QTest::addColumn<QSize>("picture");
        for (const char *fit : {"crop", "letterbox", "squash"})
            for (const QSize size : {QSize(32, 32), QSize(117, 61), QSize(61, 117), QSize(20, 9), QSize(640, 481)})
                for (const char *region : {"", "10%,33.3%,61.7%,50%", "3,1,17,7"})
                    QTest::addRow("%s of %dx%d, %s", fit, size.width(), size.height(), region)
                        << QString::fromLatin1(fit) << QString::fromLatin1(region) << size;
    }

    void fromPixels()
    {
        QFETCH(QString, fit);
        QFETCH(QString, region);
        QFETCH(QSize, picture);
        StudentFile file = fileOf("resnet20", 32);
        file.view = {parseFit(fit.toStdString()), parseRegion(region.toStdString())};
        const NamedTensors weights = usedWeights("resnet20", 3);
        const OnnxExport onnx = exportOnnx(file, weights, metadataOf(file), {.fromPixels = true});
        std::vector<std::uint8_t> all, squares;
        for (int number = 0; number < 2; ++number) {
            const Image image = goldenImage(number, picture.height(), picture.width());
            all.insert(all.end(), image.pixels.begin(), image.pixels.end());
            const Image square = squareOf(image, file.view, 32, Resampling::Bicubic);
            squares.insert(squares.end(), square.pixels.begin(), square.pixels.end());
        }
        const torch::Tensor pixels =
            torch::from_blob(all.data(), {2, picture.height(), picture.width(), 3}, torch::kUInt8);
        const torch::Tensor ours =
            torch::softmax(viewOf(studentOfWeights(file, weights)->logits(squares, 2)).clone(), 1);
        const TensorMap theirs = answers(onnx, file, weights, {{"pixels", pixels}});
        QVERIFY(theirs.contains("onnxruntime"));
        const double off = apart(ours, theirs.at("onnxruntime"));
        qInfo("largest difference %.1e of the largest probability", off);
        // A level of a few pixels may be rounded the other way.
        QVERIFY(off < 2e-3);
    }

    void runnerInPython_data()
    {
        QTest::addColumn<QString>("fit");
        QTest::addColumn<QString>("region");
        QTest::addColumn<bool>("pixels");
        for (const bool pixels : {false, true})
            for (const char *fit : {"crop", "letterbox", "squash"})
                for (const char *region : {"", "10%,33.3%,61.7%,50%", "3,1,17,7"})
                    QTest::addRow("%s, %s%s", fit, region, pixels ? ", from pixels" : "")
                        << QString::fromLatin1(fit) << QString::fromLatin1(region) << pixels;
    }

    void runnerInPython()
    {
        QFETCH(QString, fit);
        QFETCH(QString, region);
        QFETCH(bool, pixels);
        StudentFile file = fileOf("resnet20", 32);
        file.view = {parseFit(fit.toStdString()), parseRegion(region.toStdString())};
        const NamedTensors weights = usedWeights("resnet20", 3);
        const fs::path model = path("student.onnx").toStdString();
        const OnnxOptions options{.fromPixels = pixels};
        writeFileAtomically(model, exportOnnx(file, weights, metadataOf(file), options).bytes);
        writeOnnxExample(model, *studentOfWeights(file, weights), options);
        const QString example = path("student-example");
        const auto golden =
            QJsonDocument::fromJson(
                QByteArray::fromStdString(readTextFile((example + QStringLiteral("/golden.json")).toStdString())))
                .array();
        QProcess process;
        process.setWorkingDirectory(example);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(m_python,
                      {QStringLiteral("run.py"), QStringLiteral("golden-0.png"), QStringLiteral("golden-1.png")});
        QVERIFY(process.waitForFinished(300'000));
        const QStringList lines = QString::fromUtf8(process.readAll()).split(QLatin1Char('\n'));
        QVERIFY2(lines.size() == 3, qPrintable(lines.join(QLatin1Char('\n'))));
        for (int i = 0; i < 2; ++i) {
            const QJsonObject expected = golden[i].toObject();
            const QString begin = expected[QStringLiteral("image")].toString() + QLatin1Char(' ') +
                                  expected[QStringLiteral("class")].toString() + QLatin1Char(' ');
            QVERIFY2(lines[i].startsWith(begin), qPrintable(lines[i]));
            const double probability = expected[QStringLiteral("probability")].toDouble();
            QVERIFY2(std::abs(lines[i].mid(begin.size()).toDouble() - probability) < 2e-3,
                     qPrintable(lines[i] + QStringLiteral(" instead of %1").arg(probability)));
        }
    }
};

QTEST_GUILESS_MAIN(TestExportPeers)
#include "export_peers.moc"
