#include "base/error.h"
#include "imagefolder.h"
#include "images/preprocess.h"
#include "images/thumbnail.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace retort;
using namespace testsupport;

namespace {

/// Images of any size, as a source.
class Listed : public ImageSource
{
public:
    explicit Listed(std::vector<Image> images) : m_images(std::move(images)) {}
    [[nodiscard]] std::int64_t size() const override { return static_cast<std::int64_t>(m_images.size()); }
    [[nodiscard]] ContentKey key(std::int64_t index) const override
    {
        ContentKey key;
        key.bytes[0] = static_cast<std::uint8_t>(index + 1);
        return key;
    }
    [[nodiscard]] Image image(std::int64_t index) const override
    {
        const Image &image = m_images[static_cast<std::size_t>(index)];
        if (image.pixels.empty())
            throw InputError(name(index), {}, "is damaged");
        return image;
    }
    [[nodiscard]] std::string name(std::int64_t index) const override { return "image " + std::to_string(index); }

private:
    std::vector<Image> m_images;
};

Image greyImage(int height, int width, int value)
{
    return {height, width, 1,
            std::vector<std::uint8_t>(static_cast<std::size_t>(height * width), static_cast<std::uint8_t>(value))};
}

} // namespace

class TestPreprocess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Packed or brought to size when asked for: the same pixels.
    void broughtToSize()
    {
        std::vector<Image> pictures;
        for (std::uint32_t i = 0; i < 6; ++i)
            pictures.push_back(sampleImage(20 + static_cast<int>(i), 30, i));
        pictures.push_back(greyImage(25, 18, 77));
        const auto source = std::make_shared<const Listed>(pictures);
        const std::size_t bytes = pictures.size() * 16 * 16 * 3;
        std::string said;
        const Reporter reporter{{}, [&](const std::string &text) { said += text; }};
        const auto packed = bringToSize(source, 16, bytes, {}, reporter);
        QVERIFY(!packed->isWork() && said.empty());
        const auto unpacked = bringToSize(source, 16, bytes - 1, {}, reporter);
        QVERIFY(unpacked->isWork());
        QVERIFY2(said.find("read and decoded again in every epoch") != std::string::npos, said.c_str());
        QCOMPARE(unpacked->size(), packed->size());
        for (std::int64_t i = 0; i < packed->size(); ++i) {
            QVERIFY(unpacked->image(i) == packed->image(i));
            QCOMPARE(unpacked->key(i), packed->key(i));
            QCOMPARE(unpacked->name(i), source->name(i));
        }
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)bringToSize(source, 0, bytes, {}, {}));
    }

    void cropPlaces_data()
    {
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("crop");
        QTest::addColumn<int>("top");
        QTest::addColumn<int>("left");
        // Python's floor((size - crop) / 2), also where the crop is larger.
        QTest::newRow("even") << 10 << 14 << 10 << 0 << 2;
        QTest::newRow("odd is rounded down") << 10 << 15 << 10 << 0 << 2;
        QTest::newRow("padded") << 6 << 6 << 10 << -2 << -2;
        QTest::newRow("padded, odd: more above") << 7 << 8 << 10 << -2 << -1;
    }
    void cropPlaces()
    {
        QFETCH(int, height);
        QFETCH(int, width);
        QFETCH(int, crop);
        QFETCH(int, top);
        QFETCH(int, left);
        const Image image = sampleImage(height, width, 200);
        const Image result = resizedAndCropped(image, std::min(height, width), crop, Resampling::Bicubic);
        QCOMPARE(result.height, crop);
        QCOMPARE(result.width, crop);
        for (int y = 0; y < crop; ++y)
            for (int x = 0; x < crop; ++x) {
                const int sy = y + top;
                const int sx = x + left;
                const bool inside = sy >= 0 && sy < height && sx >= 0 && sx < width;
                QCOMPARE(result.pixels[static_cast<std::size_t>((y * crop + x) * 3)],
                         inside ? image.pixels[static_cast<std::size_t>((sy * width + sx) * 3)] : std::uint8_t{0});
            }
    }

    /// As torchvision's CenterCrop: between two pixels, to the even one.
    void cropToTheEvenPixel()
    {
        for (const int width : {11, 12, 13, 14, 15, 17}) {
            const Image image = sampleImage(10, width, 3);
            const Image crop = resizedAndCropped(image, 10, 10, Resampling::Bicubic, CropRounding::Even);
            const int left = static_cast<int>(std::nearbyint((width - 10) / 2.0));
            QCOMPARE(crop.pixels[0], image.pixels[static_cast<std::size_t>(left * 3)]);
        }
    }

    // 301 * 33 / 97 = 102.4: the longer edge is cut, not rounded, before the centre is found.
    void longerEdgeIsCutDown()
    {
        const Image image = sampleImage(97, 301, 5);
        const Image whole = resized(image, 33, 102, Resampling::Bilinear);
        const Image crop = resizedAndCropped(image, 33, 33, Resampling::Bilinear);
        for (int y = 0; y < 33; ++y)
            for (int x = 0; x < 33 * 3; ++x)
                QCOMPARE(crop.pixels[static_cast<std::size_t>(y * 99 + x)],
                         whole.pixels[static_cast<std::size_t>(y * 306 + 34 * 3 + x)]);
    }

    void normalises()
    {
        Image image{2, 2, 3, {0, 51, 255, 255, 102, 0, 10, 20, 30, 40, 50, 60}};
        const Preprocessing how{2, 2, Resampling::Bilinear, {0.5F, 0.25F, 0.0F}, {0.5F, 0.1F, 2.0F}};
        float planes[12];
        preprocess(image, how, planes);
        for (std::size_t c = 0; c < 3; ++c)
            for (std::size_t i = 0; i < 4; ++i) {
                const float expected = (static_cast<float>(image.pixels[3 * i + c]) / 255.0F - how.mean[c]) /
                                       how.standardDeviation[c];
                QVERIFY(std::abs(planes[c * 4 + i] - expected) < 1e-5F);
            }
    }

    void greyIsRepeated()
    {
        float planes[12];
        preprocess(greyImage(5, 5, 51), {2, 2, Resampling::Bicubic, {}, {1, 1, 1}}, planes);
        for (const float value : planes)
            QVERIFY(std::abs(value - 0.2F) < 1e-6F);
    }

    void fingerprintTellsAllApart()
    {
        const Preprocessing base;
        std::set<std::string> seen{base.fingerprint()};
        QCOMPARE(Preprocessing().fingerprint(), *seen.begin());
        Preprocessing other = base;
        other.resize = 225;
        QVERIFY(seen.insert(other.fingerprint()).second);
        other = base;
        other.crop = 225;
        QVERIFY(seen.insert(other.fingerprint()).second);
        other = base;
        other.resampling = Resampling::Bilinear;
        QVERIFY(seen.insert(other.fingerprint()).second);
        other = base;
        other.rounding = CropRounding::Even;
        QVERIFY(seen.insert(other.fingerprint()).second);
        other = base;
        other.mean[2] = std::nextafter(other.mean[2], 1.0F);
        QVERIFY(seen.insert(other.fingerprint()).second);
        other = base;
        other.standardDeviation[1] = std::nextafter(1.0F, 2.0F);
        QVERIFY(seen.insert(other.fingerprint()).second);
    }

    void packsInOrderWithKeys()
    {
        std::vector<Image> images;
        for (int i = 0; i < 20; ++i)
            images.push_back(sampleImage(20 + i, 40 - i, static_cast<std::uint32_t>(i)));
        const Listed source(images);
        const auto packed = packAtSize(source, 16, {}, {});
        QCOMPARE(packed->size(), source.size());
        QCOMPARE(packed->height(), 16);
        QCOMPARE(packed->width(), 16);
        QCOMPARE(packed->channels(), 3);
        for (std::int64_t i = 0; i < source.size(); ++i) {
            QCOMPARE(packed->key(i), source.key(i));
            QCOMPARE(packed->image(i), resizedAndCropped(source.image(i), 16, 16, Resampling::Bicubic));
        }
    }

    void exactFitIsTakenAsItIs()
    {
        const Image image = sampleImage(16, 16, 9);
        QCOMPARE(packAtSize(Listed({image}), 16, {}, {})->image(0), image);
    }

    void greyStaysOneChannel()
    {
        const auto packed = packAtSize(Listed({greyImage(28, 28, 10), greyImage(28, 28, 20)}), 32, {}, {});
        QCOMPARE(packed->channels(), 1);
        QCOMPARE(packed->image(1), greyImage(32, 32, 20));
    }

    // More than one block, and the colour comes late: what was packed as grey must become colour.
    void mixedBecomesColour()
    {
        std::vector<Image> images(5000, greyImage(4, 4, 60));
        images[4500] = sampleImage(4, 4, 1);
        images[1] = greyImage(4, 4, 61);
        const auto packed = packAtSize(Listed(images), 4, {}, {});
        QCOMPARE(packed->channels(), 3);
        QCOMPARE(packed->image(4500), images[4500]);
        QCOMPARE(packed->image(0).pixels, std::vector<std::uint8_t>(48, 60));
        QCOMPARE(packed->image(1).pixels, std::vector<std::uint8_t>(48, 61));
        QCOMPARE(packed->image(4999).pixels, std::vector<std::uint8_t>(48, 60));
    }

    void packingNamesTheFirstBadImage()
    {
        std::vector<Image> images(50, greyImage(4, 4, 60));
        images[7] = {};
        images[30] = {};
        try {
            static_cast<void>(packAtSize(Listed(images), 8, {}, {}));
            QFAIL("packed an image that cannot be read");
        } catch (const InputError &e) {
            QCOMPARE(e.file(), std::filesystem::path("image 7"));
        }
    }

    void packingCanBeStopped()
    {
        std::stop_source stop;
        stop.request_stop();
        const std::vector<Image> images(50, greyImage(4, 4, 60));
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(packAtSize(Listed(images), 8, stop.get_token(), {})),
                                 Cancelled);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(packAtSize(Listed(images), 0, {}, {})), ValueError);
    }

    void thumbnails()
    {
        const Image wide = thumbnail(sampleImage(100, 200, 1), 50);
        QCOMPARE(wide.height, 25);
        QCOMPARE(wide.width, 50);
        QCOMPARE(wide.channels, 3);
        const Image line = thumbnail(sampleImage(500, 2, 1), 64);
        QCOMPARE(line.height, 64);
        QCOMPARE(line.width, 1);
        const Image small = thumbnail(greyImage(28, 28, 9), 96); // never enlarged, always RGB
        QCOMPARE(small.height, 28);
        QCOMPARE(small.pixels, std::vector<std::uint8_t>(28 * 28 * 3, 9));
    }
};

QTEST_GUILESS_MAIN(TestPreprocess)
#include "tst_preprocess.moc"
