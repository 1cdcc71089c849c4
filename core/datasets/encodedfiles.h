#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace retort {

struct FoundFile
{
    std::string name;          ///< as the data set calls it: relative, '/' between parts
    std::uint64_t size = 0;    ///< bytes
    std::int64_t modified = 0; ///< nanoseconds since 1970; in an archive, the archive's
    std::uint64_t place = 0;   ///< in an archive: where it is, in the archive's own terms
};

/// Where the image files of a data set are read from: a folder, the files that a manifest names, an archive.
class EncodedFiles
{
public:
    virtual ~EncodedFiles() = default;

    /// The bytes of one file. Throws InputError with its path. Safe to call from several threads.
    [[nodiscard]] virtual std::vector<std::byte> read(const FoundFile &file) const = 0;
    /// What a message calls the file.
    [[nodiscard]] virtual std::filesystem::path path(const FoundFile &file) const = 0;
};

/// Files below a folder, each under its name.
class FolderFiles : public EncodedFiles
{
public:
    explicit FolderFiles(std::filesystem::path root);

    [[nodiscard]] std::vector<std::byte> read(const FoundFile &file) const override;
    [[nodiscard]] std::filesystem::path path(const FoundFile &file) const override;

private:
    std::filesystem::path m_root;
};

/// More bytes than this are no image file.
inline constexpr std::size_t maximumImageFile = std::size_t(2) << 30;

} // namespace retort
