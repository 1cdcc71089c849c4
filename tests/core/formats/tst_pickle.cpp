#include "base/error.h"
#include "base/files.h"
#include "formats/pickle.h"
#include "formats/pickledarray.h"

#include <QTest>

#include <limits>

using namespace retort;

namespace {

using Kind = PickleValue::Kind;
using namespace std::literals;

PickleSource source()
{
    const auto arrays = pickledArrayGlobals();
    return {"x.pkl", {}, {arrays.begin(), arrays.end()}, "Save it as plain values."};
}

Pickle read(std::string_view bytes)
{
    return {std::as_bytes(std::span(bytes)), source()};
}

std::string errorOf(std::string_view bytes)
{
    try {
        (void)read(bytes);
    } catch (const InputError &error) {
        return error.remedy().empty() ? "no remedy: " + error.fullText() : error.fullText();
    }
    return "read";
}

std::vector<std::byte> seed(const std::string &name)
{
    return readFile(std::filesystem::path(RETORT_SOURCE_DIR) / "tests/fuzz/seeds/pickle" / name);
}

std::string repeated(std::string_view part, std::size_t times)
{
    std::string text;
    for (std::size_t i = 0; i < times; ++i)
        text += part;
    return text;
}

} // namespace

class TestPickle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyProtocol_data()
    {
        QTest::addColumn<int>("protocol");
        for (int protocol = 0; protocol < 6; ++protocol)
            QTest::addRow("%d", protocol) << protocol;
    }

    void everyProtocol()
    {
        QFETCH(int, protocol);
        const std::vector<std::byte> bytes = seed("values." + std::to_string(protocol));
        const Pickle pickle(bytes, source());
        QCOMPARE(pickle.size(), bytes.size());
        const PickleValue &root = pickle.root();
        QVERIFY(root.kind == Kind::List);
        QCOMPARE(root.items.size(), std::size_t(22));
        const auto at = [&](std::size_t i) -> const PickleValue & { return *root.items[i]; };
        QVERIFY(at(0).kind == Kind::None);
        QVERIFY(at(1).kind == Kind::Bool && at(1).integer == 1);
        QVERIFY(at(2).kind == Kind::Bool && at(2).integer == 0);
        QVERIFY(at(3).kind == Kind::Float && at(3).number == 1.5);
        QVERIFY(at(4).kind == Kind::Text && at(4).text == "caf\u00e9\U0001f600");
        for (std::size_t count = 1; count <= 4; ++count) {
            const PickleValue &tuple = at(4 + count);
            QVERIFY(tuple.kind == Kind::Tuple && tuple.items.size() == count);
            QCOMPARE(tuple.items.back()->integer, std::int64_t(count));
        }
        QVERIFY(at(9).kind == Kind::Tuple && at(9).items.empty());
        QVERIFY(at(10).kind == Kind::Set && at(10).items.size() == 2);
        QVERIFY(at(11).kind == Kind::Set && at(11).items.size() == 1);
        QVERIFY(at(12).kind == Kind::Bytes && at(12).text.empty());
        QVERIFY(at(13).kind == Kind::Bytes && at(13).text == "xy");
        QVERIFY(at(14).find("a") != nullptr && at(14).find("a")->integer == 1 && at(14).find("b") == nullptr);
        QCOMPARE(at(15).integer, std::numeric_limits<std::int64_t>::min());
        QCOMPARE(at(16).integer, std::numeric_limits<std::int64_t>::max());
        QVERIFY(at(17).kind == Kind::Bytes && at(17).text == "\x80\\'\"\n");
        QCOMPARE(at(18).integer, -2);
        QCOMPARE(at(19).integer, 300);
        QCOMPARE(at(20).integer, 70000);
        QVERIFY(at(21).find("k")->kind == Kind::List);
        QCOMPARE(root.levels, 3U);
    }

    void batches_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name :
             {"batch.0", "batch.1", "batch.2", "batch.3", "batch.4", "batch.5", "python2.0", "python2.2"})
            QTest::newRow(name) << name;
    }

    /// What CIFAR's Python files look like.
    void batches()
    {
        QFETCH(QString, name);
        const std::vector<std::byte> bytes = seed(name.toStdString());
        const Pickle pickle(bytes, source());
        const PickleValue &root = pickle.root();
        const PickledArray data = pickledArray(*root.find("data"), source());
        QVERIFY(data.type == ElementType::U8);
        QCOMPARE(data.shape, (std::vector<std::int64_t>{2, 3}));
        for (std::size_t i = 0; i < 6; ++i)
            QCOMPARE(std::to_integer<int>(data.bytes[i]), 250 + int(i));
        QCOMPARE(root.find("labels")->items[2]->integer, 300);
        QCOMPARE(root.find("labels")->items[3]->integer, -5);
        QVERIFY(root.find("filenames")->items[1]->text == "b\xff.png");
        QVERIFY(root.find("batch_label")->text == "training batch 1 of 5");
        try {
            (void)pickledArray(*root.find("labels"), source());
            QFAIL("a list is no array");
        } catch (const InputError &error) {
            QVERIFY(std::string(error.what()).find("x.pkl") != std::string::npos && !error.remedy().empty());
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *name, std::string_view bytes, const char *message) {
            QTest::newRow(name) << QByteArray(bytes.data(), qsizetype(bytes.size())) << QString(message);
        };
        row("code, protocol 2",
            "\x80\x02}q\0X\x01\0\0\0aq\x01"
            "cposix\nsystem\nq\x02X\x04\0\0\0true\x85Rs."sv,
            "offset 13): asks for Python's \"posix.system\", which is no plain value");
        row("code, protocol 4",
            "\x80\x04}\x8c\x01"
            "a\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85Rs."sv,
            "offset 21): asks for Python's \"posix.system\"");
        row("eval", "cbuiltins\neval\n(V1\ntR."sv, "\"builtins.eval\"");
        row("old class", "(iposix\nsystem\n."sv, "offset 1): uses the instruction INST");
        row("extension", "\x80\x02\x82\x01."sv, "uses the instruction EXT");
        row("keywords", "]}}\x92."sv, "uses the instruction NEWOBJ_EX");
        row("outside buffer", "\x80\x05\x97."sv, "uses the instruction NEXT_BUFFER");
        row("codec", "c_codecs\nencode\n(V1\nVrot13\ntR."sv, "calls \"_codecs.encode\" with arguments");
        row("nothing", ""sv, "offset 0): ends before the pickle does");
        row("cut short", "\x80\x02]q\0(K\x01"sv, "ends before the pickle does");
        row("text cut short", "X\x10\0\0\0abc"sv, "asks for 16 bytes, but only 3 are left");
        row("long text", "\x8d\xff\xff\xff\xff\xff\xff\xff\xff."sv, "bytes, but only 1 are left");
        row("an archive", "PK\x03\x04"sv, "uses the instruction PERSID");
        row("no instruction", "\x80\x02\xff."sv, "has 0xff where an instruction should be");
        row("stack", "\x80\x02R."sv, "takes a value where none is");
        row("below the mark", "K\x01(0a."sv, "takes a value where none is");
        row("no mark", "K\x01t."sv, "takes values up to a mark where none is");
        row("memo", "h\x05."sv, "recalls value 5, which was never stored");
        row("two values", "K\x01K\x02."sv, "ends with 2 values instead of one");
        row("odd", "}(K\x01u."sv, "sets keys and values");
        row("huge number", "\x8a\x09\0\0\0\0\0\0\0\0\x01."sv, "a whole number beyond 64 bits");
        row("protocol", "\x80\x06N."sv, "newer protocol than 5");
        row("not UTF-8", "X\x02\0\0\0\xc3\x28."sv, "a text that is not UTF-8");
        row("surrogate", "X\x03\0\0\0\xed\xa0\x80."sv, "a text that is not UTF-8");
        row("circle", "]q\0h\0a."sv, "contains itself");
        row("circle through a state", "cnumpy\nndarray\n)R\x94(h\0tb."sv, "contains itself");
        row("deep", repeated("(", 300) + repeated("t", 300) + ".", "nested more than 200 levels deep");
        row("call of a value", "K\x01)R."sv, "calls what cannot be called");
    }

    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, message);
        const std::string said = errorOf({bytes.data(), std::size_t(bytes.size())});
        QVERIFY2(said.starts_with("x.pkl (offset ") && said.find(message.toStdString()) != std::string::npos,
                 said.c_str());
        QVERIFY2(!said.starts_with("no remedy"), said.c_str());
    }

    void limits()
    {
        QVERIFY(errorOf(repeated("N", Pickle::mostValues + 1)).find("holds more than 4194304 values") !=
                std::string::npos);
        // A list of many values, copied again and again.
        const std::string list = "](" + repeated("N", 100'000) + "eq\0"s;
        const std::string said = errorOf(list + repeated("c__builtin__\nset\n(h\0tR"sv, 5000) + ".");
        QVERIFY2(said.find("unfolds to far more than the file's size") != std::string::npos, said.c_str());
        // As many levels as are allowed.
        QCOMPARE(read(repeated("(", 201) + repeated("t", 201) + ".").root().levels, 200U);
    }

    void damagedArrays_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QString>("message");
        QTest::newRow("bytes") << QByteArray("I3\nt") << QByteArray("I4\nt") << "6 bytes, whose shape asks for 8";
        QTest::newRow("overflow") << QByteArray("I2\nI3\nt") << QByteArray("I9223372036854775807\nI3\nt")
                                  << "shape makes no sense";
        QTest::newRow("negative") << QByteArray("I3\nt") << QByteArray("I-3\nt") << "shape makes no sense";
        QTest::newRow("type") << QByteArray("'u1'") << QByteArray("'O8'") << "numpy type \"O8\"";
        QTest::newRow("order") << QByteArray("I00\nS'\\xfa") << QByteArray("I01\nS'\\xfa") << "columns first";
        QTest::newRow("state") << QByteArray("(I1\n(I2") << QByteArray("(I1\nI1\n(I2") << "no array where one";
    }

    void damagedArrays()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QString, message);
        const std::vector<std::byte> raw = seed("python2.0");
        QByteArray bytes(reinterpret_cast<const char *>(raw.data()), qsizetype(raw.size()));
        QVERIFY(bytes.contains(before));
        bytes.replace(before, after);
        const Pickle pickle = read({bytes.data(), std::size_t(bytes.size())});
        try {
            (void)pickledArray(*pickle.root().find("data"), source());
            QFAIL("taken");
        } catch (const InputError &error) {
            QVERIFY2(error.fullText().find(message.toStdString()) != std::string::npos, error.what());
            QVERIFY(!error.remedy().empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestPickle)
#include "tst_pickle.moc"
