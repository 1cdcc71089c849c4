#include "base/error.h"
#include "neighbours/benchmark.h"
#include "neighbours/nearestrows.h"
#include "unitrows.h"

#include <QTest>

using namespace retort;

class TestNearestRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatLoopsFind_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        QTest::newRow("one") << 1 << 5;
        QTest::newRow("few") << 50 << 3;
        QTest::newRow("uneven") << 1000 << 37;
        QTest::newRow("several blocks") << 10000 << 16;
    }

    void findsWhatLoopsFind()
    {
        QFETCH(int, rows);
        QFETCH(int, columns);
        const Matrix images = unitRows(rows, columns, 3);
        std::vector<float> query(static_cast<std::size_t>(columns));
        for (std::size_t c = 0; c < query.size(); ++c)
            query[c] = c % 3 == 0 ? 7.0F : -3.0F; // of any length
        std::vector<float> direction = query;
        normalise(direction);
        std::vector<std::int64_t> order(static_cast<std::size_t>(rows));
        std::iota(order.begin(), order.end(), 0);
        std::sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
            return cosine(images.row(a), direction) > cosine(images.row(b), direction);
        });
        const std::vector<Neighbour> all = nearestRows(images, query, rows + 5, {});
        QCOMPARE(all.size(), std::size_t(rows));
        for (std::size_t i = 0; i < all.size(); ++i) {
            QVERIFY(std::abs(all[i].cosine - cosine(images.row(all[i].row), direction)) < 1e-6);
            // Two that differ by rounding alone may have changed places.
            QVERIFY(std::abs(all[i].cosine - cosine(images.row(order[i]), direction)) < 1e-6);
            QVERIFY(i == 0 || all[i].cosine <= all[i - 1].cosine);
        }
        const std::vector<Neighbour> few = nearestRows(images, query, 3, {});
        QCOMPARE(few, std::vector<Neighbour>(all.begin(), all.begin() + std::min(3, rows)));
        QVERIFY(nearestRows(images, query, 0, {}).empty());
    }

    void equalOnesKeepTheirOrder()
    {
        Matrix images = unitRows(6000, 8, 5);
        for (const std::int64_t row : {5000, 17, 4095, 4096})
            std::copy(images.row(2).begin(), images.row(2).end(), images.row(row).begin());
        const std::vector<Neighbour> found = nearestRows(images, images.row(2), 5, {});
        const std::int64_t expected[] = {2, 17, 4095, 4096, 5000};
        for (std::size_t i = 0; i < 5; ++i)
            QCOMPARE(found[i].row, expected[i]);
        QVERIFY(std::abs(found[0].cosine - 1) < 1e-6F);
    }

    void whatMakesNoSense()
    {
        const Matrix images = unitRows(10, 4, 1);
        const std::vector<float> other(5, 1.0F);
        const std::vector<float> nothing(4, 0.0F);
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)nearestRows(images, other, 1, {}));
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)nearestRows(images, nothing, 1, {}));
        QVERIFY(nearestRows(Matrix(0, 4), images.row(0), 3, {}).empty());
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, (void)nearestRows(images, images.row(0), 1, stop.get_token()));
    }

    void theBenchmarkMeasures()
    {
        const SearchTimes times = benchSearch({2000, 16, 10, 3}, {});
        QVERIFY(times.best > 0 && times.median >= times.best && times.gigabytesPerSecond > 0);
    }
};

QTEST_GUILESS_MAIN(TestNearestRows)
#include "tst_nearest_rows.moc"
