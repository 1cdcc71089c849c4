#include "base/contentkey.h"
#include "base/error.h"
#include "base/namedtensor.h"
#include "base/progress.h"

#include <QTest>

using namespace retort;

class TestErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fullTextHoldsRemedy()
    {
        QCOMPARE(Error("it broke", "mend it").fullText(), std::string("it broke\nmend it"));
        QCOMPARE(Error("it broke").fullText(), std::string("it broke"));
    }

    void inputErrorNamesFileAndPlace()
    {
        const InputError error("/a/b.idx", "offset 16", "is cut short", "Copy it again.");
        QCOMPARE(std::string(error.what()), std::string("/a/b.idx (offset 16): is cut short"));
        QCOMPARE(error.file(), std::filesystem::path("/a/b.idx"));
        QCOMPARE(std::string(InputError("x", {}, "is empty").what()), std::string("x: is empty"));
    }

    void allAreErrors()
    {
        QVERIFY_EXCEPTION_THROWN(throw ValueError("v"), Error);
        QVERIFY_EXCEPTION_THROWN(throw StoreError("s"), Error);
        QVERIFY_EXCEPTION_THROWN(throw Cancelled(), Error);
        QVERIFY_EXCEPTION_THROWN(throw InputError("f", {}, "i"), Error);
    }

    void stopTokenThrowsCancelled()
    {
        std::stop_source source;
        throwIfStopped(source.get_token());
        source.request_stop();
        QVERIFY_EXCEPTION_THROWN(throwIfStopped(source.get_token()), Cancelled);
    }

    void contentKeyIsBigEndian()
    {
        ContentKey key;
        for (std::size_t i = 0; i < 16; ++i)
            key.bytes[i] = static_cast<std::uint8_t>(i * 17);
        QCOMPARE(key.hex(), std::string("00112233445566778899aabbccddeeff"));
        QCOMPARE(key.high(), std::uint64_t{0x0011223344556677});
        ContentKey larger = key;
        larger.bytes[0] = 1;
        QVERIFY(key < larger);
    }

    void elementSizesMatchNames()
    {
        QCOMPARE(elementSize(ElementType::BF16), std::size_t{2});
        QCOMPARE(elementSize(ElementType::F64), std::size_t{8});
        QCOMPARE(elementSize(ElementType::Bool), std::size_t{1});
        QCOMPARE(elementName(ElementType::F32), "F32");
        QCOMPARE(elementName(ElementType::Bool), "BOOL");
    }
};

QTEST_GUILESS_MAIN(TestErrors)
#include "tst_errors.moc"
