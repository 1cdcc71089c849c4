#pragma once

#include <filesystem>

namespace retort {

/// Where what a person fetched or made without naming a place lives: $XDG_DATA_HOME/retort, else
/// ~/.local/share/retort. Not made by this call. Throws Error when the environment names neither. (Caches:
/// userCacheFolder() in base/files.h.)
[[nodiscard]] std::filesystem::path userDataFolder();

} // namespace retort
