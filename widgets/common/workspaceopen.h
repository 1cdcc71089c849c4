#pragma once

// Internal to Workspace: what is open on the store thread, and what is looked at first.

#include "store/follower.h"
#include "widgets/common/workspace.h"

namespace retort {

inline constexpr int watchMilliseconds = 1000;

struct Workspace::OpenProject
{
    std::shared_ptr<ProjectLock> lock; ///< null: only looked at
    std::unique_ptr<Project> project;
    std::unique_ptr<ProjectFollower> follower; ///< where it is only looked at
};

struct Workspace::Opened
{
    std::filesystem::path file;
    std::shared_ptr<OpenProject> open;
    ProjectSettings settings;
    std::vector<RunRecord> runs;
    std::shared_ptr<const Audit> audit;
    std::int64_t reportLooks = 0;
    std::int64_t seenAt = 0;
    std::optional<QString> writer;  ///< see watched()
    std::optional<JobError> damage; ///< why it could not be opened, where that is damage
};

/// The newest run that has something to show, or the newest one, or 0 where there is none.
[[nodiscard]] std::int64_t newestBegun(const std::vector<RunRecord> &runs);

} // namespace retort
