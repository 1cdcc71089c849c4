#include "base/error.h"
#include "data/packedimages.h"

#include <QTest>

using namespace retort;

class TestPackedImages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesRecordsBack()
    {
        std::vector<std::uint8_t> pixels;
        for (std::uint8_t i = 0; i < 2 * 3 * 4 * 3; ++i)
            pixels.push_back(i);
        ContentKey second;
        second.bytes[0] = 9;
        const PackedImages images(3, 4, 3, pixels, {ContentKey(), second});
        QCOMPARE(images.size(), std::int64_t{2});
        QCOMPARE(images.key(1), second);
        QCOMPARE(images.name(1), std::string("#1"));
        QCOMPARE(images.record(1).size(), std::size_t{36});
        QCOMPARE(images.record(1)[0], std::uint8_t{36});
        const Image image = images.image(1);
        QCOMPARE(image.height, 3);
        QCOMPARE(image.width, 4);
        QCOMPARE(image.channels, 3);
        QCOMPARE(image.pixels, std::vector<std::uint8_t>(pixels.begin() + 36, pixels.end()));
    }

    void refusesWhatDoesNotFit()
    {
        const std::vector<ContentKey> keys(2);
        const std::vector<std::uint8_t> bytes(24);
        QVERIFY_EXCEPTION_THROWN(PackedImages(2, 3, 3, bytes, keys), ValueError);
        QVERIFY_EXCEPTION_THROWN(PackedImages(3, 5, 1, bytes, keys), ValueError);
        QVERIFY_EXCEPTION_THROWN(PackedImages(3, 2, 2, bytes, keys), ValueError);
        QVERIFY_EXCEPTION_THROWN(PackedImages(0, 4, 3, {}, keys), ValueError);
    }

    void refusesIndicesOutside()
    {
        const PackedImages images(2, 2, 1, std::vector<std::uint8_t>(8), std::vector<ContentKey>(2));
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(images.image(2)), ValueError);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(images.record(-1)), ValueError);
    }
};

QTEST_GUILESS_MAIN(TestPackedImages)
#include "tst_packedimages.moc"
