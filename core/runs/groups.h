#pragma once

#include "store/records.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace retort {

/// Runs that differ in nothing but their seed, each as its place in the list that was asked about.
struct RunGroup
{
    std::vector<std::size_t> runs; ///< ascending, at least one
};

/// In the order of their first runs. Recipe, prompts, classes, teacher, images and what the student starts from
/// have to be the same: what was learned from is what decides.
[[nodiscard]] std::vector<RunGroup> groupBySeeds(std::span<const RunRecord> runs);
[[nodiscard]] std::vector<RunGroup> groupBySeeds(std::span<const RunRecord *const> runs);

} // namespace retort
