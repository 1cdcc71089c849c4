#include "teacher/embeddingfile.h"

#include "base/error.h"
#include "base/files.h"
#include "data/split.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_map>
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

    [[nodiscard]] int descriptor() const noexcept { return m_fd; }

private:
    const std::filesystem::path &m_file;
    int m_fd = -1;
    std::size_t m_size = 0;
};

/// All of a locked file in memory. It never gets shorter while it is locked.
class Mapping
{
public:
    Mapping(const LockedFile &file, const std::filesystem::path &name) : m_size(file.size())
    {
        void *address = ::mmap(nullptr, m_size, PROT_READ, MAP_SHARED, file.descriptor(), 0);
        if (address == MAP_FAILED)
            fail(name, "the embedding cache cannot be mapped");
        m_bytes = static_cast<const std::byte *>(address);
    }
    ~Mapping() { ::munmap(const_cast<std::byte *>(m_bytes), m_size); }
    Mapping(const Mapping &) = delete;
    Mapping &operator=(const Mapping &) = delete;

    [[nodiscard]] const std::byte *bytes() const noexcept { return m_bytes; }

private:
    const std::byte *m_bytes = nullptr;
    std::size_t m_size;
};

} // namespace

EmbeddingFile::EmbeddingFile(std::filesystem::path file, std::string identity, std::int64_t dimension)
    : m_file(std::move(file)), m_identity(std::move(identity)), m_dimension(dimension)
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
    std::string text = magic + std::to_string(m_dimension) + "\n" + m_identity + "\n";
    if (text.size() > headerBytes / 2)
        throw ValueError("the identity of an embedding cache is too long");
    text.resize(headerBytes, ' ');
    return text;
}

std::size_t EmbeddingFile::recordBytes() const
{
    return checksumBytes + keyBytes + sizeof(float) * static_cast<std::size_t>(m_dimension);
}

std::vector<std::int64_t> EmbeddingFile::read(std::span<const ContentKey> keys, Matrix &into) const
{
    std::unordered_map<ContentKey, const std::byte *> records;
    records.reserve(keys.size());
    for (const ContentKey &key : keys)
        records.emplace(key, nullptr);

    const LockedFile locked(m_file, LOCK_SH);
    std::vector<std::int64_t> missing;
    if (locked.size() < headerBytes || locked.start(headerBytes) != header()) {
        for (std::size_t i = 0; i < keys.size(); ++i)
            missing.push_back(static_cast<std::int64_t>(i));
        return missing;
    }
    const Mapping mapping(locked, m_file);
    const std::size_t stride = recordBytes();
    const std::size_t count = (locked.size() - headerBytes) / stride;
    for (std::size_t r = 0; r < count; ++r) {
        const std::byte *record = mapping.bytes() + headerBytes + r * stride;
        ContentKey key;
        std::memcpy(key.bytes.data(), record + checksumBytes, keyBytes);
        // The last one counts: an image whose record was damaged has been added again.
        if (const auto found = records.find(key); found != records.end())
            found->second = record;
    }
    for (auto &[key, record] : records) {
        if (!record)
            continue;
        ContentKey checksum;
        std::memcpy(checksum.bytes.data(), record, checksumBytes);
        if (checksum != checksumOf(record + checksumBytes, stride - checksumBytes))
            record = nullptr;
    }
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const std::byte *record = records.at(keys[i]);
        if (record)
            std::memcpy(into.row(static_cast<std::int64_t>(i)).data(), record + checksumBytes + keyBytes,
                        stride - checksumBytes - keyBytes);
        else
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
        const std::span<const float> row = embeddings.row(static_cast<std::int64_t>(i));
        std::memcpy(record + checksumBytes, keys[i].bytes.data(), keyBytes);
        std::memcpy(record + checksumBytes + keyBytes, row.data(), row.size_bytes());
        const ContentKey checksum = checksumOf(record + checksumBytes, stride - checksumBytes);
        std::memcpy(record, checksum.bytes.data(), checksumBytes);
    }
    const LockedFile locked(m_file, LOCK_EX);
    const std::string expected = header();
    if (locked.size() < headerBytes) // deleted since it was opened
        locked.write(expected.data(), expected.size(), 0);
    else if (locked.start(headerBytes) != expected)
        throw Error(m_file.string() + ": the embedding cache was replaced by something else while it was in use",
                    "Nothing is lost: the images are embedded again when they are needed.");
    const std::size_t whole = (std::max(locked.size(), headerBytes) - headerBytes) / stride;
    locked.write(block.data(), block.size(), headerBytes + whole * stride);
}

} // namespace retort
