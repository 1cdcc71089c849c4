#include "base/error.h"
#include "widgets/common/jobrunner.h"
#include "widgets/common/ratemeter.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>

using namespace retort;

namespace {

// Holds a job in its work until it is let go or stopped.
struct Gate
{
    std::atomic<bool> reached = false;
    std::atomic<bool> open = false;

    void pass(const std::stop_token &stop)
    {
        reached = true;
        while (!open && !stop.stop_requested())
            std::this_thread::yield();
        throwIfStopped(stop);
    }
};

// Tells on which thread the last copy of it died.
struct ThreadMark
{
    std::shared_ptr<std::thread::id> died = std::make_shared<std::thread::id>();
    std::shared_ptr<void> guard{nullptr, [died = died](void *) { *died = std::this_thread::get_id(); }};
};

} // namespace

class TestJobRunner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void resultArrivesOnOwnThread()
    {
        JobRunner runner(QStringLiteral("test"));
        std::thread::id worked;
        std::thread::id delivered;
        int result = 0;
        runner.submit<int>(
            QStringLiteral("adding"), {}, this,
            [&worked](std::stop_token, const Reporter &) {
                worked = std::this_thread::get_id();
                return 42;
            },
            [&](int value) {
                delivered = std::this_thread::get_id();
                result = value;
            });
        QTRY_COMPARE(result, 42);
        QVERIFY(worked != std::this_thread::get_id());
        QCOMPARE(delivered, std::this_thread::get_id());
        QTRY_VERIFY(!runner.busy());
    }

    void moveOnlyResult()
    {
        JobRunner runner(QStringLiteral("test"));
        std::unique_ptr<int> got;
        runner.submit<std::unique_ptr<int>>(
            {}, {}, this, [](std::stop_token, const Reporter &) { return std::make_unique<int>(7); },
            [&got](std::unique_ptr<int> value) { got = std::move(value); });
        QTRY_VERIFY(got);
        QCOMPARE(*got, 7);
    }

    void ownErrorKeepsItsRemedy()
    {
        const JobError error =
            failureOf([]() -> int { throw InputError("/data/x.idx", "offset 4", "too short", "Copy it again."); });
        QVERIFY2(error.what.contains(QStringLiteral("x.idx")), qPrintable(error.what));
        QVERIFY(error.what.contains(QStringLiteral("offset 4")));
        QCOMPARE(error.remedy, QStringLiteral("Copy it again."));
        QVERIFY(!error.cancelled);
    }

    void foreignExceptionsAreCaught()
    {
        const JobError standard =
            failureOf([]() -> int { throw std::runtime_error("deep reason\nframe 0\nframe 1"); });
        QVERIFY(standard.what.contains(QStringLiteral("deep reason")));
        QVERIFY2(!standard.what.contains(QStringLiteral("frame")), "a stack trace reached a person");
        QVERIFY(standard.what.contains(QStringLiteral("working")));
        QVERIFY(!standard.remedy.isEmpty());
        const JobError odd = failureOf([]() -> int { throw 5; });
        QVERIFY(!odd.what.isEmpty());
        const JobError memory = failureOf([]() -> int { throw std::bad_alloc(); });
        QVERIFY(memory.what.contains(QStringLiteral("memory")));
    }

    void failureWithoutHandlerIsSaid()
    {
        JobRunner runner(QStringLiteral("test"));
        QString what;
        connect(&runner, &JobRunner::unhandled, this, [&what](const JobError &error) { what = error.what; });
        runner.submit<int>({}, {}, nullptr,
                           [](std::stop_token, const Reporter &) -> int { throw Error("broken"); }, {});
        QTRY_COMPARE(what, QStringLiteral("broken"));
    }

    void cancelReachesRunningJob()
    {
        JobRunner runner(QStringLiteral("test"));
        Gate gate;
        bool done = false;
        JobError error;
        const auto job = runner.submit<int>(
            {}, {}, this,
            [&gate](std::stop_token stop, const Reporter &) {
                gate.pass(stop);
                return 1;
            },
            [&done](int) { done = true; }, [&error](const JobError &e) { error = e; });
        QTRY_VERIFY(gate.reached);
        runner.cancel(job);
        QTRY_VERIFY(error.cancelled);
        QVERIFY(!done);
    }

    void resultAfterCancelIsDropped()
    {
        JobRunner runner(QStringLiteral("test"));
        Gate gate;
        bool done = false;
        bool cancelled = false;
        const auto job = runner.submit<int>(
            {}, {}, this,
            [&gate](std::stop_token, const Reporter &) {
                gate.pass({}); // does not look at its stop token
                return 1;
            },
            [&done](int) { done = true; }, [&cancelled](const JobError &error) { cancelled = error.cancelled; });
        QTRY_VERIFY(gate.reached);
        runner.cancel(job);
        gate.open = true;
        QTRY_VERIFY(cancelled);
        QVERIFY(!done);
    }

    void waitingJobsKeepTheirOrderAndCanBeCancelled()
    {
        JobRunner runner(QStringLiteral("test"));
        QSignalSpy queue(&runner, &JobRunner::queueChanged);
        Gate gate;
        QList<int> order;
        const auto add = [&](int number) {
            return runner.submit<int>(
                QString::number(number), {}, this,
                [&gate, number](std::stop_token stop, const Reporter &) {
                    if (number == 0)
                        gate.pass(stop);
                    return number;
                },
                [&order](int value) { order.append(value); },
                [&order, number](const JobError &) { order.append(-number); });
        };
        add(0);
        QTRY_VERIFY(gate.reached);
        add(1);
        const auto second = add(2);
        add(3);
        QCOMPARE(runner.queued(), 3);
        QCOMPARE(runner.waiting().size(), std::size_t(3));
        QCOMPARE(runner.waiting()[1].title, QStringLiteral("2"));
        runner.cancel(second);
        QCOMPARE(runner.queued(), 2);
        gate.open = true;
        QTRY_COMPARE(order.size(), 4);
        QVERIFY(order.contains(-2));
        order.removeAll(-2);
        QCOMPARE(order, (QList<int>{0, 1, 3}));
        QVERIFY(queue.count() >= 4);
        QTRY_VERIFY(!runner.busy());
    }

    void olderJobOfATopicIsDropped()
    {
        JobRunner runner(QStringLiteral("test"));
        Gate gate;
        QList<int> news;
        const auto add = [&](int number, const QString &topic) {
            runner.submit<int>(
                {}, topic, this,
                [&gate, number](std::stop_token stop, const Reporter &) {
                    if (number == 0)
                        gate.pass(stop);
                    return number;
                },
                [&news](int value) { news.append(value); }, [&news](const JobError &) { news.append(-100); });
        };
        add(0, QStringLiteral("score")); // runs, is told to stop by the next of its topic
        QTRY_VERIFY(gate.reached);
        add(1, QStringLiteral("score"));
        add(2, QStringLiteral("other"));
        add(3, QStringLiteral("score")); // drops 1, which still waits
        QTRY_VERIFY(!runner.busy());
        QCOMPARE(news, (QList<int>{2, 3}));
    }

    void resultOnItsWayGoesStaleOrIsCancelled()
    {
        JobRunner runner(QStringLiteral("test"));
        std::atomic<int> begun = 0;
        QList<int> news;
        const auto add = [&](int number) {
            return runner.submit<int>(
                {}, QStringLiteral("score"), this,
                [&begun, number](std::stop_token, const Reporter &) {
                    ++begun;
                    return number;
                },
                [&news](int value) { news.append(value); },
                [&news](const JobError &error) { news.append(error.cancelled ? -1 : -2); });
        };
        // Waits for the worker's end without an event that could hand the result over.
        const auto hasRun = [&](int jobs) {
            while (begun < jobs || runner.current() != 0)
                std::this_thread::yield();
        };
        add(1);
        hasRun(1);
        add(2);
        QTRY_VERIFY(!runner.busy());
        QCOMPARE(news, (QList<int>{2}));

        const auto last = add(3);
        hasRun(3);
        runner.cancel(last);
        QTRY_VERIFY(!runner.busy());
        QCOMPARE(news, (QList<int>{2, -1}));
    }

    void receiverMayDieFirst()
    {
        JobRunner runner(QStringLiteral("test"));
        Gate gate;
        bool called = false;
        auto receiver = std::make_unique<QObject>();
        runner.submit<int>(
            {}, {}, receiver.get(),
            [&gate](std::stop_token stop, const Reporter &) {
                gate.pass(stop);
                return 1;
            },
            [&called](int) { called = true; }, [&called](const JobError &) { called = true; });
        QTRY_VERIFY(gate.reached);
        receiver.reset();
        gate.open = true;
        QTRY_VERIFY(!runner.busy());
        QVERIFY(!called);
    }

    void destructorCancelsAndJoins()
    {
        Gate gate;
        bool called = false;
        std::atomic<bool> left = false;
        {
            JobRunner runner(QStringLiteral("test"));
            for (int i = 0; i < 3; ++i)
                runner.submit<int>(
                    {}, {}, this,
                    [&gate, &left](std::stop_token stop, const Reporter &) {
                        struct Leaving
                        {
                            std::atomic<bool> &left;
                            ~Leaving() { left = true; }
                        } leaving{left};
                        gate.pass(stop);
                        return 1;
                    },
                    [&called](int) { called = true; }, [&called](const JobError &) { called = true; });
            QTRY_VERIFY(gate.reached);
        }
        QVERIFY(left);
        QCoreApplication::processEvents();
        QVERIFY(!called);
    }

    void whatAJobHoldsIsLetGoOnTheOwnersThread()
    {
        JobRunner runner(QStringLiteral("test"));
        for (int round = 0; round < 50; ++round) {
            ThreadMark mark;
            const auto died = mark.died;
            runner.submit<int>(
                {}, {}, this, [mark](std::stop_token, const Reporter &) { return 0; }, [mark](int) {});
            mark = ThreadMark();
            QTRY_VERIFY(!runner.busy());
            QCOMPARE(*died, std::this_thread::get_id());
        }
    }

    void progressIsThrottledAndEndsWithTheNewest()
    {
        JobRunner runner(QStringLiteral("test"));
        QList<qint64> seen;
        connect(&runner, &JobRunner::progressed, this,
                [&seen](quint64, const Progress &progress, double, double) { seen.append(progress.done); });
        Gate gate;
        runner.submit<int>(
            {}, {}, this,
            [&gate](std::stop_token stop, const Reporter &reporter) {
                for (int i = 1; i <= 10000; ++i)
                    reporter.report({"counting", i, 10000, "things"});
                gate.pass(stop);
                return 0;
            },
            [](int) {});
        QTRY_VERIFY(!seen.isEmpty() && seen.last() == 10000);
        QVERIFY2(seen.size() < 100, qPrintable(QString::number(seen.size())));
        gate.open = true;
        QTRY_VERIFY(!runner.busy());
    }

    void notesArrive()
    {
        JobRunner runner(QStringLiteral("test"));
        QString text;
        connect(&runner, &JobRunner::noted, this, [&text](quint64, const QString &t) { text = t; });
        runner.submit<int>(
            {}, {}, this,
            [](std::stop_token, const Reporter &reporter) {
                reporter.say("row term is off");
                return 0;
            },
            [](int) {});
        QTRY_COMPARE(text, QStringLiteral("row term is off"));
    }

    void rateMeter()
    {
        RateMeter meter;
        meter.add(0, "a", 0, 1000);
        QCOMPARE(meter.secondsLeft(), -1.0);
        for (int second = 1; second <= 10; ++second)
            meter.add(second, "a", second * 50, 1000);
        QCOMPARE(meter.rate(), 50.0);
        QCOMPARE(meter.secondsLeft(), 10.0);
        for (int second = 11; second <= 40; ++second)
            meter.add(second, "a", 500 + (second - 10) * 10, 1000);
        QVERIFY2(std::abs(meter.rate() - 10) < 0.5, "the rate must follow when the work becomes slower");
        meter.add(41, "b", 0, 10);
        QCOMPARE(meter.rate(), 0.0);
        meter.add(42, "b", 5, 0); // total unknown
        QCOMPARE(meter.secondsLeft(), -1.0);
    }

private:
    JobError failureOf(std::function<int()> work)
    {
        JobRunner runner(QStringLiteral("test"));
        JobError error;
        bool failed = false;
        runner.submit<int>(
            QStringLiteral("working"), {}, this, [work](std::stop_token, const Reporter &) { return work(); },
            [](int) {},
            [&](const JobError &e) {
                error = e;
                failed = true;
            });
        [&failed] { QTRY_VERIFY(failed); }();
        return error;
    }
};

QTEST_GUILESS_MAIN(TestJobRunner)
#include "tst_jobrunner.moc"
