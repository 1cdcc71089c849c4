#pragma once

#include "distil/recipe.h"
#include "store/records.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace retort {

/// Options that say what a run is to be made with; distil, queue add and sweep share them.
struct RecipeOptions
{
    std::string recipe, student, start, device;
    std::optional<std::uint64_t> seed;
    std::optional<std::int64_t> epochs;
    std::vector<std::string> changes; ///< KEY=VALUE
};

/// Adds them to a subcommand; returns what was added.
std::vector<CLI::Option *> addRecipeOptions(CLI::App &command, RecipeOptions &options);

/// The recipe they choose, checked. `like`: what to change instead of the defaults, where no recipe is named.
[[nodiscard]] Recipe chosenRecipe(const RecipeOptions &options, const ProjectSettings &settings,
                                  const Recipe *like = nullptr);

} // namespace retort
