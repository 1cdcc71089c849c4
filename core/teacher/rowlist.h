#pragma once

#include "base/contentkey.h"
#include "data/imagesource.h"

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// Which row of a table belongs to which image, from a text file with a line a row: the image's path, or its
/// content key (32 hexadecimal digits: the 128-bit XXH3 of the file's bytes, of the record's in IDX and CIFAR
/// files). A path may be whole or relative to any folder above the image; whole paths of another machine are
/// matched by what follows the folder that they all share. Safe to ask from several threads.
class RowList
{
public:
    /// Throws InputError with the line for an empty line between others, a line that occurs twice, and where the
    /// file has another number of lines than `rows`.
    RowList(const std::filesystem::path &file, std::int64_t rows);

    /// Throws InputError where the image is not in the list, or its row was asked for by an image of other
    /// content: then the list's paths do not tell the two apart.
    [[nodiscard]] std::int64_t rowOf(const ImageSource &images, std::int64_t index) const;

private:
    /// A line as 128 bits: a million of them take little memory.
    struct Entry
    {
        ContentKey name;
        std::int64_t row = 0;
    };
    [[nodiscard]] static std::int64_t find(const std::vector<Entry> &entries, const ContentKey &name);
    [[nodiscard]] std::int64_t search(const ImageSource &images, std::int64_t index) const;

    std::filesystem::path m_file;
    std::vector<Entry> m_lines;  ///< sorted
    std::vector<Entry> m_shared; ///< the same without the folder that all share, where paths are whole; sorted
    bool m_hasKeys = false;
    mutable std::mutex m_mutex;
    mutable std::vector<ContentKey> m_owners; ///< the content that asked for each row first; zeros where none did
};

/// The list of a source's images: names, or content keys where images are no files.
[[nodiscard]] std::string rowListText(const ImageSource &images);

} // namespace retort
