#pragma once

#include "base/progress.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace retort {

/// What a failed job says, in words for a person.
struct JobError
{
    QString what;
    QString remedy;
    bool cancelled = false;
};

/// What an exception says; a foreign one (no retort::Error) is named as unexpected. `doing` says what was being
/// done.
[[nodiscard]] JobError describe(const std::exception_ptr &exception, const QString &doing);

/// The only place where work meets Qt: one background thread with a queue. A unit of work is a plain function of
/// core; its result comes back on the thread that made the JobRunner, unless the receiver is gone, the job was
/// cancelled, or a newer job of the same `topic` was submitted meanwhile (a stale result is dropped). Nothing
/// thrown by a job passes the thread's boundary: it becomes a JobError. The destructor cancels what runs, drops
/// what waits, and joins.
class JobRunner : public QObject
{
    Q_OBJECT

public:
    using JobId = quint64;

    explicit JobRunner(const QString &name, QObject *parent = nullptr);
    ~JobRunner() override;

    /// Work runs on the worker thread; done or failed on this object's thread. An empty topic never goes stale; of
    /// a named topic only the newest job counts: older ones that wait are dropped, a running one is asked to stop,
    /// and the result of one that has run is not handed over.
    template<typename T>
    JobId submit(const QString &title, const QString &topic, QObject *receiver,
                 std::function<T(std::stop_token, const Reporter &)> work, std::function<void(T)> done,
                 std::function<void(const JobError &)> failed = {})
    {
        auto result = std::make_shared<std::unique_ptr<T>>();
        return enqueue(
            title, topic, receiver,
            [work = std::move(work), result](std::stop_token stop, const Reporter &reporter) {
                *result = std::make_unique<T>(work(stop, reporter));
            },
            [done = std::move(done), result] {
                if (done)
                    done(std::move(**result));
            },
            std::move(failed));
    }

    /// A job that waits is dropped, one that runs is asked to stop; both, and one whose result is still on its
    /// way, end in failed() with `cancelled` set.
    void cancel(JobId job);
    void cancelAll();
    /// True until the last result has been handed over.
    [[nodiscard]] bool busy() const;
    /// The job that runs, 0 = none.
    [[nodiscard]] JobId current() const;
    /// How many wait behind the running one.
    [[nodiscard]] int queued() const;
    struct Waiting
    {
        JobId job = 0;
        QString title;
    };
    [[nodiscard]] std::vector<Waiting> waiting() const;

Q_SIGNALS:
    void started(quint64 job, const QString &title);
    /// rate in units a second, secondsLeft -1 when unknown. At most ten a second.
    void progressed(quint64 job, const retort::Progress &progress, double rate, double secondsLeft);
    void noted(quint64 job, const QString &text);
    /// Every job that was submitted, whatever became of it; after its done() or failed().
    void finished(quint64 job);
    void queueChanged(int queued);
    /// A job without a `failed` function failed.
    void unhandled(const retort::JobError &error);

private:
    struct Job;
    JobId enqueue(const QString &title, const QString &topic, QObject *receiver,
                  std::function<void(std::stop_token, const Reporter &)> work, std::function<void()> done,
                  std::function<void(const JobError &)> failed);
    void run(const std::stop_token &threadStop);
    void work(Job &job);
    void deliver(Job &job);
    void emitProgress();

    const QString m_name;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<std::shared_ptr<Job>> m_queue;
    std::shared_ptr<Job> m_current;
    JobId m_lastId = 0;
    std::vector<std::shared_ptr<Job>> m_undelivered; // all that were submitted and have not come back
    QTimer m_throttle;                               // of progressed()
    std::jthread m_thread;                           // last: its function uses all of the above
};

} // namespace retort
