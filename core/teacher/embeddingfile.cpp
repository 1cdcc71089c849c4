#include "teacher/embeddingfile.h"

#include "base/error.h"
#include "base/files.h"
#include "base/half.h"
#include "data/split.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <numeric>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace retort {

static_assert(std::endian::native == std::endian::little, "the cache's files are little-endian");

namespace {

constexpr char magic[] = "RETORT-EMBEDDINGS-1\n";
constexpr std::size_t headerBytes = 4096;
constexpr std::size_t keyBytes = sizeof(ContentKey);
constexpr std::size_t checksumBytes = sizeof(ContentKey);

[[noreturn]] void fail(const std::filesystem::path &file, const char *what)
{
    throw Error(
        file.string() + ": " + what + ": " + std::strerror(errno),
        "Embeddings work without it, only slower: check the space on the disk and the folder's permissions.");
}

ContentKey checksumOf(const std::byte *bytes, std::size_t size)
{
    return contentKey({reinterpret_cast<const std::uint8_t *>(bytes), size});
}

/// The file, open and locked: shared for reading, exclusive for writing. flock is released with the descriptor,
/// also when the process dies.
class LockedFile
{
public:
    LockedFile(const std::filesystem::path &file, int operation) : m_file(file)
    {
        // Between opening and locking, somebody may have put another file in its place: then that one counts.
        while (true) {
            m_fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
            if (m_fd < 0 && operation == LOCK_SH)
                m_fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC); // on a disk that is only for reading
            if (m_fd < 0)
                fail(file, "the embedding cache cannot be opened");
            while (::flock(m_fd, operation) != 0) {
                if (errno != EINTR) {
                    ::close(m_fd);
                    fail(file, "the embedding cache cannot be locked");
                }
            }
            struct stat mine
            {};
            struct stat current
            {};
            if (::fstat(m_fd, &mine) == 0 && ::stat(file.c_str(), &current) == 0 &&
                mine.st_ino == current.st_ino && mine.st_dev == current.st_dev) {
                m_size = static_cast<std::size_t>(mine.st_size);
                return;
            }
            ::close(m_fd);
        }
    }
    ~LockedFile() { ::close(m_fd); }
    LockedFile(const LockedFile &) = delete;
    LockedFile &operator=(const LockedFile &) = delete;

    [[nodiscard]] std::size_t size() const noexcept { return m_size; }

    [[nodiscard]] std::string start(std::size_t bytes) const
    {
        std::string text(bytes, '\0');
        const ssize_t n = ::pread(m_fd, text.data(), bytes, 0);
        text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
        return text;
    }

    void read(std::span<std::byte> bytes, std::size_t offset) const
    {
        while (!bytes.empty()) {
            const ssize_t n = ::pread(m_fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (n < 0 && errno == EINTR)
                continue;
            if (n <= 0)
                fail(m_file, "the embedding cache cannot be read");
            bytes = bytes.subspan(static_cast<std::size_t>(n));
            offset += static_cast<std::size_t>(n);
        }
    }

    void write(const void *bytes, std::size_t size, std::size_t offset) const
    {
        const char *at = static_cast<const char *>(bytes);
        while (size > 0) {
            const ssize_t n = ::pwrite(m_fd, at, size, static_cast<off_t>(offset));
            if (n < 0 && errno == EINTR)
                continue;
            if (n < 0)
                fail(m_file, "the embedding cache cannot be written");
            at += n;
            size -= static_cast<std::size_t>(n);
            offset += static_cast<std::size_t>(n);
        }
        if (::fdatasync(m_fd) != 0)
            fail(m_file, "the embedding cache cannot be written");
    }

private:
    const std::filesystem::path &m_file;
    int m_fd = -1;
    std::size_t m_size = 0;
};

/// Calls f with each whole record of a locked file, in order. Read, not mapped: what a page of a mapped file costs
/// in memory is not this program's to decide.
template<typename F>
void forRecords(const LockedFile &locked, std::size_t stride, F f)
{
    const std::size_t atOnce = std::max<std::size_t>(1, (std::size_t(1) << 20) / stride);
    const std::size_t count = locked.size() < headerBytes ? 0 : (locked.size() - headerBytes) / stride;
    std::vector<std::byte> block(std::min(atOnce, count) * stride);
    for (std::size_t first = 0; first < count; first += atOnce) {
        const std::size_t records = std::min(atOnce, count - first);
        locked.read(std::span(block).first(records * stride), headerBytes + first * stride);
        for (std::size_t r = 0; r < records; ++r)
            f(std::span<const std::byte>(block).subspan(r * stride, stride));
    }
}

ContentKey keyOf(std::span<const std::byte> record)
{
    ContentKey key;
    std::memcpy(key.bytes.data(), record.data() + checksumBytes, keyBytes);
    return key;
}

bool isSound(std::span<const std::byte> record)
{
    ContentKey checksum;
    std::memcpy(checksum.bytes.data(), record.data(), checksumBytes);
    return checksum == checksumOf(record.data() + checksumBytes, record.size() - checksumBytes);
}

} // namespace

EmbeddingFile::EmbeddingFile(std::filesystem::path file, std::string identity, std::int64_t dimension, bool half)
    : m_file(std::move(file)), m_identity(std::move(identity)), m_dimension(dimension), m_half(half)
{
    const std::string expected = header();
    const LockedFile locked(m_file, LOCK_EX);
    const std::string found = locked.start(headerBytes);
    if (found == expected)
        return;
    // New, or its first writer was killed: nothing is behind the header yet. Otherwise it is damaged, and may be
    // open elsewhere: it is left as it is and another file takes its name.
    if (locked.size() < headerBytes)
        locked.write(expected.data(), expected.size(), 0);
    else
        writeFileAtomically(m_file, expected);
}

std::string EmbeddingFile::header() const
{
    std::string text =
        magic + std::to_string(m_dimension) + "\n" + (m_half ? "float16\n" : "") + m_identity + "\n";
    if (text.size() > headerBytes / 2)
        throw ValueError("the identity of an embedding cache is too long");
    text.resize(headerBytes, ' ');
    return text;
}

std::size_t EmbeddingFile::recordBytes() const
{
    return checksumBytes + keyBytes +
           (m_half ? sizeof(std::uint16_t) : sizeof(float)) * static_cast<std::size_t>(m_dimension);
}

std::vector<std::int64_t> EmbeddingFile::read(std::span<const ContentKey> keys, const Row &row) const
{
    std::vector<std::int64_t> byKey(keys.size());
    std::iota(byKey.begin(), byKey.end(), std::int64_t{0});
    const auto key = [&](std::size_t place) -> const ContentKey & {
        return keys[static_cast<std::size_t>(byKey[place])];
    };
    std::sort(byKey.begin(), byKey.end(), [&](std::int64_t a, std::int64_t b) {
        return keys[static_cast<std::size_t>(a)] < keys[static_cast<std::size_t>(b)];
    });
    std::vector<bool> found(keys.size());
    std::vector<float> values(static_cast<std::size_t>(m_dimension));
    std::size_t next = 0; // where the last one was found; records are mostly in the order of keys

    const LockedFile locked(m_file, LOCK_SH);
    if (locked.size() >= headerBytes && locked.start(headerBytes) == header()) {
        forRecords(locked, recordBytes(), [&](std::span<const std::byte> record) {
            const ContentKey wanted = keyOf(record);
            if (next == keys.size() || key(next) != wanted) {
                const auto at =
                    std::lower_bound(byKey.begin(), byKey.end(), wanted, [&](std::int64_t i, const ContentKey &k) {
                        return keys[static_cast<std::size_t>(i)] < k;
                    });
                next = static_cast<std::size_t>(at - byKey.begin());
                if (next == keys.size() || key(next) != wanted)
                    return;
            }
            if (!isSound(record))
                return;
            const std::byte *numbers = record.data() + checksumBytes + keyBytes;
            if (m_half) {
                for (std::size_t d = 0; d < values.size(); ++d) {
                    std::uint16_t bits = 0;
                    std::memcpy(&bits, numbers + d * sizeof bits, sizeof bits);
                    values[d] = fromHalf(bits);
                }
            } else {
                std::memcpy(values.data(), numbers, sizeof(float) * values.size());
            }
            for (; next < keys.size() && key(next) == wanted; ++next) {
                row(byKey[next], values);
                found[static_cast<std::size_t>(byKey[next])] = true;
            }
        });
    }
    std::vector<std::int64_t> missing;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (!found[i])
            missing.push_back(static_cast<std::int64_t>(i));
    }
    return missing;
}

void EmbeddingFile::append(std::span<const ContentKey> keys, const Matrix &embeddings) const
{
    const std::size_t stride = recordBytes();
    std::vector<std::byte> block(keys.size() * stride);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        std::byte *record = block.data() + i * stride;
        std::byte *numbers = record + checksumBytes + keyBytes;
        const std::span<const float> row = embeddings.row(static_cast<std::int64_t>(i));
        std::memcpy(record + checksumBytes, keys[i].bytes.data(), keyBytes);
        if (m_half) {
            for (std::size_t d = 0; d < row.size(); ++d) {
                const std::uint16_t bits = toHalf(row[d]);
                std::memcpy(numbers + d * sizeof bits, &bits, sizeof bits);
            }
        } else {
            std::memcpy(numbers, row.data(), row.size_bytes());
        }
        const ContentKey checksum = checksumOf(record + checksumBytes, stride - checksumBytes);
        std::memcpy(record, checksum.bytes.data(), checksumBytes);
    }
    appendRecords(block);
}

void EmbeddingFile::appendRecords(std::span<const std::byte> records) const
{
    const std::size_t stride = recordBytes();
    const LockedFile locked(m_file, LOCK_EX);
    const std::string expected = header();
    if (locked.size() < headerBytes) // deleted since it was opened
        locked.write(expected.data(), expected.size(), 0);
    else if (locked.start(headerBytes) != expected)
        throw Error(m_file.string() + ": the embedding cache was replaced by something else while it was in use",
                    "Nothing is lost: the images are embedded again when they are needed.");
    const std::size_t whole = (std::max(locked.size(), headerBytes) - headerBytes) / stride;
    locked.write(records.data(), records.size(), headerBytes + whole * stride);
}

std::int64_t EmbeddingFile::join(const std::filesystem::path &other) const
{
    std::error_code failed;
    if (!std::filesystem::is_regular_file(other, failed))
        throw InputError(other, {}, "is not there", "Copy the cache folder of that shard here first.");
    if (std::filesystem::equivalent(other, m_file, failed))
        return 0;
    const std::size_t stride = recordBytes();
    std::vector<ContentKey> known;
    {
        const LockedFile locked(m_file, LOCK_SH);
        forRecords(locked, stride, [&](std::span<const std::byte> record) {
            if (isSound(record))
                known.push_back(keyOf(record));
        });
    }
    std::sort(known.begin(), known.end());

    const LockedFile locked(other, LOCK_SH);
    if (locked.start(headerBytes) != header())
        throw InputError(other, "offset 0", "holds embeddings of something else",
                         "Embed every shard with the same teacher and the same --fit and --region.");
    constexpr std::size_t blockBytes = std::size_t(4) << 20;
    std::int64_t added = 0;
    std::vector<std::byte> block;
    forRecords(locked, stride, [&](std::span<const std::byte> record) {
        if (!isSound(record) || std::binary_search(known.begin(), known.end(), keyOf(record)))
            return;
        block.insert(block.end(), record.begin(), record.end());
        ++added;
        if (block.size() >= blockBytes) {
            appendRecords(block);
            block.clear();
        }
    });
    if (!block.empty())
        appendRecords(block);
    return added;
}

} // namespace retort
