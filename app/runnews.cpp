#include "runnews.h"

#include "widgets/common/mainwindow.h"
#include "widgets/common/parts.h"
#include "widgets/common/runtext.h"
#include "widgets/common/workspace.h"
#include "workflow/notifycommand.h"

#include <QDateTime>
#include <QEvent>

#include <utility>

namespace retort {

namespace {

// A person who tries something out for a minute is looking at it.
constexpr double longRunSeconds = 60;
constexpr std::int64_t awaySeconds = 60;
constexpr int mostNamed = 3;

QString firstLine(const RunRecord &run)
{
    return QString::fromStdString(run.error).section(QLatin1Char('\n'), 0, 0);
}

/// The first few of a list, each as `line` says it, and how many more there are.
template<typename Line>
void addNamed(QStringList &lines, const std::vector<RunRecord> &runs, Line line)
{
    for (std::size_t i = 0; i < runs.size() && i < mostNamed; ++i)
        lines.append(line(runs[i]));
    if (runs.size() > mostNamed)
        lines.append(RunNews::tr("… and %n more", nullptr, static_cast<int>(runs.size()) - mostNamed));
}

} // namespace

RunNews::RunNews(Workspace &workspace, MainWindow &window) : m_workspace(workspace), m_window(window)
{
    window.installEventFilter(this);
    connect(&workspace, &Workspace::runEnded, this, &RunNews::ended);
    connect(&workspace, &Workspace::activeRunChanged, this, [this](qint64 run) {
        if (run != 0 && m_firstStart == 0)
            m_firstStart = QDateTime::currentSecsSinceEpoch();
    });
    connect(&workspace, &Workspace::queueEnded, this, [this] {
        const QString words = text(summariseSince(m_workspace.runs(), std::exchange(m_firstStart, 0)));
        if (!isWatchedByPerson())
            tell(tr("All runs have ended"), words);
        runCommand(words);
    });
    connect(&workspace, &Workspace::projectOpened, this, [this] {
        if (m_workspace.seenAt() > 0)
            show(summariseSince(m_workspace.runs(), m_workspace.seenAt() + 1));
        m_workspace.setSeen();
    });
    connect(&m_notifier, &Notifier::activated, this, [this] {
        m_window.raise();
        m_window.activateWindow();
        m_window.showPage(QStringLiteral("runs"));
    });
}

bool RunNews::isWatchedByPerson() const
{
    return m_window.isActiveWindow();
}

bool RunNews::eventFilter(QObject *object, QEvent *event)
{
    if (event->type() == QEvent::WindowDeactivate) {
        m_leftAt = QDateTime::currentSecsSinceEpoch();
        m_workspace.setSeen();
    } else if (event->type() == QEvent::WindowActivate) {
        comeBack();
    }
    return QObject::eventFilter(object, event);
}

void RunNews::comeBack()
{
    const std::int64_t left = std::exchange(m_leftAt, 0);
    if (left == 0 || !m_workspace.isOpen() || QDateTime::currentSecsSinceEpoch() - left < awaySeconds)
        return;
    const AwaySummary summary = summariseSince(m_workspace.runs(), left + 1);
    if (!summary.finished.empty() || !summary.failed.empty() || !summary.stopped.empty())
        show(summary);
    m_workspace.setSeen();
}

void RunNews::ended(std::int64_t id, double seconds)
{
    const RunRecord *run = m_workspace.run(id);
    if (isWatchedByPerson()) {
        m_workspace.setSeen();
        return;
    }
    if (!run || seconds < longRunSeconds)
        return;
    tell(tr("%1 has ended").arg(runTitle(*run)), tr("It trained for %1.").arg(durationText(seconds)));
}

void RunNews::tell(const QString &title, const QString &text)
{
    if (notificationsOn())
        m_notifier.tell(title, text);
}

void RunNews::runCommand(const QString &text)
{
    const QString command = notifyCommand();
    if (command.isEmpty())
        return;
    m_workspace.interactive().submit<bool>(
        tr("Running the command for when runs end"), {}, this,
        [command = command.toStdString(), project = m_workspace.file().string(),
         summary = text.toStdString()](std::stop_token, const Reporter &) {
            runNotifyCommand(command, {{"RETORT_PROJECT", project}, {"RETORT_SUMMARY", summary}});
            return true;
        },
        [](bool) {});
}

void RunNews::show(const AwaySummary &summary)
{
    if (summary.empty())
        return;
    const bool bad = !summary.failed.empty() || !summary.held.empty();
    const QString words = tr("While you were away:") + QLatin1Char('\n') + text(summary);
    const std::int64_t shown = summary.best              ? summary.best->id
                               : !summary.failed.empty() ? summary.failed.front().id
                                                         : 0;
    m_window.banner().show(bad ? Banner::Kind::Warning : Banner::Kind::News, words,
                           summary.best ? tr("Show the best") : tr("Show the runs"), [this, shown] {
                               if (shown > 0)
                                   m_workspace.setCurrentRun(shown);
                               m_window.banner().hide();
                               m_window.showPage(QStringLiteral("runs"));
                           });
}

QString RunNews::text(const AwaySummary &summary)
{
    QStringList lines;
    if (!summary.finished.empty())
        lines.append(tr("%n run(s) finished.", nullptr, static_cast<int>(summary.finished.size())));
    if (summary.best) {
        const QString best =
            tr("Best: %1, %2 agreement with the teacher.")
                .arg(runTitle(*summary.best), percentText(summary.best->bestAgreement.value_or(0)));
        lines.append(summary.bestBefore ? best + QLatin1Char(' ') +
                                              tr("The best before: %1, %2.")
                                                  .arg(runTitle(*summary.bestBefore),
                                                       percentText(summary.bestBefore->bestAgreement.value_or(0)))
                                        : best);
    } else if (!summary.comparable) {
        lines.append(tr("They learned from different teachers, so their agreement does not rank them."));
    }
    if (!summary.stopped.empty())
        lines.append(tr("%n run(s) stopped early by a sweep.", nullptr, static_cast<int>(summary.stopped.size())));
    addNamed(lines, summary.failed,
             [](const RunRecord &run) { return tr("%1 failed: %2").arg(runTitle(run), firstLine(run)); });
    addNamed(lines, summary.held,
             [](const RunRecord &run) { return tr("%1 is held back: %2").arg(runTitle(run), firstLine(run)); });
    addNamed(lines, summary.interrupted, [](const RunRecord &run) {
        return tr("%1 was interrupted after epoch %2 and can go on.").arg(runTitle(run)).arg(run.epochsDone);
    });
    if (summary.waiting > 0)
        lines.append(tr("%n run(s) wait.", nullptr, static_cast<int>(summary.waiting)));
    return lines.join(QLatin1Char('\n'));
}

} // namespace retort
