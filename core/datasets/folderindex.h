#pragma once

#include "base/contentkey.h"
#include "datasets/encodedfiles.h"

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
    std::string problem; ///< why it is no usable image; empty where nothing speaks against it
    /// Whether a decoder has judged it. Else its header alone has: the first look at a big data set decodes
    /// nothing.
    bool decoded = false;
};

/// Remembers what the files of one data set (a folder, a manifest, an archive) hold, by name, size and time, so
/// that opening it again reads only what is new. A file in the person's cache folder (userCacheFolder()/index),
/// checksummed, safe to delete: what is missing or damaged in it is found out again. Where the environment names
/// no cache folder, nothing is remembered.
class FolderIndex
{
public:
    /// Loads what is known. `part` keeps several sets of names of one location apart. Never throws for a missing
    /// or damaged index.
    explicit FolderIndex(const std::filesystem::path &location, const std::string &part = {});

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
