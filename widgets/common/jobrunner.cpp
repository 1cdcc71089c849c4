#include "widgets/common/jobrunner.h"

#include "base/error.h"
#include "widgets/common/ratemeter.h"

#include <QCoreApplication>

#include <algorithm>
#include <chrono>
#include <new>
#include <utility>

namespace retort {

struct JobRunner::Job
{
    JobId id = 0;
    QString title;
    QString topic;
    bool hasReceiver = false;
    QPointer<QObject> receiver; // looked at on the runner's own thread only
    std::function<void(std::stop_token, const Reporter &)> work;
    std::function<void()> done;
    std::function<void(const JobError &)> failed;
    std::stop_source stop;

    // Guarded by the runner's mutex.
    bool stale = false;     // a newer job of the topic: no news of this one
    bool cancelled = false; // by a person
    Progress progress;
    double rate = 0;
    double secondsLeft = -1;
    bool progressPosted = false;

    std::exception_ptr error; // written by the worker before the job is handed over
};

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::JobRunner)
};

} // namespace

JobError describe(const std::exception_ptr &exception, const QString &doing)
{
    const auto unexpected = [&doing](const QString &what) {
        return JobError{
            Words::tr("%1 stopped for an unexpected reason: %2").arg(doing, what),
            QCoreApplication::translate(
                "JobRunner", "Your project is as it was. Please report this, with what you did before."),
            false};
    };
    try {
        std::rethrow_exception(exception);
    } catch (const Cancelled &error) {
        return {QString::fromUtf8(error.what()), {}, true};
    } catch (const Error &error) {
        return {QString::fromUtf8(error.what()), QString::fromStdString(error.remedy()), false};
    } catch (const std::bad_alloc &) {
        return {Words::tr("%1 ran out of memory.").arg(doing),
                QCoreApplication::translate("JobRunner",
                                            "Close other programs, or choose a smaller batch or input size."),
                false};
    } catch (const std::exception &error) {
        // LibTorch appends a C++ stack; its first line is what a person can use.
        return unexpected(QString::fromUtf8(error.what()).section(QLatin1Char('\n'), 0, 0));
    } catch (...) {
        return unexpected(Words::tr("no description"));
    }
}

JobRunner::JobRunner(const QString &name, QObject *parent) : QObject(parent), m_name(name)
{
    m_throttle.setSingleShot(true);
    m_throttle.setInterval(100);
    connect(&m_throttle, &QTimer::timeout, this, &JobRunner::emitProgress);
    m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
}

JobRunner::~JobRunner()
{
    {
        const std::lock_guard lock(m_mutex);
        m_queue.clear();
        if (m_current)
            m_current->stop.request_stop();
    }
    m_thread.request_stop();
    m_thread.join();
}

JobRunner::JobId JobRunner::enqueue(const QString &title, const QString &topic, QObject *receiver,
                                    std::function<void(std::stop_token, const Reporter &)> work,
                                    std::function<void()> done, std::function<void(const JobError &)> failed)
{
    auto job = std::make_shared<Job>();
    job->title = title;
    job->topic = topic;
    job->hasReceiver = receiver != nullptr;
    job->receiver = receiver;
    job->work = std::move(work);
    job->done = std::move(done);
    job->failed = std::move(failed);

    std::vector<std::shared_ptr<Job>> dropped;
    int queued = 0;
    {
        const std::lock_guard lock(m_mutex);
        job->id = ++m_lastId;
        if (!topic.isEmpty()) {
            const auto isOlder = [&topic](const std::shared_ptr<Job> &other) { return other->topic == topic; };
            std::copy_if(m_queue.begin(), m_queue.end(), std::back_inserter(dropped), isOlder);
            std::erase_if(m_queue, isOlder);
            for (const std::shared_ptr<Job> &old : m_undelivered)
                if (isOlder(old)) {
                    old->stale = true;
                    old->stop.request_stop();
                }
        }
        m_queue.push_back(job);
        m_undelivered.push_back(job);
        queued = static_cast<int>(m_queue.size());
    }
    m_wake.notify_one();
    for (std::shared_ptr<Job> &old : dropped)
        QMetaObject::invokeMethod(
            this, [this, old] { deliver(*old); }, Qt::QueuedConnection);
    Q_EMIT queueChanged(queued);
    return job->id;
}

void JobRunner::cancel(JobId id)
{
    std::shared_ptr<Job> job;
    int queued = 0;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = std::find_if(m_undelivered.begin(), m_undelivered.end(),
                                        [id](const auto &one) { return one->id == id; });
        if (found == m_undelivered.end())
            return;
        job = *found;
        job->cancelled = true;
        job->stop.request_stop();
        if (std::erase(m_queue, job) == 0)
            return; // it runs, or has run: its end is on the way
        queued = static_cast<int>(m_queue.size());
    }
    QMetaObject::invokeMethod(
        this, [this, job] { deliver(*job); }, Qt::QueuedConnection);
    Q_EMIT queueChanged(queued);
}

void JobRunner::cancelAll()
{
    std::vector<JobId> ids;
    {
        const std::lock_guard lock(m_mutex);
        for (const std::shared_ptr<Job> &job : m_undelivered)
            ids.push_back(job->id);
    }
    for (const JobId id : ids)
        cancel(id);
}

bool JobRunner::busy() const
{
    const std::lock_guard lock(m_mutex);
    return !m_undelivered.empty();
}

JobRunner::JobId JobRunner::current() const
{
    const std::lock_guard lock(m_mutex);
    return m_current ? m_current->id : 0;
}

int JobRunner::queued() const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(m_queue.size());
}

std::vector<JobRunner::Waiting> JobRunner::waiting() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Waiting> result;
    for (const std::shared_ptr<Job> &job : m_queue)
        result.push_back({job->id, job->title});
    return result;
}

void JobRunner::run(const std::stop_token &threadStop)
{
    while (true) {
        std::shared_ptr<Job> job;
        int queued = 0;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, threadStop, [this] { return !m_queue.empty(); }))
                return;
            job = m_queue.front();
            m_queue.pop_front();
            m_current = job;
            queued = static_cast<int>(m_queue.size());
        }
        QMetaObject::invokeMethod(
            this,
            [this, id = job->id, title = job->title, queued] {
                Q_EMIT queueChanged(queued);
                Q_EMIT started(id, title);
            },
            Qt::QueuedConnection);
        work(*job);
        {
            const std::lock_guard lock(m_mutex);
            m_current.reset();
        }
        // Handed over whole, so that what its functions hold is let go of on the runner's own thread.
        QMetaObject::invokeMethod(
            this, [this, last = std::move(job)] { deliver(*last); }, Qt::QueuedConnection);
    }
}

void JobRunner::work(Job &job)
{
    RateMeter meter;
    Reporter reporter;
    reporter.progress = [this, &job, &meter](const Progress &progress) {
        const std::chrono::duration<double> now = std::chrono::steady_clock::now().time_since_epoch();
        meter.add(now.count(), progress.stage, progress.done, progress.total);
        {
            const std::lock_guard lock(m_mutex);
            job.progress = progress;
            job.rate = meter.rate();
            job.secondsLeft = meter.secondsLeft();
            if (std::exchange(job.progressPosted, true))
                return;
        }
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (!m_throttle.isActive())
                    emitProgress();
            },
            Qt::QueuedConnection);
    };
    reporter.note = [this, &job](const std::string &text) {
        QMetaObject::invokeMethod(
            this, [this, id = job.id, words = QString::fromStdString(text)] { Q_EMIT noted(id, words); },
            Qt::QueuedConnection);
    };
    try {
        job.work(job.stop.get_token(), reporter);
    } catch (...) {
        job.error = std::current_exception();
    }
}

void JobRunner::emitProgress()
{
    JobId id = 0;
    Progress progress;
    double rate = 0;
    double secondsLeft = -1;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_current || !std::exchange(m_current->progressPosted, false))
            return;
        id = m_current->id;
        progress = m_current->progress;
        rate = m_current->rate;
        secondsLeft = m_current->secondsLeft;
    }
    m_throttle.start();
    Q_EMIT progressed(id, progress, rate, secondsLeft);
}

void JobRunner::deliver(Job &job)
{
    bool stale = false;
    bool cancelled = false;
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_undelivered, [&job](const auto &one) { return one.get() == &job; });
        stale = job.stale;
        cancelled = job.cancelled;
    }
    if (!stale && (!job.hasReceiver || job.receiver)) {
        JobError error;
        bool failed = false;
        if (cancelled) {
            failed = true;
            error = {tr("Cancelled: %1").arg(job.title), {}, true};
        } else if (job.error) {
            failed = true;
            error = describe(job.error, job.title);
        } else {
            try {
                job.done();
            } catch (...) {
                failed = true;
                error = describe(std::current_exception(), job.title);
            }
        }
        if (failed && job.failed)
            job.failed(error);
        else if (failed && !error.cancelled)
            Q_EMIT unhandled(error);
    }
    Q_EMIT finished(job.id);
}

} // namespace retort
