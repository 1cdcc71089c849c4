#include "store/schema.h"

#include "base/error.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <array>
#include <string>

namespace retort {

namespace {

// Rows that a run has used never change: class_list and weighting are written once and may be deleted only while
// no run names them; what a run froze when it was added refuses every UPDATE. Blobs lie in tables of their own, so
// that listing runs and drawing curves reads none of them.
constexpr const char *version1 = R"sql(
CREATE TABLE project (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    teacher_id    TEXT REFERENCES teacher (id),
    class_list_id INTEGER REFERENCES class_list (id),
    weighting_id  INTEGER REFERENCES weighting (id),
    held_out      REAL NOT NULL DEFAULT 0.05,
    demo          INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL
);
CREATE TABLE dataset (
    id          INTEGER PRIMARY KEY,
    role        TEXT NOT NULL UNIQUE CHECK (role IN ('training', 'test')),
    location    TEXT NOT NULL,           -- absolute
    relative    TEXT,                    -- to the project's folder; tried first
    part        TEXT NOT NULL,
    range_from  REAL NOT NULL,
    range_to    REAL NOT NULL,
    fingerprint TEXT NOT NULL,
    images      INTEGER NOT NULL,
    unreadable  INTEGER NOT NULL,
    duplicates  INTEGER NOT NULL,
    labelled    INTEGER NOT NULL
);
CREATE TABLE teacher (
    id          TEXT PRIMARY KEY,
    location    TEXT NOT NULL,
    relative    TEXT,
    description TEXT NOT NULL,
    stand_in    INTEGER NOT NULL
);
CREATE TABLE class_list (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    content    TEXT NOT NULL UNIQUE,     -- JSON
    created_at INTEGER NOT NULL
);
CREATE TABLE weighting (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    content    TEXT NOT NULL UNIQUE,     -- JSON
    created_at INTEGER NOT NULL
);
CREATE TABLE run (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    name             TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'cancelled', 'interrupted',
                                                    'finished', 'failed')),
    recipe           TEXT NOT NULL,      -- JSON
    weighting_id     INTEGER NOT NULL REFERENCES weighting (id),
    class_list_id    INTEGER NOT NULL REFERENCES class_list (id),
    teacher_id       TEXT NOT NULL REFERENCES teacher (id),
    data_fingerprint TEXT NOT NULL,
    device           TEXT NOT NULL DEFAULT '',
    precision        TEXT NOT NULL DEFAULT '',
    threads          INTEGER NOT NULL DEFAULT 1,
    versions         TEXT NOT NULL DEFAULT '',
    teacher_accuracy REAL,
    created_at       INTEGER NOT NULL,
    started_at       INTEGER NOT NULL DEFAULT 0,
    finished_at      INTEGER NOT NULL DEFAULT 0,
    error            TEXT NOT NULL DEFAULT '',
    notes            TEXT NOT NULL DEFAULT '',
    tags             TEXT NOT NULL DEFAULT '[]',
    deleted          INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE epoch (
    run_id             INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    epoch              INTEGER NOT NULL CHECK (epoch >= 1),
    last_step          INTEGER NOT NULL,
    loss               REAL,             -- REAL columns hold NULL for "not a number"
    node_loss          REAL,
    edge_loss          REAL,
    pseudo_loss        REAL,
    learning_rate      REAL,
    seconds            REAL,
    images_per_second  REAL,
    agreement          REAL,             -- percent, held-out images
    accuracy           REAL,             -- percent, test images; NULL without labels
    edge_correlation   REAL,
    column_correlation REAL,
    node_kl            REAL,
    probe_agreement    REAL,
    mean_margin        REAL,
    weights_sha256     TEXT NOT NULL,
    PRIMARY KEY (run_id, epoch)
) WITHOUT ROWID;
CREATE TABLE epoch_steps (
    run_id INTEGER NOT NULL,
    epoch  INTEGER NOT NULL,
    data   BLOB NOT NULL,
    PRIMARY KEY (run_id, epoch),
    FOREIGN KEY (run_id, epoch) REFERENCES epoch (run_id, epoch) ON DELETE CASCADE
);
CREATE TABLE epoch_weights (
    run_id INTEGER NOT NULL,
    epoch  INTEGER NOT NULL,
    data   BLOB NOT NULL,                -- a safetensors file
    PRIMARY KEY (run_id, epoch),
    FOREIGN KEY (run_id, epoch) REFERENCES epoch (run_id, epoch) ON DELETE CASCADE
);
CREATE TABLE epoch_evaluation (
    run_id INTEGER NOT NULL,
    epoch  INTEGER NOT NULL,
    data   BLOB NOT NULL,
    PRIMARY KEY (run_id, epoch),
    FOREIGN KEY (run_id, epoch) REFERENCES epoch (run_id, epoch) ON DELETE CASCADE
);
CREATE TABLE student_graph (
    run_id INTEGER NOT NULL,
    epoch  INTEGER NOT NULL,
    edges  BLOB NOT NULL,
    nodes  BLOB NOT NULL,
    PRIMARY KEY (run_id, epoch),
    FOREIGN KEY (run_id, epoch) REFERENCES epoch (run_id, epoch) ON DELETE CASCADE
);
CREATE TABLE teacher_graph (             -- the edges of student_graph; only what no earlier epoch of the run has said
    run_id INTEGER NOT NULL,
    epoch  INTEGER NOT NULL,
    edges  BLOB NOT NULL,
    nodes  BLOB,                         -- NULL: as in the epoch before
    PRIMARY KEY (run_id, epoch),
    FOREIGN KEY (run_id, epoch) REFERENCES epoch (run_id, epoch) ON DELETE CASCADE
);
CREATE TABLE checkpoint (
    run_id INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    epoch  INTEGER NOT NULL,
    data   BLOB NOT NULL
);
CREATE TABLE probe (
    run_id  INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    indices BLOB NOT NULL
);

CREATE TRIGGER class_list_is_frozen BEFORE UPDATE ON class_list
BEGIN SELECT RAISE(ABORT, 'a class list never changes, a new one is added'); END;
CREATE TRIGGER class_list_is_used BEFORE DELETE ON class_list
WHEN EXISTS (SELECT 1 FROM run WHERE class_list_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'a run has used this class list'); END;
CREATE TRIGGER weighting_is_frozen BEFORE UPDATE ON weighting
BEGIN SELECT RAISE(ABORT, 'a weighting never changes, a new one is added'); END;
CREATE TRIGGER weighting_is_used BEFORE DELETE ON weighting
WHEN EXISTS (SELECT 1 FROM run WHERE weighting_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'a run has used this weighting'); END;
CREATE TRIGGER run_is_frozen
BEFORE UPDATE OF id, recipe, weighting_id, class_list_id, teacher_id, data_fingerprint, created_at ON run
BEGIN SELECT RAISE(ABORT, 'what decides a run never changes'); END;
CREATE TRIGGER epoch_is_frozen BEFORE UPDATE ON epoch
BEGIN SELECT RAISE(ABORT, 'a finished epoch never changes'); END;
)sql";

// What a data set's choice says beyond part and range: groups, samples and how pictures are fitted.
constexpr const char *version2 = R"sql(
ALTER TABLE dataset ADD COLUMN choice TEXT NOT NULL DEFAULT '{}';  -- JSON
)sql";

// Labels have two halves since then (measure/labelhalf.h): accuracy in `epoch` and teacher_accuracy in `run` are
// the tuning half's. Runs that ended before were measured on all labels; they keep their figures and say so.
constexpr const char *version3 = R"sql(
CREATE TABLE report_look (               -- each time that something was shown of the report half
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    at   INTEGER NOT NULL,
    what TEXT NOT NULL
);
CREATE TABLE run_figures (               -- final accuracies, percent
    run_id       INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    epoch        INTEGER NOT NULL,
    report_half  INTEGER NOT NULL,       -- 0: of all labels, from before there were halves
    measured_on  TEXT NOT NULL,
    teacher      REAL NOT NULL,
    teacher_low  REAL NOT NULL,
    teacher_high REAL NOT NULL,
    student      REAL NOT NULL,
    student_low  REAL NOT NULL,
    student_high REAL NOT NULL,
    images       INTEGER NOT NULL,       -- labels it was made from, 0 = unknown
    looks_before INTEGER NOT NULL,       -- looks at the report half before this one
    measured_at  INTEGER NOT NULL
);
INSERT INTO run_figures
SELECT r.id, b.epoch, 0, 'test images', r.teacher_accuracy, 0, 100, b.accuracy, 0, 100, 0, 0, r.finished_at
FROM run r JOIN epoch b ON b.run_id = r.id
    AND b.epoch = (SELECT epoch FROM epoch e WHERE e.run_id = r.id ORDER BY agreement DESC, epoch LIMIT 1)
WHERE r.state = 'finished' AND r.teacher_accuracy IS NOT NULL AND b.accuracy IS NOT NULL;
)sql";

// What a run's student starts from, where that is not random. Blobs come last: listing runs reads up to the note.
constexpr const char *version4 = R"sql(
CREATE TABLE run_start (
    run_id         INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    module_sha256  TEXT NOT NULL,        -- '' without a module
    weights_sha256 TEXT NOT NULL,        -- of the raw tensors in name order; '' without weights
    note           TEXT NOT NULL,
    module         BLOB,                 -- a TorchScript file
    weights        BLOB                  -- a safetensors file
);
CREATE TRIGGER run_start_is_frozen BEFORE UPDATE ON run_start
BEGIN SELECT RAISE(ABORT, 'what decides a run never changes'); END;
)sql";

// Answers of a person to images that were drawn at random; known by the images' content.
constexpr const char *version5 = R"sql(
CREATE TABLE audit_draw (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    role       TEXT NOT NULL CHECK (role IN ('training', 'test')),
    stratified INTEGER NOT NULL,
    seed       INTEGER NOT NULL,
    strata     TEXT NOT NULL,            -- JSON: names
    population BLOB NOT NULL,            -- every image that could be drawn, with its stratum
    at         INTEGER NOT NULL
);
CREATE TABLE audit_sample (
    draw_id  INTEGER NOT NULL REFERENCES audit_draw (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,           -- from 1, in the order in which they are shown
    image    BLOB NOT NULL CHECK (length(image) = 16),
    PRIMARY KEY (draw_id, position)
) WITHOUT ROWID;
CREATE TABLE audit_answer (
    image         BLOB NOT NULL PRIMARY KEY CHECK (length(image) = 16),
    kind          TEXT NOT NULL CHECK (kind IN ('class', 'none', 'unclear')),
    class         TEXT NOT NULL,         -- its name; empty unless kind is 'class'
    class_list_id INTEGER NOT NULL REFERENCES class_list (id),
    at            INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX audit_answer_class_list ON audit_answer (class_list_id);
)sql";

// Weightings that a person gave a name.
constexpr const char *version6 = R"sql(
CREATE TABLE named_weighting (
    name         TEXT PRIMARY KEY,
    weighting_id INTEGER NOT NULL REFERENCES weighting (id),
    created_at   INTEGER NOT NULL
);
)sql";

// Content keys of excluded training images, 16 bytes each: one value, since they are read and replaced as a whole.
constexpr const char *version7 = R"sql(
ALTER TABLE project ADD COLUMN excluded BLOB NOT NULL DEFAULT x'';
)sql";

// How a run's images are looked at, which a student needs to be told wherever it goes. Runs made before take it
// from their project, as it was left.
constexpr const char *version8 = R"sql(
ALTER TABLE run ADD COLUMN view TEXT NOT NULL DEFAULT '{}';  -- JSON
UPDATE run SET view = COALESCE((SELECT choice FROM dataset WHERE role = 'training'), '{}');
CREATE TRIGGER run_view_is_frozen BEFORE UPDATE OF view ON run
BEGIN SELECT RAISE(ABORT, 'what decides a run never changes'); END;
)sql";

// A teacher may be answers that were recorded elsewhere.
constexpr const char *version9 = R"sql(
ALTER TABLE teacher ADD COLUMN recorded INTEGER NOT NULL DEFAULT 0;
)sql";

// Runs that wait have a place, sweeps hold several; and when a person last looked. A run of which its process died
// is interrupted; how often, since its last epoch. No foreign key: a salvaged run may have lost its sweep.
constexpr const char *version10 = R"sql(
ALTER TABLE run ADD COLUMN place INTEGER NOT NULL DEFAULT 0;          -- in the queue, 0 = not in it
ALTER TABLE run ADD COLUMN interruptions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN sweep_id INTEGER NOT NULL DEFAULT 0;       -- 0 = of none
UPDATE run SET place = id WHERE state IN ('queued', 'running');
ALTER TABLE project ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
CREATE TABLE sweep (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL,
    plan       TEXT NOT NULL,            -- JSON
    decided    INTEGER NOT NULL DEFAULT 0, -- rungs of successive halving behind it
    created_at INTEGER NOT NULL
);
CREATE TRIGGER run_sweep_is_frozen BEFORE UPDATE OF sweep_id ON run
BEGIN SELECT RAISE(ABORT, 'what decides a run never changes'); END;
CREATE TRIGGER sweep_is_frozen BEFORE UPDATE OF id, plan, created_at ON sweep
BEGIN SELECT RAISE(ABORT, 'a sweep never changes'); END;
)sql";

// Runs that a person marked, and when each epoch ended (0: before that was stored).
constexpr const char *version11 = R"sql(
ALTER TABLE run ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
ALTER TABLE epoch ADD COLUMN ended_at INTEGER NOT NULL DEFAULT 0;
)sql";

// Processes that shared each batch.
constexpr const char *version12 = R"sql(
ALTER TABLE run ADD COLUMN workers INTEGER NOT NULL DEFAULT 1;
)sql";

// How many held-out images an epoch's agreement was counted on (0: before that was stored). Test images may be
// asked after the epoch.
constexpr const char *version13 = R"sql(
ALTER TABLE epoch ADD COLUMN held_out INTEGER NOT NULL DEFAULT 0;
DROP TRIGGER epoch_is_frozen;
CREATE TRIGGER epoch_is_frozen BEFORE UPDATE OF run_id, epoch, last_step, loss, node_loss, edge_loss, pseudo_loss,
    learning_rate, seconds, images_per_second, agreement, edge_correlation, column_correlation, node_kl,
    probe_agreement, mean_margin, weights_sha256, ended_at, held_out ON epoch
BEGIN SELECT RAISE(ABORT, 'a finished epoch never changes'); END;
CREATE TRIGGER epoch_accuracy_is_frozen BEFORE UPDATE OF accuracy ON epoch WHEN OLD.accuracy IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a finished epoch never changes'); END;
)sql";

constexpr std::array migrations{Migration{1, version1},   Migration{2, version2},   Migration{3, version3},
                                Migration{4, version4},   Migration{5, version5},   Migration{6, version6},
                                Migration{7, version7},   Migration{8, version8},   Migration{9, version9},
                                Migration{10, version10}, Migration{11, version11}, Migration{12, version12},
                                Migration{13, version13}};

int pragma(SQLite::Database &database, const char *name)
{
    return database.execAndGet(std::string("PRAGMA ") + name).getInt();
}

void copyBeside(const std::filesystem::path &file, int version)
{
    std::filesystem::path copy = file;
    copy += ".v" + std::to_string(version);
    std::filesystem::path unfinished = copy;
    unfinished += ".part";
    std::error_code failed;
    std::filesystem::copy_file(file, unfinished, std::filesystem::copy_options::overwrite_existing, failed);
    if (!failed)
        std::filesystem::rename(unfinished, copy, failed);
    if (failed) {
        std::error_code ignored;
        std::filesystem::remove(unfinished, ignored);
        throw StoreError(file.string() + " is of an older version and cannot be copied to " + copy.string() +
                             " before it is brought up to date: " + failed.message(),
                         "Free some space, or copy the project where you may write.");
    }
}

} // namespace

std::span<const Migration> projectMigrations()
{
    return migrations;
}

int checkedVersion(SQLite::Database &database, const std::filesystem::path &file, std::span<const Migration> known)
{
    if (pragma(database, "application_id") != projectApplicationId)
        throw StoreError(file.string() + " is a database of another program, not a Retort project",
                         "Choose a .retort file, or make a new one.");
    const int version = pragma(database, "user_version");
    if (version < 1 || version > known.back().version)
        throw StoreError(file.string() + " was made by a newer Retort (format " + std::to_string(version) +
                             ", this one knows formats up to " + std::to_string(known.back().version) + ")",
                         "Open it with a newer Retort. Nothing in it was changed.");
    return version;
}

void migrate(SQLite::Database &database, const std::filesystem::path &file, std::span<const Migration> known)
{
    const int from = pragma(database, "user_version");
    if (from == known.back().version)
        return;
    if (from > 0)
        copyBeside(file, from);
    // Foreign keys can only be switched outside a transaction, and rebuilding a table needs them off.
    database.exec("PRAGMA foreign_keys = OFF");
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::EXCLUSIVE);
    for (const Migration &step : known) {
        if (step.version > from)
            database.exec(step.sql);
    }
    if (SQLite::Statement broken(database, "PRAGMA foreign_key_check"); broken.executeStep())
        throw StoreError(file.string() + " cannot be brought up to date: table " +
                             broken.getColumn(0).getString() + " names rows that are missing",
                         "The file is as it was; please report this with a copy of it.");
    database.exec("PRAGMA application_id = " + std::to_string(projectApplicationId));
    database.exec("PRAGMA user_version = " + std::to_string(known.back().version));
    transaction.commit();
    database.exec("PRAGMA foreign_keys = ON");
}

} // namespace retort
