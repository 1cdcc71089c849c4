#pragma once

#include "store/records.h"

#include <span>
#include <string>
#include <vector>

namespace retort {

/// Something that decides a run and is not the same in all of them.
struct RunDifference
{
    enum class Of { Recipe, Prompts, Classes, Teacher, Images, View, Start };
    Of of = Of::Recipe;
    std::string key;                 ///< of a recipe, else empty
    std::vector<std::string> values; ///< as JSON has them, texts without quotes; one a run
};

/// What differs between runs, recipe keys first in the order of the form; nothing of fewer than two runs. The seed
/// counts.
[[nodiscard]] std::vector<RunDifference> runDifferences(std::span<const RunRecord> runs);

} // namespace retort
