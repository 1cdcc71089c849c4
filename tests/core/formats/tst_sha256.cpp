#include "formats/sha256.h"

#include <QTest>
#include <string_view>

using namespace retort;

namespace {

std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

NamedTensor bytesTensor(const std::string &name, std::string_view text)
{
    const auto bytes = bytesOf(text);
    return {name, ElementType::U8, {std::int64_t(text.size())}, {bytes.begin(), bytes.end()}};
}

} // namespace

class TestSha256 : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knownDigests()
    {
        // FIPS 180-4 examples.
        QCOMPARE(sha256({}), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(sha256(bytesOf("abc")),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    void piecesGiveTheSame()
    {
        Sha256 hash;
        hash.update(bytesOf("a"));
        hash.update({});
        hash.update(bytesOf("bc"));
        QCOMPARE(hash.finish(), sha256(bytesOf("abc")));
    }

    void weightsInNameOrder()
    {
        const NamedTensors sorted{bytesTensor("a", "ab"), bytesTensor("b", "c")};
        const NamedTensors mixed{bytesTensor("b", "c"), bytesTensor("a", "ab")};
        QCOMPARE(weightsSha256(sorted), sha256(bytesOf("abc")));
        QCOMPARE(weightsSha256(mixed), weightsSha256(sorted));
        QVERIFY(weightsSha256({bytesTensor("b", "ab"), bytesTensor("a", "c")}) != weightsSha256(sorted));
    }
};

QTEST_GUILESS_MAIN(TestSha256)
#include "tst_sha256.moc"
