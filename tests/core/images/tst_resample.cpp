#include "base/error.h"
#include "base/random.h"
#include "images/preprocess.h"
#include "images/resample.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <cmath>

using namespace retort;

namespace {

Image noise(int height, int width, int channels)
{
    RandomStream stream{static_cast<std::uint64_t>(height), static_cast<std::uint64_t>(width)};
    Image image{height, width, channels, {}};
    for (int i = 0; i < height * width * channels; ++i)
        image.pixels.push_back(static_cast<std::uint8_t>(stream() >> 56));
    return image;
}

double kernel(Resampling how, double x)
{
    x = std::abs(x);
    if (how == Resampling::Bilinear)
        return std::max(0.0, 1 - x);
    return x < 1 ? 1.5 * x * x * x - 2.5 * x * x + 1 : x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0.0;
}

/// One axis in float64, over every source place, rounded to bytes; the definition rather than the way.
std::vector<std::uint8_t> line(const std::vector<std::uint8_t> &in, int count, Resampling how)
{
    const int size = static_cast<int>(in.size());
    const double scale = static_cast<double>(size) / count;
    const double widening = std::max(1.0, scale);
    std::vector<std::uint8_t> out;
    for (int i = 0; i < count; ++i) {
        const double centre = (i + 0.5) * scale;
        double sum = 0;
        double weights = 0;
        for (int k = 0; k < size; ++k) {
            const double w = kernel(how, (k + 0.5 - centre) / widening);
            sum += w * in[static_cast<std::size_t>(k)];
            weights += w;
        }
        out.push_back(static_cast<std::uint8_t>(std::clamp(std::floor(sum / weights + 0.5), 0.0, 255.0)));
    }
    return out;
}

Image reference(const Image &image, int height, int width, Resampling how)
{
    Image columns{image.height, width, image.channels, {}};
    columns.pixels.resize(static_cast<std::size_t>(image.height * width * image.channels));
    for (int y = 0; y < image.height; ++y)
        for (int c = 0; c < image.channels; ++c) {
            std::vector<std::uint8_t> in;
            for (int x = 0; x < image.width; ++x)
                in.push_back(image.pixels[static_cast<std::size_t>((y * image.width + x) * image.channels + c)]);
            const std::vector<std::uint8_t> out = line(in, width, how);
            for (int x = 0; x < width; ++x)
                columns.pixels[static_cast<std::size_t>((y * width + x) * image.channels + c)] =
                    out[static_cast<std::size_t>(x)];
        }
    Image result{height, width, image.channels, {}};
    result.pixels.resize(static_cast<std::size_t>(height * width * image.channels));
    for (int x = 0; x < width * image.channels; ++x) {
        std::vector<std::uint8_t> in;
        for (int y = 0; y < image.height; ++y)
            in.push_back(columns.pixels[static_cast<std::size_t>(y * width * image.channels + x)]);
        const std::vector<std::uint8_t> out = line(in, height, how);
        for (int y = 0; y < height; ++y)
            result.pixels[static_cast<std::size_t>(y * width * image.channels + x)] =
                out[static_cast<std::size_t>(y)];
    }
    return result;
}

int worst(const Image &a, const Image &b)
{
    if (a.pixels.size() != b.pixels.size())
        return 256;
    int difference = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        difference = std::max(difference, std::abs(a.pixels[i] - b.pixels[i]));
    return difference;
}

} // namespace

class TestResample : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsFloat64_data()
    {
        QTest::addColumn<int>("how");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        for (const Resampling how : {Resampling::Bilinear, Resampling::Bicubic})
            for (const auto &[height, width] : {std::pair{7, 5}, {50, 61}, {1, 1}, {37, 90}, {3, 29}, {37, 12}})
                QTest::addRow("%d: %dx%d", static_cast<int>(how), height, width)
                    << static_cast<int>(how) << height << width;
    }
    void equalsFloat64()
    {
        QFETCH(int, how);
        QFETCH(int, height);
        QFETCH(int, width);
        for (const int channels : {1, 3}) {
            const Image image = noise(37, 29, channels);
            const Image result = resized(image, height, width, static_cast<Resampling>(how));
            QCOMPARE(result.height, height);
            QCOMPARE(result.width, width);
            QVERIFY(worst(result, reference(image, height, width, static_cast<Resampling>(how))) <= 1);
        }
    }

    void nearestTakesCentres()
    {
        const Image image = noise(6, 9, 3);
        const Image result = resized(image, 3, 18, Resampling::Nearest);
        for (int y = 0; y < 3; ++y)
            for (int x = 0; x < 18; ++x)
                for (int c = 0; c < 3; ++c)
                    QCOMPARE(result.pixels[static_cast<std::size_t>((y * 18 + x) * 3 + c)],
                             image.pixels[static_cast<std::size_t>(((2 * y + 1) * 9 + x / 2) * 3 + c)]);
    }

    void sameSizeIsTheSame()
    {
        const Image image = noise(8, 9, 3);
        for (const Resampling how : {Resampling::Nearest, Resampling::Bilinear, Resampling::Bicubic}) {
            QCOMPARE(resized(image, 8, 9, how), image);
            QCOMPARE(resampled(image, {8, 9, 0, 0, 8, 9}, how), image); // also the long way
        }
    }

    void flatStaysFlat()
    {
        for (const int value : {0, 1, 128, 254, 255}) {
            Image flat{31, 17, 3, std::vector<std::uint8_t>(31 * 17 * 3, static_cast<std::uint8_t>(value))};
            for (const Resampling how : {Resampling::Bilinear, Resampling::Bicubic}) {
                const Image result = resized(flat, 12, 40, how);
                QVERIFY(std::all_of(result.pixels.begin(), result.pixels.end(),
                                    [&](std::uint8_t v) { return v == value; }));
            }
        }
    }

    // Hard edges overshoot with the cubic; bytes must stop at 0 and 255, not wrap.
    void overshootIsCut()
    {
        Image edge{1, 16, 1, {}};
        for (int i = 0; i < 16; ++i)
            edge.pixels.push_back(i < 8 ? 0 : 255);
        const Image result = resized(edge, 1, 100, Resampling::Bicubic);
        QVERIFY(std::is_sorted(result.pixels.begin() + 45, result.pixels.begin() + 55));
        QCOMPARE(result.pixels.front(), std::uint8_t{0});
        QCOMPARE(result.pixels.back(), std::uint8_t{255});
        for (std::size_t i = 0; i < 44; ++i)
            QVERIFY(result.pixels[i] < 30 && result.pixels[99 - i] > 225);
    }

    void windowIsAPartOfTheWhole()
    {
        const Image image = noise(40, 30, 3);
        for (const Resampling how : {Resampling::Nearest, Resampling::Bilinear, Resampling::Bicubic}) {
            const Image whole = resized(image, 25, 55, how);
            const Image window = resampled(image, {25, 55, 4, -3, 30, 20}, how);
            for (int y = 0; y < 30; ++y)
                for (int x = 0; x < 20; ++x)
                    for (int c = 0; c < 3; ++c) {
                        const int sy = y + 4;
                        const int sx = x - 3;
                        const bool inside = sy < 25 && sx >= 0;
                        QCOMPARE(window.pixels[static_cast<std::size_t>((y * 20 + x) * 3 + c)],
                                 inside ? whole.pixels[static_cast<std::size_t>((sy * 55 + sx) * 3 + c)]
                                        : std::uint8_t{0});
                    }
        }
    }

    // Shorter edge to 224 makes 224 x 44,800,000 pixels of this; only the window may be made.
    void extremeShapesAreCheap()
    {
        const Image thread = noise(1, 200'000, 1);
        for (const Resampling how : {Resampling::Nearest, Resampling::Bilinear, Resampling::Bicubic}) {
            const Image crop = resizedAndCropped(thread, 224, 224, how);
            QCOMPARE(crop.pixels.size(), std::size_t{224 * 224});
        }
    }

    void badSizes()
    {
        const Image image = noise(4, 4, 3);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(resized(image, 0, 4, Resampling::Bilinear)), ValueError);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(resized({}, 4, 4, Resampling::Bilinear)), ValueError);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(resizedAndCropped(image, 4, -1, Resampling::Bilinear)),
                                 ValueError);
    }
};

QTEST_GUILESS_MAIN(TestResample)
#include "tst_resample.moc"
