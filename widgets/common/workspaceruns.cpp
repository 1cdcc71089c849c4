// The runs of a Workspace: editing and training. Their queue is in workspacequeue.cpp, the rest in workspace.cpp.

#include "widgets/common/workspace.h"

#include "teacher/embeddingcache.h"
#include "widgets/common/runtext.h"
#include "widgets/common/workspacecommands.h"
#include "widgets/common/workspaceopen.h"

#include <algorithm>
#include <utility>

namespace retort {

std::int64_t newestBegun(const std::vector<RunRecord> &runs)
{
    const auto begun = std::find_if(runs.rbegin(), runs.rend(), [](const RunRecord &run) {
        return run.state != RunState::Queued || run.epochsDone > 0;
    });
    if (begun != runs.rend())
        return begun->id;
    return runs.empty() ? 0 : runs.back().id;
}

namespace {

struct RunText
{
    QString name;
    QString notes;
    std::vector<std::string> tags;

    bool operator==(const RunText &) const = default;
};

} // namespace

void Workspace::write(const QString &title, std::function<void(Project &)> change)
{
    m_store->submit<std::vector<RunRecord>>(
        title, {}, this,
        [open = m_open, change = std::move(change)](std::stop_token, const Reporter &) {
            Project &project = projectOf(open);
            change(project);
            return project.runs();
        },
        [this, generation = m_generation, edit = ++m_runEdits](std::vector<RunRecord> runs) {
            if (generation != m_generation || edit != m_runEdits)
                return; // a newer edit is on screen already
            m_runs = std::move(runs);
            if (m_currentRun != 0 && !run(m_currentRun))
                setCurrentRun(newestBegun(m_runs));
            Q_EMIT runsChanged();
        },
        [this](const JobError &error) {
            Q_EMIT failed(error.what, error.remedy);
            reloadRuns();
        });
}

const SelfAgreement *Workspace::selfAgreement(std::int64_t run) const
{
    const auto found = m_selfAgreements.find(run);
    return found == m_selfAgreements.end() ? nullptr : &found->second;
}

void Workspace::setSelfAgreement(std::int64_t run, const SelfAgreement &found)
{
    m_selfAgreements[run] = found;
    Q_EMIT selfAgreementFound(run);
}

void Workspace::reloadRuns()
{
    if (m_open)
        query<std::vector<RunRecord>>(
            QStringLiteral("runs"), this, [](const Project &project) { return project.runs(); },
            [this, edit = m_runEdits](std::vector<RunRecord> runs) {
                if (edit != m_runEdits)
                    return; // read before an edit that is on screen already; its write brings them
                m_runs = std::move(runs);
                Q_EMIT runsChanged();
            });
}

void Workspace::reloadRun(std::int64_t id)
{
    // Reading thousands of runs and showing them anew would cost more with each of them, at every epoch.
    query<RunRecord>(
        QStringLiteral("run-%1").arg(id), this, [id](const Project &project) { return project.run(id); },
        [this, id, edit = m_runEdits](RunRecord run) {
            if (edit != m_runEdits)
                return; // read before an edit that is on screen already; its write brings it
            const auto known =
                std::find_if(m_runs.begin(), m_runs.end(), [id](const RunRecord &each) { return each.id == id; });
            if (known == m_runs.end())
                return;
            const bool others = (known->epochsDone == 0 && run.epochsDone > 0) || known->state != run.state ||
                                known->place != run.place;
            *known = std::move(run);
            if (others)
                Q_EMIT runsChanged();
            else
                Q_EMIT runChanged(id);
        });
}

void Workspace::setRunText(std::int64_t id, const QString &name, const QString &notes,
                           const std::vector<std::string> &tags)
{
    const RunRecord *record = run(id);
    if (!record)
        return;
    const RunText before{QString::fromStdString(record->name), QString::fromStdString(record->notes),
                         record->tags};
    const RunText after{name, notes, tags};
    if (after == before || !mayEdit())
        return;
    m_undo.push(
        new ValueCommand<RunText>(tr("Edit run %1").arg(id), before, after, [this, id](const RunText &value) {
            const auto found =
                std::find_if(m_runs.begin(), m_runs.end(), [id](const RunRecord &r) { return r.id == id; });
            if (found != m_runs.end()) {
                found->name = value.name.toStdString();
                found->notes = value.notes.toStdString();
                found->tags = value.tags;
                Q_EMIT runsChanged();
            }
            write(tr("Saving run %1").arg(id), [id, value](Project &project) {
                project.setRunText(id, value.name.toStdString(), value.notes.toStdString(), value.tags);
            });
        }));
}

void Workspace::setRunsStarred(const std::vector<std::int64_t> &ids, bool starred)
{
    using Stars = std::vector<std::pair<std::int64_t, bool>>;
    Stars before;
    Stars after;
    for (const std::int64_t id : ids) {
        const RunRecord *record = run(id);
        if (!record || record->starred == starred)
            continue;
        before.emplace_back(id, !starred);
        after.emplace_back(id, starred);
    }
    if (after.empty() || !mayEdit())
        return;
    const QString what = starred ? tr("Mark %n run(s)", nullptr, static_cast<int>(after.size()))
                                 : tr("Take marks of %n run(s) away", nullptr, static_cast<int>(after.size()));
    m_undo.push(new ValueCommand<Stars>(what, before, after, [this, what](const Stars &stars) {
        for (const auto &[id, on] : stars)
            for (RunRecord &record : m_runs)
                if (record.id == id)
                    record.starred = on;
        Q_EMIT runsChanged();
        write(what, [stars](Project &project) {
            for (const auto &[id, on] : stars)
                project.setRunStarred(id, on);
        });
    }));
}

void Workspace::deleteRun(std::int64_t id)
{
    if (!run(id) || !mayEdit())
        return;
    if (id == m_activeRun)
        cancelRun();
    for (const auto &[job, queued] : m_trainingJobs)
        if (queued == id && id != m_activeRun)
            m_training->cancel(job);
    std::erase(m_asked, id);
    m_undo.push(new ValueCommand<bool>(tr("Delete run %1").arg(id), false, true, [this, id](bool deleted) {
        if (deleted) {
            std::erase_if(m_runs, [id](const RunRecord &r) { return r.id == id; });
            if (m_currentRun == id)
                setCurrentRun(newestBegun(m_runs));
            Q_EMIT runsChanged();
        }
        write(deleted ? tr("Deleting run %1").arg(id) : tr("Restoring run %1").arg(id),
              [id, deleted](Project &project) { project.setRunDeleted(id, deleted); });
    }));
}

void Workspace::train(const QueueStep &turn)
{
    const std::int64_t id = turn.run;
    const quint64 generation = m_generation;
    m_turnStays = std::make_shared<std::atomic<bool>>(false);
    m_stoppedAsCancelled = m_pausedByPerson = 0;
    RunListener listener;
    listener.step = [this, generation, id](const StepMetrics &step, double imagesPerSecond) {
        QMetaObject::invokeMethod(
            this,
            [this, generation, id, step, imagesPerSecond] {
                if (generation != m_generation)
                    return;
                Q_EMIT runStepped(id, step, imagesPerSecond);
                if (std::exchange(m_firstStepOf, id) != id)
                    reloadRun(id); // environment and teacher's accuracy have been stored before it
            },
            Qt::QueuedConnection);
    };
    listener.epoch = [this, generation, id](const EpochRecord &epoch, const ProxyGraph &student) {
        QMetaObject::invokeMethod(
            this,
            [this, generation, id, epoch, graph = std::make_shared<const ProxyGraph>(student)] {
                if (generation != m_generation)
                    return;
                Q_EMIT runEpochDone(id, epoch, graph);
                reloadRun(id);
            },
            Qt::QueuedConnection);
    };
    const JobRunner::JobId job = m_training->submit<RunRecord>(
        tr("Distilling run %1").arg(id), {}, this,
        [file = m_file, turn, listener, turnStays = m_turnStays](std::stop_token stop, const Reporter &reporter) {
            const std::unique_ptr<Project> project = Project::open(file, ProjectLock::acquire(file));
            try {
                return trainStep(*project, turn, EmbeddingCache(EmbeddingCache::defaultFolder()), stop, reporter,
                                 listener);
            } catch (const Cancelled &) {
                if (*turnStays)
                    project->setRunState(turn.run, RunState::Queued);
                throw;
            }
        },
        [this, generation, id](const RunRecord &run) {
            trainingEnded(generation, id, std::nullopt);
            if (generation == m_generation && (run.state == RunState::Failed || run.state == RunState::Paused)) {
                const QString error = QString::fromStdString(run.error);
                Q_EMIT failed(tr("%1: %2").arg(runTitle(run), error.section(QLatin1Char('\n'), 0, 0)),
                              error.section(QLatin1Char('\n'), 1));
            }
        },
        [this, generation, id](const JobError &error) { trainingEnded(generation, id, error); });
    m_trainingJobs[job] = id;
}

void Workspace::runStarted(std::int64_t id)
{
    m_activeRun = id;
    m_firstStepOf = 0;
    m_hasTrained = true;
    m_sinceStart.start();
    const auto found = std::find_if(m_runs.begin(), m_runs.end(), [id](const RunRecord &r) { return r.id == id; });
    if (found != m_runs.end())
        found->state = RunState::Running;
    Q_EMIT activeRunChanged(id);
    Q_EMIT runsChanged();
    setCurrentRun(id);
}

void Workspace::trainingEnded(quint64 generation, std::int64_t id, const std::optional<JobError> &error)
{
    if (generation != m_generation)
        return;
    const bool ran = m_activeRun == id;
    const bool byPerson = std::exchange(m_stoppedAsCancelled, 0) == id;
    m_pausedByPerson = 0;
    if (ran)
        m_activeRun = 0;
    if (error && error->cancelled && !m_shuttingDown && (byPerson || !ran)) {
        // distilRun has left it Paused (or it never began): only the word differs, it can be resumed either way.
        write(tr("Cancelling run %1").arg(id), [id](Project &project) {
            const RunState state = project.run(id).state;
            if (state == RunState::Paused || state == RunState::Queued)
                project.setRunState(id, RunState::Cancelled);
        });
    } else {
        reloadRuns();
    }
    if (error && !error->cancelled) {
        m_queueGoes = false; // it concerns the others as well, see trainStep()
        Q_EMIT queueChanged();
        Q_EMIT failed(error->what, error->remedy);
    }
    if (ran) {
        Q_EMIT activeRunChanged(0);
        Q_EMIT runEnded(id, static_cast<double>(m_sinceStart.elapsed()) / 1000);
    }
}

void Workspace::pauseRun()
{
    stopRun(false);
}

void Workspace::cancelRun()
{
    stopRun(true);
}

void Workspace::stopRun(bool cancelled)
{
    for (const auto &[job, id] : m_trainingJobs) {
        if (id != m_activeRun)
            continue;
        (cancelled ? m_stoppedAsCancelled : m_pausedByPerson) = id;
        m_training->cancel(job);
        return;
    }
}

void Workspace::stopTraining()
{
    // A queue that was at work goes on with this run when it is started again, as retort-cli's does.
    if (m_turnStays)
        *m_turnStays = m_queueGoes && m_stoppedAsCancelled == 0 && m_pausedByPerson == 0;
    m_training->cancelAll(); // stops at a safe point; the run stays resumable
}

} // namespace retort
