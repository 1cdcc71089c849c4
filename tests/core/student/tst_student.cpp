// Students: published sizes, names, start values, memory formats, loading of weights.
#include "base/error.h"
#include "student/student.h"
#include "tensor/autocast.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace retort;

namespace {

std::int64_t learnedValues(const Student &student)
{
    std::int64_t count = 0;
    for (const torch::Tensor &parameter : student.parameters())
        count += parameter.numel();
    return count;
}

torch::Tensor images(std::int64_t count, std::int64_t size)
{
    return torch::sin(torch::arange(count * 3 * size * size, torch::kFloat32)).reshape({count, 3, size, size});
}

double largestDifference(const torch::Tensor &a, const torch::Tensor &b)
{
    return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().max().item<double>();
}

std::string messageOf(const std::function<void()> &work)
{
    try {
        work();
    } catch (const ValueError &error) {
        return error.fullText();
    }
    return "nothing was thrown";
}

} // namespace

class TestStudent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sizesArePublishedOnes_data();
    void sizesArePublishedOnes();
    void namesAreThoseOfTorchvisionAndTheLiterature();
    void startIsReproducibleAndLeavesTorchsGeneratorAlone();
    void startHasHesSpread();
    void layoutsAndPrecisionsAgree_data();
    void layoutsAndPrecisionsAgree();
    void gradientsReachEveryParameter_data();
    void gradientsReachEveryParameter();
    void runningStatisticsFollowTorch();
    void weightsTravel();
    void wrongWeightsAreNamed();
    void impossibleStudentsAreRefused();
};

void TestStudent::sizesArePublishedOnes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<qint64>("classes");
    QTest::addColumn<qint64>("parameters");
    // Written out again, so that the table in names.cpp is checked and not just repeated.
    QTest::newRow("resnet20") << "resnet20" << qint64(10) << qint64(269722);
    QTest::newRow("resnet20 on 100") << "resnet20" << qint64(100) << qint64(275572);
    QTest::newRow("resnet20, half as wide") << "resnet20_x0_5" << qint64(10) << qint64(68050);
    QTest::newRow("resnet20, four times as wide") << "resnet20_x4" << qint64(10) << qint64(4286026);
    QTest::newRow("resnet56") << "resnet56" << qint64(10) << qint64(853018);
    QTest::newRow("wrn_40_2") << "wrn_40_2" << qint64(10) << qint64(2243546);
    QTest::newRow("wrn_40_2 on 100") << "wrn_40_2" << qint64(100) << qint64(2255156);
    QTest::newRow("resnet18") << "resnet18" << qint64(1000) << qint64(11689512);
    QTest::newRow("resnet50") << "resnet50" << qint64(1000) << qint64(25557032);
    QTest::newRow("resnet50 on 7") << "resnet50" << qint64(7) << qint64(25557032 - 993 * 2049);
    QTest::newRow("mobilenet_v2") << "mobilenet_v2" << qint64(1000) << qint64(3504872);
    QTest::newRow("mobilenet_v3_small") << "mobilenet_v3_small" << qint64(1000) << qint64(2542856);
    QTest::newRow("mobilenet_v3_large") << "mobilenet_v3_large" << qint64(1000) << qint64(5483032);
    QTest::newRow("efficientnet_b0") << "efficientnet_b0" << qint64(1000) << qint64(5288548);
}

void TestStudent::sizesArePublishedOnes()
{
    QFETCH(QString, name);
    QFETCH(qint64, classes);
    QFETCH(qint64, parameters);
    const auto student = makeStudent(name.toStdString(), classes, 1);
    const StudentInfo &info = studentInfo(name.toStdString());
    QCOMPARE(qint64(learnedValues(*student)), parameters);
    QCOMPARE(qint64(studentParameters(info, classes)), parameters);
    QCOMPARE(student->featureSize(), info.featureSize);
    QCOMPARE(student->classes(), classes);
}

void TestStudent::namesAreThoseOfTorchvisionAndTheLiterature()
{
    const auto names = [](const char *student) {
        std::set<std::string> result;
        for (const auto &[name, tensor] : studentTensors(*makeStudent(student, 10, 1)))
            result.insert(name);
        return result;
    };
    const auto holds = [](const std::set<std::string> &all, std::initializer_list<const char *> some) {
        for (const char *name : some)
            if (!all.count(name))
                return QString("%1 is missing").arg(name);
        return QString();
    };
    QCOMPARE(holds(names("resnet20"), {"conv1.weight", "bn1.running_var", "layer1.0.conv1.weight",
                                       "layer3.2.bn2.num_batches_tracked", "fc.weight", "fc.bias"}),
             QString());
    QCOMPARE(names("resnet20").size(), std::size_t(19 + 19 * 5 + 2));
    QCOMPARE(holds(names("resnet18"),
                   {"layer2.0.downsample.0.weight", "layer4.0.downsample.1.running_mean", "layer4.1.bn2.bias"}),
             QString());
    QCOMPARE(names("resnet18").size(), std::size_t(122));
    // Numbers of names are those of torchvision's state_dict.
    QCOMPARE(holds(names("resnet50"), {"layer1.0.downsample.1.bias", "layer3.5.conv3.weight", "fc.weight"}),
             QString());
    QCOMPARE(names("resnet50").size(), std::size_t(320));
    QCOMPARE(
        holds(names("mobilenet_v3_large"), {"features.0.1.running_var", "features.1.block.1.0.weight",
                                            "features.4.block.2.fc2.bias", "features.15.block.3.1.weight",
                                            "features.16.0.weight", "classifier.0.bias", "classifier.3.weight"}),
        QString());
    QCOMPARE(names("mobilenet_v3_large").size(), std::size_t(312));
    QCOMPARE(holds(names("mobilenet_v3_small"),
                   {"features.1.block.1.fc1.weight", "features.12.1.running_mean", "classifier.3.bias"}),
             QString());
    QCOMPARE(names("mobilenet_v3_small").size(), std::size_t(244));
    QCOMPARE(holds(names("efficientnet_b0"),
                   {"features.1.0.block.1.fc1.weight", "features.2.1.block.3.1.bias",
                    "features.7.0.block.2.fc2.weight", "features.8.1.running_mean", "classifier.1.weight"}),
             QString());
    QCOMPARE(names("efficientnet_b0").size(), std::size_t(360));
    QCOMPARE(
        holds(names("mobilenet_v2"), {"features.0.0.weight", "features.1.conv.0.0.weight",
                                      "features.1.conv.1.weight", "features.2.conv.1.1.running_mean",
                                      "features.17.conv.3.weight", "features.18.1.bias", "classifier.1.weight"}),
        QString());
    QCOMPARE(names("mobilenet_v2").size(), std::size_t(314));
    QCOMPARE(holds(names("wrn_40_2"), {"conv1.weight", "block1.layer.0.convShortcut.weight",
                                       "block3.layer.5.bn2.weight", "bn1.bias", "fc.weight"}),
             QString());
}

void TestStudent::startIsReproducibleAndLeavesTorchsGeneratorAlone()
{
    torch::manual_seed(5);
    const double expected = torch::rand({1}).item<double>();
    torch::manual_seed(5);
    const TensorMap first = studentTensors(*makeStudent("resnet20", 10, 7));
    QCOMPARE(torch::rand({1}).item<double>(), expected);

    const TensorMap again = studentTensors(*makeStudent("resnet20", 10, 7));
    const TensorMap other = studentTensors(*makeStudent("resnet20", 10, 8));
    for (const auto &[name, tensor] : first)
        QVERIFY2(torch::equal(tensor, again.at(name)), name.c_str());
    QVERIFY(!torch::equal(first.at("conv1.weight"), other.at("conv1.weight")));
    QVERIFY(!torch::equal(first.at("layer1.0.conv1.weight"), first.at("layer1.0.conv2.weight")));
}

void TestStudent::startHasHesSpread()
{
    const TensorMap tensors = studentTensors(*makeStudent("resnet18", 100, 3));
    const auto deviation = [&](const char *name) { return tensors.at(name).std().item<double>(); };
    QVERIFY(std::abs(deviation("layer3.0.conv1.weight") / std::sqrt(2.0 / (256 * 9)) - 1) < 0.01);
    QVERIFY(std::abs(deviation("fc.weight") * std::sqrt(3.0 * 512) - 1) < 0.02); // uniform in +-1/sqrt(512)
    QVERIFY(tensors.at("fc.weight").abs().max().item<double>() <= 1.0 / std::sqrt(512.0));
    QCOMPARE(deviation("bn1.weight"), 0.0);
    QCOMPARE(tensors.at("bn1.running_var").sum().item<double>(), 64.0);
    const TensorMap mobile = studentTensors(*makeStudent("mobilenet_v2", 100, 3));
    QVERIFY(std::abs(mobile.at("classifier.1.weight").std().item<double>() / 0.01 - 1) < 0.02);
    QCOMPARE(mobile.at("classifier.1.bias").abs().sum().item<double>(), 0.0);
    const TensorMap efficient = studentTensors(*makeStudent("efficientnet_b0", 25, 3));
    const double largest =
        efficient.at("classifier.1.weight").abs().max().item<double>(); // uniform in +-1/sqrt(25)
    QVERIFY(largest <= 0.2 && largest > 0.199);
    QCOMPARE(efficient.at("features.2.0.block.2.fc1.bias").abs().sum().item<double>(), 0.0);
    QVERIFY(std::abs(efficient.at("features.2.0.block.2.fc2.weight").std().item<double>() / std::sqrt(2.0 / 96) -
                     1) < 0.1);
}

void TestStudent::layoutsAndPrecisionsAgree_data()
{
    QTest::addColumn<QString>("name");
    for (const std::string &name : studentNames())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void TestStudent::layoutsAndPrecisionsAgree()
{
    QFETCH(QString, name);
    const torch::NoGradGuard guard;
    const torch::Tensor x = images(4, 32);
    const auto student = makeStudent(name.toStdString(), 7, 1);
    for (int step = 0; step < 3; ++step) // running statistics that fit the images
        (void)student->forward(x);
    student->eval();
    const Student::Output plain = student->forward(x);
    QCOMPARE(plain.features.sizes().vec(), (std::vector<std::int64_t>{4, student->featureSize()}));
    QCOMPARE(plain.logits.sizes().vec(), (std::vector<std::int64_t>{4, 7}));
    QVERIFY(plain.logits.isfinite().all().item<bool>());

    for (torch::Tensor &parameter : student->parameters())
        if (parameter.dim() == 4)
            parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
    const torch::Tensor last = x.contiguous(torch::MemoryFormat::ChannelsLast);
    const Student::Output other = student->forward(last);
    const double size = plain.logits.abs().max().item<double>();
    QVERIFY(largestDifference(other.logits, plain.logits) < 1e-4 * size);
    QVERIFY(largestDifference(other.features, plain.features) < 1e-4 * plain.features.abs().max().item<double>());

    Student::Output half;
    {
        const AutocastScope scope(torch::kCPU, torch::kBFloat16);
        half = student->forward(last);
    }
    QCOMPARE(half.features.scalar_type(), torch::kFloat32);
    QCOMPARE(half.logits.scalar_type(), torch::kFloat32);
    // Two digits a layer, over up to 57 of them; a wrong layer is off by far more.
    QVERIFY(largestDifference(half.logits, plain.logits) < 0.2 * size);

    student->to(torch::kFloat64);
    const Student::Output fine = student->forward(x.to(torch::kFloat64));
    QCOMPARE(fine.logits.scalar_type(), torch::kFloat64);
    QVERIFY(largestDifference(fine.logits, plain.logits) < 1e-4 * size);
}

void TestStudent::gradientsReachEveryParameter_data()
{
    layoutsAndPrecisionsAgree_data();
}

void TestStudent::gradientsReachEveryParameter()
{
    QFETCH(QString, name);
    const auto student = makeStudent(name.toStdString(), 5, 1);
    const Student::Output output = student->forward(images(4, 32));
    (output.logits.pow(2).sum() + output.features.sum()).backward();
    for (const auto &item : student->named_parameters()) {
        QVERIFY2(item.value().grad().defined(), item.key().c_str());
        QVERIFY2(item.value().grad().isfinite().all().item<bool>(), item.key().c_str());
    }
    QVERIFY(student->proxies().grad().abs().sum().item<double>() > 0);
}

void TestStudent::runningStatisticsFollowTorch()
{
    const auto student = makeStudent("resnet20", 5, 1);
    const torch::Tensor x = images(6, 32);
    const torch::Tensor y = torch::conv2d(x, studentTensors(*student).at("conv1.weight"), {}, 1, 1);
    (void)student->forward(x);
    TensorMap tensors = studentTensors(*student);
    QCOMPARE(tensors.at("bn1.num_batches_tracked").item<std::int64_t>(), std::int64_t(1));
    QVERIFY(largestDifference(tensors.at("bn1.running_mean"), y.mean({0, 2, 3}) * 0.1) < 1e-5);
    QVERIFY(largestDifference(tensors.at("bn1.running_var"), y.var({0, 2, 3}, true) * 0.1 + 0.9) < 1e-4);

    student->eval();
    const torch::Tensor before = tensors.at("bn1.running_mean").clone();
    (void)student->forward(x);
    QVERIFY(torch::equal(studentTensors(*student).at("bn1.running_mean"), before));
}

void TestStudent::weightsTravel()
{
    const torch::NoGradGuard guard;
    const auto from = makeStudent("resnet20", 10, 1);
    (void)from->forward(images(4, 32));
    const auto to = makeStudent("resnet20", 10, 2);
    for (torch::Tensor &parameter : to->parameters())
        if (parameter.dim() == 4)
            parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
    loadStudentTensors(*to, studentTensors(*from));
    QVERIFY(to->parameters().front().is_contiguous(torch::MemoryFormat::ChannelsLast));
    from->eval();
    to->eval();
    QVERIFY(largestDifference(to->forward(images(4, 32)).logits, from->forward(images(4, 32)).logits) < 1e-4);
    for (const auto &[name, tensor] : studentTensors(*to)) {
        QVERIFY2(tensor.is_contiguous(), name.c_str());
        QVERIFY2(!tensor.requires_grad(), name.c_str());
    }
}

void TestStudent::wrongWeightsAreNamed()
{
    const auto student = makeStudent("resnet20", 10, 1);
    TensorMap good;
    for (const auto &[name, tensor] : studentTensors(*makeStudent("resnet20", 10, 2)))
        good.emplace(name, tensor.clone());
    const torch::Tensor before = studentTensors(*student).at("bn1.weight").clone();

    TensorMap tensors = good;
    tensors.erase("layer2.1.conv2.weight");
    tensors["head.weight"] = torch::zeros({3});
    tensors["fc.bias"] = torch::zeros({11});
    tensors["bn1.weight"] = torch::full({16}, std::nan(""));
    const std::string message = messageOf([&] { loadStudentTensors(*student, tensors); });
    for (const char *part :
         {"missing: layer2.1.conv2.weight", "not part of it: head.weight", "fc.bias [11] instead of [10]",
          "bn1.weight with values that are not finite", "Use weights of the same network"})
        QVERIFY2(message.find(part) != std::string::npos, message.c_str());
    QVERIFY(torch::equal(studentTensors(*student).at("bn1.weight"), before));

    const std::string other = messageOf([&] { loadStudentTensors(*student, {}); });
    QVERIFY2(other.find("and 111 more") != std::string::npos, other.c_str());
}

void TestStudent::impossibleStudentsAreRefused()
{
    const std::string unknown = messageOf([] { (void)makeStudent("resnet21", 10, 1); });
    QVERIFY2(unknown.find("\"resnet21\"") != std::string::npos, unknown.c_str());
    QVERIFY2(unknown.find(
                 "resnet20_x0_5, resnet20, resnet20_x4, resnet56, wrn_40_2, resnet18, resnet50, mobilenet_v2") !=
                 std::string::npos,
             unknown.c_str());
    const std::string one = messageOf([] { (void)makeStudent("resnet20", 1, 1); });
    QVERIFY2(one.find("at least two classes, not 1") != std::string::npos, one.c_str());
}

QTEST_GUILESS_MAIN(TestStudent)
#include "tst_student.moc"
