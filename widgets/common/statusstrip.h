#pragma once

#include "widgets/common/jobrunner.h"

#include <QFrame>

#include <functional>
#include <vector>

class QLabel;
class QProgressBar;
class QToolButton;

namespace retort {

/// The strip below the pages: device, what runs with its rate and the time left, a way to cancel it, and what
/// waits. Jobs that end within 300 ms never show.
class StatusStrip : public QFrame
{
    Q_OBJECT

public:
    explicit StatusStrip(QWidget *parent = nullptr);

    /// "CPU 2"; the tool tip says more.
    void setDevice(const QString &text, const QString &toolTip);
    /// Watches a runner until it dies; those watched first are shown first. `cancel` stands for JobRunner::cancel
    /// where cancelling means more than that.
    void watch(JobRunner *runner, std::function<void()> cancel = {});
    /// How much waits beside the jobs of the runners, and what shows it.
    void setWaiting(int count, std::function<void()> show);
    /// A sentence that stays for a while, when nothing runs.
    void showNote(const QString &text);

private:
    struct Watched
    {
        QPointer<JobRunner> runner;
        std::function<void()> cancel;
        JobRunner::JobId job = 0; ///< 0 = nothing worth showing
        QString title;
        Progress progress;
        double rate = 0;
        double secondsLeft = -1;
    };
    [[nodiscard]] Watched *shown();
    void refresh();
    void fillQueueMenu();

    QLabel *m_device;
    QLabel *m_title;
    QProgressBar *m_bar;
    QLabel *m_details;
    QToolButton *m_cancel;
    QToolButton *m_queue;
    QTimer m_noteTimer;
    int m_waiting = 0;
    std::function<void()> m_showWaiting;
    QString m_note;
    std::vector<Watched> m_watched;
};

} // namespace retort
