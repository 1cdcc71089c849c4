#pragma once

#include "base/progress.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

/// What came out of a damaged project.
struct Salvage
{
    std::int64_t runs = 0;
    std::int64_t epochs = 0;       ///< of all runs
    std::vector<std::string> lost; ///< in words; empty when everything was there
};

/// Copies what can still be read of a project into a new one, row by row and around what is damaged: an unreadable
/// page costs the rows on it and no more. The damaged file is not touched. Values that do not fit their checksums
/// count as lost. Throws StoreError when nothing can be read, or when `copy` exists or cannot be written; nothing
/// is left behind then.
[[nodiscard]] Salvage salvage(const std::filesystem::path &damaged, const std::filesystem::path &copy,
                              std::stop_token stop, const Reporter &reporter);

} // namespace retort
