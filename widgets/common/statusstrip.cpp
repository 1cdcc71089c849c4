#include "widgets/common/statusstrip.h"

#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>

namespace retort {

namespace {

constexpr int showAfterMilliseconds = 300;
constexpr int noteMilliseconds = 12000;

QString rateText(double rate, const std::string &unit)
{
    if (rate <= 0 || unit.empty())
        return {};
    const int decimals = rate < 10 ? 1 : 0;
    return StatusStrip::tr("%1 %2/s").arg(QLocale().toString(rate, 'f', decimals), QString::fromStdString(unit));
}

} // namespace

StatusStrip::StatusStrip(QWidget *parent)
    : QFrame(parent), m_device(new QLabel(this)), m_title(new QLabel(this)), m_bar(new QProgressBar(this)),
      m_details(new QLabel(this)), m_cancel(iconButton(QStringLiteral("close"), tr("Cancel what runs"), this)),
      m_queue(new QToolButton(this))
{
    setObjectName(QStringLiteral("statusStrip"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, Theme::space2, 0);
    layout->setSpacing(Theme::space3);
    layout->addWidget(m_device);
    layout->addWidget(m_title);
    layout->addWidget(m_bar);
    layout->addWidget(m_details);
    layout->addWidget(m_cancel);
    layout->addStretch();
    layout->addWidget(m_queue);
    setFixedHeight(32);
    m_device->setFixedWidth(Theme::railWidth);
    m_device->setAlignment(Qt::AlignCenter);
    m_device->setProperty("role", QStringLiteral("secondary"));
    m_device->setAccessibleName(tr("Device"));
    m_title->setTextFormat(Qt::PlainText);
    m_bar->setFixedWidth(180);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_details->setProperty("role", QStringLiteral("secondary"));
    m_details->setTextFormat(Qt::PlainText);
    m_cancel->setIconSize({14, 14});
    auto *menu = new QMenu(m_queue);
    m_queue->setMenu(menu);
    m_queue->setPopupMode(QToolButton::InstantPopup);
    m_noteTimer.setSingleShot(true);
    m_noteTimer.setInterval(noteMilliseconds);
    connect(menu, &QMenu::aboutToShow, this, &StatusStrip::fillQueueMenu);
    connect(&m_noteTimer, &QTimer::timeout, this, [this] {
        m_note.clear();
        refresh();
    });
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (Watched *watched = shown()) {
            if (watched->cancel)
                watched->cancel();
            else
                watched->runner->cancel(watched->job);
        }
    });
    refresh();
}

void StatusStrip::setDevice(const QString &text, const QString &toolTip)
{
    m_device->setText(text);
    m_device->setToolTip(toolTip);
    m_device->setAccessibleDescription(toolTip);
}

void StatusStrip::watch(JobRunner *runner, std::function<void()> cancel)
{
    const std::size_t place = m_watched.size();
    Watched entry;
    entry.runner = runner;
    entry.cancel = std::move(cancel);
    m_watched.push_back(std::move(entry));
    connect(runner, &JobRunner::started, this, [this, place](quint64 job, const QString &title) {
        m_watched[place].progress = {};
        m_watched[place].rate = 0;
        m_watched[place].secondsLeft = -1;
        QTimer::singleShot(showAfterMilliseconds, this, [this, place, job, title] {
            Watched &watched = m_watched[place];
            // Still the running one? finished() has come for all before it.
            if (!watched.runner || !watched.runner->busy() || watched.runner->current() != job)
                return;
            watched.job = job;
            watched.title = title;
            refresh();
        });
    });
    connect(runner, &JobRunner::progressed, this,
            [this, place](quint64, const Progress &progress, double rate, double secondsLeft) {
                Watched &watched = m_watched[place];
                watched.progress = progress;
                watched.rate = rate;
                watched.secondsLeft = secondsLeft;
                refresh();
            });
    connect(runner, &JobRunner::finished, this, [this, place](quint64 job) {
        Watched &watched = m_watched[place];
        if (watched.job == job)
            watched.job = 0;
        refresh();
    });
    connect(runner, &JobRunner::queueChanged, this, &StatusStrip::refresh);
}

void StatusStrip::setWaiting(int count, std::function<void()> show)
{
    m_waiting = count;
    m_showWaiting = std::move(show);
    refresh();
}

void StatusStrip::showNote(const QString &text)
{
    m_note = text;
    m_noteTimer.start();
    refresh();
}

StatusStrip::Watched *StatusStrip::shown()
{
    const auto found = std::find_if(m_watched.begin(), m_watched.end(),
                                    [](const Watched &watched) { return watched.job != 0 && watched.runner; });
    return found == m_watched.end() ? nullptr : &*found;
}

void StatusStrip::refresh()
{
    const Watched *watched = shown();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_bar, m_details, m_cancel})
        widget->setVisible(watched != nullptr);
    if (watched) {
        const Progress &progress = watched->progress;
        m_title->setText(watched->title);
        m_bar->setRange(0, progress.total > 0 ? 1000 : 0);
        if (progress.total > 0)
            m_bar->setValue(static_cast<int>(1000.0 * static_cast<double>(progress.done) /
                                             static_cast<double>(progress.total)));
        QStringList details;
        if (!progress.stage.empty())
            details.append(QString::fromStdString(progress.stage));
        if (const QString rate = rateText(watched->rate, progress.unit); !rate.isEmpty())
            details.append(rate);
        if (watched->secondsLeft >= 0)
            details.append(tr("%1 left").arg(durationText(watched->secondsLeft)));
        m_details->setText(details.join(QStringLiteral("   ")));
    } else {
        m_title->setText(m_note);
    }
    auto waiting = static_cast<std::size_t>(m_waiting);
    for (const Watched &entry : m_watched)
        if (entry.runner)
            waiting += entry.runner->waiting().size();
    // What a quick job lets wait behind it for a moment is nothing to look at.
    m_queue->setVisible(waiting > 0 && watched);
    m_queue->setText(tr("+%1 queued").arg(waiting));
    m_queue->setAccessibleName(tr("%n job(s) waiting", nullptr, static_cast<int>(waiting)));
}

void StatusStrip::fillQueueMenu()
{
    QMenu *menu = m_queue->menu();
    menu->clear();
    if (m_waiting > 0)
        menu->addAction(tr("Show the runs that wait"), this, [this] { m_showWaiting(); });
    for (const Watched &entry : m_watched) {
        if (!entry.runner)
            continue;
        for (const JobRunner::Waiting &job : entry.runner->waiting())
            menu->addAction(tr("Take out: %1").arg(job.title), this, [runner = entry.runner, id = job.job] {
                if (runner)
                    runner->cancel(id);
            });
    }
}

} // namespace retort
