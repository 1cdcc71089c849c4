// The queue of a Workspace: which runs wait, in which order, and what starts the next one. Training itself is in
// workspaceruns.cpp.

#include "widgets/common/workspace.h"

#include "widgets/common/workspacecommands.h"
#include "workflow/sweeps.h"

#include <QDateTime>
#include <QSettings>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

const QString gentleKey = QStringLiteral("runs/gentle");

bool contains(const std::vector<std::int64_t> &ids, std::int64_t id)
{
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// What a person decides about a run that does not train.
bool mayChange(RunState state)
{
    return state == RunState::Queued || state == RunState::Paused || state == RunState::Interrupted ||
           state == RunState::Cancelled;
}

/// Puts runs in front of those that wait, behind the first `behind` of them.
void putInFront(Project &project, const std::vector<std::int64_t> &runs, std::size_t behind)
{
    std::vector<std::int64_t> order;
    std::size_t at = 0;
    for (const RunRecord &run : queueOf(project.runs())) {
        if (contains(runs, run.id))
            continue;
        order.push_back(run.id);
        if (waitsForItsTurn(run) && behind > 0) {
            --behind;
            at = order.size();
        }
    }
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(at), runs.begin(), runs.end());
    project.setQueue(order);
}

} // namespace

bool Workspace::gentle() const
{
    return QSettings().value(gentleKey, false).toBool();
}

void Workspace::setGentle(bool gentle)
{
    if (gentle == this->gentle())
        return;
    QSettings().setValue(gentleKey, gentle);
    Q_EMIT queueChanged();
}

void Workspace::setQueueGoes(bool goes)
{
    if (goes == m_queueGoes || (goes && !mayEdit()))
        return;
    m_queueGoes = goes;
    Q_EMIT queueChanged();
    trainNext();
}

void Workspace::startRun(const QString &name, const Recipe &recipe, std::int64_t seeds)
{
    // Where the queue is held this one trains all the same: somebody asked for it just now.
    addRuns(
        [resources = m_resources, seeds, held = !m_queueGoes, behind = m_asked.size(), recipe,
         name = name.toStdString()](Project &project, const Reporter &reporter) {
            std::vector<std::int64_t> ids = addSeeds(project, name, recipe, seeds, resources, reporter);
            if (held)
                putInFront(project, ids, behind);
            return ids;
        },
        !m_queueGoes);
}

void Workspace::addToQueue(const QString &name, const Recipe &recipe, std::int64_t seeds)
{
    addRuns([resources = m_resources, seeds, recipe, name = name.toStdString()](
                Project &project,
                const Reporter &reporter) { return addSeeds(project, name, recipe, seeds, resources, reporter); },
            false);
}

void Workspace::addSweep(const QString &name, const SweepPlan &plan)
{
    addRuns(
        [resources = m_resources, plan, name = name.toStdString()](Project &project, const Reporter &reporter) {
            return retort::addSweep(project, name, plan, resources, reporter).runs;
        },
        false);
}

void Workspace::addRuns(std::function<std::vector<std::int64_t>(Project &, const Reporter &)> add, bool asked)
{
    if (!isOpen() || !mayEdit())
        return;
    m_store->submit<std::vector<std::int64_t>>(
        tr("Adding to the queue"), {}, this,
        [open = m_open, add = std::move(add)](std::stop_token, const Reporter &reporter) {
            return add(projectOf(open), reporter);
        },
        [this, asked, generation = m_generation](const std::vector<std::int64_t> &ids) {
            if (generation != m_generation)
                return;
            if (asked)
                m_asked.insert(m_asked.end(), ids.begin(), ids.end());
            if (m_activeRun == 0)
                setCurrentRun(ids.front());
            reloadRuns();
            trainNext();
        });
}

void Workspace::resumeRun(std::int64_t id)
{
    const bool trains = std::any_of(m_trainingJobs.begin(), m_trainingJobs.end(),
                                    [id](const auto &entry) { return entry.second == id; });
    if (!run(id) || trains || contains(m_asked, id) || !mayEdit())
        return;
    setCurrentRun(id);
    const std::size_t behind = m_asked.size();
    m_asked.push_back(id);
    write(tr("Resuming run %1").arg(id), [id, behind](Project &project) {
        project.setRunState(id, RunState::Queued);
        putInFront(project, {id}, behind);
    });
    trainNext();
}

void Workspace::moveInQueue(const std::vector<std::int64_t> &runs, std::size_t before)
{
    const std::vector<RunRecord> queue = queueOf(m_runs);
    QueueOrder after;
    std::size_t at = 0;
    for (std::size_t i = 0; i < queue.size(); ++i) {
        if (i == before)
            at = after.size();
        if (!contains(runs, queue[i].id))
            after.emplace_back(queue[i].id, queue[i].state);
    }
    if (before >= queue.size())
        at = after.size();
    QueueOrder moved;
    for (const RunRecord &run : queue)
        if (contains(runs, run.id))
            moved.emplace_back(run.id, run.state);
    after.insert(after.begin() + static_cast<std::ptrdiff_t>(at), moved.begin(), moved.end());
    editQueue(tr("Move in the queue"), after);
}

void Workspace::setHeld(const std::vector<std::int64_t> &runs, bool held)
{
    QueueOrder after;
    for (const RunRecord &run : queueOf(m_runs)) {
        const bool changes = contains(runs, run.id) && mayChange(run.state);
        after.emplace_back(run.id, !changes ? run.state : held ? RunState::Paused : RunState::Queued);
    }
    editQueue(held ? tr("Hold back") : tr("Let wait"), after);
}

void Workspace::takeOutOfQueue(const std::vector<std::int64_t> &runs)
{
    QueueOrder after;
    for (const RunRecord &run : queueOf(m_runs)) {
        const bool changes = contains(runs, run.id) && mayChange(run.state);
        after.emplace_back(run.id, changes ? RunState::Cancelled : run.state);
    }
    editQueue(tr("Take out of the queue"), after);
}

void Workspace::editQueue(const QString &what, const QueueOrder &after)
{
    QueueOrder before;
    for (const RunRecord &run : queueOf(m_runs))
        before.emplace_back(run.id, run.state);
    if (before == after || !mayEdit())
        return;
    m_undo.push(new ValueCommand<QueueOrder>(what, before, after, [this](const QueueOrder &order) {
        std::int64_t place = 0;
        for (const auto &[id, state] : order) {
            const auto found = std::find_if(m_runs.begin(), m_runs.end(),
                                            [id = id](const RunRecord &record) { return record.id == id; });
            if (found == m_runs.end() || !mayChange(found->state))
                continue; // it trains, or is over meanwhile
            found->state = state;
            found->place = state == RunState::Cancelled ? 0 : ++place;
            if (state != RunState::Queued)
                std::erase(m_asked, id);
        }
        Q_EMIT runsChanged();
        write(tr("Saving the queue"), [order](Project &project) {
            std::vector<std::int64_t> places;
            for (const auto &[id, state] : order) {
                const RunState now = project.run(id).state;
                if (mayChange(now) && now != state)
                    project.setRunState(id, state);
            }
            const std::vector<RunRecord> waiting = queueOf(project.runs());
            for (const auto &[id, state] : order)
                if (std::any_of(waiting.begin(), waiting.end(),
                                [id = id](const RunRecord &record) { return record.id == id; }))
                    places.push_back(id);
            project.setQueue(places);
        });
        trainNext();
    }));
}

void Workspace::setSeen()
{
    if (!isOpen() || m_watched)
        return;
    m_seenAt = QDateTime::currentSecsSinceEpoch();
    m_store->submit<bool>(
        tr("Saving"), QStringLiteral("seen"), this,
        [open = m_open](std::stop_token, const Reporter &) {
            projectOf(open).setSeen();
            return true;
        },
        [](bool) {},
        [](const JobError &) {
            // A summary that comes once more than it should is no harm.
        });
}

void Workspace::trainNext()
{
    m_chooseAgain = m_choosing; // what is being looked at may lack what has just been asked for
    const bool mayTrain = m_queueGoes || !m_asked.empty();
    if (!m_open || m_watched || m_choosing || m_shuttingDown || !m_trainingJobs.empty() || !mayTrain)
        return;
    m_choosing = true;
    m_store->submit<std::optional<QueueStep>>(
        tr("Choosing the next run"), {}, this,
        [open = m_open, gentle = gentle()](std::stop_token, const Reporter &reporter) {
            return nextInQueue(projectOf(open), gentle, reporter);
        },
        [this, generation = m_generation](const std::optional<QueueStep> &step) {
            if (generation != m_generation)
                return;
            m_choosing = false;
            const bool again = std::exchange(m_chooseAgain, false);
            const bool asked = step && std::erase(m_asked, step->run) > 0;
            if (step && (m_queueGoes || asked)) {
                train(*step);
                return;
            }
            if (again) {
                trainNext();
                return;
            }
            m_asked.clear();
            reloadRuns(); // runs of sweeps may have been stopped
            if (!step && std::exchange(m_hasTrained, false))
                Q_EMIT queueEnded();
        },
        [this, generation = m_generation](const JobError &error) {
            if (generation != m_generation)
                return;
            m_choosing = false;
            m_asked.clear();
            m_queueGoes = false;
            Q_EMIT queueChanged();
            Q_EMIT failed(error.what, error.remedy);
        });
}

} // namespace retort
