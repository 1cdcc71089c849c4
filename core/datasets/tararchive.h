#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// A file in an archive, or why it is not touched.
struct ArchiveMember
{
    std::string name; ///< cleaned: no "./", no empty parts
    std::uint64_t size = 0;
    std::uint64_t place = 0; ///< tar: where its bytes begin; zip: its number
    std::string problem;     ///< empty for a file that can be read
};

/// The name as a path below the archive, or a problem: absolute names and those that lead out of it with ".." are
/// no places for a file.
[[nodiscard]] ArchiveMember namedMember(const std::string &name);

/// Whether the bytes begin as a tar file: its first header's checksum holds.
[[nodiscard]] bool isTar(std::span<const std::byte> bytes);

/// The regular files of a tar (POSIX ustar and pax, GNU, and the format before them), in its order; of several
/// with one name the last counts, as when unpacking. Links, devices and sparse files come with a problem. Only
/// headers are read. Throws InputError at an offset for anything damaged or cut short. With `beginningOnly`, bytes
/// are the beginning of a longer file: the list ends where they do.
[[nodiscard]] std::vector<ArchiveMember> readTar(std::span<const std::byte> bytes,
                                                 const std::filesystem::path &file, bool beginningOnly = false);

} // namespace retort
