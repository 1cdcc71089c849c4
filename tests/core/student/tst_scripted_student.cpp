// TorchScript modules as students: their tensors are the student's, bits repeat, and what cannot learn is refused.
#include "base/error.h"
#include "scriptmodules.h"
#include "student/scriptedstudent.h"

#include <QtTest>

using namespace retort;

namespace {

torch::Tensor images(std::int64_t count, std::int64_t size = 32)
{
    return torch::sin(torch::arange(count * 3 * size * size, torch::kFloat32)).reshape({count, 3, size, size});
}

std::string refusal(const std::vector<std::byte> &module, std::int64_t classes = 5, std::int64_t size = 32)
{
    try {
        (void)makeScriptedStudent(module, classes, size);
    } catch (const ValueError &error) {
        return error.fullText();
    }
    return "nothing was thrown";
}

/// A module of one linear layer over all pixels, with this as the end of its forward().
std::vector<std::byte> ending(const std::string &code)
{
    return scriptFile(
        "def forward(self, x: Tensor):\n    f = torch.adaptive_avg_pool2d(x, [2, 2]).flatten(1)\n    " + code,
        [](torch::jit::Module &module) {
            addLearned(module, "weight", wave({5, 12}, 0.3));
        });
}

} // namespace

class TestScriptedStudent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itsTensorsAreTheStudents()
    {
        const auto student = makeScriptedStudent(smallScript(5), 5, 32);
        QVERIFY(!student->isNative());
        QVERIFY(student->is_training());
        QCOMPARE(student->classes(), std::int64_t(5));
        QCOMPARE(student->featureSize(), std::int64_t(24));
        const TensorMap tensors = studentTensors(*student);
        std::vector<std::string> names;
        for (const auto &[name, tensor] : tensors)
            names.push_back(name);
        QCOMPARE(names, (std::vector<std::string>{"conv", "head.bias", "head.weight", "mean", "scale", "shift",
                                                  "variance"}));
        QCOMPARE(student->parameters().size(), std::size_t(5));
        QVERIFY(student->proxies().is_same(student->named_parameters()["head.weight"]));
        QVERIFY(torch::equal(tensors.at("mean"), torch::zeros({6}))); // trying it out has left no trace

        // What is set is what the module computes with.
        const torch::NoGradGuard guard;
        student->eval();
        const Student::Output before = student->forward(images(3));
        QCOMPARE(before.features.sizes().vec(), (std::vector<std::int64_t>{3, 24}));
        QVERIFY(torch::allclose(
            before.logits, torch::linear(before.features, tensors.at("head.weight"), tensors.at("head.bias"))));
        student->named_parameters()["head.bias"].add_(1);
        QVERIFY(torch::allclose(student->forward(images(3)).logits, before.logits + 1));
        student->proxies().set_data(torch::zeros({5, 24}));
        QVERIFY(torch::allclose(student->forward(images(3)).logits, torch::ones({3, 5})));
    }

    void bitsRepeatAndDrawsComeFromTheSeed()
    {
        const auto student = makeScriptedStudent(smallScript(5), 5, 32);
        const auto answer = [&](std::uint64_t seed) {
            student->drawFrom(seed);
            return student->forward(images(4)).features.detach();
        };
        const torch::Tensor first = answer(1);
        QVERIFY(!torch::equal(answer(2), first));
        QVERIFY(torch::equal(answer(1), first));
        torch::manual_seed(9);
        QVERIFY(torch::equal(answer(1), first));
        for (int i = 0; i < 20; ++i) // however often it has run
            QVERIFY(torch::equal(answer(1), first));
        student->eval();
        QVERIFY(torch::equal(answer(1), answer(2)));
    }

    void trainingUpdatesStatistics()
    {
        const auto student = makeScriptedStudent(smallScript(5), 5, 32);
        (void)student->forward(images(4));
        QVERIFY(!torch::equal(studentTensors(*student).at("mean"), torch::zeros({6})));
        student->eval();
        const torch::Tensor mean = studentTensors(*student).at("mean").clone();
        (void)student->forward(images(4));
        QVERIFY(torch::equal(studentTensors(*student).at("mean"), mean));
    }

    void parametersWithoutGradientStay()
    {
        const auto student = makeScriptedStudent(
            scriptFile("def forward(self, x: Tensor):\n    f = torch.adaptive_avg_pool2d(x, [2, 2]).flatten(1)\n"
                       "    f = torch.linear(f, self.first)\n    return (f, torch.linear(f, self.last))",
                       [](torch::jit::Module &module) {
                           module.register_parameter("first", wave({7, 12}, 0.3), false);
                           addLearned(module, "last", wave({5, 7}, 0.3));
                       }),
            5, 32);
        QCOMPARE(student->parameters().size(), std::size_t(1));
        QVERIFY(studentTensors(*student).count("first"));
    }

    void halvesBecomeFloats()
    {
        const auto student = makeScriptedStudent(
            scriptFile("def forward(self, x: Tensor):\n    f = torch.adaptive_avg_pool2d(x, [2, 2]).flatten(1)\n"
                       "    return (f, torch.linear(f, self.weight))",
                       [](torch::jit::Module &module) {
                           addLearned(module, "weight", wave({5, 12}, 0.3).to(torch::kFloat64));
                       }),
            5, 32);
        QCOMPARE(student->proxies().scalar_type(), torch::kFloat32);
    }

    void withoutAClassifierThereAreNoProxies()
    {
        for (const char *code : {"return (f, torch.linear(f, self.weight).tanh())", // not linear
                                 "return (f + 0, torch.linear(f, self.weight))",    // another tensor
                                 "return (f, torch.linear(f, 2 * self.weight))"}) { // no parameter
            const auto student = makeScriptedStudent(ending(code), 5, 32);
            QVERIFY2(!student->proxies().defined(), code);
            QCOMPARE(student->featureSize(), std::int64_t(12));
        }
    }

    void itGoesOutAgain()
    {
        const std::vector<std::byte> file = smallScript(5);
        const auto student = makeScriptedStudent(file, 5, 32);
        (void)student->forward(images(4));
        {
            const torch::NoGradGuard guard;
            student->proxies().mul_(3);
        }
        const std::vector<std::byte> out = scriptedModule(file, studentTensors(*student), {{"about", "text"}});
        const auto back = makeScriptedStudent(out, 5, 32);
        for (const auto &[name, tensor] : studentTensors(*student))
            QVERIFY2(torch::equal(studentTensors(*back).at(name), tensor), name.c_str());
        std::istringstream stream(std::string(reinterpret_cast<const char *>(out.data()), out.size()));
        torch::jit::ExtraFilesMap notes{{"about", ""}};
        torch::jit::Module module = torch::jit::load(stream, torch::kCPU, notes);
        QCOMPARE(notes.at("about"), std::string("text"));
        QVERIFY(!module.is_training());
        student->eval();
        const torch::NoGradGuard guard;
        QVERIFY(torch::allclose(module.forward({images(2)}).toTuple()->elements()[1].toTensor(),
                                student->forward(images(2)).logits));
        TensorMap tensors = studentTensors(*student);
        tensors.erase("conv");
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)scriptedModule(file, tensors, {}));
    }

    void otherModulesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("module");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const std::vector<std::byte> &module, const char *says) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char *>(module.data()),
                                              static_cast<qsizetype>(module.size()))
                                << says;
        };
        row("logits only", ending("return torch.linear(f, self.weight)"), "returns one Tensor where features and");
        row("three", ending("return (f, f, torch.linear(f, self.weight))"), "returns a tuple of 3 where");
        row("a number", ending("return (f, 3 + self.weight.numel())"), "returns (Tensor, Int) where");
        row("a dictionary", ending("return {'f': f, 'y': torch.linear(f, self.weight)}"),
            "returns one GenericDict");
        row("images as features", ending("return (x, torch.linear(f, self.weight))"), "[2, 3, 32, 32] and [2, 5]");
        row("answers", ending("return (f, torch.linear(f, self.weight).argmax(1))"), "[2, 12] and [2]");
        row("one row", ending("return (f[:1], torch.linear(f, self.weight))"), "[1, 12] and [2, 5] for 2 images");
        row("other classes", smallScript(7), "answers 7 classes, the project has 5");
        row("other size",
            scriptFile("def forward(self, x: Tensor):\n    f = torch.linear(x.flatten(1), self.first)\n"
                       "    return (f, torch.linear(f, self.last))",
                       [](torch::jit::Module &module) {
                           addLearned(module, "first", wave({7, 3 * 28 * 28}, 0.1));
                           addLearned(module, "last", wave({5, 7}, 0.3));
                       }),
            "cannot take images [2, 3, 32, 32]: ");
        row("no parameters",
            scriptFile("def forward(self, x: Tensor):\n    return (x.flatten(1), x.flatten(1)[:, :5])"),
            "has no parameters that learn");
        row("frozen", ending("return (f, torch.linear(f, self.weight.detach()))"),
            "do not depend on its parameters");
        row("not finite", ending("return (f, torch.linear(f, self.weight / 0))"), "values that are not finite");
        row("fails",
            ending("assert not self.training, 'for use only'\n    return (f, torch.linear(f, self.weight))"),
            "in training mode: ");
        row("no archive", std::vector<std::byte>(1000, std::byte{7}),
            "this is no TorchScript module that LibTorch");
        std::vector<std::byte> half = smallScript(5);
        half.resize(half.size() / 2);
        row("cut short", half, "this is no TorchScript module that LibTorch");
    }
    void otherModulesAreRefused()
    {
        QFETCH(QByteArray, module);
        QFETCH(QString, says);
        const auto bytes = std::as_bytes(std::span(module.constData(), static_cast<std::size_t>(module.size())));
        const QString text = QString::fromStdString(refusal({bytes.begin(), bytes.end()}));
        QVERIFY2(text.contains(says), qPrintable(text));
        QVERIFY2(text.contains('\n'), qPrintable(text)); // and what to do
        QVERIFY2(!text.contains("Traceback"), qPrintable(text));
    }
};

QTEST_GUILESS_MAIN(TestScriptedStudent)
#include "tst_scripted_student.moc"
