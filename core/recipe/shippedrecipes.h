#pragma once

#include "distil/recipe.h"

#include <filesystem>
#include <string>
#include <vector>

namespace retort {

/// A recipe that comes with the program: resources/recipes/NAME.json.
struct ShippedRecipe
{
    std::string name;
    std::string about; ///< its "$comment": what it is for, and how its result is known
    Recipe recipe;
};

/// By name. Throws InputError naming the file.
[[nodiscard]] std::vector<ShippedRecipe> shippedRecipes(const std::filesystem::path &resources);

/// The file of that name, else the shipped recipe. Throws InputError listing the shipped ones where there is
/// neither.
[[nodiscard]] Recipe namedRecipe(const std::string &nameOrFile, const std::filesystem::path &resources);

} // namespace retort
