#include "store/connection.h"
#include "store/schema.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sqlite3.h>
#include <system_error>

namespace retort {

namespace {

// Longer than any commit takes: a reader waits for the writer's commit, the writer for a reader's query.
constexpr int busyTimeoutMs = 15000;
// Somebody who only watches looks again later.
constexpr int watchTimeoutMs = 10;

std::filesystem::path absolutePath(const std::filesystem::path &file)
{
    std::error_code failed;
    std::filesystem::path path = std::filesystem::weakly_canonical(file, failed);
    return failed ? std::filesystem::absolute(file) : path;
}

/// A lock held over an unclean end leaves a journal; SQLite rolls it back on the first read.
std::filesystem::path journalOf(const std::filesystem::path &file)
{
    std::filesystem::path journal = file;
    journal += "-journal";
    return journal;
}

bool hasJournal(const std::filesystem::path &file)
{
    std::error_code failed;
    const auto size = std::filesystem::file_size(journalOf(file), failed);
    return !failed && size > 0;
}

/// SQLite would take an empty file for an empty database and says little about anything else.
void requireDatabase(const std::filesystem::path &file)
{
    std::error_code failed;
    if (!std::filesystem::exists(file, failed))
        throw StoreError(file.string() + " does not exist",
                         "Check the path, or make a project with `retort-cli new`.");
    if (std::filesystem::is_directory(file, failed))
        throw StoreError(file.string() + " is a folder, not a Retort project", "Choose a .retort file.");
    if (!std::filesystem::is_regular_file(file, failed))
        throw StoreError(file.string() + " is a pipe or a device, not a Retort project", "Choose a .retort file.");
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw StoreError(file.string() + " cannot be read: " + std::strerror(errno), "Check its permissions.");
    std::array<char, 16> start{};
    stream.read(start.data(), start.size());
    if (stream.gcount() == 0 && !hasJournal(file))
        throw StoreError(file.string() + " is empty, not a Retort project",
                         "Its making was cut short: delete it and make it again.");
    if (stream.gcount() > 0 && std::memcmp(start.data(), "SQLite format 3", start.size()) != 0)
        throw StoreError(file.string() + " is not a Retort project", "Choose a .retort file, or make a new one.");
}

void prepare(SQLite::Database &database, bool writes)
{
    database.exec("PRAGMA foreign_keys = ON");
    if (!writes) {
        database.exec("PRAGMA query_only = ON");
        return;
    }
    // Rollback journal, never WAL: SQLite 3.7.0 to 3.51.2 can corrupt a WAL database under two connections.
    database.exec("PRAGMA journal_mode = DELETE");
    database.exec("PRAGMA synchronous = FULL");
    // KiB. An epoch of a small student fits; what does not is written and synchronised before its time.
    database.exec("PRAGMA cache_size = -32768");
}

void requireCurrent(int version, const std::filesystem::path &file)
{
    if (version < projectMigrations().back().version)
        throw StoreError(file.string() + " is of an older version (format " + std::to_string(version) + ")",
                         "`retort-cli check --update " + file.string() +
                             "`, or opening it in the window, brings it up to date; a copy as it is now stays "
                             "beside it.");
}

} // namespace

Project::Project(std::unique_ptr<Connection> connection) : m_connection(std::move(connection)) {}

Project::~Project()
{
    if (m_connection->lock && m_connection->lock.use_count() == 1) {
        try {
            m_connection->removeDeleted();
        } catch (const std::exception &) {
            // They stay hidden and go the next time; closing has nobody to tell.
        }
    }
}

std::unique_ptr<Project> Project::create(const std::filesystem::path &file, std::shared_ptr<ProjectLock> lock)
{
    if (!lock)
        throw StoreError(file.string() + " cannot be made without its lock");
    const std::filesystem::path path = absolutePath(file);
    std::error_code failed;
    if (std::filesystem::exists(path, failed))
        throw StoreError(path.string() + " exists already", "Choose another name, or delete it first.");
    lock->onFirstUse([] {});
    try {
        auto connection = std::make_unique<Connection>(Connection{
            path, lock,
            SQLite::Database(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busyTimeoutMs)});
        // Deleted runs give their space back; this must be said before the first table.
        connection->database.exec("PRAGMA auto_vacuum = INCREMENTAL");
        prepare(connection->database, true);
        migrate(connection->database, path, projectMigrations());
        connection->write("making the project", [](SQLite::Database &db) {
            SQLite::Statement row(db, "INSERT INTO project (id, created_at) VALUES (1, ?)");
            row.bind(1, secondsSince1970());
            row.exec();
        });
        return std::unique_ptr<Project>(new Project(std::move(connection)));
    } catch (const SQLite::Exception &reason) {
        std::filesystem::remove(path, failed);
        std::filesystem::remove(journalOf(path), failed);
        throwStoreError(path, "making the project", reason);
    } catch (...) {
        std::filesystem::remove(path, failed);
        std::filesystem::remove(journalOf(path), failed);
        throw;
    }
}

std::unique_ptr<Project> Project::watch(const std::filesystem::path &file)
{
    const std::filesystem::path path = absolutePath(file);
    requireDatabase(path);
    try {
        auto connection = std::make_unique<Connection>(
            Connection{path, nullptr, SQLite::Database(path.string(), SQLite::OPEN_READONLY, watchTimeoutMs)});
        prepare(connection->database, false);
        requireCurrent(checkedVersion(connection->database, path, projectMigrations()), path);
        return std::unique_ptr<Project>(new Project(std::move(connection)));
    } catch (const SQLite::Exception &reason) {
        throwStoreError(path, "opening", reason);
    }
}

std::unique_ptr<Project> Project::open(const std::filesystem::path &file, std::shared_ptr<ProjectLock> lock)
{
    const std::filesystem::path path = absolutePath(file);
    requireDatabase(path);
    const bool unclean = hasJournal(path);
    const bool writes = lock != nullptr;
    try {
        // A reader, too, asks for writing where the file allows it: it may have to roll back what a killed process
        // left; query_only keeps it from anything else.
        auto connection = std::make_unique<Connection>(Connection{
            path, std::move(lock), SQLite::Database(path.string(), SQLite::OPEN_READWRITE, busyTimeoutMs)});
        SQLite::Database &database = connection->database;
        if (writes && sqlite3_db_readonly(database.getHandle(), "main") == 1)
            throw StoreError(path.string() + " may not be written", "Change its permissions, or work on a copy.");
        prepare(database, writes);
        const int version = checkedVersion(database, path, projectMigrations());
        if (!writes) {
            requireCurrent(version, path);
            return std::unique_ptr<Project>(new Project(std::move(connection)));
        }
        connection->lock->onFirstUse([&] {
            if (unclean) {
                if (const std::string found = connection->damage(); !found.empty())
                    throw DamagedProject(path, "it was not closed cleanly, and " + found);
            }
            migrate(database, path, projectMigrations());
            connection->write("cleaning up after an unclean end", [](SQLite::Database &db) {
                db.exec("UPDATE run SET state = 'interrupted', interruptions = interruptions + 1 WHERE state = "
                        "'running'");
            });
        });
        return std::unique_ptr<Project>(new Project(std::move(connection)));
    } catch (const SQLite::Exception &reason) {
        throwStoreError(path, "opening", reason);
    }
}

const std::filesystem::path &Project::file() const
{
    return m_connection->file;
}

std::int64_t Project::contentVersion() const
{
    return m_connection->read(
        "looking for news", [](SQLite::Database &db) { return db.execAndGet("PRAGMA data_version").getInt64(); });
}

bool Project::readOnly() const
{
    return m_connection->lock == nullptr;
}

} // namespace retort
