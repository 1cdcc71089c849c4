#include "base/error.h"
#include "imagefolder.h"
#include "images/croppedviews.h"
#include "images/preprocess.h"
#include "images/viewed.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace retort;
using namespace testsupport;

namespace {

/// Pictures whose red and green say where a pixel lies.
class Charts : public ImageSource
{
public:
    explicit Charts(std::vector<std::pair<int, int>> sizes, ImageView view = {})
        : m_sizes(std::move(sizes)), m_view(view)
    {}
    [[nodiscard]] std::int64_t size() const override { return static_cast<std::int64_t>(m_sizes.size()); }
    [[nodiscard]] ContentKey key(std::int64_t index) const override
    {
        ContentKey key;
        key.bytes[3] = static_cast<std::uint8_t>(index + 1);
        return key;
    }
    [[nodiscard]] Image image(std::int64_t index) const override
    {
        const auto [height, width] = m_sizes[static_cast<std::size_t>(index)];
        Image image{height, width, 3, {}};
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                for (const int value : {x, y, static_cast<int>(index)})
                    image.pixels.push_back(static_cast<std::uint8_t>(value));
        return image;
    }
    [[nodiscard]] std::string name(std::int64_t index) const override { return std::to_string(index); }
    [[nodiscard]] ImageView view() const override { return m_view; }

private:
    std::vector<std::pair<int, int>> m_sizes;
    ImageView m_view;
};

} // namespace

class TestCroppedViews : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void crops_data()
    {
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::addColumn<double>("smallest");
        QTest::newRow("square") << 200 << 200 << 0.3;
        QTest::newRow("wide") << 150 << 220 << 0.08;
        QTest::newRow("tall, large crops") << 250 << 180 << 0.7;
        QTest::newRow("tiny") << 3 << 4 << 0.2;
    }

    void crops()
    {
        QFETCH(const int, height);
        QFETCH(const int, width);
        QFETCH(const double, smallest);
        std::int64_t flipped = 0;
        std::set<std::pair<int, int>> places;
        constexpr std::uint64_t draws = 400;
        for (std::uint64_t i = 0; i < draws; ++i) {
            RandomStream stream{i};
            const CropRect crop = drawCrop(height, width, {1, smallest, true, 1}, stream);
            QVERIFY(crop.top >= 0 && crop.left >= 0 && crop.height >= 1 && crop.width >= 1);
            QVERIFY(crop.top + crop.height <= height && crop.left + crop.width <= width);
            const double slack = 1.0 / std::min(crop.height, crop.width);
            const double aspect = static_cast<double>(crop.width) / crop.height;
            QVERIFY(aspect <= 4.0 / 3.0 * (1 + 2 * slack) && aspect >= 0.75 / (1 + 2 * slack));
            QVERIFY(crop.height * crop.width * (1 + 2 * slack) >= smallest * height * width);
            flipped += crop.flip;
            places.insert({crop.top, crop.left});
            // Without flips the place is the same.
            RandomStream again{i};
            CropRect same = drawCrop(height, width, {1, smallest, false, 1}, again);
            QVERIFY(!same.flip);
            same.flip = crop.flip;
            QVERIFY(same == crop);
        }
        QVERIFY(flipped > 150 && flipped < 250);
        QVERIFY(places.size() > (height < 10 ? 2U : 100U));
    }

    // Nothing fits: the centre, as much as the aspect allows.
    void tooLong()
    {
        RandomStream stream{1};
        QVERIFY(drawCrop(10, 400, {1, 0.9, false, 1}, stream) == (CropRect{0, 193, 10, 13, false}));
    }

    void cutsWhatWasDrawn()
    {
        const auto charts = std::make_shared<const Charts>(std::vector<std::pair<int, int>>{{90, 120}, {200, 50}});
        const CropDraw how{3, 0.2, true, 7};
        const CroppedViews views(charts, how);
        QCOMPARE(views.size(), 6);
        QVERIFY(views.view() == (ImageView{Fit::Squash, {}}));
        std::set<ContentKey> keys;
        for (std::int64_t i = 0; i < 6; ++i) {
            const Image crop = views.image(i);
            QVERIFY(crop == views.image(i));
            const bool flip = crop.pixels[0] > crop.pixels[static_cast<std::size_t>(crop.width - 1) * 3];
            const int left = flip ? crop.pixels[static_cast<std::size_t>(crop.width - 1) * 3] : crop.pixels[0];
            for (int y = 0; y < crop.height; ++y)
                for (int x = 0; x < crop.width; ++x) {
                    const std::uint8_t *pixel =
                        crop.pixels.data() + static_cast<std::size_t>(y * crop.width + x) * 3;
                    QCOMPARE(int(pixel[0]), left + (flip ? crop.width - 1 - x : x));
                    QCOMPARE(int(pixel[1]), crop.pixels[1] + y);
                    QCOMPARE(int(pixel[2]), static_cast<int>(i / 3));
                }
            keys.insert(views.key(i));
        }
        QCOMPARE(keys.size(), std::size_t{6});
        QVERIFY(views.image(0) != views.image(1));
        // Another seed, area, region, or no flips: other keys, so other embeddings.
        for (const CropDraw &other :
             {CropDraw{3, 0.2, true, 8}, CropDraw{3, 0.25, true, 7}, CropDraw{3, 0.2, false, 7}})
            QVERIFY(CroppedViews(charts, other).key(0) != views.key(0));
        // The number of views changes none of them.
        const CroppedViews more(charts, {5, 0.2, true, 7});
        QCOMPARE(more.key(7), views.key(5));
        QVERIFY(more.image(7) == views.image(5));
        QVERIFY_THROWS_EXCEPTION(ValueError, CroppedViews(charts, {0, 0.2, true, 7}));
        QVERIFY_THROWS_EXCEPTION(ValueError, CroppedViews(charts, {1, 0, true, 7}));
    }

    void withinTheRegion()
    {
        const std::vector<std::pair<int, int>> sizes{{100, 100}};
        const auto part =
            std::make_shared<const Charts>(sizes, ImageView{Fit::Letterbox, parseRegion("60,10,30,40")});
        const CroppedViews views(part, {8, 0.3, true, 1});
        for (std::int64_t i = 0; i < views.size(); ++i) {
            const Image crop = views.image(i);
            for (std::size_t p = 0; p < crop.pixels.size(); p += 3)
                QVERIFY(crop.pixels[p] >= 60 && crop.pixels[p] < 90 && crop.pixels[p + 1] >= 10 &&
                        crop.pixels[p + 1] < 50);
        }
        QVERIFY(views.key(0) != CroppedViews(std::make_shared<const Charts>(sizes), {8, 0.3, true, 1}).key(0));
    }
};

QTEST_GUILESS_MAIN(TestCroppedViews)
#include "tst_croppedviews.moc"
