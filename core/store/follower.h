#pragma once

#include "store/project.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace retort {

/// Watches a project that another process writes, without ever writing to it, waiting for it or making it wait
/// longer than one read takes: between looks no transaction is open. For one thread.
class ProjectFollower
{
public:
    explicit ProjectFollower(std::filesystem::path file);
    ~ProjectFollower();

    enum class Sight {
        Same,     ///< nothing has been stored since the last look
        Changed,  ///< something has, or this is the first look
        Busy,     ///< it is being stored to at this moment; look again
        Recovery, ///< a writer died while storing: somebody who may write must open the file, see recovery()
    };
    /// Looks once. Throws StoreError for what cannot be a project, also when it goes away.
    [[nodiscard]] Sight look();
    /// Who writes it, by the last look; none: nobody does.
    [[nodiscard]] const std::optional<std::string> &writer() const noexcept { return m_writer; }

    /// Reads after a look that was Same or Changed. Empty when the file has become busy meanwhile: look again, the
    /// change stays to be seen.
    template<typename T>
    [[nodiscard]] std::optional<T> read(const std::function<T(const Project &)> &reading)
    {
        std::optional<T> result;
        if (!attempt([&](const Project &project) { result = reading(project); }))
            m_version.reset();
        return result;
    }

    /// "demo.retort: recovery needed ..." with what to do.
    [[nodiscard]] StoreError recovery() const;

private:
    /// Whether it could be read.
    bool attempt(const std::function<void(const Project &)> &reading);

    std::filesystem::path m_file;
    std::unique_ptr<Project> m_project;
    std::optional<std::int64_t> m_version; ///< of the content that was seen last
    std::optional<std::string> m_writer;
    std::uint64_t m_identity = 0; ///< of the file that is open: another may take its name
};

} // namespace retort
