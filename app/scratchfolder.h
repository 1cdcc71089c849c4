#pragma once

#include "base/error.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace retort {

/// A folder of its own that is gone at the end.
class ScratchFolder
{
public:
    ScratchFolder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "retort-bench-XXXXXX").string();
        if (!::mkdtemp(pattern.data()))
            throw InputError(pattern, {}, "could not be made", "Set TMPDIR to a folder you may write to.");
        m_path = pattern;
    }
    ~ScratchFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    ScratchFolder(const ScratchFolder &) = delete;
    ScratchFolder &operator=(const ScratchFolder &) = delete;
    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

} // namespace retort
