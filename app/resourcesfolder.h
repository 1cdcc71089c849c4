#pragma once

#include <filesystem>

namespace retort {

/// Where the shipped files lie (demo teacher, template sets, class lists, recipes): RETORT_RESOURCES from the
/// environment, else share/retort of the installation that the running program belongs to, else the source folder
/// it was built from. Throws InputError naming all places when none of them is there.
[[nodiscard]] std::filesystem::path resourcesFolder();

} // namespace retort
