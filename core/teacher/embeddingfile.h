#pragma once

#include "base/contentkey.h"
#include "base/matrix.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// One file of the embedding cache: a header that says what the embeddings belong to, then records of one size,
/// each with a checksum (16 bytes, XXH3 of the rest), a content key (16 bytes) and the embedding (float32 or
/// float16). Records are only ever added. A tail that is no whole record (a process was killed while it wrote) is
/// passed over and written over. Little-endian; every function may be called by several processes at once, and
/// reads and writes a few megabytes at a time, however large the file is.
class EmbeddingFile
{
public:
    /// `identity` is what the embeddings depend on besides the image (teacher, preprocessing, view): at most 2
    /// KiB. `half`: numbers are kept as float16. The file is made when needed; one that is damaged, or belongs to
    /// something else, is replaced. Throws Error when it can be neither read nor made.
    EmbeddingFile(std::filesystem::path file, std::string identity, std::int64_t dimension, bool half = false);

    /// Gives rows[i] for each of the keys that is there, in the file's order, once or more often (the last one
    /// counts), and returns the i that are missing or damaged, ascending. Throws Error.
    using Row = std::function<void(std::int64_t i, std::span<const float> embedding)>;
    [[nodiscard]] std::vector<std::int64_t> read(std::span<const ContentKey> keys, const Row &row) const;
    /// Adds embeddings, row i under keys[i], in one piece, and waits until they are on the disk. Throws Error when
    /// that fails (disk full); what was there before stays good.
    void append(std::span<const ContentKey> keys, const Matrix &embeddings) const;
    /// Adds the sound records of another file that are not here, and says how many. Throws InputError when that
    /// one belongs to something else, or is missing.
    std::int64_t join(const std::filesystem::path &other) const;

private:
    [[nodiscard]] std::string header() const;
    [[nodiscard]] std::size_t recordBytes() const;
    void appendRecords(std::span<const std::byte> records) const;

    std::filesystem::path m_file;
    std::string m_identity;
    std::int64_t m_dimension;
    bool m_half;
};

} // namespace retort
