#include "base/random.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

using namespace retort;

class TestRandom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameKeySameNumbers()
    {
        RandomStream a{1, 2, 3};
        RandomStream b{1, 2, 3};
        for (int i = 0; i < 100; ++i)
            QCOMPARE(a(), b());
    }

    // Runs are resumed and repeated by their seed: these numbers may never change.
    void numbersAreFixed()
    {
        RandomStream stream{1, static_cast<std::uint64_t>(Purpose::Order), 1};
        QCOMPARE(stream(), std::uint64_t{15562002647254173731ULL});
        QCOMPARE(stream(), std::uint64_t{15370414638702061717ULL});
        QCOMPARE(stream.below(1000), std::uint64_t{355});
        QVERIFY(stream.uniform() == 0x1.dcb8ff0f815cep-1);
        std::vector<int> order{0, 1, 2, 3, 4, 5, 6, 7};
        stream.shuffle(order);
        QCOMPARE(order, (std::vector<int>{7, 5, 1, 6, 3, 4, 2, 0}));
    }

    void everyWordOfTheKeyCounts()
    {
        RandomStream base{1, 2, 3};
        RandomStream last{1, 2, 4};
        RandomStream swapped{2, 1, 3};
        RandomStream shorter{1, 2};
        const std::uint64_t first = base();
        QVERIFY(first != last());
        QVERIFY(first != swapped());
        QVERIFY(first != shorter());
    }

    void belowIsEvenAndInRange()
    {
        RandomStream stream{5};
        std::array<int, 7> counts{};
        for (int i = 0; i < 70'000; ++i)
            ++counts.at(static_cast<std::size_t>(stream.below(7)));
        for (const int count : counts)
            QVERIFY2(std::abs(count - 10'000) < 500, qPrintable(QString::number(count))); // 5 standard deviations
        QCOMPARE(stream.below(1), std::uint64_t{0});
    }

    void uniformAndNormalMoments()
    {
        RandomStream stream{6};
        double sum = 0;
        double normal = 0;
        double squares = 0;
        constexpr int count = 100'000;
        for (int i = 0; i < count; ++i) {
            const double u = stream.uniform();
            QVERIFY(u >= 0 && u < 1);
            sum += u;
            const double n = stream.normal();
            QVERIFY(std::isfinite(n));
            normal += n;
            squares += n * n;
        }
        QVERIFY(std::abs(sum / count - 0.5) < 0.005);
        QVERIFY(std::abs(normal / count) < 0.016);
        QVERIFY(std::abs(squares / count - 1) < 0.023);
    }

    void shuffleKeepsAllAndMovesThem()
    {
        std::vector<int> items(1000);
        std::iota(items.begin(), items.end(), 0);
        std::vector<int> shuffled = items;
        RandomStream stream{7};
        stream.shuffle(shuffled);
        QVERIFY(shuffled != items);
        std::sort(shuffled.begin(), shuffled.end());
        QCOMPARE(shuffled, items);
    }
};

QTEST_GUILESS_MAIN(TestRandom)
#include "tst_random.moc"
