// How pictures are looked at: regions, letterbox, squash; and the words for it.
#include "base/error.h"
#include "imagefolder.h"
#include "images/viewed.h"

#include <QTest>

using namespace retort;
using testsupport::sampleImage;

namespace {

Image white(int height, int width)
{
    return {height, width, 3, std::vector<std::uint8_t>(static_cast<std::size_t>(height * width * 3), 255)};
}

int levelAt(const Image &image, int y, int x)
{
    return image.pixels[static_cast<std::size_t>((y * image.width + x) * image.channels)];
}

} // namespace

class TestViewed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void regions()
    {
        const Image image = sampleImage(10, 20, 3);
        QCOMPARE(regionOf(image, {}), image);
        const Image part = regionOf(image, parseRegion("5,2,4,3"));
        QCOMPARE(part.width, 4);
        QCOMPARE(part.height, 3);
        for (int y = 0; y < 3; ++y)
            for (int x = 0; x < 4; ++x)
                QCOMPARE(levelAt(part, y, x), levelAt(image, y + 2, x + 5));
        QCOMPARE(regionOf(image, parseRegion("25%,20%,20%,30%")), part);
        QCOMPARE(regionOf(image, parseRegion("0%,0%,100%,100%")), image);
        // What lies outside is left out.
        const Image edge = regionOf(image, parseRegion("18,8,100,100"));
        QCOMPARE(edge.width, 2);
        QCOMPARE(edge.height, 2);
        const Image outside = regionOf(image, parseRegion("500,500,10,10"));
        QCOMPARE(outside.width, 1);
        QCOMPARE(levelAt(outside, 0, 0), levelAt(image, 9, 19));
        QCOMPARE(regionOf(sampleImage(1, 1, 1), parseRegion("40%,40%,1%,1%")).width, 1);
    }

    void letterboxShowsAllOfIt()
    {
        const Image box = squareOf(white(10, 40), {Fit::Letterbox, {}}, 20, Resampling::Bicubic);
        QCOMPARE(box.height, 20);
        QCOMPARE(box.width, 20);
        for (int y = 0; y < 20; ++y)
            for (int x = 0; x < 20; ++x)
                QCOMPARE(levelAt(box, y, x), y >= 7 && y < 12 ? 255 : 0); // 5 rows in the middle
        const Image tall = squareOf(white(40, 10), {Fit::Letterbox, {}}, 20, Resampling::Bicubic);
        QCOMPARE(levelAt(tall, 10, 6), 0);
        QCOMPARE(levelAt(tall, 0, 10), 255);
        QCOMPARE(squareOf(white(1, 5000), {Fit::Letterbox, {}}, 8, Resampling::Bicubic).height, 8);
        const Image exact = sampleImage(12, 12, 1);
        QCOMPARE(squareOf(exact, {Fit::Letterbox, {}}, 12, Resampling::Bicubic), exact);
    }

    void theOthers()
    {
        const Image image = sampleImage(13, 30, 5);
        QCOMPARE(squareOf(image, {Fit::Squash, {}}, 16, Resampling::Bicubic),
                 resized(image, 16, 16, Resampling::Bicubic));
        QCOMPARE(squareOf(image, {}, 16, Resampling::Bicubic),
                 resizedAndCropped(image, 16, 16, Resampling::Bicubic));
        const Region region = parseRegion("3,1,10,10");
        QCOMPARE(squareOf(image, {Fit::Squash, region}, 16, Resampling::Bicubic),
                 resized(regionOf(image, region), 16, 16, Resampling::Bicubic));
    }

    void words()
    {
        for (const char *text : {"", "5,2,4,3", "7.1%,0%,33.3%,100%", "0.5,0,1,1"})
            QCOMPARE(regionText(parseRegion(text)), std::string(text));
        for (const char *wrong : {"1,2,3", "1,2,3,4,5", "1,2,0,4", "1,2,3,-4", "a,b,c,d", "10%,0,5,5",
                                  "100%,0%,1%,1%", "0%,0%,101%,5%", "1,2,3,nan", "1,2,,4", ","})
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(parseRegion(wrong)), ValueError);
        for (const Fit fit : {Fit::Crop, Fit::Letterbox, Fit::Squash})
            QVERIFY(parseFit(fitText(fit)) == fit);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(parseFit("stretch")), ValueError);
        // Part of the key of embedding caches: these must never change.
        QCOMPARE(ImageView{}.fingerprint(), std::string("centre"));
        QCOMPARE((ImageView{Fit::Letterbox, {}}.fingerprint()), std::string("letterbox"));
        QCOMPARE((ImageView{Fit::Crop, parseRegion("5,2,4,3")}.fingerprint()), std::string("centre of 5,2,4,3"));
    }
};

QTEST_GUILESS_MAIN(TestViewed)
#include "tst_viewed.moc"
