#pragma once

#include "command.h"

#include <filesystem>

namespace retort {

/// Prints what happens to a project's runs, looking `every` so many seconds, until stop is asked for, which is how
/// it is meant to end. See ProjectFollower.
int followRuns(const std::filesystem::path &file, double every, bool json, CommandContext &context);

} // namespace retort
