#include "teacher/embeddingcache.h"

#include "base/error.h"
#include "base/files.h"
#include "base/half.h"
#include "base/matrixbuilder.h"
#include "data/split.h"
#include "teacher/embeddingfile.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

namespace retort {

namespace {

/// A kill loses at most what is embedded in this time.
constexpr double secondsABlock = 2;
constexpr std::int64_t smallestBlock = 16;
constexpr std::int64_t firstBlock = 128;
constexpr std::int64_t largestBlock = 8192;

/// All that an embedding depends on besides the image.
std::string identityOf(const TeacherInfo &info, const ImageView &view)
{
    const std::string computes = info.computes == "fp32" ? "" : "\n" + info.computes;
    return info.id + "\n" + info.preprocessing.fingerprint() + "\nview " + view.fingerprint() + computes;
}

std::string fileName(const std::string &identity)
{
    const auto bytes = std::as_bytes(std::span(identity));
    return contentKey({reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()}).hex() + ".embeddings";
}

std::filesystem::path fileIn(const std::filesystem::path &folder, const std::string &identity, bool half)
{
    return folder / fileName(half ? "float16\n" + identity : identity);
}

EmbeddingFile openFile(const std::filesystem::path &folder, const TeacherInfo &info, const ImageView &view,
                       bool half)
{
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure)
        throw Error(folder.string() + ": the embedding cache cannot be made: " + failure.message(),
                    "Check that you may write there.");
    const std::string identity = identityOf(info, view);
    return {fileIn(folder, identity, half), identity, info.dimension, half};
}

std::vector<std::int64_t> everyOne(std::int64_t count)
{
    std::vector<std::int64_t> all(static_cast<std::size_t>(count));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    return all;
}

void roundToHalf(Matrix &rows)
{
    for (std::int64_t r = 0; r < rows.rows(); ++r) {
        for (float &value : rows.row(r))
            value = fromHalf(toHalf(value));
    }
}

/// Embeds images (indices into a source; `keys` are those of all of it), each content once, a block at a time.
class Embedding
{
public:
    Embedding(const Teacher &teacher, const ImageSource &images, std::span<const ContentKey> keys,
              std::vector<std::int64_t> wanted, bool half)
        : m_teacher(teacher), m_images(images), m_keys(keys), m_sorted(std::move(wanted)), m_half(half)
    {
        // In an order that depends on nothing but the content.
        std::stable_sort(m_sorted.begin(), m_sorted.end(),
                         [&](std::int64_t a, std::int64_t b) { return keys[a] < keys[b]; });
        for (std::size_t i = 0; i < m_sorted.size(); ++i) {
            if (i == 0 || keys[m_sorted[i]] != keys[m_sorted[i - 1]]) {
                m_work.push_back(m_sorted[i]);
                m_begins.push_back(i);
            }
        }
        m_begins.push_back(m_sorted.size());
    }

    /// Calls done(number of the block's first content, keys, rows) for each block.
    template<typename Done>
    void run(const std::stop_token &stop, const Reporter &reporter, Done done) const
    {
        const auto total = static_cast<std::int64_t>(m_work.size());
        std::int64_t size = firstBlock;
        for (std::int64_t begin = 0; begin < total;) {
            const std::span<const std::int64_t> block =
                std::span(m_work).subspan(begin, std::min(size, total - begin));
            Reporter within;
            within.progress = [&](const Progress &p) {
                reporter.report({"embedding images", begin + p.done, total, "images"});
            };
            const auto started = std::chrono::steady_clock::now();
            Matrix rows = m_teacher.encodeImages(m_images, block, stop, within);
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
            if (m_half)
                roundToHalf(rows);
            std::vector<ContentKey> blockKeys;
            for (const std::int64_t i : block)
                blockKeys.push_back(m_keys[i]);
            done(begin, blockKeys, rows);
            begin += rows.rows();
            const double rate = static_cast<double>(rows.rows()) / std::max(took.count(), 1e-6);
            size = std::clamp(static_cast<std::int64_t>(rate * secondsABlock), smallestBlock, largestBlock);
        }
    }

    /// The indices that have a content, by its number.
    [[nodiscard]] std::span<const std::int64_t> copies(std::int64_t content) const
    {
        return std::span(m_sorted).subspan(m_begins[content], m_begins[content + 1] - m_begins[content]);
    }

private:
    const Teacher &m_teacher;
    const ImageSource &m_images;
    std::span<const ContentKey> m_keys;
    std::vector<std::int64_t> m_sorted;
    bool m_half;
    std::vector<std::int64_t> m_work;
    std::vector<std::size_t> m_begins; ///< where the copies of each begin in m_sorted
};

std::vector<ContentKey> keysOf(const ImageSource &images)
{
    std::vector<ContentKey> keys;
    keys.reserve(static_cast<std::size_t>(images.size()));
    for (std::int64_t i = 0; i < images.size(); ++i)
        keys.push_back(images.key(i));
    return keys;
}

/// What was recorded of the images, without a cache.
EmbeddingCache::Result recordedRows(const Teacher &teacher, const ImageSource &images, MatrixBuilder &rows,
                                    const std::stop_token &stop, const Reporter &reporter)
{
    const std::vector<std::int64_t> all = everyOne(images.size());
    for (std::int64_t begin = 0; begin < rows.rows(); begin += largestBlock) {
        const auto block = std::span(all).subspan(begin, std::min(largestBlock, rows.rows() - begin));
        rows.setRows(begin, teacher.encodeImages(images, block, stop, {{}, reporter.note}));
        reporter.report(
            {"reading the teacher's answers", begin + std::int64_t(block.size()), rows.rows(), "images"});
    }
    return {rows.finish(), rows.rows()};
}

} // namespace

bool Shard::holds(const ContentKey &key) const
{
    // By other bits than KeyRange reads.
    return key.low() % static_cast<std::uint64_t>(of) == static_cast<std::uint64_t>(number - 1);
}

EmbeddingCache::EmbeddingCache(std::filesystem::path folder) : m_folder(std::move(folder)) {}

std::filesystem::path EmbeddingCache::defaultFolder()
{
    return userCacheFolder() / "embeddings";
}

EmbeddingCache::Result EmbeddingCache::embed(const Teacher &teacher, const ImageSource &images,
                                             std::stop_token stop, const Reporter &reporter, bool half) const
{
    MatrixBuilder rows(images.size(), teacher.info().dimension,
                       m_folder.empty() ? std::filesystem::temp_directory_path() : m_folder);
    if (teacher.info().recorded)
        return recordedRows(teacher, images, rows, stop, reporter);

    const std::vector<ContentKey> keys = keysOf(images);
    std::vector<std::int64_t> missing;
    std::optional<EmbeddingFile> file;
    // Without the file embedding goes on.
    const auto tried = [&](const auto &work) {
        try {
            work();
        } catch (const Error &error) {
            reporter.say(error.fullText());
            file.reset();
        }
    };
    if (!m_folder.empty())
        tried([&] {
            file.emplace(openFile(m_folder, teacher.info(), images.view(), half));
            missing = file->read(
                keys, [&](std::int64_t i, std::span<const float> embedding) { rows.setRow(i, embedding); });
        });
    if (!file)
        missing = everyOne(images.size());

    const std::int64_t fromCache = images.size() - static_cast<std::int64_t>(missing.size());
    const Embedding embedding(teacher, images, keys, std::move(missing), half);
    embedding.run(stop, reporter,
                  [&](std::int64_t first, std::span<const ContentKey> blockKeys, const Matrix &block) {
                      for (std::int64_t r = 0; r < block.rows(); ++r) {
                          for (const std::int64_t i : embedding.copies(first + r))
                              rows.setRow(i, block.row(r));
                      }
                      if (file)
                          tried([&] { file->append(blockKeys, block); });
                  });
    return {rows.finish(), fromCache};
}

EmbeddingCache::Filled EmbeddingCache::fill(const Teacher &teacher, const ImageSource &images, const Shard &shard,
                                            std::stop_token stop, const Reporter &reporter, bool half) const
{
    if (teacher.info().recorded)
        throw ValueError("this teacher's answers lie in a file already: there is nothing to embed");
    const std::vector<ContentKey> keys = keysOf(images);
    std::vector<std::int64_t> mine;
    std::vector<ContentKey> myKeys;
    for (std::int64_t i = 0; i < images.size(); ++i) {
        if (shard.holds(keys[i])) {
            mine.push_back(i);
            myKeys.push_back(keys[i]);
        }
    }
    const EmbeddingFile file = openFile(m_folder, teacher.info(), images.view(), half);
    std::vector<std::int64_t> missing = file.read(myKeys, [](std::int64_t, std::span<const float>) {});
    for (std::int64_t &i : missing)
        i = mine[i];
    const auto count = static_cast<std::int64_t>(mine.size());
    const Filled filled{count, count - static_cast<std::int64_t>(missing.size())};
    const Embedding embedding(teacher, images, keys, std::move(missing), half);
    embedding.run(stop, reporter, [&](std::int64_t, std::span<const ContentKey> blockKeys, const Matrix &block) {
        file.append(blockKeys, block);
    });
    return filled;
}

std::int64_t EmbeddingCache::join(const EmbeddingCache &other, const Teacher &teacher, const ImageView &view,
                                  bool half) const
{
    return openFile(m_folder, teacher.info(), view, half)
        .join(fileIn(other.m_folder, identityOf(teacher.info(), view), half));
}

} // namespace retort
