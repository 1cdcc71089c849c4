#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// The files of a zip archive (also a zip64 one), where they lie in it: torch.save stores tensors uncompressed so
/// that they can be used in place.
class StoredZip
{
public:
    /// Reads the directory at the archive's end. Throws InputError naming the file for one that was cut short or
    /// whose directory leaves the file. The bytes must outlive it.
    StoredZip(std::span<const std::byte> bytes, std::filesystem::path file);

    /// What every name begins with ("archive/"), as torch.save packs all into one folder; may be empty.
    [[nodiscard]] const std::string &folder() const noexcept { return m_folder; }
    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    /// The bytes of folder() + name. Throws InputError when it is missing, compressed, encrypted, or not where the
    /// directory says.
    [[nodiscard]] std::span<const std::byte> entry(std::string_view name) const;

private:
    struct Entry
    {
        std::string name;
        unsigned flags = 0;
        unsigned method = 0;
        std::uint64_t size = 0;
        std::uint64_t storedSize = 0;
        std::uint64_t header = 0; ///< offset of the local header
    };

    [[nodiscard]] const Entry *find(std::string_view name) const;
    [[nodiscard]] std::uint64_t number(std::uint64_t at, unsigned bytes) const;
    void readDirectory();
    [[noreturn]] void damaged(const std::string &where, const std::string &what) const;

    std::span<const std::byte> m_bytes;
    std::filesystem::path m_file;
    std::vector<Entry> m_entries; ///< sorted by name
    std::string m_folder;
};

} // namespace retort
