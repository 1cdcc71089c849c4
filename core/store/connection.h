#pragma once

// Internal to core/store.

#include "base/error.h"
#include "store/project.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <span>
#include <string>
#include <utility>

namespace retort {

/// Throws SQLite's reason in words, with what to do about it, as the kind of StoreError that fits. `doing`
/// completes "demo.retort: ... failed".
[[noreturn]] void throwStoreError(const std::filesystem::path &file, const std::string &doing,
                                  const SQLite::Exception &reason);

[[nodiscard]] std::int64_t secondsSince1970();

/// A subquery: the best epoch of the run whose id `run` is in SQL. It is the last one whose agreement is less than
/// one standard error (of a share of the held-out images) below the highest. On few held-out images the highest is
/// high by chance, and of epochs that cannot be told apart the later one has learned longer, at a smaller rate. Of
/// epochs without a number of held-out images, which older versions stored, the first of the highest.
[[nodiscard]] std::string bestEpochSql(const std::string &run);

/// Without a copy: the bytes must outlive the statement's step.
void bindBlob(SQLite::Statement &statement, int index, std::span<const std::byte> bytes);
/// Until the statement's next step.
[[nodiscard]] std::span<const std::byte> blobOf(const SQLite::Column &column);

struct Project::Connection
{
    std::filesystem::path file;        ///< absolute
    std::shared_ptr<ProjectLock> lock; ///< null = read-only
    mutable SQLite::Database database; ///< reading does not change what the object means

    /// Runs f(database) in one read transaction, so that what it sees belongs together.
    template<typename F>
    auto read(const std::string &doing, F f) const
    {
        try {
            SQLite::Transaction transaction(database, SQLite::TransactionBehavior::DEFERRED);
            return f(database);
        } catch (const SQLite::Exception &reason) {
            throwStoreError(file, doing, reason);
        }
    }

    /// Runs f(database) in one transaction; whatever is thrown, nothing of it stays.
    template<typename F>
    void write(const std::string &doing, F f)
    {
        if (!lock)
            throw StoreError(file.string() + " is open for reading only, " + doing + " needs more",
                             "Open it for writing.");
        try {
            SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
            f(database);
            transaction.commit();
        } catch (const SQLite::Exception &reason) {
            throwStoreError(file, doing, reason);
        }
    }

    /// See Project::damage().
    [[nodiscard]] std::string damage() const;
    /// The epoch itself, or the run's best one for 0. Throws StoreError naming the epochs there are.
    [[nodiscard]] std::int64_t resolveEpoch(std::int64_t run, std::int64_t epoch) const;
    /// Throws StoreError listing the runs there are.
    void requireRun(std::int64_t run) const;
    /// Within a write; returns how many looks there were before.
    static std::int64_t addReportLook(SQLite::Database &db, const std::string &what);
    /// Deleted runs, and weightings and class lists that nothing names any more.
    void removeDeleted();
};

} // namespace retort
