#include "base/error.h"
#include "data/batchloader.h"
#include "data/packedimages.h"
#include "data/split.h"

#include <QTest>

#include <algorithm>
#include <numeric>
#include <set>

using namespace retort;

namespace {

std::shared_ptr<const PackedImages> someImages(std::int64_t count, int side = 8)
{
    RandomStream stream{3};
    const std::size_t record = static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3;
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count) * record);
    for (std::uint8_t &pixel : pixels)
        pixel = static_cast<std::uint8_t>(stream() >> 40);
    std::vector<ContentKey> keys;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
        keys.push_back(contentKey({pixels.data() + i * record, record}));
    return std::make_shared<const PackedImages>(side, side, 3, std::move(pixels), std::move(keys));
}

std::vector<std::int64_t> firstIndices(std::int64_t count)
{
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    return order;
}

/// The images of all batches, one after the other.
std::vector<std::vector<std::uint8_t>> allImages(BatchLoader &loader)
{
    std::vector<std::vector<std::uint8_t>> images;
    while (const std::optional<Batch> batch = loader.next()) {
        const std::size_t record = batch->pixels.size() / batch->indices.size();
        for (std::size_t i = 0; i < batch->indices.size(); ++i) {
            const auto first = batch->pixels.begin() + static_cast<std::ptrdiff_t>(i * record);
            images.emplace_back(first, first + static_cast<std::ptrdiff_t>(record));
        }
    }
    return images;
}

/// The same images, as if each had to be read and decoded.
class Laborious : public SizedImages
{
public:
    explicit Laborious(std::shared_ptr<const PackedImages> images)
        : SizedImages(images->height(), images->width(), images->channels()), m_images(std::move(images))
    {}
    [[nodiscard]] std::int64_t size() const override { return m_images->size(); }
    [[nodiscard]] ContentKey key(std::int64_t index) const override { return m_images->key(index); }
    [[nodiscard]] std::string name(std::int64_t index) const override { return m_images->name(index); }
    [[nodiscard]] bool isWork() const override { return true; }
    void copy(std::int64_t index, std::uint8_t *pixels) const override
    {
        if (index == broken)
            throw InputError("image 7", {}, "is gone");
        m_images->copy(index, pixels);
    }

    std::int64_t broken = -1;

private:
    std::shared_ptr<const PackedImages> m_images;
};

} // namespace

class TestBatchLoader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // On several threads or one: the same batches.
    void imagesThatAreWork()
    {
        const auto packed = someImages(100);
        Augmentation how;
        how.cropPadding = 2;
        how.flip = true;
        how.randomResizedCrop = 0.4;
        const std::vector<std::int64_t> order = epochOrder(firstIndices(100), 5, 1);
        BatchLoader plain(packed, order, 33, how, 5, 1);
        auto laborious = std::make_shared<Laborious>(packed);
        BatchLoader worked(laborious, order, 33, how, 5, 1);
        const auto expected = allImages(plain);
        QCOMPARE(expected.size(), std::size_t{99});
        QCOMPARE(allImages(worked), expected);
        laborious->broken = order[40];
        BatchLoader failing(laborious, order, 33, how, 5, 1);
        QVERIFY(failing.next());
        QVERIFY_THROWS_EXCEPTION(InputError, (void)failing.next());
    }

    // Draws in place of pixels: whoever has the images makes the same of them.
    void draws()
    {
        const auto images = someImages(100);
        Augmentation how;
        how.cropPadding = 2;
        how.flip = true;
        how.randomResizedCrop = 0.4;
        how.colourJitter = 0.3;
        const std::vector<std::int64_t> order = epochOrder(firstIndices(100), 5, 1);
        BatchLoader pixels(images, order, 33, how, 5, 1);
        BatchLoader draws(images, order, 33, how, 5, 1, 0, 4, {}, BatchLoader::Gives::Draws);
        Augmenter augmenter(how, images->height(), images->width(), images->channels());
        while (const std::optional<Batch> expected = pixels.next()) {
            const std::optional<Batch> drawn = draws.next();
            QVERIFY(drawn);
            QCOMPARE(drawn->indices, expected->indices);
            QVERIFY(drawn->pixels.empty());
            std::vector<std::uint8_t> made(expected->pixels.size());
            const std::size_t record = made.size() / drawn->draws.size();
            for (std::size_t i = 0; i < drawn->draws.size(); ++i)
                augmenter.apply(images->record(drawn->indices[i]).data(), drawn->draws[i],
                                made.data() + i * record);
            QCOMPARE(made, expected->pixels);
        }
        QVERIFY(!draws.next());
    }

    // Each epoch picks one view of each image, by content and not by place; over epochs it picks all of them.
    void viewsOfAnOrder()
    {
        const auto images = someImages(60);
        const std::vector<std::int64_t> order = epochOrder(firstIndices(60), 5, 1);
        std::vector<std::set<std::int64_t>> seen(60);
        for (std::int64_t epoch = 1; epoch <= 30; ++epoch) {
            const std::vector<std::int64_t> views = viewsOfOrder(order, *images, 3, 5, epoch);
            for (std::size_t i = 0; i < views.size(); ++i) {
                QCOMPARE(views[i] / 3, order[i]);
                seen[static_cast<std::size_t>(order[i])].insert(views[i] % 3);
            }
            QCOMPARE(views, viewsOfOrder(order, *images, 3, 5, epoch));
            std::vector<std::int64_t> turned(order.rbegin(), order.rend());
            turned = viewsOfOrder(turned, *images, 3, 5, epoch);
            QVERIFY(std::equal(turned.rbegin(), turned.rend(), views.begin()));
        }
        for (const std::set<std::int64_t> &views : seen)
            QCOMPARE(views.size(), std::size_t{3});
        QVERIFY(viewsOfOrder(order, *images, 3, 5, 1) != viewsOfOrder(order, *images, 3, 6, 1));
    }

    void orderIsAPermutationOfItsEpoch()
    {
        const std::vector<std::int64_t> training{9, 4, 7, 1, 0, 22, 13, 5, 6, 40};
        const std::vector<std::int64_t> first = epochOrder(training, 1, 1);
        QVERIFY(std::is_permutation(first.begin(), first.end(), training.begin(), training.end()));
        QCOMPARE(epochOrder(training, 1, 1), first);
        QVERIFY(epochOrder(training, 1, 2) != first);
        QVERIFY(epochOrder(training, 2, 1) != first);
    }

    void givesPlainImagesInOrder()
    {
        const auto images = someImages(10);
        BatchLoader loader(images, {3, 1, 4, 5, 9, 2, 6}, 3, {}, 1, 1);
        QCOMPARE(loader.batches(), std::int64_t{2});
        const std::optional<Batch> first = loader.next();
        QVERIFY(first.has_value());
        QCOMPARE(first->indices, (std::vector<std::int64_t>{3, 1, 4}));
        QCOMPARE(first->height, 8);
        QCOMPARE(first->width, 8);
        QCOMPARE(first->channels, 3);
        QCOMPARE(first->pixels.size(), std::size_t{3 * 8 * 8 * 3});
        const auto record = images->record(4);
        QVERIFY(std::equal(record.begin(), record.end(), first->pixels.begin() + 2 * 8 * 8 * 3));
        QCOMPARE(loader.next()->indices, (std::vector<std::int64_t>{5, 9, 2}));
        QVERIFY(!loader.next().has_value()); // the incomplete batch is dropped
        QVERIFY(!loader.next().has_value());
    }

    void shortOrderGivesOneSmallBatch()
    {
        BatchLoader loader(someImages(10), {3, 1}, 8, {}, 1, 1);
        QCOMPARE(loader.batches(), std::int64_t{1});
        QCOMPARE(loader.next()->indices.size(), std::size_t{2});
        QVERIFY(!loader.next().has_value());
        BatchLoader empty(someImages(10), {}, 8, {}, 1, 1);
        QCOMPARE(empty.batches(), std::int64_t{0});
        QVERIFY(!empty.next().has_value());
    }

    void augmentationIsIndependentOfBatchesAndPrefetch()
    {
        const auto images = someImages(48);
        const Augmentation all{2, true, 0.3, 0.5};
        BatchLoader large(images, firstIndices(48), 16, all, 7, 3, 0, 1);
        BatchLoader small(images, firstIndices(48), 4, all, 7, 3, 0, 8);
        const auto expected = allImages(large);
        QCOMPARE(expected.size(), std::size_t{48});
        QCOMPARE(allImages(small), expected);
        // Another order: each image is still augmented alike.
        std::vector<std::int64_t> reversed = firstIndices(48);
        std::reverse(reversed.begin(), reversed.end());
        BatchLoader backwards(images, reversed, 4, all, 7, 3);
        auto turned = allImages(backwards);
        std::reverse(turned.begin(), turned.end());
        QCOMPARE(turned, expected);
    }

    // Equal pixels under different keys: only the stream can tell them apart.
    void eachImageHasItsOwnStream()
    {
        std::vector<std::uint8_t> pixels;
        std::vector<ContentKey> keys(30);
        for (std::size_t i = 0; i < 30; ++i) {
            for (int p = 0; p < 16 * 16; ++p)
                pixels.push_back(static_cast<std::uint8_t>(p));
            keys[i].bytes[i < 15 ? 2 : 13] = static_cast<std::uint8_t>(i + 1); // both halves of the key count
        }
        const auto images = std::make_shared<const PackedImages>(16, 16, 1, pixels, keys);
        BatchLoader loader(images, firstIndices(30), 30, {4, true, 0, 0}, 1, 1);
        const auto given = allImages(loader);
        QVERIFY(std::set(given.begin(), given.begin() + 15).size() > 10);
        QVERIFY(std::set(given.begin() + 15, given.end()).size() > 10);
    }

    void epochAndSeedChangeIt()
    {
        const auto images = someImages(8);
        const Augmentation crop{2, true, 0, 0};
        BatchLoader a(images, firstIndices(8), 8, crop, 7, 1);
        BatchLoader b(images, firstIndices(8), 8, crop, 7, 2);
        BatchLoader c(images, firstIndices(8), 8, crop, 8, 1);
        const auto first = allImages(a);
        QVERIFY(allImages(b) != first);
        QVERIFY(allImages(c) != first);
    }

    // Resuming in the middle of an epoch.
    void startsAtAnyBatch()
    {
        const auto images = someImages(20);
        std::vector<std::int64_t> order = firstIndices(20);
        order[17] = 2; // a copy whose first occurrence lies before the start
        const Augmentation crop{2, true, 0.2, 0};
        BatchLoader whole(images, order, 4, crop, 7, 1);
        auto expected = allImages(whole);
        expected.erase(expected.begin(), expected.begin() + 12);
        BatchLoader rest(images, order, 4, crop, 7, 1, 3);
        QCOMPARE(rest.batches(), std::int64_t{5});
        QCOMPARE(allImages(rest), expected);
        BatchLoader behind(images, order, 4, crop, 7, 1, 5);
        QVERIFY(!behind.next().has_value());
    }

    void copiesAreAugmentedDifferently()
    {
        std::vector<std::uint8_t> pixels;
        for (int i = 0; i < 3 * 16 * 16; ++i)
            pixels.push_back(static_cast<std::uint8_t>(i % 256));
        const auto images = std::make_shared<const PackedImages>(16, 16, 1, pixels, std::vector<ContentKey>(3));
        BatchLoader loader(images, {0, 1, 2}, 3, {4, true, 0, 0}, 1, 1);
        const auto given = allImages(loader);
        QVERIFY(given[0] != given[1] || given[1] != given[2]);
        // Which of equal files comes first must not matter.
        BatchLoader swapped(images, {2, 0, 1}, 3, {4, true, 0, 0}, 1, 1);
        QCOMPARE(allImages(swapped), given);
    }

    void canBeLeftAtAnyTime()
    {
        const auto images = someImages(64);
        for (int round = 0; round < 200; ++round) {
            BatchLoader loader(images, firstIndices(64), 2, {2, true, 0.3, 0.5}, 1, round, 0, 1 + round % 3);
            for (int i = 0; i < round % 5; ++i)
                QVERIFY(loader.next().has_value());
        }
    }

    void badArguments()
    {
        const auto images = someImages(4);
        QVERIFY_EXCEPTION_THROWN(BatchLoader(images, {0, 4}, 2, {}, 1, 1), ValueError);
        QVERIFY_EXCEPTION_THROWN(BatchLoader(images, {0, -1}, 2, {}, 1, 1), ValueError);
        QVERIFY_EXCEPTION_THROWN(BatchLoader(images, {0}, 0, {}, 1, 1), ValueError);
        QVERIFY_EXCEPTION_THROWN(BatchLoader(images, {0}, 1, {}, 1, 1, -1), ValueError);
        QVERIFY_EXCEPTION_THROWN(BatchLoader(images, {0}, 1, {}, 1, 1, 0, 0), ValueError);
        QVERIFY_EXCEPTION_THROWN(BatchLoader(images, {0}, 1, {9, false, 0, 0}, 1, 1), ValueError);
    }
};

QTEST_GUILESS_MAIN(TestBatchLoader)
#include "tst_batchloader.moc"
