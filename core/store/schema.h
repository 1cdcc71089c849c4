#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace SQLite {
class Database;
}

namespace retort {

/// Bytes 68 to 71 of every project file ("Rtrt"), so that `file` and other tools know one.
inline constexpr std::int32_t projectApplicationId = 0x52747274;

/// Brings a file from version - 1 to version (PRAGMA user_version).
struct Migration
{
    int version;
    const char *sql;
};

/// All there are, in order; the first makes an empty file a project.
[[nodiscard]] std::span<const Migration> projectMigrations();

/// Throws StoreError unless the file holds a project of a version that `migrations` know; returns its version.
int checkedVersion(SQLite::Database &database, const std::filesystem::path &file,
                   std::span<const Migration> migrations);

/// Applies what is missing in one transaction. A file that already holds a project is first copied beside itself
/// as
/// "<file>.v<old version>". Throws SQLite::Exception or StoreError; the file is then as it was.
void migrate(SQLite::Database &database, const std::filesystem::path &file, std::span<const Migration> migrations);

} // namespace retort
