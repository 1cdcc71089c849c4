#include "base/matrixbuilder.h"

#include "base/bytestext.h"
#include "base/error.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace retort {

class MatrixBuilder::UnnamedFile
{
public:
    /// Nothing where `folder` takes no files.
    static std::shared_ptr<UnnamedFile> make(const std::filesystem::path &folder, std::size_t bytes)
    {
        std::error_code failed;
        std::filesystem::create_directories(folder, failed);
        // Without O_TMPFILE, which not every file system knows.
        std::string pattern = (folder / "rows.XXXXXX").string();
        const int fd = ::mkostemp(pattern.data(), O_CLOEXEC);
        if (fd < 0)
            return nullptr;
        ::unlink(pattern.c_str());
        auto file = std::make_shared<UnnamedFile>(fd, folder, bytes);
        if (::ftruncate(fd, static_cast<off_t>(bytes)) != 0)
            return nullptr;
        return file;
    }
    UnnamedFile(int fd, std::filesystem::path folder, std::size_t bytes)
        : m_fd(fd), m_folder(std::move(folder)), m_bytes(bytes)
    {}
    ~UnnamedFile()
    {
        if (m_address != nullptr)
            ::munmap(m_address, m_bytes);
        ::close(m_fd);
    }
    UnnamedFile(const UnnamedFile &) = delete;
    UnnamedFile &operator=(const UnnamedFile &) = delete;

    // Written, not mapped, while it grows: a full disk is an error here and would be the program's end there.
    void write(const float *values, std::size_t size, std::size_t offset) const
    {
        const char *at = reinterpret_cast<const char *>(values);
        while (size > 0) {
            const ssize_t n = ::pwrite(m_fd, at, size, static_cast<off_t>(offset));
            if (n < 0 && errno == EINTR)
                continue;
            if (n < 0)
                fail();
            at += n;
            size -= static_cast<std::size_t>(n);
            offset += static_cast<std::size_t>(n);
        }
    }

    float *map()
    {
        // Private: whoever writes to the matrix changes no file, as with any other matrix.
        void *address = ::mmap(nullptr, m_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, m_fd, 0);
        if (address == MAP_FAILED)
            fail();
        m_address = address;
        return static_cast<float *>(address);
    }

private:
    [[noreturn]] void fail() const
    {
        throw Error(m_folder.string() + ": " + bytesText(m_bytes) +
                        " of numbers that are too many for memory cannot be laid down: " + std::strerror(errno),
                    "Free some space there, or set XDG_CACHE_HOME to a folder on a larger disk.");
    }

    int m_fd;
    std::filesystem::path m_folder;
    std::size_t m_bytes;
    void *m_address = nullptr;
};

MatrixBuilder::MatrixBuilder(std::int64_t rows, std::int64_t columns, const std::filesystem::path &folder,
                             std::size_t inMemory)
    : m_rows(rows), m_columns(columns)
{
    const std::size_t bytes = sizeof(float) * static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
    if (bytes > inMemory)
        m_file = UnnamedFile::make(folder, bytes);
    if (!m_file)
        m_matrix.emplace(rows, columns);
}

void MatrixBuilder::write(std::int64_t row, const float *values, std::int64_t rows)
{
    const std::size_t size = sizeof(float) * static_cast<std::size_t>(rows * m_columns);
    if (m_file)
        m_file->write(values, size, sizeof(float) * static_cast<std::size_t>(row * m_columns));
    else if (size > 0)
        std::memcpy(m_matrix->row(row).data(), values, size);
}

void MatrixBuilder::setRow(std::int64_t row, std::span<const float> values)
{
    write(row, values.data(), 1);
}

void MatrixBuilder::setRows(std::int64_t first, const Matrix &block)
{
    write(first, block.data(), block.rows());
}

std::shared_ptr<const Matrix> MatrixBuilder::finish()
{
    if (!m_file)
        return std::make_shared<const Matrix>(std::move(*m_matrix));
    float *values = m_file->map();
    return std::make_shared<const Matrix>(m_rows, m_columns, std::shared_ptr<float>(std::move(m_file), values));
}

} // namespace retort
