#include "curvehistories.h"

#include "widgets/common/workspace.h"

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr std::size_t readAtOnce = 8; // runs; what is there is drawn before the next are read
constexpr std::size_t keptRuns = 64;  // beside those that are asked for

/// Steps are numbered one by one.
bool hasGap(const std::vector<StepMetrics> &steps)
{
    return !steps.empty() && steps.back().step - steps.front().step + 1 != static_cast<std::int64_t>(steps.size());
}

} // namespace

CurveHistories::CurveHistories(Workspace &workspace, QObject *parent) : QObject(parent), m_workspace(workspace)
{
    follow();
}

void CurveHistories::follow()
{
    connect(&m_workspace, &Workspace::runStepped, this, [this](qint64 run, const StepMetrics &step) {
        const auto found = m_read.find(run);
        if (found == m_read.end())
            return;
        std::vector<StepMetrics> &steps = found->second->history.steps;
        while (!steps.empty() && steps.back().step >= step.step) // resumed from before what is on screen
            steps.pop_back();
        steps.push_back(step);
        Q_EMIT advanced();
    });
    connect(&m_workspace, &Workspace::runEpochDone, this, [this](qint64 run, const EpochRecord &epoch) {
        const auto found = m_read.find(run);
        if (found == m_read.end())
            return;
        if (hasGap(found->second->history.steps)) { // read in the middle of an epoch, whose steps are stored now
            m_read.erase(found);
            readMissing();
            return;
        }
        std::vector<EpochRecord> &epochs = found->second->history.epochs;
        std::erase_if(epochs, [&epoch](const EpochRecord &old) { return old.epoch >= epoch.epoch; });
        epochs.push_back(epoch);
        found->second->epochs = epoch.epoch;
        Q_EMIT advanced();
    });
    connect(&m_workspace, &Workspace::runsChanged, this, [this] {
        for (const std::int64_t id : m_runs) {
            const RunRecord *run = m_workspace.run(id);
            const auto found = m_read.find(id);
            if (run && found != m_read.end() && id != m_workspace.activeRun() &&
                found->second->epochs != run->epochsDone)
                m_read.erase(found); // it went on without being heard
        }
        readMissing();
    });
}

const RunHistory *CurveHistories::of(std::int64_t run) const
{
    const auto found = m_read.find(run);
    return found == m_read.end() ? nullptr : &found->second->history;
}

void CurveHistories::clear()
{
    m_read.clear();
}

void CurveHistories::setRuns(const std::vector<std::int64_t> &runs)
{
    m_runs = runs;
    for (auto each = m_read.begin(); m_read.size() > keptRuns + m_runs.size() && each != m_read.end();) {
        if (std::find(m_runs.begin(), m_runs.end(), each->first) == m_runs.end())
            each = m_read.erase(each);
        else
            ++each;
    }
    readMissing();
}

void CurveHistories::readMissing()
{
    std::vector<std::int64_t> missing;
    for (const std::int64_t id : m_runs)
        if (!m_read.contains(id) && m_workspace.run(id) && missing.size() < readAtOnce)
            missing.push_back(id);
    if (missing.empty()) {
        m_loading = false;
        return;
    }
    m_loading = true;
    m_workspace.query<ReadRuns>(
        QStringLiteral("compared-curves"), this,
        [missing](const Project &project) {
            ReadRuns read;
            for (const std::int64_t id : missing) {
                auto &entry = read[id] = std::make_shared<Read>();
                try {
                    entry->history = {project.epochs(id), project.steps(id), project.run(id).startedAt};
                } catch (const DamagedProject &) {
                    throw;
                } catch (const StoreError &) { // one run that cannot be read takes no other's curves away
                    entry->history = {};
                }
                entry->epochs = static_cast<std::int64_t>(entry->history.epochs.size());
            }
            return read;
        },
        [this](ReadRuns read) {
            for (auto &[id, entry] : read) {
                if (const RunRecord *run = m_workspace.run(id)) // read before what is known now: no second reading
                    entry->epochs = std::max(entry->epochs, run->epochsDone);
                m_read.insert_or_assign(id, std::move(entry));
            }
            Q_EMIT this->read();
            readMissing();
        },
        [this](const JobError &error) {
            m_loading = false;
            if (!error.cancelled)
                Q_EMIT failed(error);
        });
}

} // namespace retort
