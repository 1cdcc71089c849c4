#include "base/error.h"
#include "base/random.h"
#include "data/split.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

using namespace retort;

namespace {

std::vector<ContentKey> someKeys(std::size_t count, std::uint64_t seed = 1)
{
    RandomStream stream{seed};
    std::vector<ContentKey> keys(count);
    for (ContentKey &key : keys)
        for (std::uint8_t &byte : key.bytes)
            byte = static_cast<std::uint8_t>(stream() >> 32);
    return keys;
}

ContentKey of(std::string_view text)
{
    return contentKey({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

} // namespace

class TestSplit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Published XXH3-128 values; caches and projects depend on them.
    void contentKeyIsXxh3()
    {
        QCOMPARE(of("").hex(), std::string("99aa06d3014798d86001c324468d497f"));
        QVERIFY(of("a") != of("b"));
    }

    void sharesAreAboutRight()
    {
        const std::vector<ContentKey> keys = someKeys(20'000);
        for (const double share : {0.01, 0.05, 0.3}) {
            const Split split = splitByContent(keys, share);
            QCOMPARE(split.training.size() + split.heldOut.size(), keys.size());
            const double error = std::abs(static_cast<double>(split.heldOut.size()) / 20'000 - share);
            QVERIFY2(error < 4 * std::sqrt(share * (1 - share) / 20'000), qPrintable(QString::number(error)));
        }
        QVERIFY(splitByContent(keys, 0).heldOut.empty());
    }

    void eachIsSortedByKey()
    {
        const std::vector<ContentKey> keys = someKeys(500);
        const Split split = splitByContent(keys, 0.2);
        for (const auto &part : {split.training, split.heldOut})
            for (std::size_t i = 1; i < part.size(); ++i)
                QVERIFY(keys[static_cast<std::size_t>(part[i - 1])] < keys[static_cast<std::size_t>(part[i])]);
    }

    void doesNotDependOnPlaces()
    {
        std::vector<ContentKey> keys = someKeys(1000);
        const auto heldOutKeys = [](const std::vector<ContentKey> &all) {
            std::vector<ContentKey> held;
            for (const std::int64_t index : splitByContent(all, 0.1).heldOut)
                held.push_back(all[static_cast<std::size_t>(index)]);
            return held;
        };
        const std::vector<ContentKey> before = heldOutKeys(keys);
        std::reverse(keys.begin(), keys.end());
        QCOMPARE(heldOutKeys(keys), before);
    }

    void excludedImagesAreOnNeitherSide()
    {
        const std::vector<ContentKey> keys = someKeys(1000);
        std::vector<ContentKey> excluded(keys.begin() + 100, keys.begin() + 400);
        std::sort(excluded.begin(), excluded.end());
        std::vector<ContentKey> rest(keys.begin(), keys.begin() + 100);
        rest.insert(rest.end(), keys.begin() + 400, keys.end());
        const auto of = [](const std::vector<ContentKey> &all, const std::vector<std::int64_t> &part) {
            std::vector<ContentKey> found;
            for (const std::int64_t index : part)
                found.push_back(all[static_cast<std::size_t>(index)]);
            return found;
        };
        const Split split = splitByContent(keys, 0.2, {}, excluded);
        const Split without = splitByContent(rest, 0.2);
        QCOMPARE(of(keys, split.training), of(rest, without.training));
        QCOMPARE(of(keys, split.heldOut), of(rest, without.heldOut));
        QVERIFY(!split.heldOut.empty());

        const std::string images = fingerprint(keys);
        QCOMPARE(learnedFingerprint(images, {}), images);
        const std::string learned = learnedFingerprint(images, excluded);
        QVERIFY(learned != images && learned != learnedFingerprint(images, {excluded.data(), 299}));
        QCOMPARE(imagesOfLearned(learned), images);
        QCOMPARE(imagesOfLearned(images), images);
    }

    void staysWhenImagesAreAdded()
    {
        std::vector<ContentKey> keys = someKeys(1000);
        const Split before = splitByContent(keys, 0.1);
        const std::vector<ContentKey> more = someKeys(500, 2);
        keys.insert(keys.end(), more.begin(), more.end());
        const Split after = splitByContent(keys, 0.1);
        const std::set<std::int64_t> held(after.heldOut.begin(), after.heldOut.end());
        for (const std::int64_t index : before.heldOut)
            QVERIFY(held.count(index) == 1);
        for (const std::int64_t index : before.training)
            QVERIFY(held.count(index) == 0);
    }

    // A group is on one side as a whole, decided by the group alone; without groups nothing is as it was not.
    void groupsStayTogether()
    {
        const std::vector<ContentKey> keys = someKeys(600);
        const std::vector<ContentKey> few = someKeys(1200);
        std::vector<ContentKey> groups(600);
        for (std::size_t i = 0; i < 600; ++i)
            groups[i] = few[600 + i / 6];
        const Split split = splitByContent(keys, 0.3, groups);
        std::set<ContentKey> out;
        for (const std::int64_t i : split.heldOut)
            out.insert(groups[static_cast<std::size_t>(i)]);
        QVERIFY(out.size() > 15 && out.size() < 45);
        QCOMPARE(split.heldOut.size(), out.size() * 6);
        QVERIFY(std::is_sorted(split.training.begin(), split.training.end(), [&](std::int64_t a, std::int64_t b) {
            return keys[static_cast<std::size_t>(a)] < keys[static_cast<std::size_t>(b)];
        }));
        const Split alone = splitByContent(keys, 0.3, keys);
        QCOMPARE(alone.heldOut, splitByContent(keys, 0.3).heldOut);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(splitByContent(keys, 0.3, few)), ValueError);
    }

    void copiesStayTogether()
    {
        std::vector<ContentKey> keys = someKeys(300);
        keys.insert(keys.end(), keys.begin(), keys.begin() + 300);
        const Split split = splitByContent(keys, 0.3);
        const std::set<std::int64_t> held(split.heldOut.begin(), split.heldOut.end());
        for (std::int64_t i = 0; i < 300; ++i)
            QCOMPARE(held.count(i), held.count(i + 300));
    }

    void isIndependentOfKeyRange()
    {
        const std::vector<ContentKey> keys = someKeys(20'000);
        const Split split = splitByContent(keys, 0.2);
        const KeyRange half{0, 0.5};
        const auto inHalf = std::count_if(split.heldOut.begin(), split.heldOut.end(), [&](std::int64_t index) {
            return half.holds(keys[static_cast<std::size_t>(index)]);
        });
        QVERIFY(std::abs(static_cast<double>(inHalf) / static_cast<double>(split.heldOut.size()) - 0.5) < 0.035);
        // The last 8 bytes decide, the first 8 have no say.
        std::vector<ContentKey> sameEnd = someKeys(200);
        for (ContentKey &key : sameEnd)
            std::copy(keys[0].bytes.begin() + 8, keys[0].bytes.end(), key.bytes.begin() + 8);
        const Split alike = splitByContent(sameEnd, 0.5);
        QVERIFY(alike.heldOut.empty() || alike.training.empty());
    }

    void keyRangesCoverAllOnce()
    {
        std::vector<ContentKey> keys = someKeys(1000);
        ContentKey largest;
        largest.bytes.fill(255);
        keys.push_back(largest);
        keys.push_back({});
        ContentKey middle; // exactly 0.5
        middle.bytes[0] = 128;
        keys.push_back(middle);
        for (const ContentKey &key : keys) {
            QCOMPARE((KeyRange{0, 0.5}.holds(key) ? 1 : 0) + (KeyRange{0.5, 1}.holds(key) ? 1 : 0), 1);
            QVERIFY(KeyRange().holds(key));
            QCOMPARE((KeyRange{0, 0.5}.holds(key)), key.bytes[0] < 128);
        }
    }

    void shareOutOfRange()
    {
        const std::vector<ContentKey> keys = someKeys(3);
        for (const double share : {-0.1, 0.51, std::nan("")})
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(splitByContent(keys, share)), ValueError);
    }

    void fingerprintNamesTheSet()
    {
        std::vector<ContentKey> keys = someKeys(100);
        const std::string before = fingerprint(keys);
        QCOMPARE(before.size(), std::size_t{32});
        std::reverse(keys.begin(), keys.end());
        QCOMPARE(fingerprint(keys), before);
        keys.pop_back();
        QVERIFY(fingerprint(keys) != before);
        keys.push_back(keys.front());
        QVERIFY(fingerprint(keys) != before);
    }
};

QTEST_GUILESS_MAIN(TestSplit)
#include "tst_split.moc"
