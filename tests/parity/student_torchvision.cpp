// resnet18 and mobilenet_v2 against torchvision's, with the same weights: names, forward, gradients, statistics.
#include "base/random.h"
#include "formats/safetensors.h"
#include "student/student.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace retort;

class TestStudentTorchvision : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void agrees_data();
    void agrees();

private:
    TensorMap answers(const QString &student, const TensorMap &tensors);

    QTemporaryDir m_folder;
    QString m_python;
};

namespace {

/// Largest difference beside the largest value.
bool near(const torch::Tensor &ours, const torch::Tensor &theirs, double tolerance)
{
    const double difference = ((ours - theirs).abs().max() / theirs.abs().max()).item<double>();
    if (!(difference < tolerance))
        qWarning("relative difference %g", difference);
    return difference < tolerance;
}

} // namespace

void TestStudentTorchvision::initTestCase()
{
    m_python = qEnvironmentVariable("RETORT_PEER_PYTHON");
    if (m_python.isEmpty())
        QSKIP("RETORT_PEER_PYTHON names no Python with torchvision: not compared");
    QProcess process;
    process.start(m_python, {QStringLiteral("-c"), QStringLiteral("import torchvision, safetensors.torch")});
    QVERIFY(process.waitForFinished(300'000));
    if (process.exitCode() != 0)
        QSKIP("this Python lacks torchvision or safetensors: not compared");
}

TensorMap TestStudentTorchvision::answers(const QString &student, const TensorMap &tensors)
{
    const QString in = m_folder.filePath(QStringLiteral("in.safetensors"));
    const QString out = m_folder.filePath(QStringLiteral("out.safetensors"));
    writeSafetensors(in.toStdString(), toNamedTensors(tensors), {});
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(m_python,
                  {QStringLiteral(RETORT_SOURCE_DIR "/tests/parity/student_torchvision.py"), student, in, out});
    const bool finished = process.waitForFinished(300'000);
    qInfo("%s", process.readAll().trimmed().constData());
    if (!finished || process.exitCode() != 0)
        return {};
    return toTensorMap(toNamedTensors(SafetensorsFile(out.toStdString()).view()));
}

void TestStudentTorchvision::agrees_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("size");
    for (const char *name : {"resnet18", "mobilenet_v2"})
        for (const int size : {32, 96})
            QTest::addRow("%s, %d pixels", name, size) << name << size;
}

void TestStudentTorchvision::agrees()
{
    QFETCH(QString, name);
    QFETCH(int, size);
    const auto student = makeStudent(name.toStdString(), 10, 1);
    torch::Tensor images = torch::empty({8, 3, size, size});
    RandomStream stream({1});
    for (std::int64_t i = 0; i < images.numel(); ++i)
        images.data_ptr<float>()[i] = static_cast<float>(stream.normal());
    {
        const torch::NoGradGuard guard;
        for (int step = 0; step < 3; ++step) // statistics of their own for the evaluation
            (void)student->forward(images);
    }
    TensorMap tensors;
    for (const auto &[key, tensor] : studentTensors(*student))
        tensors.emplace(key, tensor.clone());
    tensors["images"] = images;
    const TensorMap theirs = answers(name, tensors);
    QCOMPARE(theirs.size(), std::size_t(3));

    student->eval();
    const torch::Tensor last = images.contiguous(torch::MemoryFormat::ChannelsLast);
    {
        const torch::NoGradGuard guard;
        QVERIFY(near(student->forward(images).logits, theirs.at("logits"), 1e-4));
        QVERIFY(near(student->forward(last).logits, theirs.at("logits"), 1e-4));
    }
    student->train();
    student->forward(last).logits.pow(2).mean().backward();
    torch::Tensor variance;
    for (const auto &item : student->named_buffers())
        if (item.key().find("running_var") != std::string::npos)
            variance = item.value();
    QVERIFY(near(variance, theirs.at("running_var"), 1e-4));
    QVERIFY(near(student->parameters().front().grad(), theirs.at("gradient"), 1e-2));
}

QTEST_GUILESS_MAIN(TestStudentTorchvision)
#include "student_torchvision.moc"
