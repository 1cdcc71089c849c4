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
    /// In `where`, else among the temporary files.
    explicit ScratchFolder(const std::filesystem::path &where = {})
    {
        const std::filesystem::path parent = where.empty() ? std::filesystem::temp_directory_path() : where;
        std::string pattern = (parent / "retort-bench-XXXXXX").string();
        if (!::mkdtemp(pattern.data()))
            throw InputError(pattern, {}, "could not be made",
                             "Name a folder you may write to, or set TMPDIR to one.");
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
