// Runs of a project: what was frozen for them, and how far they are.

#include "formats/safetensors.h"
#include "formats/sha256.h"
#include "recipe/recipejson.h"
#include "store/blob.h"
#include "store/connection.h"
#include "store/contentjson.h"

namespace retort {

namespace {

// Curves and best epoch come from the epoch table, which holds numbers only.
const std::string &selectRuns()
{
    static const std::string sql = R"sql(
SELECT r.id, r.name, r.state, r.recipe, r.weighting_id, r.class_list_id, r.teacher_id, r.data_fingerprint,
       r.device, r.precision, r.threads, r.versions, r.workers, r.created_at, r.started_at, r.finished_at,
       (SELECT TOTAL(seconds) FROM epoch e WHERE e.run_id = r.id),
       last.epoch, best.epoch, best.agreement, best.accuracy, r.teacher_accuracy, last.weights_sha256,
       r.error, r.notes, r.tags, r.starred, r.view, s.module_sha256, s.weights_sha256, s.note,
       json_extract(w.content, '$.labels_seen'), r.place, r.interruptions, r.sweep_id,
       f.epoch, f.report_half, f.measured_on, f.teacher, f.teacher_low, f.teacher_high, f.student, f.student_low,
       f.student_high, f.images, f.looks_before, f.measured_at
FROM run r
JOIN weighting w ON w.id = r.weighting_id
LEFT JOIN run_start s ON s.run_id = r.id
LEFT JOIN run_figures f ON f.run_id = r.id
LEFT JOIN epoch last ON last.run_id = r.id AND last.epoch = (SELECT MAX(epoch) FROM epoch e WHERE e.run_id = r.id)
LEFT JOIN epoch best ON best.run_id = r.id AND best.epoch = )sql" +
                                   bestEpochSql("r.id") + R"sql(
WHERE r.deleted = 0 AND (r.id = ?1 OR ?1 = 0)
ORDER BY r.id)sql";
    return sql;
}

RunState stateFromName(const std::string &name, const std::string &what)
{
    for (const RunState state : {RunState::Queued, RunState::Running, RunState::Paused, RunState::Cancelled,
                                 RunState::Interrupted, RunState::Finished, RunState::Failed}) {
        if (stateName(state) == name)
            return state;
    }
    throw StoreError(what + " has the unknown state " + name, "Go back to a copy of the project.");
}

MeasuredOn measuredOnFromName(const std::string &name, const std::string &what)
{
    for (const MeasuredOn on : {MeasuredOn::TestImages, MeasuredOn::TrainingImages, MeasuredOn::HeldOutImages,
                                MeasuredOn::AuditedTestImages, MeasuredOn::AuditedTrainingImages}) {
        if (measuredOnName(on) == name)
            return on;
    }
    throw StoreError(what + " was measured on unknown images: " + name, "Go back to a copy of the project.");
}

std::optional<double> optionalReal(const SQLite::Column &column)
{
    return column.isNull() ? std::nullopt : std::optional(column.getDouble());
}

RunRecord readRun(SQLite::Statement &row, const std::filesystem::path &file)
{
    RunRecord run;
    int column = 0;
    const auto next = [&] { return row.getColumn(column++); };
    run.id = next().getInt64();
    const std::string what = file.string() + ": run " + std::to_string(run.id);
    run.name = next().getString();
    run.state = stateFromName(next().getString(), what);
    try {
        run.recipe = recipeFromJson(next().getString(), what);
    } catch (const InputError &error) {
        throw StoreError(error.what(), "Go back to a copy of the project.");
    }
    run.weightingId = next().getInt64();
    run.classListId = next().getInt64();
    run.teacherId = next().getString();
    run.dataFingerprint = next().getString();
    run.environment.device = next().getString();
    run.environment.precision = next().getString();
    run.environment.threads = next().getInt64();
    run.environment.versions = next().getString();
    run.environment.workers = next().getInt64();
    run.createdAt = next().getInt64();
    run.startedAt = next().getInt64();
    run.finishedAt = next().getInt64();
    run.trainingSeconds = next().getDouble();
    run.epochsDone = next().getInt64();
    run.bestEpoch = next().getInt64();
    run.bestAgreement = optionalReal(next());
    run.tuningAccuracy = optionalReal(next());
    run.teacherTuningAccuracy = optionalReal(next());
    run.weightsSha256 = next().getString();
    run.error = next().getString();
    run.notes = next().getString();
    run.tags = textsFromJson(next().getString(), what);
    run.starred = next().getInt() != 0;
    run.view = imageViewFromJson(next().getString(), what);
    run.start = {next().getString(), next().getString(), next().getString()};
    run.labelsSeen = next().getInt() != 0;
    run.place = next().getInt64();
    run.interruptions = next().getInt64();
    run.sweepId = next().getInt64();
    if (!row.getColumn(column).isNull()) {
        RunFigures figures;
        figures.epoch = next().getInt64();
        figures.reportHalf = next().getInt() != 0;
        figures.measuredOn = measuredOnFromName(next().getString(), what);
        for (Proportion *side : {&figures.teacher, &figures.student}) {
            side->percent = next().getDouble();
            side->low = next().getDouble();
            side->high = next().getDouble();
        }
        figures.teacher.count = figures.student.count = next().getInt64();
        figures.looksBefore = next().getInt64();
        figures.measuredAt = next().getInt64();
        run.figures = std::move(figures);
    }
    return run;
}

std::string missingParts(const ProjectSettings &settings)
{
    std::string missing;
    const auto add = [&](bool there, const char *what) {
        if (!there)
            missing += (missing.empty() ? "" : ", ") + std::string(what);
    };
    add(settings.dataset(DatasetRole::Training) != nullptr, "training images");
    add(settings.teacher.has_value(), "a teacher");
    add(settings.classListId != 0, "class names");
    add(settings.weightingId != 0, "prompt templates");
    return missing;
}

void insertStart(SQLite::Database &db, std::int64_t id, const NewRun &run)
{
    const StudentStart &start = run.start;
    if (!start.module && start.weights.empty())
        return;
    const Bytes weights = start.weights.empty() ? Bytes() : toSafetensors(start.weights, {});
    SQLite::Statement from(db, "INSERT INTO run_start (run_id, module_sha256, weights_sha256, note, module, "
                               "weights) VALUES (?, ?, ?, ?, ?, ?)");
    from.bind(1, id);
    from.bind(2, start.module ? sha256(*start.module) : std::string());
    from.bind(3, start.weights.empty() ? std::string() : weightsSha256(start.weights));
    from.bind(4, run.startNote);
    if (start.module)
        bindBlob(from, 5, *start.module);
    if (!start.weights.empty())
        bindBlob(from, 6, weights);
    from.exec();
}

std::int64_t insertRun(SQLite::Database &db, const NewRun &run, const ProjectSettings &now, std::int64_t sweep)
{
    SQLite::Statement row(db, "INSERT INTO run (name, state, recipe, weighting_id, class_list_id, teacher_id, "
                              "data_fingerprint, created_at, view, sweep_id, place) VALUES (?, 'queued', ?, ?, ?, "
                              "?, ?, ?, ?, ?, (SELECT COALESCE(MAX(place), 0) + 1 FROM run))");
    row.bind(1, run.name);
    row.bind(2, recipeToJson(run.recipe));
    row.bind(3, run.weightingId > 0 ? run.weightingId : now.weightingId);
    row.bind(4, now.classListId);
    row.bind(5, now.teacher->id);
    row.bind(6, learnedFingerprint(now.dataset(DatasetRole::Training)->fingerprint, now.excluded));
    row.bind(7, secondsSince1970());
    row.bind(8, toJson(now.dataset(DatasetRole::Training)->choice.view));
    row.bind(9, sweep);
    row.exec();
    const std::int64_t id = db.getLastInsertRowid();
    insertStart(db, id, run);
    return id;
}

} // namespace

std::int64_t Project::addRun(const std::string &name, const Recipe &recipe, const StudentStart &start,
                             const std::string &startNote)
{
    return addRuns({{name, recipe, start, startNote}}).front();
}

std::vector<std::int64_t> Project::addRuns(const std::vector<NewRun> &runs, const SweepPlan *plan,
                                           const std::string &sweepName)
{
    for (const NewRun &run : runs) {
        validate(run.recipe);
        if (run.recipe.module.empty() != !run.start.module ||
            run.recipe.start.empty() != run.start.weights.empty())
            throw ValueError("the recipe's module and start weights are to be stored with the run");
    }
    const ProjectSettings now = settings();
    if (const std::string missing = missingParts(now); !missing.empty())
        throw StoreError(file().string() + " is not ready for a run, it lacks " + missing,
                         "Add what is missing, then start the run again.");
    std::vector<std::int64_t> ids;
    m_connection->write(runs.size() == 1 ? "adding the run" : "adding the runs", [&](SQLite::Database &db) {
        std::int64_t sweep = 0;
        if (plan) {
            SQLite::Statement row(db, "INSERT INTO sweep (name, plan, created_at) VALUES (?, ?, ?)");
            row.bind(1, sweepName);
            row.bind(2, toJson(*plan));
            row.bind(3, secondsSince1970());
            row.exec();
            sweep = db.getLastInsertRowid();
        }
        for (const NewRun &run : runs)
            ids.push_back(insertRun(db, run, now, sweep));
    });
    return ids;
}

StudentStart Project::studentStart(std::int64_t run) const
{
    return m_connection->read("reading what a run starts from", [&](const SQLite::Database &db) {
        m_connection->requireRun(run);
        StudentStart start;
        SQLite::Statement row(db, "SELECT module_sha256, weights_sha256, module, weights FROM run_start WHERE "
                                  "run_id = ?");
        row.bind(1, run);
        if (!row.executeStep())
            return start;
        const std::string what = "what run " + std::to_string(run) + " starts from";
        const auto require = [&](const std::string &found, int column) {
            if (found != row.getColumn(column).getString())
                throw StoreError(what + " differs from its checksum", "Go back to a copy of the project.");
        };
        if (!row.getColumn(2).isNull()) {
            const auto module = blobOf(row.getColumn(2));
            require(sha256(module), 0);
            start.module = std::make_shared<const Bytes>(module.begin(), module.end());
            start.fingerprint = "module " + row.getColumn(0).getString();
        }
        if (!row.getColumn(3).isNull()) {
            start.weights = toNamedTensors(parseSafetensors(blobOf(row.getColumn(3)), what));
            require(weightsSha256(start.weights), 1);
            start.fingerprint +=
                (start.fingerprint.empty() ? "weights " : ", weights ") + row.getColumn(1).getString();
        }
        return start;
    });
}

std::vector<RunRecord> Project::runs() const
{
    // A read-only connection cannot mark what a dead process left, but it can say so.
    const bool orphaned = readOnly() && !ProjectLock::holder(file());
    return m_connection->read("reading the runs", [&](const SQLite::Database &db) {
        std::vector<RunRecord> runs;
        SQLite::Statement row(db, selectRuns());
        row.bind(1, 0);
        while (row.executeStep()) {
            runs.push_back(readRun(row, file()));
            if (orphaned && runs.back().state == RunState::Running)
                runs.back().state = RunState::Interrupted;
        }
        return runs;
    });
}

RunRecord Project::run(std::int64_t id) const
{
    const bool orphaned = readOnly() && !ProjectLock::holder(file());
    return m_connection->read("reading a run", [&](const SQLite::Database &db) {
        m_connection->requireRun(id);
        SQLite::Statement row(db, selectRuns());
        row.bind(1, id);
        row.executeStep();
        RunRecord run = readRun(row, file());
        if (orphaned && run.state == RunState::Running)
            run.state = RunState::Interrupted;
        return run;
    });
}

void Project::setRunState(std::int64_t id, RunState state, const std::string &error)
{
    const bool over = state == RunState::Finished || state == RunState::Failed || state == RunState::Cancelled;
    m_connection->write("storing the state of the run", [&](SQLite::Database &db) {
        m_connection->requireRun(id);
        SQLite::Statement row(db,
                              "UPDATE run SET state = ?1, error = ?2, finished_at = ?3, started_at = CASE WHEN "
                              "?1 = 'running' AND started_at = 0 THEN ?4 ELSE started_at END, place = CASE WHEN "
                              "?6 THEN 0 WHEN place = 0 THEN (SELECT MAX(place) + 1 FROM run) ELSE place END, "
                              "interruptions = CASE WHEN ?1 = 'queued' THEN 0 ELSE interruptions END WHERE id = "
                              "?5");
        row.bind(1, stateName(state));
        row.bind(2, error);
        row.bind(3, over ? secondsSince1970() : std::int64_t(0));
        row.bind(4, secondsSince1970());
        row.bind(5, id);
        row.bind(6, over ? 1 : 0);
        row.exec();
    });
}

void Project::setRunEnvironment(std::int64_t id, const RunEnvironment &environment,
                                std::optional<double> teacherTuningAccuracy)
{
    m_connection->write("storing the run's environment", [&](SQLite::Database &db) {
        m_connection->requireRun(id);
        SQLite::Statement row(db, "UPDATE run SET device = ?, precision = ?, threads = ?, versions = ?, "
                                  "teacher_accuracy = ?, workers = ? WHERE id = ?");
        row.bind(1, environment.device);
        row.bind(2, environment.precision);
        row.bind(3, environment.threads);
        row.bind(4, environment.versions);
        if (teacherTuningAccuracy)
            row.bind(5, *teacherTuningAccuracy);
        else
            row.bind(5);
        row.bind(6, environment.workers);
        row.bind(7, id);
        row.exec();
    });
}

void Project::setRunFigures(std::int64_t id, const RunFigures &figures)
{
    m_connection->write("storing the run's accuracy", [&](SQLite::Database &db) {
        m_connection->requireRun(id);
        const std::int64_t looksBefore = Connection::addReportLook(db, "run " + std::to_string(id));
        SQLite::Statement row(db,
                              "INSERT OR REPLACE INTO run_figures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        int column = 0;
        row.bind(++column, id);
        row.bind(++column, figures.epoch);
        row.bind(++column, figures.reportHalf ? 1 : 0);
        row.bind(++column, measuredOnName(figures.measuredOn));
        for (const Proportion *side : {&figures.teacher, &figures.student}) {
            row.bind(++column, side->percent);
            row.bind(++column, side->low);
            row.bind(++column, side->high);
        }
        row.bind(++column, figures.student.count);
        row.bind(++column, looksBefore);
        row.bind(++column, secondsSince1970());
        row.exec();
    });
}

void Project::setRunText(std::int64_t id, const std::string &name, const std::string &notes,
                         const std::vector<std::string> &tags)
{
    m_connection->write("storing the run's notes", [&](SQLite::Database &db) {
        m_connection->requireRun(id);
        SQLite::Statement row(db, "UPDATE run SET name = ?, notes = ?, tags = ? WHERE id = ?");
        row.bind(1, name);
        row.bind(2, notes);
        row.bind(3, toJson(tags));
        row.bind(4, id);
        row.exec();
    });
}

void Project::setRunStarred(std::int64_t id, bool starred)
{
    m_connection->write("marking the run", [&](SQLite::Database &db) {
        SQLite::Statement row(db, "UPDATE run SET starred = ? WHERE id = ?");
        row.bind(1, starred ? 1 : 0);
        row.bind(2, id);
        if (row.exec() == 0)
            m_connection->requireRun(id);
    });
}

void Project::setRunDeleted(std::int64_t id, bool deleted)
{
    m_connection->write(deleted ? "deleting the run" : "bringing the run back", [&](SQLite::Database &db) {
        SQLite::Statement row(db, "UPDATE run SET deleted = ? WHERE id = ?");
        row.bind(1, deleted ? 1 : 0);
        row.bind(2, id);
        if (row.exec() == 0)
            m_connection->requireRun(id);
    });
}

} // namespace retort
