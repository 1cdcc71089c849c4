#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// The whole file. Throws InputError when it is missing, a folder, unreadable, or larger than
/// maximumBytes (a guard against being handed something else by mistake).
[[nodiscard]] std::vector<std::byte> readFile(const std::filesystem::path &file,
                                              std::size_t maximumBytes = std::size_t(4) << 30);
[[nodiscard]] std::string readTextFile(const std::filesystem::path &file,
                                       std::size_t maximumBytes = std::size_t(256) << 20);

/// Writes to a temporary name beside the file, syncs, then renames: the file is either the old one
/// or the new one, never half of it. Throws Error naming the file and the reason (disk full,
/// no permission).
void writeFileAtomically(const std::filesystem::path &file, std::span<const std::byte> bytes);
void writeFileAtomically(const std::filesystem::path &file, std::string_view text);
/// The same from pieces, one after the other.
void writeFileAtomically(const std::filesystem::path &file, std::span<const std::span<const std::byte>> pieces);

/// Where caches that are safe to delete live: $XDG_CACHE_HOME/retort, else ~/.cache/retort. Not made by this call.
/// Throws Error when the environment names neither.
[[nodiscard]] std::filesystem::path userCacheFolder();

/// A file mapped read-only into memory. Unmapped on destruction; move only.
class MappedFile
{
public:
    /// Throws InputError when it cannot be opened or mapped. An empty file gives an empty span.
    explicit MappedFile(const std::filesystem::path &file);
    ~MappedFile();
    MappedFile(MappedFile &&other) noexcept;
    MappedFile &operator=(MappedFile &&other) noexcept;

    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return m_bytes; }

private:
    std::span<const std::byte> m_bytes;
};

} // namespace retort
