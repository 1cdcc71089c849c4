#include "store/follower.h"

#include <sys/stat.h>

namespace retort {

namespace {

/// Changes when another file has taken the name.
std::uint64_t identityOf(const std::filesystem::path &file)
{
    struct stat info
    {};
    if (::stat(file.c_str(), &info) != 0)
        throw StoreError(file.string() + " is not there any more", "Put it back, or follow another project.");
    return static_cast<std::uint64_t>(info.st_ino) ^ static_cast<std::uint64_t>(info.st_dev) << 48;
}

} // namespace

ProjectFollower::ProjectFollower(std::filesystem::path file) : m_file(std::move(file)) {}

ProjectFollower::~ProjectFollower() = default;

ProjectFollower::Sight ProjectFollower::look()
{
    m_writer = ProjectLock::holder(m_file);
    if (const std::uint64_t identity = identityOf(m_file); identity != m_identity) {
        m_project.reset();
        m_version.reset();
        m_identity = identity;
    }
    try {
        if (!m_project)
            m_project = Project::watch(m_file);
        const std::int64_t version = m_project->contentVersion();
        const bool same = m_version == version;
        m_version = version;
        return same ? Sight::Same : Sight::Changed;
    } catch (const ProjectBusy &) {
        return Sight::Busy;
    } catch (const RecoveryNeeded &) {
        // A writer that begins to store and one that died while it did look the same for a moment.
        return m_writer ? Sight::Busy : Sight::Recovery;
    }
}

bool ProjectFollower::attempt(const std::function<void(const Project &)> &reading)
{
    if (!m_project)
        return false;
    try {
        reading(*m_project);
        return true;
    } catch (const ProjectBusy &) {
        return false;
    } catch (const RecoveryNeeded &) {
        return false;
    }
}

StoreError ProjectFollower::recovery() const
{
    return RecoveryNeeded(m_file);
}

} // namespace retort
