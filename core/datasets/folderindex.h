#pragma once

#include "base/contentkey.h"
#include "datasets/folderscan.h"

#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace retort {

/// What is known of a file since it was last read.
struct IndexEntry
{
    std::uint64_t size = 0;
    std::int64_t modified = 0;
    ContentKey key;
    std::string problem; ///< empty when it can be decoded, else why not
};

/// Remembers what the files of one folder hold, by name, size and time, so that opening it again reads only what
/// is new. A file in the person's cache folder (userCacheFolder()/index), checksummed, safe to delete: what is
/// missing or damaged in it is found out again. Where the environment names no cache folder, nothing is
/// remembered.
class FolderIndex
{
public:
    /// Loads what is known of the folder. Never throws for a missing or damaged index.
    explicit FolderIndex(const std::filesystem::path &folder);

    /// nullptr when the file is unknown or differs in size or time.
    [[nodiscard]] const IndexEntry *find(const FoundFile &file) const;
    /// Writes what is known now, an entry a file, empty where nothing is. Files changed less than two seconds
    /// before `now` (nanoseconds since 1970) are not remembered: they could change again without their time
    /// showing it. Throws Error when it cannot be written.
    void save(const std::vector<FoundFile> &files, const std::vector<std::optional<IndexEntry>> &entries,
              std::int64_t now) const;

    [[nodiscard]] std::size_t size() const noexcept { return m_entries.size(); }

private:
    std::filesystem::path m_file; ///< empty: no place for it
    std::unordered_map<std::string, IndexEntry> m_entries;
};

} // namespace retort
