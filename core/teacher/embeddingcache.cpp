#include "teacher/embeddingcache.h"

#include "base/error.h"
#include "base/files.h"
#include "data/split.h"
#include "teacher/embeddingfile.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <unordered_map>
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

/// The file, or nothing where it cannot be used: embedding goes on without it.
std::optional<EmbeddingFile> openFile(const std::filesystem::path &folder, const TeacherInfo &info,
                                      const ImageView &view, const Reporter &reporter)
{
    try {
        std::error_code failure;
        std::filesystem::create_directories(folder, failure);
        if (failure)
            throw Error(folder.string() + ": the embedding cache cannot be made: " + failure.message(),
                        "Check that you may write there.");
        const std::string identity = identityOf(info, view);
        return EmbeddingFile(folder / fileName(identity), identity, info.dimension);
    } catch (const Error &error) {
        reporter.say(error.fullText());
        return std::nullopt;
    }
}

} // namespace

EmbeddingCache::EmbeddingCache(std::filesystem::path folder) : m_folder(std::move(folder)) {}

std::filesystem::path EmbeddingCache::defaultFolder()
{
    return userCacheFolder() / "embeddings";
}

EmbeddingCache::Result EmbeddingCache::embed(const Teacher &teacher, const ImageSource &images,
                                             std::stop_token stop, const Reporter &reporter) const
{
    const std::int64_t count = images.size();
    std::vector<ContentKey> keys;
    keys.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i)
        keys.push_back(images.key(i));
    auto embeddings = std::make_shared<Matrix>(count, teacher.info().dimension);

    std::vector<std::int64_t> missing;
    std::optional<EmbeddingFile> file = openFile(m_folder, teacher.info(), images.view(), reporter);
    try {
        if (file)
            missing = file->read(keys, *embeddings);
    } catch (const Error &error) {
        reporter.say(error.fullText());
        file.reset();
    }
    if (!file) {
        missing.resize(static_cast<std::size_t>(count));
        for (std::int64_t i = 0; i < count; ++i)
            missing[i] = i;
    }

    // Each content once, in an order that depends on nothing else.
    std::unordered_map<ContentKey, std::int64_t> first;
    std::vector<std::int64_t> work;
    for (const std::int64_t i : missing) {
        if (first.emplace(keys[i], i).second)
            work.push_back(i);
    }
    std::sort(work.begin(), work.end(), [&](std::int64_t a, std::int64_t b) { return keys[a] < keys[b]; });

    const auto total = static_cast<std::int64_t>(work.size());
    std::int64_t size = firstBlock;
    for (std::int64_t begin = 0; begin < total;) {
        const std::span<const std::int64_t> block = std::span(work).subspan(begin, std::min(size, total - begin));
        Reporter within;
        within.progress = [&](const Progress &p) {
            reporter.report({"embedding images", begin + p.done, total, "images"});
        };
        const auto started = std::chrono::steady_clock::now();
        const Matrix rows = teacher.encodeImages(images, block, stop, within);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;

        std::vector<ContentKey> blockKeys;
        for (std::int64_t r = 0; r < rows.rows(); ++r) {
            const std::span<const float> row = rows.row(r);
            std::copy(row.begin(), row.end(), embeddings->row(block[r]).begin());
            blockKeys.push_back(keys[block[r]]);
        }
        try {
            if (file)
                file->append(blockKeys, rows);
        } catch (const Error &error) {
            reporter.say(error.fullText());
            file.reset();
        }
        begin += rows.rows();
        const double rate = static_cast<double>(rows.rows()) / std::max(took.count(), 1e-6);
        size = std::clamp(static_cast<std::int64_t>(rate * secondsABlock), smallestBlock, largestBlock);
    }
    for (const std::int64_t i : missing) {
        const std::span<const float> row = std::as_const(*embeddings).row(first.at(keys[i]));
        if (first.at(keys[i]) != i)
            std::copy(row.begin(), row.end(), embeddings->row(i).begin());
    }
    return {std::move(embeddings), count - static_cast<std::int64_t>(missing.size())};
}

} // namespace retort
