#pragma once

#include "base/matrix.h"
#include "base/progress.h"
#include "data/imagesource.h"
#include "teacher/teacher.h"

#include <filesystem>
#include <memory>
#include <stop_token>

namespace retort {

/// Image embeddings on disk, keyed by teacher, preprocessing and view, and by image content: an image is embedded
/// once, whatever project or folder it is in. Memory-mapped, every record checksummed (a damaged one is
/// embedded again), appended in blocks so that a kill loses at most the block in flight. Several processes may use
/// one cache (appends are under a file lock). Safe to delete at any time.
class EmbeddingCache
{
public:
    /// The folder is made when needed.
    explicit EmbeddingCache(std::filesystem::path folder);

    /// $XDG_CACHE_HOME/retort/embeddings or ~/.cache/retort/embeddings.
    [[nodiscard]] static std::filesystem::path defaultFolder();

    struct Result
    {
        std::shared_ptr<const Matrix> embeddings; ///< [N x D] unit rows in the source's order
        std::int64_t fromCache = 0;               ///< rows that were there before
    };
    /// Embeds what is missing, each content once, and returns all. Stop throws Cancelled; what was embedded stays.
    /// A cache that cannot be read or written (folder not writable, disk full) is no failure: reporter.note says
    /// so, and the embeddings come from the teacher.
    [[nodiscard]] Result embed(const Teacher &teacher, const ImageSource &images, std::stop_token stop,
                               const Reporter &reporter) const;

private:
    std::filesystem::path m_folder;
};

} // namespace retort
