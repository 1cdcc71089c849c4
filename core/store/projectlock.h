#pragma once

#include "base/error.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace retort {

/// Another process writes the project.
class ProjectHeld : public StoreError
{
public:
    ProjectHeld(const std::filesystem::path &project, const std::string &holder);
    /// As ProjectLock::holder() says it.
    [[nodiscard]] const std::string &holder() const noexcept { return m_holder; }

private:
    std::string m_holder;
};

/// Who writes a project file: held with flock on a file beside it ("demo.retort-lock" for demo.retort), which
/// names pid, host and time. One writer a project; the connections of one process share it. The kernel lets go of
/// it when the process dies, so a lock file that was left behind blocks nobody.
class ProjectLock
{
public:
    /// Gives the process's lock when it has one already. Throws ProjectHeld naming the holder and what to do.
    [[nodiscard]] static std::shared_ptr<ProjectLock> acquire(const std::filesystem::path &project);
    /// "process 4711 on alpha since 2024-08-22 10:15:00 UTC" while somebody, this process included, holds it.
    [[nodiscard]] static std::optional<std::string> holder(const std::filesystem::path &project);
    /// Where the lock file of a project lies.
    [[nodiscard]] static std::filesystem::path lockFile(const std::filesystem::path &project);

    ~ProjectLock();
    ProjectLock(const ProjectLock &) = delete;
    ProjectLock &operator=(const ProjectLock &) = delete;

    /// Runs `recover` once a lock, for the first connection, which cleans up after a process that died; when it
    /// throws, the next connection tries again.
    void onFirstUse(const std::function<void()> &recover);

private:
    ProjectLock(int descriptor, std::filesystem::path file);
    int m_descriptor;
    std::filesystem::path m_file;
    std::mutex m_mutex;
    bool m_recovered = false;
};

} // namespace retort
