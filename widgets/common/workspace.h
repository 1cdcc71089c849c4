#pragma once

#include "store/project.h"
#include "widgets/common/jobrunner.h"
#include "workflow/demo.h"
#include "workflow/explainrun.h"
#include "workflow/queue.h"
#include "workflow/session.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>
#include <QUndoStack>

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace retort {

/// The open project as the pages see it: immutable snapshots, signals when one is replaced, and requests that run
/// on the three JobRunners (training, interactive, store). Lives on the GUI thread and never blocks it.
class Workspace : public QObject
{
    Q_OBJECT

public:
    explicit Workspace(std::filesystem::path resources, QObject *parent = nullptr);
    ~Workspace() override;

    [[nodiscard]] JobRunner &training() { return *m_training; }
    [[nodiscard]] JobRunner &interactive() { return *m_interactive; }
    [[nodiscard]] QUndoStack &undoStack() { return m_undo; }
    [[nodiscard]] const std::filesystem::path &resources() const { return m_resources; }

    [[nodiscard]] bool isOpen() const { return !m_file.empty(); }
    [[nodiscard]] const std::filesystem::path &file() const { return m_file; }
    [[nodiscard]] const ProjectSettings &settings() const { return m_settings; }
    /// Data sets and teacher, opened and embedded; null while that is under way or impossible (see sessionFailed).
    [[nodiscard]] std::shared_ptr<const Session> session() const { return m_session; }
    [[nodiscard]] const std::vector<RunRecord> &runs() const { return m_runs; }
    /// Never null.
    [[nodiscard]] std::shared_ptr<const Audit> audit() const { return m_audit; }
    /// How often something of the report half of the labels was shown.
    [[nodiscard]] std::int64_t reportLooks() const { return m_reportLooks; }
    /// Why there is no session; empty while it is being made or is there.
    [[nodiscard]] const std::optional<JobError> &sessionError() const { return m_sessionError; }
    [[nodiscard]] const RunRecord *run(std::int64_t id) const; ///< null when there is none
    /// The project is only looked at, because another process works on it: who does ("process 4711 on alpha since
    /// ..."), empty once nobody does any more. Nothing while it is worked on here.
    [[nodiscard]] const std::optional<QString> &watched() const { return m_watched; }
    /// Nobody works on the watched project any more, and the one who did died while storing something.
    [[nodiscard]] bool recoveryNeeded() const { return m_recoveryNeeded; }
    /// What is wrong with the open project, which is only looked at then, or with the last one that could not be
    /// opened; empty where nothing is known to be.
    [[nodiscard]] const QString &damage() const { return m_damage; }
    /// Makes a new project beside the damaged one from what can be read of it, and opens that.
    void saveWhatCanBeRead();
    /// Works on a watched project from now on; it is watched again where somebody else does.
    void workOn();
    /// The run that trains now, 0 = none.
    [[nodiscard]] std::int64_t activeRun() const { return m_activeRun; }
    /// The run that Runs, Graph and Distil show, 0 = none. Follows a run that starts.
    [[nodiscard]] std::int64_t currentRun() const { return m_currentRun; }
    void setCurrentRun(std::int64_t run);

    void createProject(const NewProject &choice);
    void openProject(const std::filesystem::path &file);
    void openDemo();          ///< makes demo.retort in the user's data folder when needed, opens it
    void runDemo(bool quick); ///< the main job on the embedded default, as `retort-cli demo`: opens it and distils
    void closeProject();
    /// Opens the session again, after a failure whose cause is gone.
    void reloadSession();
    /// The last openFailed(), until the next attempt.
    [[nodiscard]] const std::optional<std::pair<QString, JobError>> &openFailure() const { return m_openFailure; }
    /// A project is being made or opened.
    [[nodiscard]] bool opening() const { return m_opening; }

    /// Stops a running job at a safe point, writes what waits, closes the project; then shutDownDone(). A run
    /// stopped this way can be resumed.
    void shutDown();
    /// Nothing is being opened, read or scored: what is on screen is final. (A run may train.)
    [[nodiscard]] bool idle() const;

    /// Images that a page asks the Data page to show alone: by place in the role's data set, and in words why
    /// these.
    struct ImagesToShow
    {
        DatasetRole role = DatasetRole::Training;
        std::vector<std::int64_t> images;
        QString why;
        bool audit = false; ///< to say what they show
    };
    void setImagesToShow(ImagesToShow images) { m_imagesToShow = std::move(images); }
    [[nodiscard]] const std::optional<ImagesToShow> &imagesToShow() const { return m_imagesToShow; }
    [[nodiscard]] std::optional<ImagesToShow> takeImagesToShow() { return std::exchange(m_imagesToShow, {}); }

    // Undoable edits; stored in the background, the snapshot changes at once. Ids (classListId, weightingId)
    // follow without a signal when they have been stored.
    void setClasses(const ClassList &classes);
    /// With the same gesture, edits in a row are one step of undo, see ValueCommand.
    void setRejectRule(const RejectRule &rule, const QString &gesture = {});
    /// `what` names the step of undo; those in a row with the same gesture are one, see ValueCommand.
    void setWeighting(const Weighting &weighting, const QString &what = {}, const QString &gesture = {});
    /// `what` names the step of undo. What the project refuses is told by failed(), and comes back.
    void setNamedWeightings(const std::vector<NamedWeighting> &named, const QString &what);
    void setDataset(const DatasetRecord &record);
    /// Training images that no run learns from, instead of those before; `what` names the step of undo. Refused by
    /// failed() while the images are not open, and where none would be left to train on.
    void setExcluded(std::vector<ContentKey> keys, const QString &what);
    void
    setTeacher(const std::filesystem::path &folder); ///< opened in the background first; failed() if it cannot be
    void setRunText(std::int64_t run, const QString &name, const QString &notes,
                    const std::vector<std::string> &tags);
    void setRunsStarred(const std::vector<std::int64_t> &runs, bool starred);
    void deleteRun(std::int64_t run);
    /// Answers without a class list are to the classes there are. `title` names the edit.
    void setAuditAnswers(const QString &title, const std::vector<AuditAnswer> &answers);
    void setAuditDraws(DatasetRole role, const AuditDraws &draws); ///< all of the role's

    /// How often a run's teacher agrees with itself; null until it was asked since the project was opened.
    [[nodiscard]] const SelfAgreement *selfAgreement(std::int64_t run) const;
    void setSelfAgreement(std::int64_t run, const SelfAgreement &found);

    /// Stores that the report half is looked at, then `counted`, which may show it. `what`: "audit", "prompts".
    void countReportLook(const QString &what, QObject *receiver, std::function<void()> counted);

    /// When somebody last looked at what the runs do, seconds since 1970; 0 = never.
    [[nodiscard]] std::int64_t seenAt() const { return m_seenAt; }
    void setSeen(); ///< now; not while the project is only looked at
    // The queue. One run trains at a time; the next one starts by itself when it ends, unless the queue is held.
    // It is held where a project is opened in which runs wait, until somebody starts it.
    /// Once a seed: at the end of the queue; in front of it, and all the same, while that is held.
    void startRun(const QString &name, const Recipe &recipe, std::int64_t seeds = 1);
    void addToQueue(const QString &name, const Recipe &recipe, std::int64_t seeds = 1); ///< at its end
    void addSweep(const QString &name, const SweepPlan &plan);
    void resumeRun(std::int64_t run); ///< in front of the queue, also while that is held
    [[nodiscard]] bool queueGoes() const { return m_queueGoes; }
    void setQueueGoes(bool goes);
    [[nodiscard]] bool gentle() const; ///< runs that start from now on: one thread, lowest priority
    void setGentle(bool gentle);
    // Undoable; of runs that wait or are held (see queueOf()), others are passed over.
    void moveInQueue(const std::vector<std::int64_t> &runs, std::size_t before); ///< a place in queueOf()
    void setHeld(const std::vector<std::int64_t> &runs, bool held);
    void takeOutOfQueue(const std::vector<std::int64_t> &runs);
    void pauseRun();  ///< stops at the next step, state kept
    void cancelRun(); ///< as pause, but the run counts as cancelled (it can still be resumed)

    /// Any reading of the project on the store thread; the result on this one.
    template<typename T>
    void query(const QString &topic, QObject *receiver, std::function<T(const Project &)> read,
               std::function<void(T)> done, std::function<void(const JobError &)> failedToRead = {});

Q_SIGNALS:
    void projectOpened();
    void projectClosed();
    void settingsChanged();
    void sessionChanged();
    void sessionFailed(const retort::JobError &error);
    /// The project could not be made or opened; what was open before stays open. `file` as asked for.
    void openFailed(const QString &file, const retort::JobError &error);
    void openingChanged();
    void shutDownDone();
    void auditChanged();
    void watchChanged(); ///< watched(), recoveryNeeded() or damage()
    void runsChanged();
    /// One of them has begun or has one more epoch (not its first), and nothing else is new: runsChanged() is not
    /// emitted then.
    void runChanged(qint64 run);
    void queueChanged();                       ///< queueGoes() or gentle(); which runs wait: runsChanged()
    void queueEnded();                         ///< the last one that waited has ended
    void runEnded(qint64 run, double seconds); ///< whatever became of it; how long it trained, wall clock
    void selfAgreementFound(qint64 run);
    void currentRunChanged(qint64 run);
    void activeRunChanged(qint64 run); ///< 0 when nothing trains any more
    void runStepped(qint64 run, const retort::StepMetrics &step, double imagesPerSecond);
    void runEpochDone(qint64 run, const retort::EpochRecord &epoch,
                      const std::shared_ptr<const retort::ProxyGraph> &student);
    /// Something went wrong that no page shows in place.
    void failed(const QString &what, const QString &remedy);
    void noted(const QString &text);

private:
    /// Images and what is said of them; nothing: the answer is taken away.
    using AuditEdit = std::vector<std::pair<ContentKey, std::optional<AuditAnswer>>>;
    struct OpenProject;
    struct Opened;
    struct Glance;
    using MakeDemo = std::function<std::int64_t(const DemoChoice &, std::stop_token, const Reporter &)>;

    void submitOpen(const std::filesystem::path &file);
    /// Opens `file` to work on, or to look at where another process does. On the store thread; throws StoreError.
    static void openOrWatch(const std::filesystem::path &file, Opened &opened);
    /// Makes the demo project with `make`, opens it, and trains the run that `make` returned (0 = none).
    void submitDemo(bool quick, const MakeDemo &make);
    void takeOver(Opened opened);
    void closeStore();
    void setOpening(bool opening);
    void failOpening(const std::filesystem::path &file, const JobError &error);
    void startSession();
    void excludeFromSession();
    void apply(const ProjectSettings &settings, std::function<void(Project &)> write, bool sessionToo);
    void write(const QString &title, std::function<void(Project &)> write);
    void reloadRuns();
    void reloadRun(std::int64_t run);
    void reloadAudit();
    void putAnswers(const AuditEdit &edit);
    /// Answers that were stored since belong to this class list.
    void nameClassList(const AuditEdit &edit, std::int64_t list, const ClassList &classes);
    /// False, with a word to the person, while the project is only looked at.
    bool mayEdit();
    void setWatched(const std::optional<QString> &writer, bool recoveryNeeded);
    void look();
    void takeIn(const Glance &glance);
    void checkForDamage();
    void setDamage(const std::filesystem::path &file, const QString &damage);
    /// Runs in their order, and what they are to be.
    using QueueOrder = std::vector<std::pair<std::int64_t, RunState>>;
    void addRuns(std::function<std::vector<std::int64_t>(Project &, const Reporter &)> add, bool asked);
    void editQueue(const QString &what, const QueueOrder &after);
    void trainNext();
    void train(const QueueStep &turn);
    void trainingEnded(quint64 generation, std::int64_t run, const std::optional<JobError> &error);
    void runStarted(std::int64_t run);
    void stopRun(bool cancelled);
    void stopTraining();
    void goOnShuttingDown();
    /// Throws StoreError when no project is open.
    [[nodiscard]] static Project &projectOf(const std::shared_ptr<OpenProject> &open);

    std::filesystem::path m_resources;
    std::filesystem::path m_file;
    ProjectSettings m_settings;
    std::shared_ptr<const Session> m_session;
    std::optional<JobError> m_sessionError;
    std::optional<ImagesToShow> m_imagesToShow;
    std::optional<std::pair<QString, JobError>> m_openFailure;
    std::vector<RunRecord> m_runs;
    std::map<std::int64_t, SelfAgreement> m_selfAgreements;
    std::shared_ptr<const Audit> m_audit = std::make_shared<const Audit>();
    std::int64_t m_reportLooks = 0;
    std::int64_t m_activeRun = 0;
    std::int64_t m_currentRun = 0;
    std::int64_t m_stoppedAsCancelled = 0; ///< the run that a person cancelled and that has not stopped yet
    std::int64_t m_runWhenOpen = 0;        ///< the run that trains as soon as its project is open
    std::int64_t m_firstStepOf = 0;        ///< the run whose first step has come
    quint64 m_generation = 0;              ///< of the open project: news of an earlier one is dropped
    std::vector<std::int64_t> m_asked;     ///< runs that train even while the queue is held
    QElapsedTimer m_sinceStart;            ///< of the run that trains
    std::int64_t m_seenAt = 0;
    bool m_queueGoes = true;
    std::int64_t m_pausedByPerson = 0; ///< the run that a person paused and that has not stopped yet
    /// The run that trains is stopped because the project is closed, not by a person: it waits in its place again.
    std::shared_ptr<std::atomic<bool>> m_turnStays;
    bool m_choosing = false;    ///< the next step of the queue is being looked for
    bool m_chooseAgain = false; ///< asked for while it was
    bool m_hasTrained = false;  ///< something, since queueEnded()
    quint64 m_runEdits = 0;     ///< edits of runs so far: a list read before the newest is stale
    int m_unwritten = 0;        ///< settings edits on their way to the file
    bool m_opening = false;
    bool m_shuttingDown = false;
    std::optional<QString> m_watched;
    bool m_recoveryNeeded = false;
    std::filesystem::path m_damagedFile;
    QString m_damage;
    QTimer m_watchTimer;
    QUndoStack m_undo;
    std::shared_ptr<OpenProject> m_open; ///< what it holds is touched on the store thread only
    std::map<JobRunner::JobId, std::int64_t> m_trainingJobs;
    std::unique_ptr<JobRunner> m_store;
    std::unique_ptr<JobRunner> m_interactive;
    std::unique_ptr<JobRunner> m_training;
};

template<typename T>
void Workspace::query(const QString &topic, QObject *receiver, std::function<T(const Project &)> read,
                      std::function<void(T)> done, std::function<void(const JobError &)> failedToRead)
{
    m_store->submit<T>(
        tr("Reading the project"), topic, receiver,
        [open = m_open, read = std::move(read)](std::stop_token, const Reporter &) {
            return read(projectOf(open));
        },
        [this, generation = m_generation, done = std::move(done)](T result) {
            if (generation == m_generation && done)
                done(std::move(result));
        },
        std::move(failedToRead));
}

} // namespace retort
