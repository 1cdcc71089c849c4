#include "store/connection.h"

#include <chrono>
#include <limits>
#include <sqlite3.h>

namespace retort {

namespace {

std::string remedyFor(int code)
{
    switch (code) {
    case SQLITE_FULL:
        return "The disk is full. Free some space and go on: what was stored before is kept.";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "Another program is using the file. Wait until it is done, or close it.";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return "Check that you may write to the file and its folder, or copy both the project and, where there is "
               "one, its -journal file where you may.";
    case SQLITE_IOERR:
        return "Check the disk: is it full, still there, and without errors? What was stored before is kept.";
    case SQLITE_NOTADB:
        return "Choose a .retort file, or make a new one.";
    case SQLITE_TOOBIG:
        return "Use a smaller student: one value in a project file can have at most 1,000,000,000 bytes.";
    default:
        return "What was stored before is kept.";
    }
}

} // namespace

void throwStoreError(const std::filesystem::path &file, const std::string &doing, const SQLite::Exception &reason)
{
    const int code = reason.getErrorCode() & 0xff;
    const std::string what = file.string() + ": " + doing + " failed: " + reason.what();
    if (reason.getExtendedErrorCode() == SQLITE_READONLY_ROLLBACK)
        throw RecoveryNeeded(file);
    switch (code) {
    case SQLITE_NOTADB:
        throw StoreError(file.string() + " is not a Retort project", remedyFor(code));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        throw ProjectBusy(what, remedyFor(code));
    case SQLITE_CORRUPT:
        throw DamagedProject(file, doing + " failed: " + reason.what());
    default:
        throw StoreError(what, remedyFor(code));
    }
}

RecoveryNeeded::RecoveryNeeded(const std::filesystem::path &file)
    : StoreError(file.string() + ": recovery needed. The process that wrote it died while storing something",
                 "`retort-cli check " + file.string() +
                     "`, or opening it to work on, brings back what was stored before.")
{}

DamagedProject::DamagedProject(const std::filesystem::path &file, const std::string &what)
    : StoreError(file.string() + " is damaged: " + what,
                 "Go back to a copy of it, or save what can be read: retort-cli salvage " + file.string() +
                     " --out COPY.retort")
{}

std::int64_t secondsSince1970()
{
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string bestEpochSql(const std::string &run)
{
    // Shares are in percent: the standard error's square is highest * (100 - highest) / held_out.
    return "(SELECT e.epoch FROM epoch e JOIN (SELECT MAX(agreement) AS highest FROM epoch WHERE run_id = " + run +
           ") WHERE e.run_id = " + run +
           " AND (e.agreement IS highest OR (e.held_out > 0 AND (highest - e.agreement) * (highest - e.agreement) "
           "* "
           "e.held_out < highest * (100 - highest))) "
           "ORDER BY CASE WHEN e.held_out > 0 THEN -e.epoch ELSE e.epoch END LIMIT 1)";
}

void bindBlob(SQLite::Statement &statement, int index, std::span<const std::byte> bytes)
{
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        throw SQLite::Exception("string or blob too big", SQLITE_TOOBIG);
    // An empty span may have no address, and no address would be NULL.
    statement.bindNoCopy(index, bytes.empty() ? static_cast<const void *>("") : bytes.data(),
                         static_cast<int>(bytes.size()));
}

std::span<const std::byte> blobOf(const SQLite::Column &column)
{
    return {static_cast<const std::byte *>(column.getBlob()), static_cast<std::size_t>(column.size())};
}

void Project::Connection::requireRun(std::int64_t run) const
{
    SQLite::Statement found(database, "SELECT 1 FROM run WHERE id = ? AND deleted = 0");
    found.bind(1, run);
    if (found.executeStep())
        return;
    std::string known;
    SQLite::Statement all(database, "SELECT id FROM run WHERE deleted = 0 ORDER BY id");
    while (all.executeStep())
        known += (known.empty() ? "" : ", ") + std::to_string(all.getColumn(0).getInt64());
    throw StoreError(file.string() + " has no run " + std::to_string(run),
                     known.empty() ? "It has no runs yet: start one with `retort-cli distil`."
                                   : "Its runs are: " + known + ".");
}

std::int64_t Project::Connection::resolveEpoch(std::int64_t run, std::int64_t epoch) const
{
    requireRun(run);
    SQLite::Statement found(database, "SELECT epoch FROM epoch WHERE run_id = ?1 AND epoch = " +
                                          (epoch == 0 ? bestEpochSql("?1") : std::string("?2")));
    found.bind(1, run);
    if (epoch != 0)
        found.bind(2, epoch);
    if (found.executeStep())
        return found.getColumn(0).getInt64();
    SQLite::Statement last(database, "SELECT COALESCE(MAX(epoch), 0) FROM epoch WHERE run_id = ?");
    last.bind(1, run);
    last.executeStep();
    const std::int64_t count = last.getColumn(0).getInt64();
    const std::string name = "run " + std::to_string(run);
    if (count == 0)
        throw StoreError(file.string() + ": " + name + " has no finished epoch yet",
                         "Let it train at least one epoch.");
    throw StoreError(file.string() + ": " + name + " has no epoch " + std::to_string(epoch),
                     "Its epochs are 1 to " + std::to_string(count) + "; 0 means the best one.");
}

void Project::Connection::removeDeleted()
{
    SQLite::Statement any(database, "SELECT 1 FROM run WHERE deleted = 1 LIMIT 1");
    if (!any.executeStep())
        return;
    any.reset();
    write("removing deleted runs", [](SQLite::Database &db) {
        db.exec("DELETE FROM run WHERE deleted = 1");
        db.exec("DELETE FROM weighting WHERE id NOT IN (SELECT weighting_id FROM run)"
                " AND id NOT IN (SELECT weighting_id FROM project WHERE weighting_id IS NOT NULL)"
                " AND id NOT IN (SELECT weighting_id FROM named_weighting)");
        db.exec("DELETE FROM class_list WHERE id NOT IN (SELECT class_list_id FROM run)"
                " AND id NOT IN (SELECT class_list_id FROM audit_answer) AND id NOT IN (SELECT class_list_id FROM "
                "project WHERE class_list_id IS NOT NULL)");
    });
    database.exec("PRAGMA incremental_vacuum");
}

} // namespace retort
