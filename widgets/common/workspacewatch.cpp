// The part of a Workspace that only looks: on while another process works on the project, and at a damaged one.

#include "store/salvage.h"
#include "widgets/common/workspaceopen.h"

#include <algorithm>
#include <map>
#include <utility>

namespace retort {

/// What another process has done since the last look.
struct Workspace::Glance
{
    struct Epoch
    {
        std::int64_t run = 0;
        EpochRecord record;
        std::vector<StepMetrics> steps;
        std::shared_ptr<const ProxyGraph> student;
    };

    ProjectFollower::Sight sight = ProjectFollower::Sight::Same;
    QString writer;
    bool hasNews = false; ///< the rest is filled
    ProjectSettings settings;
    std::vector<RunRecord> runs;
    std::vector<Epoch> epochs; ///< new ones, oldest first
};

void Workspace::openOrWatch(const std::filesystem::path &file, Opened &opened)
{
    OpenProject &open = *opened.open;
    try {
        try {
            open.lock = ProjectLock::acquire(file);
            open.project = Project::open(file, open.lock);
        } catch (const ProjectHeld &held) {
            open.project = Project::open(file, nullptr);
            open.follower = std::make_unique<ProjectFollower>(file);
            opened.writer = QString::fromStdString(held.holder());
        }
        opened.settings = open.project->settings();
        opened.runs = open.project->runs();
        opened.audit = std::make_shared<const Audit>(open.project->audit());
        opened.reportLooks = static_cast<std::int64_t>(open.project->reportLooks().size());
        opened.seenAt = open.project->seenAt();
    } catch (const DamagedProject &) {
        opened.damage = describe(std::current_exception(), tr("Opening the project"));
        open.project.reset();
        open.lock.reset();
    }
}

void Workspace::checkForDamage()
{
    m_interactive->submit<std::string>(
        tr("Checking the project"), {}, this,
        [file = m_file](std::stop_token, const Reporter &) { return Project::open(file, nullptr)->damage(); },
        [this, generation = m_generation](const std::string &damage) {
            if (generation != m_generation || damage.empty())
                return;
            setDamage(m_file, tr("%1 is damaged: %2")
                                  .arg(QString::fromStdString(m_file.string()), QString::fromStdString(damage)));
            setWatched(QString(), false);
        },
        [](const JobError &) {
            // What cannot even be checked says so where it is used.
        });
}

void Workspace::setDamage(const std::filesystem::path &file, const QString &damage)
{
    if (file == m_damagedFile && damage == m_damage)
        return;
    m_damagedFile = file;
    m_damage = damage;
    Q_EMIT watchChanged();
}

void Workspace::saveWhatCanBeRead()
{
    if (m_damage.isEmpty())
        return;
    const std::filesystem::path damaged = m_damagedFile;
    std::filesystem::path copy;
    std::error_code failed;
    for (int number = 1; copy.empty() || std::filesystem::exists(copy, failed); ++number)
        copy = damaged.parent_path() / (damaged.stem().string() + "-saved" +
                                        (number > 1 ? std::to_string(number) : std::string()) + ".retort");
    setOpening(true);
    m_interactive->submit<Salvage>(
        tr("Saving what can be read"), {}, this,
        [damaged, copy](std::stop_token stop, const Reporter &reporter) {
            return salvage(damaged, copy, std::move(stop), reporter);
        },
        [this, copy](const Salvage &result) {
            QStringList lost;
            for (const std::string &what : result.lost)
                lost.append(QString::fromStdString(what));
            submitOpen(copy);
            Q_EMIT noted(lost.isEmpty() ? tr("Nothing was lost.")
                                        : tr("Lost: %1").arg(lost.join(QStringLiteral("; "))));
        },
        [this, damaged](const JobError &error) { failOpening(damaged, error); });
}

void Workspace::setWatched(const std::optional<QString> &writer, bool recoveryNeeded)
{
    const bool looking = writer && !recoveryNeeded && m_damage.isEmpty();
    if (looking != m_watchTimer.isActive()) {
        if (looking)
            m_watchTimer.start();
        else
            m_watchTimer.stop();
    }
    if (writer == m_watched && recoveryNeeded == m_recoveryNeeded)
        return;
    m_watched = writer;
    m_recoveryNeeded = recoveryNeeded;
    Q_EMIT watchChanged();
}

bool Workspace::mayEdit()
{
    if (!m_watched)
        return true;
    if (!m_damage.isEmpty()) {
        Q_EMIT failed(m_damage, tr("It is only looked at. Save what can be read, and go on with that."));
        return false;
    }
    Q_EMIT failed(m_watched->isEmpty() ? tr("This project is only looked at.")
                                       : tr("This project is only looked at: %1 works on it.").arg(*m_watched),
                  m_watched->isEmpty() ? tr("Choose \"Work on it\" first.")
                                       : tr("Wait until that is done, or end it; then work on it here."));
    return false;
}

void Workspace::workOn()
{
    if (!m_watched || !m_damage.isEmpty())
        return;
    const std::filesystem::path file = m_file;
    closeProject();
    openProject(file);
}

void Workspace::look()
{
    if (!m_open)
        return;
    std::map<std::int64_t, std::int64_t> known; // epochs of each run
    for (const RunRecord &record : m_runs)
        known[record.id] = record.epochsDone;
    m_store->submit<Glance>(
        tr("Looking for news"), QStringLiteral("look"), this,
        [open = m_open, known](std::stop_token, const Reporter &) {
            Glance glance;
            if (!open->follower)
                return glance;
            glance.sight = open->follower->look();
            glance.writer = QString::fromStdString(open->follower->writer().value_or(std::string()));
            if (glance.sight != ProjectFollower::Sight::Changed)
                return glance;
            const auto news = open->follower->read<Glance>([&](const Project &project) {
                Glance read = glance;
                read.hasNews = true;
                read.settings = project.settings();
                read.runs = project.runs();
                for (const RunRecord &run : read.runs) {
                    const auto before = known.find(run.id);
                    const std::int64_t last = before == known.end() ? 0 : before->second;
                    if (run.epochsDone <= last)
                        continue;
                    const std::vector<StepMetrics> steps = project.steps(run.id);
                    std::int64_t step = 0; // of the epoch before
                    for (const EpochRecord &record : project.epochs(run.id)) {
                        if (record.epoch > last) {
                            Glance::Epoch epoch{run.id, record, {}, nullptr};
                            std::copy_if(
                                steps.begin(), steps.end(), std::back_inserter(epoch.steps),
                                [&](const StepMetrics &s) { return s.step > step && s.step <= record.mean.step; });
                            epoch.student =
                                std::make_shared<const ProxyGraph>(project.studentGraph(run.id, record.epoch));
                            read.epochs.push_back(std::move(epoch));
                        }
                        step = record.mean.step;
                    }
                }
                return read;
            });
            return news.value_or(glance);
        },
        [this, generation = m_generation](const Glance &glance) {
            if (generation == m_generation && m_watched)
                takeIn(glance);
        },
        [](const JobError &) {
            // A look that failed says nothing that the next one will not.
        });
}

void Workspace::takeIn(const Glance &glance)
{
    if (glance.hasNews) {
        m_settings = glance.settings;
        m_runs = glance.runs;
        for (const Glance::Epoch &epoch : glance.epochs) {
            for (const StepMetrics &step : epoch.steps)
                Q_EMIT runStepped(epoch.run, step, epoch.record.imagesPerSecond);
            Q_EMIT runEpochDone(epoch.run, epoch.record, epoch.student);
        }
        Q_EMIT settingsChanged();
        Q_EMIT runsChanged();
        reloadAudit();
    } else if (m_watched && glance.writer != *m_watched) {
        reloadRuns(); // a run whose process is gone is no longer training
    }
    setWatched(glance.writer, glance.sight == ProjectFollower::Sight::Recovery);
}

} // namespace retort
