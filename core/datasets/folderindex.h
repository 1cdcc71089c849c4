#pragma once

#include "base/contentkey.h"
#include "datasets/encodedfiles.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace retort {

/// What is known of a file since it was last read.
struct IndexEntry
{
    ContentKey key;
    std::string problem; ///< why it is no usable image; empty where nothing speaks against it
    /// Whether a decoder has judged it. Else its header alone has: the first look at a big data set decodes
    /// nothing.
    bool decoded = false;
};

/// Remembers what the files of one data set (a folder, a manifest, an archive) hold, by name, size and time, so
/// that opening it again reads only what is new. A file in the person's cache folder (userCacheFolder()/index),
/// checksummed, safe to delete: what is missing or damaged in it is found out again. Where the environment names
/// no cache folder, nothing is remembered. Takes about 100 bytes a file.
class FolderIndex
{
public:
    /// Loads what is known. `part` keeps several sets of names of one location apart. Never throws for a missing
    /// or damaged index.
    explicit FolderIndex(const std::filesystem::path &location, const std::string &part = {});

    /// Nothing when the file is unknown or differs in size or time. Fastest in the order in which files were
    /// saved; not for several threads at once.
    [[nodiscard]] std::optional<IndexEntry> find(const FoundFile &file) const;
    /// Writes what is known now: entryOf(i) of files[i], null where nothing is. Files changed less than two
    /// seconds before `now` (nanoseconds since 1970) are not remembered: they could change again without their
    /// time showing it. Throws Error when it cannot be written.
    void save(const std::vector<FoundFile> &files, const std::function<const IndexEntry *(std::size_t)> &entryOf,
              std::int64_t now) const;

    [[nodiscard]] std::size_t size() const noexcept { return m_places.size(); }

private:
    struct Stored;
    /// What begins at a place of the text; false where it does not end within it.
    bool read(std::size_t &place, Stored &stored) const;

    std::filesystem::path m_file;      ///< empty: no place for it
    std::string m_text;                ///< the file as it is
    bool m_former = false;             ///< of the layout before this one
    std::vector<std::size_t> m_places; ///< where entries begin in it, by name
    mutable std::size_t m_next = 0;    ///< behind the entry that was found last
};

} // namespace retort
