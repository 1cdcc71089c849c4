#include "base/error.h"
#include "data/augmentation.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

using namespace retort;

namespace {

/// Every pixel of every channel differs from its neighbours.
std::vector<std::uint8_t> numbered(int height, int width, int channels)
{
    std::vector<std::uint8_t> image;
    for (int i = 0; i < height * width * channels; ++i)
        image.push_back(static_cast<std::uint8_t>(1 + i * 7 % 255));
    return image;
}

std::vector<std::uint8_t> applied(const Augmentation &how, int height, int width, int channels, std::uint64_t seed,
                                  const std::vector<std::uint8_t> &image)
{
    Augmenter augmenter(how, height, width, channels);
    RandomStream stream{seed};
    std::vector<std::uint8_t> out(image.size(), 77);
    augmenter.apply(image.data(), stream, out.data());
    return out;
}

/// The plain definition of a padded crop by (down, right) and a flip.
std::vector<std::uint8_t> reference(const std::vector<std::uint8_t> &image, int height, int width, int channels,
                                    int down, int right, bool flip)
{
    std::vector<std::uint8_t> out(image.size(), 0);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c) {
                const int sy = y + down;
                const int sx = (flip ? width - 1 - x : x) + right;
                if (sy >= 0 && sy < height && sx >= 0 && sx < width)
                    out[static_cast<std::size_t>((y * width + x) * channels + c)] =
                        image[static_cast<std::size_t>((sy * width + sx) * channels + c)];
            }
    return out;
}

} // namespace

class TestAugmentation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingOnChangesNothing()
    {
        const std::vector<std::uint8_t> image = numbered(5, 7, 3);
        QCOMPARE(applied({}, 5, 7, 3, 1, image), image);
    }

    void cropAndFlip_data()
    {
        QTest::addColumn<int>("channels");
        QTest::newRow("grey") << 1;
        QTest::newRow("colour") << 3;
    }

    // Each result is one of the 2 x 25 possible ones, and all of them occur about equally often.
    void cropAndFlip()
    {
        QFETCH(int, channels);
        const std::vector<std::uint8_t> image = numbered(6, 9, channels);
        std::map<std::vector<std::uint8_t>, int> counts;
        for (int down = -2; down <= 2; ++down)
            for (int right = -2; right <= 2; ++right)
                for (const bool flip : {false, true})
                    counts[reference(image, 6, 9, channels, down, right, flip)] = 0;
        QCOMPARE(counts.size(), std::size_t{50});
        for (std::uint64_t seed = 0; seed < 5000; ++seed) {
            const auto found = counts.find(applied({2, true, 0, 0}, 6, 9, channels, seed, image));
            QVERIFY(found != counts.end());
            ++found->second;
        }
        for (const auto &[result, count] : counts)
            QVERIFY2(count > 50 && count < 150, qPrintable(QString::number(count)));
    }

    void paddingAsLargeAsTheImage()
    {
        const std::vector<std::uint8_t> image = numbered(4, 4, 3);
        std::set<std::vector<std::uint8_t>> possible;
        for (int down = -4; down <= 4; ++down)
            for (int right = -4; right <= 4; ++right)
                possible.insert(reference(image, 4, 4, 3, down, right, false));
        for (std::uint64_t seed = 0; seed < 500; ++seed)
            QVERIFY(possible.count(applied({4, false, 0, 0}, 4, 4, 3, seed, image)) == 1);
    }

    void sameStreamSameResult()
    {
        const std::vector<std::uint8_t> image = numbered(8, 8, 3);
        const Augmentation all{2, true, 0.5, 0.4};
        // An augmenter that has done other images before gives the same.
        Augmenter used(all, 8, 8, 3);
        std::vector<std::uint8_t> out(image.size());
        RandomStream other{99};
        used.apply(image.data(), other, out.data());
        RandomStream stream{5};
        used.apply(image.data(), stream, out.data());
        QCOMPARE(out, applied(all, 8, 8, 3, 5, image));
        QVERIFY(out != applied(all, 8, 8, 3, 6, image));
    }

    void jitterStaysInItsRange()
    {
        // A grey image of one value: contrast and saturation do nothing, brightness is all.
        const std::vector<std::uint8_t> flat(5 * 5 * 3, 100);
        int lowest = 255;
        int highest = 0;
        for (std::uint64_t seed = 0; seed < 300; ++seed) {
            const std::vector<std::uint8_t> out = applied({0, false, 0.4, 0}, 5, 5, 3, seed, flat);
            QVERIFY(std::all_of(out.begin(), out.end(), [&](std::uint8_t v) { return v == out[0]; }));
            lowest = std::min<int>(lowest, out[0]);
            highest = std::max<int>(highest, out[0]);
        }
        QVERIFY2(lowest >= 60 && lowest <= 63, qPrintable(QString::number(lowest)));
        QVERIFY2(highest <= 140 && highest >= 137, qPrintable(QString::number(highest)));
    }

    void jitterChangesContrastAndSaturation()
    {
        std::vector<std::uint8_t> image;
        for (int i = 0; i < 32; ++i)
            for (const int v : {i % 2 == 0 ? 40 : 160, 100, 90})
                image.push_back(static_cast<std::uint8_t>(v));
        std::set<int> spreads;
        std::set<int> colours;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const std::vector<std::uint8_t> out = applied({0, false, 0.5, 0}, 8, 4, 3, seed, image);
            spreads.insert(out[3] - out[0]);
            colours.insert((out[1] - out[2]) - (out[4] - out[5]));
        }
        QVERIFY(spreads.size() > 30);
        QVERIFY(*spreads.begin() >= 0); // order of dark and bright is kept
        // Grey: saturation has nothing to do, and one channel is enough.
        const std::vector<std::uint8_t> grey = applied({0, false, 0.5, 0}, 8, 12, 1, 3, image);
        QVERIFY(grey != image);
    }

    // A linear ramp stays linear under cropping and bilinear enlargement, whatever is cut out.
    void resizedCropKeepsARamp()
    {
        std::vector<std::uint8_t> ramp;
        for (int y = 0; y < 24; ++y)
            for (int x = 0; x < 24; ++x)
                ramp.push_back(static_cast<std::uint8_t>(10 + 6 * x + 3 * y));
        double smallestArea = 1;
        for (std::uint64_t seed = 0; seed < 300; ++seed) {
            const std::vector<std::uint8_t> out = applied({0, false, 0, 0.25}, 24, 24, 1, seed, ramp);
            const double across = (out[12 * 24 + 20] - out[12 * 24 + 4]) / 16.0 / 6.0;
            const double down = (out[20 * 24 + 12] - out[4 * 24 + 12]) / 16.0 / 3.0;
            QVERIFY(across > 0.3 && across <= 1.03 && down > 0.3 && down <= 1.05);
            smallestArea = std::min(smallestArea, across * down);
            for (std::size_t y = 4; y < 20; ++y)
                for (std::size_t x = 5; x < 19; ++x) {
                    const int here = 2 * out[y * 24 + x];
                    QVERIFY(std::abs(out[y * 24 + x - 1] + out[y * 24 + x + 1] - here) <= 2);
                    QVERIFY(std::abs(out[(y - 1) * 24 + x] + out[(y + 1) * 24 + x] - here) <= 2);
                }
        }
        QVERIFY2(smallestArea > 0.2 && smallestArea < 0.35, qPrintable(QString::number(smallestArea)));
    }

    void wholeAreaIsNearlyTheImage()
    {
        const std::vector<std::uint8_t> image = numbered(16, 16, 3);
        QCOMPARE(applied({0, false, 0, 1}, 16, 16, 3, 1, image).size(), image.size());
    }

    void tinyImages()
    {
        const std::vector<std::uint8_t> one{50, 60, 70};
        for (std::uint64_t seed = 0; seed < 20; ++seed)
            QCOMPARE(applied({0, true, 0, 0.3}, 1, 1, 3, seed, one), one);
    }

    void badSettings()
    {
        QVERIFY_EXCEPTION_THROWN(Augmenter({-1, false, 0, 0}, 8, 8, 3), ValueError);
        QVERIFY_EXCEPTION_THROWN(Augmenter({9, false, 0, 0}, 8, 12, 3), ValueError);
        QVERIFY_EXCEPTION_THROWN(Augmenter({0, false, 1.5, 0}, 8, 8, 3), ValueError);
        QVERIFY_EXCEPTION_THROWN(Augmenter({0, false, std::nan(""), 0}, 8, 8, 3), ValueError);
        QVERIFY_EXCEPTION_THROWN(Augmenter({0, false, 0, -0.1}, 8, 8, 3), ValueError);
    }
};

QTEST_GUILESS_MAIN(TestAugmentation)
#include "tst_augmentation.moc"
