#pragma once

#include "store/project.h"
#include "widgets/common/jobrunner.h"
#include "workflow/distilrun.h"
#include "workflow/session.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
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
    /// Why there is no session; empty while it is being made or is there.
    [[nodiscard]] const std::optional<JobError> &sessionError() const { return m_sessionError; }
    [[nodiscard]] const RunRecord *run(std::int64_t id) const; ///< null when there is none
    /// The run that trains now, 0 = none.
    [[nodiscard]] std::int64_t activeRun() const { return m_activeRun; }
    /// The run that Runs, Graph and Distil show, 0 = none. Follows a run that starts.
    [[nodiscard]] std::int64_t currentRun() const { return m_currentRun; }
    void setCurrentRun(std::int64_t run);

    void createProject(const NewProject &choice);
    void openProject(const std::filesystem::path &file);
    void openDemo(); ///< makes demo.retort in the user's data folder when needed, opens it
    void closeProject();
    /// Opens the session again, after a failure whose cause is gone.
    void reloadSession();
    /// A project is being made or opened.
    [[nodiscard]] bool opening() const { return m_opening; }

    /// Stops a running job at a safe point, writes what waits, closes the project; then shutDownDone(). A run
    /// stopped this way can be resumed.
    void shutDown();

    // Undoable edits; stored in the background, the snapshot changes at once.
    void setClasses(const ClassList &classes);
    void setWeighting(const Weighting &weighting);
    void setDataset(const DatasetRecord &record);
    void setTeacher(const std::filesystem::path &folder);
    void setRunText(std::int64_t run, const QString &name, const QString &notes,
                    const std::vector<std::string> &tags);
    void deleteRun(std::int64_t run);

    void startRun(const QString &name, const Recipe &recipe); ///< queued behind a running one
    void resumeRun(std::int64_t run);
    void pauseRun();  ///< stops at the next step, state kept
    void cancelRun(); ///< as pause, but the run counts as cancelled (it can still be resumed)

    /// Any reading of the project on the store thread; the result on this one.
    template<typename T>
    void query(const QString &topic, QObject *receiver, std::function<T(const Project &)> read,
               std::function<void(T)> done, std::function<void(const JobError &)> failed = {});

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
    void runsChanged();
    void currentRunChanged(qint64 run);
    void activeRunChanged(qint64 run); ///< 0 when nothing trains any more
    void runStepped(qint64 run, const retort::StepMetrics &step, double imagesPerSecond);
    void runEpochDone(qint64 run, const retort::EpochRecord &epoch,
                      const std::shared_ptr<const retort::ProxyGraph> &student);
    /// Something went wrong that no page shows in place.
    void failed(const QString &what, const QString &remedy);
    void noted(const QString &text);

private:
    std::filesystem::path m_resources;
    std::filesystem::path m_file;
    ProjectSettings m_settings;
    std::shared_ptr<const Session> m_session;
    std::vector<RunRecord> m_runs;
    std::int64_t m_activeRun = 0;
    QUndoStack m_undo;
    std::unique_ptr<JobRunner> m_store;
    std::unique_ptr<JobRunner> m_interactive;
    std::unique_ptr<JobRunner> m_training;
};

} // namespace retort
