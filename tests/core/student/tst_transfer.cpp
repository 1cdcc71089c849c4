// Weights of another student: rows of its classifier by class, the rest as it is.
#include "base/error.h"
#include "scriptmodules.h"
#include "student/scriptedstudent.h"
#include "student/transfer.h"

#include <QtTest>

using namespace retort;

namespace {

TensorMap copied(const Student &student)
{
    TensorMap tensors;
    for (const auto &[name, tensor] : studentTensors(student))
        tensors.emplace(name, tensor.clone());
    return tensors;
}

std::string refusal(Student &student, const TensorMap &values)
{
    try {
        loadStudentTensors(student, values);
    } catch (const ValueError &error) {
        return error.what();
    }
    return "nothing was thrown";
}

} // namespace

class TestTransfer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void classesTakeTheirRows_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("classifier");
        QTest::newRow("resnet") << "resnet20"
                                << "fc";
        QTest::newRow("the last of two linear layers") << "mobilenet_v3_small"
                                                       << "classifier.3";
        QTest::newRow("below a dropout") << "efficientnet_b0"
                                         << "classifier.1";
    }
    void classesTakeTheirRows()
    {
        QFETCH(QString, name);
        QFETCH(QString, classifier);
        const std::string weight = classifier.toStdString() + ".weight";
        const std::string bias = classifier.toStdString() + ".bias";
        const auto from = makeStudent(name.toStdString(), 6, 1);
        {
            const torch::NoGradGuard guard;
            from->named_parameters()[bias].copy_(torch::arange(6));
        }
        TensorMap theirs = copied(*from);
        for (auto entry = theirs.begin(); entry != theirs.end();) // as old files are
            entry = entry->first.ends_with("num_batches_tracked") ? theirs.erase(entry) : std::next(entry);
        const auto to = makeStudent(name.toStdString(), 4, 2);
        const TensorMap before = copied(*to);
        QCOMPARE(classifierRows(*to, theirs), std::int64_t(6));
        const std::vector<std::int64_t> rows{5, -1, 0, 5};
        loadStudentTensors(*to, transferred(*to, theirs, rows));

        const TensorMap after = studentTensors(*to);
        for (const auto &[key, tensor] : theirs)
            if (key != weight && key != bias)
                QVERIFY2(torch::equal(after.at(key), tensor), key.c_str());
        for (std::int64_t i = 0; i < 4; ++i) {
            const std::int64_t row = rows[static_cast<std::size_t>(i)];
            QVERIFY(torch::equal(after.at(weight)[i], row < 0 ? before.at(weight)[i] : theirs.at(weight)[row]));
            QVERIFY(torch::equal(after.at(bias)[i], row < 0 ? before.at(bias)[i] : theirs.at(bias)[row]));
        }
    }

    void withoutAClassifierItStartsAnew()
    {
        const auto to = makeStudent("resnet20", 4, 2);
        TensorMap theirs = copied(*makeStudent("resnet20", 6, 1));
        theirs.erase("fc.weight");
        theirs.erase("fc.bias");
        QCOMPARE(classifierRows(*to, theirs), std::int64_t(0));
        const TensorMap before = copied(*to);
        loadStudentTensors(*to, transferred(*to, theirs, std::vector<std::int64_t>(4, -1)));
        QVERIFY(torch::equal(studentTensors(*to).at("fc.weight"), before.at("fc.weight")));
        QVERIFY(torch::equal(studentTensors(*to).at("conv1.weight"), theirs.at("conv1.weight")));
    }

    void anotherNetworkIsNamed()
    {
        const auto to = makeStudent("resnet20", 4, 2);
        const std::vector<std::int64_t> rows{0, 1, 2, 3};
        const auto says = [&](const TensorMap &theirs) { return refusal(*to, transferred(*to, theirs, rows)); };
        const std::string deeper = says(copied(*makeStudent("resnet56", 4, 1)));
        QVERIFY2(deeper.find("not part of it: layer1.3.bn1.bias") != std::string::npos, deeper.c_str());
        const std::string other = says(copied(*makeStudent("mobilenet_v2", 4, 1)));
        QVERIFY2(other.find("missing: bn1.bias") != std::string::npos, other.c_str());
        TensorMap wide = copied(*makeStudent("resnet20", 4, 1));
        wide["fc.weight"] = torch::zeros({4, 128});
        QVERIFY(says(wide).find("fc.weight [4, 128] instead of [4, 64]") != std::string::npos);
        wide = copied(*makeStudent("resnet20", 4, 1));
        wide["fc.bias"] = torch::zeros({3});
        QVERIFY(says(wide).find("fc.bias [3] instead of [4]") != std::string::npos);
    }

    void modulesToo()
    {
        const auto from = makeScriptedStudent(smallScript(6), 6, 32);
        const auto to = makeScriptedStudent(smallScript(5), 5, 32);
        const std::vector<std::int64_t> rows{5, 4, 3, 2, 1};
        loadStudentTensors(*to, transferred(*to, copied(*from), rows));
        QVERIFY(torch::equal(to->proxies()[0], from->proxies()[5]));
    }
};

QTEST_GUILESS_MAIN(TestTransfer)
#include "tst_transfer.moc"
