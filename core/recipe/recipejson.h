#pragma once

#include "distil/recipe.h"

#include <filesystem>
#include <string>
#include <vector>

namespace retort {

/// A recipe as JSON: flat keys, all optional, unknown ones refused by name (with the nearest known one).
/// Schema: resources/recipes/recipe.schema.json. Throws InputError / ValueError naming the key.
[[nodiscard]] Recipe recipeFromJson(const std::string &json, const std::string &fileName);
[[nodiscard]] std::string recipeToJson(const Recipe &recipe);
[[nodiscard]] Recipe readRecipe(const std::filesystem::path &file);

/// Every key with its default, range and one line of help, in the order of the form on the Distil page; the schema and
/// the form are made from it.
struct RecipeKey
{
    const char *key;
    const char *group; ///< "student", "losses", "optimiser", "augmentation", "measuring", "machine"
    const char *help;
};
[[nodiscard]] const std::vector<RecipeKey> &recipeKeys();

} // namespace retort
