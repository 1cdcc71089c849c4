#include "uibench.h"

#include "widgets/common/workspace.h"

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr double frameMilliseconds = 16;

StallFigures figuresOf(const std::vector<double> &late)
{
    StallFigures figures;
    figures.probes = static_cast<qint64>(late.size());
    if (late.empty())
        return figures;
    const auto at = [&late](double share) {
        return late[static_cast<std::size_t>(share * static_cast<double>(late.size() - 1))];
    };
    figures.p50 = at(0.5);
    figures.p95 = at(0.95);
    figures.p99 = at(0.99);
    figures.max = late.back();
    figures.overAFrame = late.end() - std::upper_bound(late.begin(), late.end(), frameMilliseconds);
    return figures;
}

} // namespace

UiBench::UiBench(Workspace &workspace, int epochs, std::function<void(const StallFigures &)> done,
                 std::function<void(const QString &)> failed)
    : m_epochs(epochs), m_done(std::move(done)), m_failed(std::move(failed))
{
    connect(&workspace, &Workspace::runStepped, this, [this] {
        if (m_clock.isValid())
            return;
        m_clock.start();
        m_probe.start();
    });
    // Queued: what the pages do with the same news is measured too.
    connect(&workspace, &Workspace::runEpochDone, this, &UiBench::epochDone, Qt::QueuedConnection);
    connect(
        &workspace, &Workspace::runEnded, this, [this] { fail(tr("The run ended before that.")); },
        Qt::QueuedConnection);
    connect(&workspace, &Workspace::openFailed, this, [this](const QString &, const JobError &error) {
        fail(error.what + QLatin1Char('\n') + error.remedy);
    });
    connect(&workspace, &Workspace::failed, this,
            [this](const QString &what, const QString &remedy) { fail(what + QLatin1Char('\n') + remedy); });
}

void UiBench::epochDone()
{
    if (m_over || ++m_seen < m_epochs)
        return;
    m_over = true;
    StallFigures figures = figuresOf(m_probe.stop());
    figures.epochs = m_seen;
    figures.seconds = static_cast<double>(m_clock.elapsed()) / 1000;
    m_done(figures);
}

void UiBench::fail(const QString &why)
{
    if (!std::exchange(m_over, true))
        m_failed(why);
}

} // namespace retort
