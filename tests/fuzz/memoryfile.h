#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

/// A file in memory, for parsers that open a path.
class MemoryFile
{
public:
    MemoryFile(const std::uint8_t *data, std::size_t size) : m_fd(::memfd_create("fuzz", 0))
    {
        if (m_fd < 0 || ::write(m_fd, data, size) != static_cast<ssize_t>(size))
            __builtin_trap();
    }
    ~MemoryFile() { ::close(m_fd); }
    MemoryFile(const MemoryFile &) = delete;
    MemoryFile &operator=(const MemoryFile &) = delete;

    [[nodiscard]] std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(m_fd); }

private:
    int m_fd;
};
