#include "base/error.h"
#include "formats/safetensors.h"

#include <QTemporaryDir>
#include <QTest>
#include <cstring>

using namespace retort;

namespace {

/// A file with this header and so many bytes of data.
std::vector<std::byte> fileWith(const std::string &header, std::size_t dataBytes)
{
    std::vector<std::byte> bytes(8 + header.size() + dataBytes);
    for (std::size_t i = 0; i < 8; ++i)
        bytes[i] = static_cast<std::byte>(std::uint64_t(header.size()) >> (8 * i));
    std::memcpy(bytes.data() + 8, header.data(), header.size());
    return bytes;
}

/// fullText() of the error, or an empty text.
std::string errorOf(std::span<const std::byte> bytes)
{
    try {
        (void)parseSafetensors(bytes, "weights.safetensors");
    } catch (const InputError &error) {
        return error.remedy().empty() ? std::string("no remedy") : error.fullText();
    }
    return {};
}

NamedTensor floats(const std::string &name, std::vector<std::int64_t> shape, const std::vector<float> &values)
{
    const auto bytes = std::as_bytes(std::span(values));
    return {name, ElementType::F32, std::move(shape), {bytes.begin(), bytes.end()}};
}

} // namespace

class TestSafetensors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundTrip()
    {
        const NamedTensors tensors{
            floats("a.weight", {2, 3}, {1, 2, 3, 4, 5, 6}),
            {"b", ElementType::Bool, {3}, {std::byte{1}, std::byte{0}, std::byte{1}}},
            floats("empty", {0, 4}, {}),
            floats("scalar", {}, {2.5F}),
            {"steps", ElementType::I64, {1}, std::vector<std::byte>(8, std::byte{7})},
        };
        const Metadata metadata{{"format", "pt"}, {"classes", "[\"caf\u00e9\", \"a \\\"b\\\"\"]"}};
        const std::vector<std::byte> bytes = toSafetensors(tensors, metadata);
        const SafetensorsView view = parseSafetensors(bytes, "x");
        QCOMPARE(toNamedTensors(view), tensors);
        QCOMPARE(view.metadata, metadata);
        QVERIFY(view.find("scalar") != nullptr);
        QVERIFY(view.find("scalars") == nullptr);
        // Every tensor is aligned for its type.
        for (const TensorView &tensor : view.tensors)
            QCOMPARE(std::size_t(tensor.bytes.data() - bytes.data()) % elementSize(tensor.type), std::size_t(0));
    }

    void sameBytesWhateverTheOrder()
    {
        const NamedTensors tensors{floats("a", {1}, {1}), floats("b", {1}, {2})};
        const NamedTensors turned{tensors[1], tensors[0]};
        QCOMPARE(toSafetensors(tensors, {}), toSafetensors(turned, {}));
    }

    void fileOnDisk()
    {
        const QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.path().toStdString()) / "w.safetensors";
        const NamedTensors tensors{floats("a", {2}, {1, 2})};
        writeSafetensors(file, tensors, {{"k", "v"}});
        const SafetensorsFile read(file);
        QCOMPARE(toNamedTensors(read.view()), tensors);
        QCOMPARE(read.bytes().size(), std::size_t(std::filesystem::file_size(file)));
        QVERIFY_THROWS_EXCEPTION(InputError, (void)SafetensorsFile(file.parent_path() / "missing"));
        QVERIFY_THROWS_EXCEPTION(Error, (void)writeSafetensors(file.parent_path() / "no" / "w", tensors, {}));
    }

    void writerRefuses()
    {
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)toSafetensors({floats("a", {2}, {1})}, {}));
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)toSafetensors({floats("a", {-1}, {1})}, {}));
        QVERIFY_THROWS_EXCEPTION(ValueError,
                                 (void)toSafetensors({floats("a", {1}, {1}), floats("a", {1}, {1})}, {}));
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)toSafetensors({floats("\xff", {1}, {1})}, {}));
        QVERIFY_THROWS_EXCEPTION(ValueError,
                                 (void)toSafetensors({floats("__metadata__", {1}, {1})}, {{"a", "b"}}));
    }

    void trailingSpacesAreFine()
    {
        const auto bytes = fileWith(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}   )", 2);
        QCOMPARE(parseSafetensors(bytes, "x").tensors.size(), std::size_t(1));
    }

    void hostileHeaders_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<int>("data");
        QTest::addColumn<QString>("said"); // both parts must be in the message
        QTest::addColumn<QString>("place");
        const auto row = [](const char *name, const char *header, int data, const char *said, const char *place) {
            QTest::newRow(name) << header << data << said << place;
        };
        row("not JSON", "{\"a\"", 0, "no valid JSON", "offset");
        row("empty header", "", 0, "no valid JSON", "offset 8");
        row("a list", "[]", 0, "a list stands", "offset 8");
        row("text after it", "{} x", 0, "no valid JSON", "offset");
        row("deep", "{\"a\":{\"shape\":[[[[[[[[[[[[1]]]]]]]]]]]]}}", 0, "a list stands", "shape");
        row("name twice",
            R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
            2, "twice", "tensor \"a\"");
        row("metadata twice", R"({"__metadata__":{"k":"1","k":"2"}})", 0, "twice", "key \"k\"");
        row("metadata of numbers", R"({"__metadata__":{"k":1}})", 0, "a number", "\"k\"");
        row("unknown type", R"({"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}})", 1, "F8_E4M3",
            "tensor \"a\"");
        row("unknown key", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"scale":"2"}})", 1, "scale",
            "tensor \"a\"");
        row("key twice", R"({"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1, "twice",
            "tensor \"a\"");
        row("no shape", R"({"a":{"dtype":"U8","data_offsets":[0,1]}})", 1, "lacks \"shape\"", "tensor \"a\"");
        row("one offset", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}})", 1, "two numbers",
            "tensor \"a\"");
        row("three offsets", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}})", 1, "a number",
            "data_offsets");
        row("negative shape", R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", 1, "negative", "shape");
        row("broken shape", R"({"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}})", 1, "number", "shape");
        row("shape overflows", R"({"a":{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,0]}})",
            0, "too large", "tensor \"a\"");
        row("zero hides overflow",
            R"({"a":{"dtype":"F32","shape":[0,18446744073709551615],"data_offsets":[0,0]}})", 0, "too large",
            "tensor \"a\"");
        row("backwards", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[2,1]}})", 2, "leave", "tensor \"a\"");
        row("past the end", R"({"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}})", 8, "leave",
            "tensor \"a\"");
        row("wrong size", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,3]}})", 3, "need 4",
            "tensor \"a\"");
        row("overlap",
            R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
            3, "inside another", "tensor \"b\"");
        row("same bytes twice",
            R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})",
            2, "inside another", "tensor \"b\"");
        row("hole",
            R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
            3, "hole of 1 bytes", "tensor \"b\"");
        row("late start", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", 2, "hole", "tensor \"a\"");
        row("bytes left over", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 5, "has 5 bytes",
            "offset 1");
    }

    void hostileHeaders()
    {
        QFETCH(QString, header);
        QFETCH(int, data);
        QFETCH(QString, said);
        QFETCH(QString, place);
        const QString error = QString::fromStdString(errorOf(fileWith(header.toStdString(), std::size_t(data))));
        QVERIFY2(error.contains("weights.safetensors"), qPrintable(error));
        QVERIFY2(error.contains(said), qPrintable(error));
        QVERIFY2(error.contains(place), qPrintable(error));
    }

    void brokenUtf8()
    {
        const std::string error = errorOf(fileWith("{\"\xff\":1}", 0));
        QVERIFY2(error.find("offset 10") != std::string::npos, error.c_str());
    }

    void hostileLengths()
    {
        QVERIFY(errorOf({}).find("has 0 bytes") != std::string::npos);
        std::vector<std::byte> bytes = fileWith("{}", 0);
        QVERIFY(errorOf(std::span(bytes).first(7)).find("too few") != std::string::npos);
        QVERIFY(errorOf(std::span(bytes).first(9)).find("ends after 1") != std::string::npos);
        bytes[7] = std::byte{0xff};
        QVERIFY(errorOf(bytes).find("at most 100000000") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
