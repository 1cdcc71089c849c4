// ONNX files: LibTorch, the ONNX project's classes and OpenCV's reader all at work in one process.
#include "base/error.h"
#include "base/files.h"
#include "export/exportedstudent.h"
#include "export/goldenimages.h"
#include "export/onnxexample.h"
#include "export/onnxexport.h"
#include "export/onnxint8.h"
#include "export/onnxinterpreter.h"
#include "export/onnxnetwork.h"
#include "exportfixture.h"
#include "images/decode.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>
#include <set>

using namespace retort;
using namespace retort::test;
namespace fs = std::filesystem;

namespace {

std::vector<std::uint8_t> pixelsOf(std::int64_t count, int size)
{
    std::vector<std::uint8_t> pixels;
    for (int i = 0; i < count; ++i) {
        const Image image = goldenImage(10 + i, size, size);
        pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
    }
    return pixels;
}

std::shared_ptr<const PackedImages> packed(std::int64_t count, int size)
{
    std::vector<ContentKey> keys(static_cast<std::size_t>(count));
    return std::make_shared<const PackedImages>(size, size, 3, pixelsOf(count, size), std::move(keys));
}

double apart(const Matrix &a, const Matrix &b)
{
    double largest = 0;
    for (std::int64_t row = 0; row < a.rows(); ++row)
        for (std::int64_t column = 0; column < a.columns(); ++column)
            largest = std::max(largest, std::abs(static_cast<double>(a.at(row, column) - b.at(row, column))));
    return largest;
}

std::int64_t nodes(const std::vector<std::byte> &file, const char *kind)
{
    std::int64_t count = 0;
    const OnnxFile onnx = parseOnnx(file, "test");
    for (const auto &node : onnx.model.graph().node())
        count += node.op_type() == kind;
    return count;
}

/// Operators that students may come to use, one after the other.
class StudentOfManyOperators : public Student
{
public:
    enum class Extra { None, Sort };

    explicit StudentOfManyOperators(Extra extra = Extra::None) : m_extra(extra)
    {
        m_kernel =
            register_parameter("kernel", normalImages(8, 3).flatten().narrow(0, 0, 8 * 3 * 9).view({8, 3, 3, 3}));
        m_bias = register_parameter("bias", torch::linspace(-1, 1, 8));
        m_gate = register_parameter("gate", normalImages(1, 8).flatten().narrow(0, 0, 64).view({8, 8, 1, 1}));
        m_last = register_parameter("last", normalImages(1, 8).flatten().narrow(0, 0, 24).view({3, 8}));
    }
    Output forward(const torch::Tensor &images) override
    {
        torch::Tensor x = torch::hardswish(torch::conv2d(images, m_kernel, m_bias, 2, 1));
        x = torch::constant_pad_nd(x.slice(2, 0, std::numeric_limits<std::int64_t>::max(), 2), {1, 0, 0, 1});
        x = x * torch::hardsigmoid(torch::conv2d(x.mean({2, 3}, true), m_gate));
        x = torch::silu(x) + torch::sigmoid(x) * 0.5;
        if (m_extra == Extra::Sort)
            x = std::get<0>(torch::sort(x, 1));
        Output output;
        output.features = x.contiguous().mean({2, 3});
        output.logits = torch::linear(output.features, m_last);
        return output;
    }
    [[nodiscard]] torch::Tensor proxies() const override { return m_last; }

private:
    Extra m_extra;
    torch::Tensor m_kernel, m_bias, m_gate, m_last;
};

} // namespace

class TestOnnx : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

private Q_SLOTS:
    void everyStudentComputesTheSame_data()
    {
        QTest::addColumn<QString>("student");
        QTest::addColumn<bool>("fold");
        for (const std::string &name : studentNames()) {
            QTest::addRow("%s", name.c_str()) << QString::fromStdString(name) << false;
            QTest::addRow("%s, norms folded", name.c_str()) << QString::fromStdString(name) << true;
        }
    }

    void everyStudentComputesTheSame()
    {
        QFETCH(QString, student);
        QFETCH(bool, fold);
        const StudentFile file = fileOf(student.toStdString(), 64);
        const NamedTensors weights = usedWeights(file.student, 3);
        const OnnxExport onnx = exportOnnx(file, weights, metadataOf(file), {.foldNorms = fold});
        QVERIFY2(onnx.largestDifference < 1e-5, qPrintable(QString::number(onnx.largestDifference)));
        const auto ours = studentOfWeights(file, weights);
        const auto theirs = studentOfOnnx(onnx.bytes, "test");
        QCOMPARE(theirs->file(), file);
        for (const std::int64_t count : {1, 5, 2}) { // the number of images is open
            const std::vector<std::uint8_t> pixels = pixelsOf(count, 64);
            const Matrix expected = ours->logits(pixels, count);
            QVERIFY(apart(expected, theirs->logits(pixels, count)) <
                    1e-4 * (1 + apart(expected, Matrix(count, 3))));
        }
        // Where a convolution is followed by its norm, nothing is left of that.
        QVERIFY(nodes(onnx.bytes, "Conv") > 10);
        if (fold)
            QCOMPARE(nodes(onnx.bytes, "BatchNormalization") > 0, student == QLatin1String("wrn_40_2"));
        else
            QVERIFY(nodes(onnx.bytes, "BatchNormalization") > 10);
    }

    // Pooling and padding would make the file slower in onnxruntime than torch's own.
    void shortcutsAreConvolutions()
    {
        const StudentFile file = fileOf("resnet20", 32);
        const auto bytes =
            exportOnnx(file, usedWeights(file.student, 3), metadataOf(file), {.foldNorms = true}).bytes;
        QCOMPARE(nodes(bytes, "Conv"), 19 + 2);
        QCOMPARE(nodes(bytes, "MaxPool"), 0);
        QCOMPARE(nodes(bytes, "Pad"), 0);
    }

    void sameStudentSameBytes()
    {
        const StudentFile file = fileOf("resnet20", 32);
        const NamedTensors weights = usedWeights("resnet20", 3);
        QVERIFY(exportOnnx(file, weights, metadataOf(file), {}).bytes ==
                exportOnnx(file, weights, metadataOf(file), {}).bytes);
    }

    void operatorsOfStudentsToCome()
    {
        StudentOfManyOperators student;
        const StudentFile file = fileOf("resnet20", 40);
        OnnxGraph graph;
        graph.addInput("images", onnx::TensorProto::FLOAT,
                       {"batch", std::int64_t(3), std::int64_t(40), std::int64_t(40)});
        addNetwork(graph, student, "images", 40, true);
        graph.addOutput("logits", onnx::TensorProto::FLOAT, {"batch", std::int64_t(3)});
        const auto theirs = studentOfOnnx(toOnnxFile(graph.model(), metadataOf(file)), "test");
        const std::vector<std::uint8_t> pixels = pixelsOf(2, 40);
        const Matrix answer = theirs->logits(pixels, 2);
        const torch::NoGradGuard guard;
        const torch::Tensor bytes =
            torch::from_blob(const_cast<std::uint8_t *>(pixels.data()), {2, 40, 40, 3}, torch::kUInt8);
        const torch::Tensor images = bytes.to(torch::kFloat32).div(255).sub(0.5).div(0.25).permute({0, 3, 1, 2});
        const Matrix expected = toMatrix(student.forward(images).logits);
        QVERIFY2(apart(expected, answer) < 1e-4, qPrintable(QString::number(apart(expected, answer))));
        QVERIFY(apart(expected, toMatrix(OnnxInterpreter(graph.model().graph()).logits(images))) < 1e-4);
    }

    void anUnknownOperatorIsNamed()
    {
        StudentOfManyOperators student(StudentOfManyOperators::Extra::Sort);
        OnnxGraph graph;
        try {
            addNetwork(graph, student, "images", 40, true);
            QFAIL("no error");
        } catch (const Error &error) {
            QVERIFY2(error.fullText().find("aten::sort") != std::string::npos, error.what());
        }
    }

    // The network behind the pixels is what OpenCV computes.
    void fromPixels()
    {
        StudentFile file = fileOf("resnet20", 32);
        file.view = {Fit::Letterbox, {10, 0, 50, 100, true}};
        file.rejectThreshold = 0.25;
        const NamedTensors weights = usedWeights("resnet20", 3);
        const OnnxExport onnx = exportOnnx(file, weights, metadataOf(file), {.fromPixels = true});
        QVERIFY(onnx.largestDifference < 1e-5);
        QCOMPARE(studentOfOnnx(onnx.bytes, "test")->file(), file);
        const OnnxFile parsed = parseOnnx(onnx.bytes, "test");
        QCOMPARE(parsed.model.graph().input(0).name(), std::string("pixels"));
        QCOMPARE(parsed.model.graph().output(0).name(), std::string("probabilities"));
        QCOMPARE(parsed.model.opset_import(0).version(), std::int64_t(13));
    }

    // onnxruntime complains of numbers that no node reads.
    void everyNumberIsRead_data()
    {
        QTest::addColumn<int>("fit");
        QTest::newRow("crop") << int(Fit::Crop);
        QTest::newRow("letterbox") << int(Fit::Letterbox);
        QTest::newRow("squash") << int(Fit::Squash);
    }
    void everyNumberIsRead()
    {
        QFETCH(int, fit);
        for (const bool whole : {true, false}) {
            StudentFile file = fileOf("resnet20", 32);
            file.view.fit = static_cast<Fit>(fit);
            if (!whole)
                file.view.region = {10, 0, 50, 100, true};
            const NamedTensors weights = usedWeights("resnet20", 3);
            const OnnxExport onnx = exportOnnx(file, weights, metadataOf(file), {.fromPixels = true});
            const OnnxFile parsed = parseOnnx(onnx.bytes, "test");
            std::set<std::string> read;
            for (const onnx::NodeProto &node : parsed.model.graph().node())
                read.insert(node.input().begin(), node.input().end());
            for (const onnx::TensorProto &number : parsed.model.graph().initializer())
                QVERIFY2(read.count(number.name()) == 1, number.name().c_str());
        }
    }

    // Every operator as the student itself computes it.
    void theInterpreter_data() { everyStudentComputesTheSame_data(); }
    void theInterpreter()
    {
        QFETCH(QString, student);
        QFETCH(bool, fold);
        const StudentFile file = fileOf(student.toStdString(), 64);
        const NamedTensors weights = usedWeights(file.student, 3);
        const OnnxFile onnx =
            parseOnnx(exportOnnx(file, weights, metadataOf(file), {.foldNorms = fold}).bytes, "test");
        const OnnxInterpreter interpreter(onnx.model.graph());
        const torch::Tensor images = normalImages(2, 64);
        const Matrix got = toMatrix(interpreter.logits(images));
        const auto network = makeStudent(file.student, 3, 0);
        loadStudentTensors(*network, toTensorMap(weights));
        network->eval();
        const torch::NoGradGuard guard;
        const Matrix expected = toMatrix(network->forward(images).logits);
        QVERIFY(apart(expected, got) < 1e-4 * (1 + apart(expected, Matrix(2, 3))));
        QVERIFY(torch::equal(interpreter.run(images).at("logits"), interpreter.logits(images)));
    }

    void eightBits_data()
    {
        QTest::addColumn<QString>("student");
        for (const std::string &name : studentNames())
            QTest::addRow("%s", name.c_str()) << QString::fromStdString(name);
    }

    void eightBits()
    {
        QFETCH(QString, student);
        const StudentFile file = fileOf(student.toStdString(), 64);
        const NamedTensors weights = usedWeights(file.student, 3);
        const OnnxFile onnx = parseOnnx(exportOnnx(file, weights, metadataOf(file), {}).bytes, "test");
        onnx::ModelProto rounded = onnx.model;
        rounded.clear_metadata_props();
        quantize(rounded, *packed(12, 64), {});
        const std::vector<std::byte> bytes = toOnnxFile(rounded, metadataOf(file));
        QVERIFY(2 * bytes.size() < toOnnxFile(onnx.model, {}).size());
        QVERIFY(nodes(bytes, "QuantizeLinear") > 10);
        const std::vector<std::uint8_t> pixels = pixelsOf(12, 64);
        const Matrix plain = studentOfWeights(file, weights)->logits(pixels, 12);
        const Matrix eight = studentOfOnnx(bytes, "test")->logits(pixels, 12);
        const double off = apart(plain, eight) / apart(plain, Matrix(12, 3));
        QVERIFY2(off > 0 && off < 0.35, qPrintable(QString::number(off)));
    }

    void eightBitsThatHoldAndThatDoNot()
    {
        const StudentFile file = fileOf("resnet20", 32);
        NamedTensors weights = usedWeights("resnet20", 3);
        const auto measured = packed(40, 32);
        const Matrix uneven = studentOfWeights(file, weights)->logits(pixelsOf(40, 32), 40);
        for (NamedTensor &tensor : weights) // no class gets all images
            if (tensor.name == "fc.bias")
                for (std::int64_t c = 0; c < 3; ++c) {
                    float bias = 0;
                    std::byte *const at = tensor.bytes.data() + static_cast<std::size_t>(c) * sizeof bias;
                    std::memcpy(&bias, at, sizeof bias);
                    for (std::int64_t i = 0; i < 40; ++i)
                        bias -= uneven.at(i, c) / 40;
                    std::memcpy(at, &bias, sizeof bias);
                }
        const Matrix logits = studentOfWeights(file, weights)->logits(pixelsOf(40, 32), 40);
        Int8Material material{packed(40, 32), measured, std::vector<std::int32_t>(40, -1)};
        for (std::int64_t i = 0; i < 40; ++i) { // those that are sure: what rounds to the same answer
            const auto row = logits.row(i);
            const auto best = std::max_element(row.begin(), row.end());
            std::vector<float> sorted(row.begin(), row.end());
            std::sort(sorted.begin(), sorted.end());
            if (sorted[2] - sorted[1] > 0.2F * apart(logits, Matrix(40, 3)))
                material.teacherAnswers[static_cast<std::size_t>(i)] =
                    static_cast<std::int32_t>(best - row.begin());
        }
        OnnxOptions options;
        options.int8 = material;
        const OnnxExport onnx = exportOnnx(file, weights, metadataOf(file), options);
        QVERIFY(onnx.int8 && onnx.int8->images == 40);
        QCOMPARE(onnx.int8->teacherBefore, 100.0);
        QVERIFY(onnx.int8->teacherAfter >= 99);
        QVERIFY(parseOnnx(onnx.bytes, "test").metadata.contains("int8"));
        // Ranges from grey squares are none, and what the student is less sure of changes first.
        for (std::int64_t i = 0; i < 40; ++i) {
            const auto row = logits.row(i);
            options.int8->teacherAnswers[static_cast<std::size_t>(i)] =
                static_cast<std::int32_t>(std::max_element(row.begin(), row.end()) - row.begin());
        }
        options.int8->calibration = std::make_shared<const PackedImages>(
            32, 32, 1, std::vector<std::uint8_t>(1024, 128), std::vector<ContentKey>(1));
        try {
            static_cast<void>(exportOnnx(file, weights, metadataOf(file), options));
            QFAIL("no error");
        } catch (const Error &error) {
            QVERIFY2(std::string(error.what()).find("8 bits do not hold") != std::string::npos, error.what());
        }
        options.fromPixels = true;
        QVERIFY_THROWS_EXCEPTION(ValueError,
                                 static_cast<void>(exportOnnx(file, weights, metadataOf(file), options)));
    }

    void damagedAndForeignFiles()
    {
        const StudentFile file = fileOf("resnet20", 32);
        const NamedTensors weights = usedWeights("resnet20", 3);
        const std::vector<std::byte> bytes = exportOnnx(file, weights, metadataOf(file), {}).bytes;
        for (const std::size_t size :
             {std::size_t(0), std::size_t(1), std::size_t(100), bytes.size() / 2, bytes.size() - 1}) {
            const std::span cut = std::span(bytes).first(size);
            QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(studentOfOnnx(cut, "test")));
        }
        const OnnxFile whole = parseOnnx(bytes, "test");
        Metadata none;
        onnx::ModelProto foreign = whole.model;
        foreign.clear_metadata_props();
        try {
            static_cast<void>(studentOfOnnx(toOnnxFile(foreign, none), "foreign.onnx"));
            QFAIL("no error");
        } catch (const InputError &error) {
            QVERIFY2(error.fullText().find("foreign.onnx (\"student\")") != std::string::npos, error.what());
            QVERIFY(!error.remedy().empty());
        }
        // A weight that is gone, an operator that nobody knows.
        onnx::ModelProto lacking = whole.model;
        lacking.mutable_graph()->mutable_initializer()->RemoveLast();
        QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(studentOfOnnx(toOnnxFile(lacking, none), "test")));
        onnx::ModelProto unknown = whole.model;
        unknown.mutable_graph()->mutable_node(3)->set_op_type("Nonsense");
        QVERIFY_THROWS_EXCEPTION(InputError, static_cast<void>(studentOfOnnx(toOnnxFile(unknown, none), "test")));
    }

    void exampleBesideTheModel()
    {
        StudentFile file = fileOf("resnet20", 32);
        file.rejectThreshold = 0.1;
        const NamedTensors weights = usedWeights("resnet20", 3);
        const fs::path model = fs::path(m_folder.path().toStdString()) / "student.onnx";
        const OnnxExport onnx = exportOnnx(file, weights, metadataOf(file), {});
        writeFileAtomically(model, onnx.bytes);
        writeOnnxExample(model, *studentOfWeights(file, weights), {});
        const fs::path folder = m_folder.filePath(QStringLiteral("student-example")).toStdString();
        const auto golden =
            QJsonDocument::fromJson(QByteArray::fromStdString(readTextFile(folder / "golden.json"))).array();
        QCOMPARE(golden.size(), 2);
        QCOMPARE(decodeImage(readFile(folder / "golden-0.png")).image, goldenImage(0, 32, 32));

        // The runner in C++ gives the golden answer.
        QProcess process;
        process.setWorkingDirectory(QString::fromStdString(folder.string()));
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral("sh"),
                      {QStringLiteral("-c"),
                       QStringLiteral("g++ -O0 run.cpp -o run $(pkg-config --cflags opencv4) -lopencv_dnn "
                                      "-lopencv_imgcodecs -lopencv_imgproc -lopencv_core && "
                                      "./run ../student.onnx golden-0.png golden-1.png")});
        QVERIFY(process.waitForFinished(300'000));
        const QStringList lines = QString::fromUtf8(process.readAll()).split(QLatin1Char('\n'));
        QVERIFY2(process.exitCode() == 0 && lines.size() == 3, qPrintable(lines.join(QLatin1Char('\n'))));
        const QJsonObject first = golden[0].toObject();
        const QString expected = QStringLiteral("golden-0.png %1 ").arg(first[QStringLiteral("class")].toString());
        QVERIFY2(lines[0].startsWith(expected), qPrintable(lines[0]));
        const double probability = lines[0].mid(expected.size()).toDouble();
        QVERIFY(std::abs(probability - first[QStringLiteral("probability")].toDouble()) < 1e-5);
        QVERIFY(fs::exists(folder / "run.py"));

        writeOnnxExample(m_folder.filePath(QStringLiteral("whole.onnx")).toStdString(),
                         *studentOfWeights(file, weights), {.fromPixels = true});
        QVERIFY(!fs::exists(m_folder.filePath(QStringLiteral("whole-example/run.cpp")).toStdString()));
    }
};

QTEST_GUILESS_MAIN(TestOnnx)
#include "tst_onnx.moc"
