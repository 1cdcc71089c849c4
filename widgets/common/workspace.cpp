#include "widgets/common/workspace.h"

#include "base/error.h"
#include "teacher/embeddingcache.h"
#include "widgets/common/workspacecommands.h"
#include "widgets/common/workspaceopen.h"
#include "workflow/demo.h"
#include "workflow/openedparts.h"

#include <algorithm>
#include <utility>

namespace retort {

Workspace::Workspace(std::filesystem::path resources, QObject *parent)
    : QObject(parent), m_resources(std::move(resources)),
      m_store(std::make_unique<JobRunner>(QStringLiteral("store"))),
      m_interactive(std::make_unique<JobRunner>(QStringLiteral("interactive"))),
      m_training(std::make_unique<JobRunner>(QStringLiteral("training")))
{
    for (JobRunner *runner : {m_store.get(), m_interactive.get(), m_training.get()}) {
        connect(runner, &JobRunner::unhandled, this,
                [this](const JobError &error) { Q_EMIT failed(error.what, error.remedy); });
        connect(runner, &JobRunner::noted, this, [this](quint64, const QString &text) { Q_EMIT noted(text); });
        connect(runner, &JobRunner::finished, this, &Workspace::goOnShuttingDown);
    }
    connect(m_training.get(), &JobRunner::started, this, [this](quint64 job) {
        if (const auto found = m_trainingJobs.find(job); found != m_trainingJobs.end())
            runStarted(found->second);
    });
    connect(m_training.get(), &JobRunner::finished, this, [this](quint64 job) {
        m_trainingJobs.erase(job);
        trainNext();
    });
    m_watchTimer.setInterval(watchMilliseconds);
    connect(&m_watchTimer, &QTimer::timeout, this, &Workspace::look);
}

Workspace::~Workspace()
{
    // Threads first: their news goes to what is below them.
    m_training.reset();
    m_interactive.reset();
    m_store.reset();
}

const RunRecord *Workspace::run(std::int64_t id) const
{
    const auto found =
        std::find_if(m_runs.begin(), m_runs.end(), [id](const RunRecord &run) { return run.id == id; });
    return found == m_runs.end() ? nullptr : &*found;
}

void Workspace::setCurrentRun(std::int64_t run)
{
    if (run == m_currentRun)
        return;
    m_currentRun = run;
    Q_EMIT currentRunChanged(run);
}

bool Workspace::idle() const
{
    return !m_opening && !m_store->busy() && !m_interactive->busy();
}

Project &Workspace::projectOf(const std::shared_ptr<OpenProject> &open)
{
    if (!open || !open->project)
        throw StoreError("No project is open.", "Open one on the Project page.");
    return *open->project;
}

void Workspace::setOpening(bool opening)
{
    if (opening == m_opening)
        return;
    m_opening = opening;
    if (opening)
        m_openFailure.reset();
    Q_EMIT openingChanged();
}

void Workspace::failOpening(const std::filesystem::path &file, const JobError &error)
{
    m_runWhenOpen = 0;
    m_openFailure.emplace(QString::fromStdString(file.string()), error);
    setOpening(false);
    Q_EMIT openFailed(m_openFailure->first, error);
}

void Workspace::createProject(const NewProject &choice)
{
    setOpening(true);
    m_interactive->submit<bool>(
        tr("Making the project"), QStringLiteral("create"), this,
        [choice](std::stop_token stop, const Reporter &reporter) {
            retort::createProject(choice, stop, reporter);
            return true;
        },
        [this, file = choice.file](bool) { submitOpen(file); },
        [this, file = choice.file](const JobError &error) { failOpening(file, error); });
}

void Workspace::openProject(const std::filesystem::path &file)
{
    setOpening(true);
    submitOpen(std::filesystem::absolute(file).lexically_normal());
}

void Workspace::openDemo()
{
    submitDemo(false, [](const DemoChoice &choice, std::stop_token stop, const Reporter &reporter) {
        createDemoProject(choice, std::move(stop), reporter);
        return std::int64_t{0};
    });
}

void Workspace::runDemo(bool quick)
{
    submitDemo(quick, prepareDemoRun);
}

void Workspace::submitDemo(bool quick, const MakeDemo &make)
{
    setOpening(true);
    DemoChoice choice;
    try {
        choice.out = defaultDemoFile();
    } catch (...) {
        failOpening({}, describe(std::current_exception(), tr("Making the demo project")));
        return;
    }
    choice.resources = m_resources;
    choice.quick = quick;
    m_interactive->submit<std::int64_t>(
        tr("Making the demo project"), QStringLiteral("create"), this,
        [choice, make](std::stop_token stop, const Reporter &reporter) {
            return make(choice, std::move(stop), reporter);
        },
        [this, file = choice.out](std::int64_t run) {
            m_runWhenOpen = run;
            submitOpen(file);
        },
        [this, file = choice.out](const JobError &error) { failOpening(file, error); });
}

void Workspace::submitOpen(const std::filesystem::path &file)
{
    if (file == m_file) {
        setOpening(false);
        return;
    }
    setDamage({}, {});
    m_store->submit<Opened>(
        tr("Opening the project"), QStringLiteral("open"), this,
        [file](std::stop_token, const Reporter &) {
            Opened opened;
            opened.file = file;
            opened.open = std::make_shared<OpenProject>();
            openOrWatch(file, opened);
            return opened;
        },
        [this](Opened opened) {
            if (!opened.damage) {
                takeOver(std::move(opened));
                return;
            }
            failOpening(opened.file, *opened.damage);
            setDamage(opened.file, opened.damage->what);
        },
        [this, file](const JobError &error) { failOpening(file, error); });
}

void Workspace::takeOver(Opened opened)
{
    closeProject();
    m_open = std::move(opened.open);
    m_file = std::move(opened.file);
    m_settings = std::move(opened.settings);
    m_runs = std::move(opened.runs);
    m_audit = std::move(opened.audit);
    m_reportLooks = opened.reportLooks;
    m_seenAt = opened.seenAt;
    m_currentRun = newestBegun(m_runs);
    m_queueGoes = std::none_of(m_runs.begin(), m_runs.end(), waitsForItsTurn);
    setOpening(false);
    setWatched(opened.writer, false);
    Q_EMIT projectOpened();
    Q_EMIT queueChanged();
    Q_EMIT settingsChanged();
    Q_EMIT auditChanged();
    Q_EMIT runsChanged();
    Q_EMIT currentRunChanged(m_currentRun);
    startSession();
    checkForDamage();
    if (const std::int64_t waiting = std::exchange(m_runWhenOpen, 0); waiting != 0)
        resumeRun(waiting);
}

void Workspace::closeProject()
{
    if (m_file.empty())
        return;
    stopTraining();
    m_interactive->cancelAll();
    closeStore();
    ++m_generation;
    m_undo.clear();
    m_file.clear();
    m_settings = {};
    m_session.reset();
    m_sessionError.reset();
    m_runs.clear();
    m_selfAgreements.clear();
    m_audit = std::make_shared<const Audit>();
    m_reportLooks = 0;
    m_currentRun = 0;
    m_unwritten = 0;
    m_asked.clear();
    m_choosing = m_chooseAgain = false;
    m_hasTrained = false;
    m_queueGoes = true;
    setWatched(std::nullopt, false);
    setDamage({}, {});
    if (std::exchange(m_activeRun, 0) != 0)
        Q_EMIT activeRunChanged(0);
    Q_EMIT sessionChanged();
    Q_EMIT auditChanged();
    Q_EMIT runsChanged();
    Q_EMIT projectClosed();
}

void Workspace::closeStore()
{
    if (!m_open)
        return;
    // Behind every write that waits; the connection ends on the thread it was used on.
    m_store->submit<bool>(
        tr("Closing the project"), {}, nullptr,
        [open = std::exchange(m_open, nullptr)](std::stop_token, const Reporter &) {
            open->follower.reset();
            open->project.reset();
            open->lock.reset();
            return true;
        },
        [](bool) {});
}

void Workspace::shutDown()
{
    m_shuttingDown = true;
    stopTraining();
    m_interactive->cancelAll();
    goOnShuttingDown();
}

void Workspace::goOnShuttingDown()
{
    if (!m_shuttingDown || m_training->busy() || m_interactive->busy())
        return;
    closeStore();
    if (m_store->busy())
        return; // comes again when the last write is done
    m_shuttingDown = false;
    QMetaObject::invokeMethod(this, &Workspace::shutDownDone, Qt::QueuedConnection);
}

void Workspace::reloadSession()
{
    if (isOpen())
        startSession();
}

void Workspace::startSession()
{
    m_session.reset();
    m_sessionError.reset();
    Q_EMIT sessionChanged();
    const auto fail = [this](const JobError &error) {
        m_sessionError = error;
        Q_EMIT sessionFailed(error);
    };
    if (!m_settings.dataset(DatasetRole::Training)) {
        fail({tr("This project has no images yet."), tr("Add a folder or a file of images on the Data page."),
              false});
        return;
    }
    if (!m_settings.teacher) {
        fail({tr("This project has no teacher yet."), tr("Choose one on the Project page."), false});
        return;
    }
    m_interactive->submit<std::shared_ptr<const Session>>(
        tr("Opening images and teacher"), QStringLiteral("session"), this,
        [settings = m_settings](std::stop_token stop, const Reporter &reporter) {
            return openSession(settings, EmbeddingCache(EmbeddingCache::defaultFolder()), stop, reporter);
        },
        [this, generation = m_generation](std::shared_ptr<const Session> session) {
            if (generation != m_generation)
                return;
            m_session = std::move(session);
            Q_EMIT sessionChanged();
            if (m_session->settings.excluded != m_settings.excluded)
                excludeFromSession(); // undone or redone meanwhile
        },
        [generation = m_generation, this, fail](const JobError &error) {
            if (generation != m_generation)
                return;
            fail(error.cancelled ? JobError{tr("Opening the images was cancelled."),
                                            tr("What was embedded so far is kept."), true}
                                 : error);
        });
}

void Workspace::apply(const ProjectSettings &settings, std::function<void(Project &)> write, bool sessionToo)
{
    m_settings = settings;
    Q_EMIT settingsChanged();
    ++m_unwritten;
    const auto take = [this, generation = m_generation](const ProjectSettings &stored) {
        if (generation != m_generation || --m_unwritten > 0)
            return false; // a newer edit is on screen already
        m_settings = stored;
        return true;
    };
    m_store->submit<ProjectSettings>(
        tr("Saving"), {}, this,
        [open = m_open, write = std::move(write)](std::stop_token, const Reporter &) {
            Project &project = projectOf(open);
            write(project);
            return project.settings();
        },
        [this, take, sessionToo](const ProjectSettings &stored) {
            take(stored);
            if (sessionToo)
                startSession();
        },
        [this, take, generation = m_generation](const JobError &error) {
            Q_EMIT failed(error.what, error.remedy);
            query<ProjectSettings>(
                {}, this, [](const Project &project) { return project.settings(); },
                [this, take](const ProjectSettings &stored) {
                    if (take(stored))
                        Q_EMIT settingsChanged(); // back to what the file says
                });
            Q_UNUSED(generation)
        });
}

void Workspace::setClasses(const ClassList &classes)
{
    if (!isOpen() || classes == m_settings.classes || !mayEdit())
        return;
    m_undo.push(new ValueCommand<ClassList>(
        tr("Change classes"), m_settings.classes, classes, [this](const ClassList &value) {
            ProjectSettings settings = m_settings;
            settings.classes = value;
            apply(
                settings, [value](Project &project) { project.setClasses(value); }, false);
        }));
}

void Workspace::setExcluded(std::vector<ContentKey> keys, const QString &what)
{
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    if (!isOpen() || keys == m_settings.excluded || !mayEdit())
        return;
    if (!m_session) {
        Q_EMIT failed(tr("The images are not open yet."), tr("Wait until they are, then exclude some."));
        return;
    }
    // Whoever is trained on now, or was excluded and comes back.
    const ImageSource &images = *m_session->training.dataset->images;
    const auto stays = [&](std::int64_t image) {
        return !std::binary_search(keys.begin(), keys.end(), images.key(image));
    };
    const Split &split = m_session->split;
    if (std::none_of(split.training.begin(), split.training.end(), stays) &&
        std::none_of(m_session->excluded.begin(), m_session->excluded.end(), stays)) {
        Q_EMIT failed(tr("No image would be left to train on."), tr("Exclude fewer of them."));
        return;
    }
    m_undo.push(new ValueCommand<std::vector<ContentKey>>(
        what, m_settings.excluded, std::move(keys), [this](const std::vector<ContentKey> &value) {
            ProjectSettings settings = m_settings;
            settings.excluded = value;
            apply(
                settings, [value](Project &project) { project.setExcluded(value); }, false);
            excludeFromSession();
        }));
}

void Workspace::excludeFromSession()
{
    if (!m_session)
        return; // one that is being opened may lack the edit: see startSession()
    m_interactive->submit<std::shared_ptr<const Session>>(
        tr("Dividing the images"), QStringLiteral("exclude"), this,
        [session = m_session, keys = m_settings.excluded](std::stop_token, const Reporter &) {
            return withExcluded(*session, keys);
        },
        [this, generation = m_generation, before = m_session](std::shared_ptr<const Session> session) {
            if (generation != m_generation || !m_session ||
                m_session->training.dataset != before->training.dataset)
                return;
            m_session = std::move(session);
            Q_EMIT sessionChanged();
        });
}

void Workspace::setRejectRule(const RejectRule &rule, const QString &gesture)
{
    if (!isOpen() || rule == m_settings.reject || !mayEdit())
        return;
    m_undo.push(new ValueCommand<RejectRule>(
        tr("Change what is none of the classes"), m_settings.reject, rule,
        [this](const RejectRule &value) {
            ProjectSettings settings = m_settings;
            settings.reject = value;
            apply(
                settings, [value](Project &project) { project.setRejectRule(value); }, false);
        },
        gesture));
}

void Workspace::setWeighting(const Weighting &weighting, const QString &what, const QString &gesture)
{
    if (!isOpen() || weighting == m_settings.weighting || !mayEdit())
        return;
    m_undo.push(new ValueCommand<Weighting>(
        what.isEmpty() ? tr("Change prompts") : what, m_settings.weighting, weighting,
        [this](const Weighting &value) {
            ProjectSettings settings = m_settings;
            settings.weighting = value;
            apply(
                settings, [value](Project &project) { project.setWeighting(value); }, false);
        },
        gesture));
}

void Workspace::setNamedWeightings(const std::vector<NamedWeighting> &named, const QString &what)
{
    if (!isOpen() || named == m_settings.named || !mayEdit())
        return;
    m_undo.push(new ValueCommand<std::vector<NamedWeighting>>(
        what, m_settings.named, named, [this](const std::vector<NamedWeighting> &value) {
            ProjectSettings settings = m_settings;
            settings.named = value;
            apply(
                settings, [value](Project &project) { project.setNamedWeightings(value); }, false);
        }));
}

void Workspace::setDataset(const DatasetRecord &record)
{
    if (!isOpen() || !mayEdit())
        return;
    const auto put = [this](const DatasetRecord &value) {
        ProjectSettings settings = m_settings;
        std::erase_if(settings.datasets,
                      [&value](const DatasetRecord &other) { return other.role == value.role; });
        settings.datasets.push_back(value);
        apply(
            settings, [value](Project &project) { project.setDataset(value); }, true);
    };
    if (const DatasetRecord *before = m_settings.dataset(record.role))
        m_undo.push(new ValueCommand<DatasetRecord>(tr("Change data"), *before, record, put));
    else
        put(record); // a project never goes back to having none
}

void Workspace::setTeacher(const std::filesystem::path &folder)
{
    if (!isOpen() || !mayEdit())
        return;
    m_interactive->submit<TeacherRecord>(
        tr("Opening the teacher"), QStringLiteral("teacher"), this,
        [folder](std::stop_token, const Reporter &) {
            TeacherRecord record = teacherRecord(Teacher::open(folder)->info());
            record.location = std::filesystem::absolute(folder).string();
            return record;
        },
        [this, generation = m_generation](const TeacherRecord &record) {
            if (generation != m_generation)
                return;
            const auto put = [this](const TeacherRecord &value) {
                ProjectSettings settings = m_settings;
                settings.teacher = value;
                apply(
                    settings, [value](Project &project) { project.setTeacher(value); }, true);
            };
            if (m_settings.teacher)
                m_undo.push(
                    new ValueCommand<TeacherRecord>(tr("Change teacher"), *m_settings.teacher, record, put));
            else
                put(record);
        });
}

} // namespace retort
