#include "base/error.h"
#include "base/parallel.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace retort;

class TestParallel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachOnce()
    {
        for (const std::int64_t count : {0, 1, 2, 1000}) {
            std::vector<std::atomic<int>> done(static_cast<std::size_t>(count));
            parallelFor(count, {}, [&](std::int64_t i) { ++done[static_cast<std::size_t>(i)]; });
            for (const auto &times : done)
                QCOMPARE(times.load(), 1);
        }
    }

    // Item 20 fails before or after item 21 does, with 21 under way in both cases (given two cores).
    void throwsForTheSmallest()
    {
        using std::chrono::milliseconds;
        for (int round = 0; round < 20; ++round) {
            std::atomic<bool> under21{false};
            try {
                parallelFor(200, {}, [&](std::int64_t i) {
                    if (i == 21) {
                        under21 = true;
                        std::this_thread::sleep_for(milliseconds(round % 2 == 0 ? 3 : 0));
                    } else if (i == 20) {
                        for (int wait = 0; wait < 20 && !under21; ++wait)
                            std::this_thread::sleep_for(milliseconds(1));
                        std::this_thread::sleep_for(milliseconds(round % 2 == 0 ? 0 : 3));
                    }
                    if (i >= 20)
                        throw Error(std::to_string(i));
                });
                QFAIL("nothing was thrown");
            } catch (const Error &e) {
                QCOMPARE(std::string(e.what()), std::string("20"));
            }
        }
    }

    void stops()
    {
        std::stop_source stop;
        std::atomic<int> done{0};
        QVERIFY_EXCEPTION_THROWN(parallelFor(100'000, stop.get_token(),
                                             [&](std::int64_t i) {
                                                 ++done;
                                                 if (i == 50)
                                                     stop.request_stop();
                                             }),
                                 Cancelled);
        QVERIFY(done < 100'000);
    }

    void reportsOnTheCallersThread()
    {
        const auto caller = std::this_thread::get_id();
        std::int64_t last = 0;
        parallelFor(
            60, {}, [](std::int64_t) { std::this_thread::sleep_for(std::chrono::milliseconds(10)); },
            [&](std::int64_t done) {
                QVERIFY(std::this_thread::get_id() == caller);
                QVERIFY(done >= last && done <= 60);
                last = done;
            });
        QVERIFY(last > 0);
    }
};

QTEST_GUILESS_MAIN(TestParallel)
#include "tst_parallel.moc"
