#pragma once

#include "base/matrix.h"
#include "base/progress.h"
#include "data/imagesource.h"
#include "teacher/teacher.h"

#include <filesystem>
#include <memory>
#include <stop_token>

namespace retort {

/// One of several parts of a set of images, by their content: whichever process is told "2 of 4" takes the same
/// ones.
struct Shard
{
    std::int64_t number = 1; ///< 1 .. of
    std::int64_t of = 1;

    [[nodiscard]] bool holds(const ContentKey &key) const;
    bool operator==(const Shard &) const = default;
};

/// Image embeddings on disk, keyed by teacher, preprocessing and view, and by image content: an image is embedded
/// once, whatever project or folder it is in. Every record checksummed (a damaged one is embedded again), appended
/// in blocks so that a stop or a kill loses at most the block in flight. Several processes may use one cache
/// (appends are under a file lock). Safe to delete at any time.
///
/// `half` keeps numbers as float16, in half the space and in a file of their own: embeddings are then rounded to
/// float16, whether they come from the file or were just made.
class EmbeddingCache
{
public:
    /// The folder is made when needed. An empty one: nothing is remembered.
    explicit EmbeddingCache(std::filesystem::path folder);

    [[nodiscard]] const std::filesystem::path &folder() const noexcept { return m_folder; }
    /// $XDG_CACHE_HOME/retort/embeddings or ~/.cache/retort/embeddings.
    [[nodiscard]] static std::filesystem::path defaultFolder();

    struct Result
    {
        std::shared_ptr<const Matrix> embeddings; ///< [N x D] unit rows in the source's order
        std::int64_t fromCache = 0;               ///< rows that were there before
    };
    /// Embeds what is missing, each content once, and returns all: more than MatrixBuilder::heldInMemory of them
    /// in a mapped file. Stop throws Cancelled; what was embedded stays. A cache that cannot be read or written
    /// (folder not writable, disk full) is no failure: reporter.note says so, and the embeddings come from the
    /// teacher. What a recorded teacher knows is not cached again.
    [[nodiscard]] Result embed(const Teacher &teacher, const ImageSource &images, std::stop_token stop,
                               const Reporter &reporter, bool half = false) const;

    struct Filled
    {
        std::int64_t images = 0;    ///< of the shard
        std::int64_t fromCache = 0; ///< that were there before
    };
    /// Embeds what is missing of a shard, and holds nothing of it in memory. Throws Error when the cache cannot be
    /// written, ValueError for a recorded teacher.
    Filled fill(const Teacher &teacher, const ImageSource &images, const Shard &shard, std::stop_token stop,
                const Reporter &reporter, bool half = false) const;
    /// Takes over what another cache holds of a teacher's embeddings in a view, and says how many were new. Throws
    /// InputError when there are none in it.
    std::int64_t join(const EmbeddingCache &other, const Teacher &teacher, const ImageView &view,
                      bool half = false) const;

private:
    std::filesystem::path m_folder;
};

} // namespace retort
