#include "base/files.h"

#include "base/error.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace retort {

namespace {

/// Owns a POSIX descriptor.
class Descriptor
{
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    [[nodiscard]] int get() const { return m_fd; }
    int release() { return std::exchange(m_fd, -1); }

private:
    int m_fd;
};

std::string reason()
{
    return std::strerror(errno);
}

std::size_t openForReading(const std::filesystem::path &file, int &fd)
{
    // Not to wait for somebody to write, where it is a pipe.
    fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        throw InputError(file, {}, "cannot be opened: " + reason(), "Check the path and its permissions.");
    struct stat info
    {};
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(fd);
        throw InputError(file, {},
                         S_ISDIR(info.st_mode) ? "is a folder, a file was expected"
                                               : "is a pipe or a device, a file was expected");
    }
    return static_cast<std::size_t>(info.st_size);
}

template<typename Container>
Container readInto(const std::filesystem::path &file, std::size_t maximumBytes)
{
    int raw = -1;
    const std::size_t size = openForReading(file, raw);
    const Descriptor fd(raw);
    if (size > maximumBytes)
        throw InputError(file, {},
                         "has " + std::to_string(size) + " bytes, more than the " + std::to_string(maximumBytes) +
                             " that are accepted here",
                         "Check that this is the file you meant.");
    Container content;
    content.resize(size);
    std::size_t done = 0;
    while (done < size) {
        const ssize_t n = ::read(fd.get(), content.data() + done, size - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            throw InputError(file, "offset " + std::to_string(done), "cannot be read: " + reason());
        if (n == 0)
            break;
        done += static_cast<std::size_t>(n);
    }
    content.resize(done);
    return content;
}

} // namespace

std::vector<std::byte> readFile(const std::filesystem::path &file, std::size_t maximumBytes)
{
    return readInto<std::vector<std::byte>>(file, maximumBytes);
}

std::string readTextFile(const std::filesystem::path &file, std::size_t maximumBytes)
{
    return readInto<std::string>(file, maximumBytes);
}

void writeFileAtomically(const std::filesystem::path &file, std::span<const std::span<const std::byte>> pieces)
{
    std::string pattern = file.string() + ".XXXXXX";
    const int raw = ::mkstemp(pattern.data());
    if (raw < 0)
        throw Error(file.string() + ": cannot be written: " + reason(),
                    "Check that the folder exists and that you may write there.");
    Descriptor fd(raw);
    const auto fail = [&](const std::string &why) {
        ::unlink(pattern.c_str());
        throw Error(file.string() + ": cannot be written: " + why, "Free some space or choose another folder.");
    };
    for (const std::span<const std::byte> bytes : pieces) {
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t n = ::write(fd.get(), bytes.data() + done, bytes.size() - done);
            if (n < 0 && errno == EINTR)
                continue;
            if (n < 0)
                fail(reason());
            done += static_cast<std::size_t>(n);
        }
    }
    const mode_t mask = ::umask(0);
    ::umask(mask);
    if (::fchmod(fd.get(), 0666 & ~mask) != 0 || ::fsync(fd.get()) != 0 || ::close(fd.release()) != 0)
        fail(reason());
    if (::rename(pattern.c_str(), file.c_str()) != 0)
        fail(reason());
}

void writeFileAtomically(const std::filesystem::path &file, std::span<const std::byte> bytes)
{
    writeFileAtomically(file, std::span(&bytes, 1));
}

void writeFileAtomically(const std::filesystem::path &file, std::string_view text)
{
    writeFileAtomically(file, std::as_bytes(std::span(text.data(), text.size())));
}

std::filesystem::path userCacheFolder()
{
    // The XDG base directory specification ignores relative paths.
    const char *cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && cache[0] == '/')
        return std::filesystem::path(cache) / "retort";
    const char *home = std::getenv("HOME");
    if (home != nullptr && home[0] == '/')
        return std::filesystem::path(home) / ".cache" / "retort";
    throw Error("there is no place for caches: neither XDG_CACHE_HOME nor HOME is set",
                "Set HOME or XDG_CACHE_HOME to a folder you may write to.");
}

MappedFile::MappedFile(const std::filesystem::path &file)
{
    int raw = -1;
    const std::size_t size = openForReading(file, raw);
    const Descriptor fd(raw);
    if (size == 0)
        return;
    void *address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
    if (address == MAP_FAILED)
        throw InputError(file, {}, "cannot be mapped: " + reason());
    m_bytes = {static_cast<const std::byte *>(address), size};
}

MappedFile::~MappedFile()
{
    if (!m_bytes.empty())
        ::munmap(const_cast<std::byte *>(m_bytes.data()), m_bytes.size());
}

MappedFile::MappedFile(MappedFile &&other) noexcept : m_bytes(std::exchange(other.m_bytes, {})) {}

MappedFile &MappedFile::operator=(MappedFile &&other) noexcept
{
    std::swap(m_bytes, other.m_bytes);
    return *this;
}

} // namespace retort
