// Students against torchvision's networks with the same weights: names, answers in both modes, gradients,
// statistics.
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

/// Largest difference beside the largest value, which may be 0 in both.
double difference(const torch::Tensor &ours, const torch::Tensor &theirs)
{
    const auto largest = [](const torch::Tensor &t) { return t.to(torch::kFloat64).abs().max().item<double>(); };
    const double apart = largest(ours.to(torch::kFloat64) - theirs.to(torch::kFloat64));
    return apart == 0 ? 0 : apart / largest(theirs);
}

bool near(const torch::Tensor &ours, const torch::Tensor &theirs, double tolerance)
{
    const double apart = difference(ours, theirs);
    if (!(apart < tolerance))
        qWarning("relative difference %g", apart);
    return apart < tolerance;
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
    for (const char *name :
         {"resnet18", "resnet50", "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large", "efficientnet_b0"})
        QTest::newRow(name) << name;
}

void TestStudentTorchvision::agrees()
{
    QFETCH(QString, name);
    const auto student = makeStudent(name.toStdString(), 10, 1);
    torch::Tensor images = torch::empty({6, 3, 97, 97}); // an odd size, where padding shows
    RandomStream stream({1});
    for (std::int64_t i = 0; i < images.numel(); ++i)
        images.data_ptr<float>()[i] = static_cast<float>(stream.normal());
    const torch::Tensor last = images.contiguous(torch::MemoryFormat::ChannelsLast);
    {
        const torch::NoGradGuard guard;
        for (int step = 0; step < 3; ++step) // statistics of their own for the evaluation
            (void)student->forward(last);
    }
    TensorMap tensors;
    for (const auto &[key, tensor] : studentTensors(*student))
        tensors.emplace(key, tensor.clone());
    tensors["images"] = images;
    const TensorMap theirs = answers(name, tensors);
    QVERIFY(theirs.count("evaluated"));
    tensors.erase("images");

    // As students are trained: float32, normalised in one pass.
    student->eval();
    {
        const torch::NoGradGuard guard;
        QVERIFY(near(student->forward(images).logits, theirs.at("evaluated"), 1e-4));
        QVERIFY(near(student->forward(last).logits, theirs.at("evaluated"), 1e-4));
    }
    student->train();
    QVERIFY(near(student->forward(last).logits, theirs.at("trained"), 1e-3));

    // To the last digits, where roundings do not pile up on the way back through fifty layers.
    loadStudentTensors(*student, tensors);
    student->to(torch::kFloat64);
    const torch::Tensor logits = student->forward(images.to(torch::kFloat64)).logits;
    QVERIFY(near(logits, theirs.at("trained"), 1e-9));
    logits.pow(2).mean().backward();
    for (const auto &item : student->named_buffers()) {
        // The mean of what sums to nothing is compared beside its deviation.
        const torch::Tensor &reference = theirs.at("after." + item.key());
        const std::string variance = item.key().substr(0, item.key().rfind('.')) + ".running_var";
        const double apart = (item.value() - reference).abs().max().item().toDouble();
        QVERIFY2(apart <= 1e-9 * theirs.at("after." + variance).max().item<double>(), item.key().c_str());
    }
    double largest = 0;
    for (const auto &item : student->named_parameters())
        largest = std::max(largest, theirs.at("gradient." + item.key()).norm().item<double>());
    for (const auto &item : student->named_parameters()) {
        const torch::Tensor &reference = theirs.at("gradient." + item.key());
        const double apart = (item.value().grad() - reference).norm().item<double>();
        QVERIFY2(apart < 1e-6 * reference.norm().item<double>() + 1e-9 * largest, item.key().c_str());
    }
}

QTEST_GUILESS_MAIN(TestStudentTorchvision)
#include "student_torchvision.moc"
