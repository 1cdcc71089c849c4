#pragma once

#include "base/error.h"
#include "base/progress.h"
#include "distil/epochsink.h"
#include "store/auditrecords.h"
#include "store/projectlock.h"
#include "store/records.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace retort {

/// Somebody else is storing something at this moment.
class ProjectBusy : public StoreError
{
public:
    using StoreError::StoreError;
};

/// A writer died while it stored something, and this connection may not put that right.
class RecoveryNeeded : public StoreError
{
public:
    explicit RecoveryNeeded(const std::filesystem::path &file);
};

/// The file holds something that SQLite or the store cannot have written. What can be read is saved by salvage().
class DamagedProject : public StoreError
{
public:
    DamagedProject(const std::filesystem::path &file, const std::string &what);
};

/// One connection to a .retort project (SQLite). Not to be shared between threads: each thread opens its own, with
/// the process's lock. Every change is one transaction; every function throws StoreError with SQLite's reason and
/// a remedy (ValueError for what could never be stored: a weighting that does not sum to 1, a recipe out of
/// range).
class Project
{
public:
    /// Makes a new project; refuses to overwrite a file. Leaves nothing behind when it fails.
    [[nodiscard]] static std::unique_ptr<Project> create(const std::filesystem::path &file,
                                                         std::shared_ptr<ProjectLock> lock);
    /// Opens for writing with a lock, read-only with nullptr. Migrates an older schema (after a copy beside it),
    /// refuses a newer one and anything that is not a project. Runs left "running" by a dead process become
    /// Interrupted (a read-only connection only shows them so). After an unclean end the file is checked before
    /// the first write.
    [[nodiscard]] static std::unique_ptr<Project> open(const std::filesystem::path &file,
                                                       std::shared_ptr<ProjectLock> lock);
    /// Opens for watching what another process writes: strictly read-only, waiting for nobody (ProjectBusy), so
    /// that it cannot roll back what a writer left that died while storing (RecoveryNeeded). See ProjectFollower.
    [[nodiscard]] static std::unique_ptr<Project> watch(const std::filesystem::path &file);
    /// The connection that gives back the last reference to the lock removes deleted runs for good.
    ~Project();

    [[nodiscard]] const std::filesystem::path &file() const;
    [[nodiscard]] bool readOnly() const;
    /// Another number than before when another connection has stored something; means nothing else.
    [[nodiscard]] std::int64_t contentVersion() const;

    // What the person has chosen. Setting a class list or weighting that differs makes a new row; used ones stay
    // as they were, for the runs that name them.
    [[nodiscard]] ProjectSettings settings() const;
    void setDataset(const DatasetRecord &record); ///< replaces that role's
    void setTeacher(const TeacherRecord &teacher);
    void setClasses(const ClassList &classes); ///< the reject rule stays
    /// A new class list with the same names. Throws ValueError where there are no classes yet.
    void setRejectRule(const RejectRule &rule);
    void setWeighting(const Weighting &weighting);
    /// All that have a name from now on, `id` aside. Throws ValueError for a blank name or one that is there
    /// twice, and StoreError when a weighting that a run used would lose its name or its name another one.
    void setNamedWeightings(const std::vector<NamedWeighting> &named);
    void setHeldOut(double share);                  ///< 0.01 .. 0.5
    void setExcluded(std::vector<ContentKey> keys); ///< in any order; replaces those before
    void setDemo(bool demo);                        ///< see ProjectSettings::demo
    [[nodiscard]] ClassList classes(std::int64_t classListId) const;
    [[nodiscard]] RejectRule rejectRule(std::int64_t classListId) const;
    [[nodiscard]] Weighting weighting(std::int64_t weightingId) const;

    // The report half of the labels is shown on request, and each look is counted.
    /// To be called before anything of the report half is shown. `what`: "prompts", "run 7".
    void addReportLook(const std::string &what);
    [[nodiscard]] std::vector<ReportLook> reportLooks() const; ///< oldest first

    // The audit: images drawn at random, and what a person says of them. Nothing that trains reads it.
    [[nodiscard]] Audit audit() const;
    void setAuditDraws(DatasetRole role, const AuditDraws &draws); ///< all of the role's; answers stay
    void setAuditAnswers(const std::vector<AuditAnswer> &answers); ///< replaces earlier ones to the same images
    void removeAuditAnswers(const std::vector<ContentKey> &images);

    // Runs.
    /// Freezes recipe, start, weighting, class list, teacher and fingerprint into new runs at the end of the
    /// queue; all or none. With a plan they make a sweep of that name. Returns their ids. What a recipe's module
    /// and start name is read by workflow/runstart.h. Throws StoreError naming what the project still lacks.
    std::vector<std::int64_t> addRuns(const std::vector<NewRun> &runs, const SweepPlan *plan = nullptr,
                                      const std::string &sweepName = {});
    std::int64_t addRun(const std::string &name, const Recipe &recipe, const StudentStart &start = {},
                        const std::string &startNote = {});
    [[nodiscard]] StudentStart studentStart(std::int64_t run) const;
    [[nodiscard]] std::vector<RunRecord> runs() const;  ///< without deleted ones, oldest first
    [[nodiscard]] RunRecord run(std::int64_t id) const; ///< throws StoreError listing the runs there are
    /// A run that is over leaves the queue, any other one is in it: at the end, where it had no place.
    void setRunState(std::int64_t id, RunState state, const std::string &error = {});
    void setRunEnvironment(std::int64_t id, const RunEnvironment &environment,
                           std::optional<double> teacherTuningAccuracy);
    /// Replaces what was there, and counts the look at the report half that this is; looksBefore and measuredAt
    /// are filled in.
    void setRunFigures(std::int64_t id, const RunFigures &figures);
    void setRunText(std::int64_t id, const std::string &name, const std::string &notes,
                    const std::vector<std::string> &tags);
    /// These first and in this order, then the rest of the queue as it was. Throws StoreError for a run that is
    /// not in the queue.
    void setQueue(const std::vector<std::int64_t> &first);
    [[nodiscard]] std::vector<SweepRecord> sweeps() const; ///< oldest first
    /// Cancels these runs of a sweep, each with the reason; `decided` as in SweepRecord.
    void decideSweep(std::int64_t sweep, std::int64_t decided,
                     const std::vector<std::pair<std::int64_t, std::string>> &stopped);
    /// When a person last looked at what the runs do, seconds since 1970; 0 = never.
    [[nodiscard]] std::int64_t seenAt() const;
    void setSeen();                                    ///< now
    void setRunStarred(std::int64_t id, bool starred);
    void setRunDeleted(std::int64_t id, bool deleted); ///< undoable: rows go on the next clean close of the file

    // What epochs leave. One transaction an epoch: metrics, graph, weights, checkpoint.
    /// Epochs come in order, each once. Both graphs must hold the same edges (see ProxyGraph).
    void commitEpoch(std::int64_t run, const EpochReport &report, std::optional<double> tuningAccuracy);
    /// Keeps only the newest. `epoch` is the one that was under way.
    void commitCheckpoint(std::int64_t run, const std::vector<std::byte> &checkpoint, std::int64_t epoch);
    [[nodiscard]] std::vector<EpochRecord> epochs(std::int64_t run) const;
    [[nodiscard]] std::vector<StepMetrics>
    steps(std::int64_t run) const; ///< of finished epochs, float32 precision
    [[nodiscard]] std::vector<std::byte> checkpoint(std::int64_t run) const; ///< empty = from the start
    /// Edge weights to 1/32767. Throws StoreError naming the epochs there are. epoch 0 = the best one.
    [[nodiscard]] ProxyGraph teacherGraph(std::int64_t run, std::int64_t epoch) const;
    [[nodiscard]] ProxyGraph studentGraph(std::int64_t run, std::int64_t epoch) const;
    /// Indices into the training source of the probe samples.
    void setProbe(std::int64_t run, const std::vector<std::int64_t> &indices);
    [[nodiscard]] std::vector<std::int64_t> probe(std::int64_t run) const; ///< empty before the first start
    /// epoch 0 = the best one.
    [[nodiscard]] NamedTensors weights(std::int64_t run, std::int64_t epoch) const;
    [[nodiscard]] Answers evaluation(std::int64_t run, std::int64_t epoch) const;
    /// Of an epoch that was committed without one; 0 = the best one.
    void setEvaluation(std::int64_t run, std::int64_t epoch, const Answers &answers,
                       std::optional<double> tuningAccuracy);

    /// What SQLite's quick look at the file's structure finds; empty = nothing. See also problems().
    [[nodiscard]] std::string damage() const;
    /// quick_check, foreign keys, and what the schema alone cannot say (an epoch without weights, a broken blob).
    /// Empty = sound.
    [[nodiscard]] std::vector<std::string> problems(std::stop_token stop, const Reporter &reporter) const;

private:
    struct Connection;
    explicit Project(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> m_connection;
};

} // namespace retort
