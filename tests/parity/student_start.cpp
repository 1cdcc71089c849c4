// State dictionaries and TorchScript modules that torch and torchvision wrote, as what a student starts from.
#include "formats/tensorfile.h"
#include "student/scriptedstudent.h"
#include "student/transfer.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace retort;

class TestStudentStart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void stateDictionaries_data();
    void stateDictionaries();
    void fewerClasses();
    void modules();

private:
    std::filesystem::path file(const char *name) const { return m_folder.filePath(name).toStdString(); }
    TensorMap tensorsOf(const char *name) const
    {
        return toTensorMap(toNamedTensors(SafetensorsView{TensorFile(file(name)).tensors(), {}}));
    }

    QTemporaryDir m_folder;
    TensorMap m_answers;
};

namespace {

bool near(const torch::Tensor &ours, const torch::Tensor &theirs)
{
    return ((ours - theirs).abs().max() / theirs.abs().max()).item<double>() < 1e-4;
}

} // namespace

void TestStudentStart::initTestCase()
{
    const QString python = qEnvironmentVariable("RETORT_PEER_PYTHON");
    if (python.isEmpty())
        QSKIP("RETORT_PEER_PYTHON names no Python with torchvision: not compared");
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(python, {QStringLiteral("-c"), QStringLiteral("import torchvision, safetensors.torch")});
    QVERIFY(process.waitForFinished(300'000));
    if (process.exitCode() != 0)
        QSKIP("this Python lacks torchvision or safetensors: not compared");
    process.start(python, {QStringLiteral(RETORT_SOURCE_DIR "/tests/parity/student_start.py"), m_folder.path()});
    QVERIFY(process.waitForFinished(300'000));
    qInfo("%s", process.readAll().trimmed().constData());
    QCOMPARE(process.exitCode(), 0);
    m_answers = tensorsOf("answers.safetensors");
}

void TestStudentStart::stateDictionaries_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name : {"weights.pth", "trained.pth", "old.pth", "weights.safetensors"})
        QTest::newRow(name) << QByteArray(name);
}

void TestStudentStart::stateDictionaries()
{
    QFETCH(QByteArray, name);
    const auto student = makeStudent("resnet18", 12, 1);
    std::vector<std::int64_t> rows(12);
    std::iota(rows.begin(), rows.end(), 0);
    const TensorMap tensors = tensorsOf(name.constData());
    QCOMPARE(classifierRows(*student, tensors), std::int64_t(12));
    loadStudentTensors(*student, transferred(*student, tensors, rows));
    student->eval();
    const torch::NoGradGuard guard;
    const Student::Output output = student->forward(m_answers.at("images"));
    QVERIFY(near(output.logits, m_answers.at("logits")));
    QVERIFY(near(output.features, m_answers.at("features")));
}

void TestStudentStart::fewerClasses()
{
    const auto student = makeStudent("resnet18", 2, 1);
    const std::vector<std::int64_t> rows{11, 4};
    loadStudentTensors(*student, transferred(*student, tensorsOf("weights.pth"), rows));
    student->eval();
    const torch::NoGradGuard guard;
    QVERIFY(near(student->forward(m_answers.at("images")).logits,
                 m_answers.at("logits").index_select(1, torch::tensor(rows))));
}

void TestStudentStart::modules()
{
    const TensorFile content(file("module.pt"));
    QCOMPARE(content.format(), TensorFormat::TorchScript);
    const auto student = makeScriptedStudent(content.bytes(), 12, 64);
    QVERIFY(student->proxies().is_same(student->named_parameters()["net.fc.weight"]));
    {
        const torch::NoGradGuard guard;
        student->eval();
        const Student::Output output = student->forward(m_answers.at("images"));
        QVERIFY(near(output.logits, m_answers.at("logits")));
        QVERIFY(near(output.features, m_answers.at("features")));
    }
    // Its own names, as in state_dict().
    const TensorMap tensors = tensorsOf("module.pt");
    const TensorMap own = studentTensors(*student);
    QCOMPARE(own.size(), tensors.size());
    for (const auto &[name, tensor] : own)
        QVERIFY2(torch::equal(tensors.at(name), tensor), name.c_str());
    student->train();
    student->forward(m_answers.at("images")).logits.pow(2).sum().backward();
    QVERIFY(student->named_parameters()["net.conv1.weight"].grad().abs().sum().item<double>() > 0);
}

QTEST_GUILESS_MAIN(TestStudentStart)
#include "student_start.moc"
