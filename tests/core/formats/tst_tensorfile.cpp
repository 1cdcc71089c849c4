#include "base/error.h"
#include "formats/tensorfile.h"

#include <QTest>

#include <cstring>

using namespace retort;
using namespace std::literals;

namespace {

std::vector<std::byte> seed(const std::string &name)
{
    return readFile(std::filesystem::path(RETORT_SOURCE_DIR) / "tests/fuzz/seeds/tensorfile" / name);
}

const TensorView &find(const TensorContent &content, std::string_view name)
{
    const auto &all = content.tensors;
    const auto found = std::find_if(all.begin(), all.end(), [&](const TensorView &t) { return t.name == name; });
    if (found == all.end())
        throw std::runtime_error("no tensor " + std::string(name));
    return *found;
}

template<typename T>
std::vector<T> values(const TensorContent &content, std::string_view name)
{
    const TensorView &tensor = find(content, name);
    std::vector<T> result(tensor.bytes.size() / sizeof(T));
    std::memcpy(result.data(), tensor.bytes.data(), tensor.bytes.size());
    return result;
}

std::vector<std::byte> bytesOf(std::string_view text)
{
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

std::string errorOf(std::span<const std::byte> bytes)
{
    try {
        (void)parseTensors(bytes, "model.pt");
    } catch (const InputError &error) {
        return error.remedy().empty() ? "no remedy: " + error.fullText() : error.fullText();
    }
    return "read";
}

/// The file with every occurrence of one text replaced by another of the same length.
std::vector<std::byte> changed(const std::string &name, std::string_view before, std::string_view after)
{
    std::vector<std::byte> bytes = seed(name);
    const auto old = bytesOf(before);
    const auto put = bytesOf(after);
    bool found = false;
    for (auto at = bytes.begin();;) {
        at = std::search(at, bytes.end(), old.begin(), old.end());
        if (at == bytes.end())
            break;
        std::copy(put.begin(), put.end(), at);
        found = true;
    }
    if (!found || old.size() != put.size())
        throw std::runtime_error("nothing to change");
    return bytes;
}

} // namespace

class TestTensorFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void torchSave_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("zip") << "zip";
        QTest::newRow("before 1.6") << "legacy";
    }

    void torchSave()
    {
        QFETCH(QString, name);
        const std::vector<std::byte> bytes = seed(name.toStdString());
        const TensorContent content = parseTensors(bytes, "x.pt");
        QCOMPARE(content.format, name == "zip" ? TensorFormat::Torch : TensorFormat::TorchLegacy);
        QCOMPARE(content.tensors.size(), std::size_t(9));
        QCOMPARE(values<float>(content, "inner.weight"), (std::vector<float>{0, 1, 2, 3, 4, 5}));
        QCOMPARE(find(content, "inner.weight").shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(values<std::int64_t>(content, "inner.steps"), std::vector<std::int64_t>{7});
        QVERIFY(find(content, "inner.steps").shape.empty());
        QVERIFY(find(content, "bias").type == ElementType::F16);
        QCOMPARE(values<std::uint16_t>(content, "bias"), (std::vector<std::uint16_t>{0x3E00, 0xC000}));
        QVERIFY(find(content, "brain").type == ElementType::BF16);
        QCOMPARE(values<float>(content, "column"), (std::vector<float>{1, 5, 9, 2, 6, 10}));
        QCOMPARE(values<float>(content, "tail"), (std::vector<float>{15, 16, 17, 18, 19}));
        QCOMPARE(find(content, "empty").shape, (std::vector<std::int64_t>{0, 4}));
        QVERIFY(find(content, "flags").type == ElementType::Bool);
        QCOMPARE(values<float>(content, "parameter"), std::vector<float>{1});
        // In place, but for the one that is not stored rows first.
        QCOMPARE(content.rearranged.size(), std::size_t(1));
        const std::byte *weight = find(content, "inner.weight").bytes.data();
        QVERIFY(weight >= bytes.data() && weight < bytes.data() + bytes.size());
    }

    void training()
    {
        const std::vector<std::byte> bytes = seed("training");
        const TensorContent content = parseTensors(bytes, "x.pt");
        QCOMPARE(content.tensors.size(), std::size_t(3));
        QCOMPARE(values<float>(content, "inner.weight"), (std::vector<float>{0, 1, 2, 3, 4, 5}));
    }

    void script()
    {
        const std::vector<std::byte> bytes = seed("script");
        const TensorContent content = parseTensors(bytes, "x.pt");
        QCOMPARE(content.format, TensorFormat::TorchScript);
        QCOMPARE(content.tensors.size(), std::size_t(3));
        QCOMPARE(values<float>(content, "inner.weight"), (std::vector<float>{0, 1, 2, 3, 4, 5}));
        QVERIFY(find(content, "bias").type == ElementType::F16);
        QCOMPARE(values<std::int64_t>(content, "inner.steps"), std::vector<std::int64_t>{7});
    }

    void cutShort_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"zip", "legacy", "training", "script"})
            QTest::newRow(name) << name;
    }

    /// However much of a file is there, something is said about it.
    void cutShort()
    {
        QFETCH(QString, name);
        const std::vector<std::byte> bytes = seed(name.toStdString());
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const std::string said = errorOf(std::span(bytes).first(size));
            QVERIFY2(said.starts_with("model.pt"), (std::to_string(size) + ": " + said).c_str());
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *name, const std::vector<std::byte> &bytes, const char *message) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char *>(bytes.data()),
                                              qsizetype(bytes.size()))
                                << QString(message);
        };
        row("empty", {}, "is empty");
        row("page", bytesOf("\n<!DOCTYPE html><html><body>Sign in</body></html>"), "is a web page");
        row("pointer", bytesOf("version https://git-lfs.github.com/spec/v1\noid sha256:00"),
            "is a Git LFS pointer");
        row("PDF", bytesOf("%PDF-1.7\n1 0 obj"), "is a PDF");
        row("zeros", std::vector<std::byte>(100), "was never filled");
        row("text", bytesOf("hello world, this is no checkpoint"), "is neither safetensors nor written by torch");
        row("other pickle", bytesOf("\x80\x04K\x01."), "is a pickle, but not one of torch.save");
        row("half a zip", bytesOf("PK\x03\x04 and then it ended, far too early"),
            "directory is missing at its end");
        row("code", changed("zip", "torch._utils\n_rebuild_tensor_v2", "subprocess..\ncheck_output_now!!"),
            "(zip/data.pkl, offset 45): asks for Python's \"subprocess...check_output_now!!\", which is no plain");
        row("code in an old file",
            changed("legacy", "torch._utils\n_rebuild_tensor_v2", "subprocess..\ncheck_output_now!!"),
            "\"subprocess...check_output_now!!\"");
        row("storage", changed("zip", "torch\nFloatStorage", "torch\nFloatSSSSage"), "\"torch.FloatSSSSage\"");
        row("order", changed("zip", "little", "medium"), "says that its numbers are big-endian");
    }

    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, message);
        const std::string said = errorOf(std::as_bytes(std::span(bytes.constData(), std::size_t(bytes.size()))));
        QVERIFY2(said.starts_with("model.pt") && said.find(message.toStdString()) != std::string::npos,
                 said.c_str());
    }

    /// A shape that asks for more than its storage holds.
    void leavesItsStorage()
    {
        // inner.weight's size (2, 3) with BININT1: make it (2, 9).
        const std::vector<std::byte> bytes = changed("zip", "K\x02K\x03\x86q"sv, "K\x02K\x09\x86q"sv);
        const std::string said = errorOf(bytes);
        QVERIFY2(said.find("tensor \"inner.weight\" leaves its storage") != std::string::npos, said.c_str());
    }
};

QTEST_GUILESS_MAIN(TestTensorFile)
#include "tst_tensorfile.moc"
