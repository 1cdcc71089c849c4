#pragma once

#include "base/contentkey.h"
#include "base/matrix.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// One file of the embedding cache: a header that says what the embeddings belong to, then records of one size,
/// each with a checksum (16 bytes, XXH3 of the rest), a content key (16 bytes) and the embedding (float32).
/// Records are only ever added. A tail that is no whole record (a process was killed while it wrote) is passed
/// over and written over. Little-endian; every function may be called by several processes at once.
class EmbeddingFile
{
public:
    /// `identity` is what the embeddings depend on besides the image (teacher, preprocessing, view): at most 2
    /// KiB. The file is made when needed; one that is damaged, or belongs to something else, is replaced. Throws
    /// Error when it can be neither read nor made.
    EmbeddingFile(std::filesystem::path file, std::string identity, std::int64_t dimension);

    /// Copies what is there into the rows of `into` (as many columns as the dimension, keys[i] in row i) and gives
    /// the i that are missing or damaged. Throws Error.
    [[nodiscard]] std::vector<std::int64_t> read(std::span<const ContentKey> keys, Matrix &into) const;
    /// Adds embeddings, row i under keys[i], in one piece, and waits until they are on the disk. Throws Error when
    /// that fails (disk full); what was there before stays good.
    void append(std::span<const ContentKey> keys, const Matrix &embeddings) const;

private:
    [[nodiscard]] std::string header() const;
    [[nodiscard]] std::size_t recordBytes() const;

    std::filesystem::path m_file;
    std::string m_identity;
    std::int64_t m_dimension;
};

} // namespace retort
