#pragma once

// Internal to fetch: a file on its way.

#include "formats/sha256.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

namespace retort {

struct Reporter;

/// Where the bytes of a part came from, and under which mark of the server the rest fits them.
struct PartOrigin
{
    std::string url;
    std::string validator;              ///< strong ETag, else Last-Modified, else empty
    std::optional<std::uint64_t> total; ///< of the whole file, where the server said it

    bool operator==(const PartOrigin &) const = default;
};

/// NAME.part beside the file it becomes, with a note of its origin in NAME.part.json. Held by one process at a
/// time (flock). What was received stays when the work ends early, so that the next attempt goes on there; an
/// empty part is taken away.
class PartFile
{
public:
    /// Throws Error when it cannot be made, or when another process fetches the same file.
    explicit PartFile(std::filesystem::path target);
    ~PartFile();
    PartFile(const PartFile &) = delete;
    PartFile &operator=(const PartFile &) = delete;

    [[nodiscard]] std::uint64_t size() const noexcept { return m_size; }
    [[nodiscard]] const PartOrigin &origin() const noexcept { return m_origin; }

    /// Forgets what is there and begins anew.
    void restart(const PartOrigin &origin);
    /// Throws Error when it cannot be written (disk full); what was there before stays.
    void append(std::span<const std::byte> bytes);
    /// Of all bytes; reads those that an earlier process received. Call once, when the file is whole.
    [[nodiscard]] std::string sha256(const std::stop_token &stop, const Reporter &reporter);
    /// Syncs and gives it its name; the part is gone then.
    void finish();
    void discard();

private:
    [[nodiscard]] std::filesystem::path note() const;
    void readNote();
    void hashFrom(std::uint64_t end, const std::stop_token &stop, const Reporter &reporter);

    std::filesystem::path m_target;
    std::filesystem::path m_path;
    int m_fd = -1;
    std::uint64_t m_size = 0;
    PartOrigin m_origin;
    std::unique_ptr<Sha256> m_hash;
    std::uint64_t m_hashed = 0; ///< bytes that m_hash has seen, from the beginning
};

/// SHA-256 of a file, with progress. Throws InputError.
[[nodiscard]] std::string fileSha256(const std::filesystem::path &file, const std::stop_token &stop,
                                     const Reporter &reporter);

} // namespace retort
