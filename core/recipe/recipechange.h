#pragma once

#include "distil/recipe.h"

#include <string>
#include <utility>
#include <vector>

namespace retort {

/// Recipe keys with the values they get, both as a person writes them: {"lr", "0.05"}.
using RecipeChanges = std::vector<std::pair<std::string, std::string>>;

/// "lr=0.05" as key and value. Throws ValueError for a text without "=".
[[nodiscard]] std::pair<std::string, std::string> recipeChangeFromText(const std::string &text);

/// The recipe with other values, checked as a whole. Throws ValueError for an unknown key (naming the nearest
/// known ones), a key that is there twice, a value of the wrong type or out of range.
[[nodiscard]] Recipe changed(const Recipe &recipe, const RecipeChanges &changes);

/// What a recipe says for a key, as changed() reads it: "0.05", "resnet20", "true".
[[nodiscard]] std::string recipeValue(const Recipe &recipe, const std::string &key);

/// "\"temperature\" or \"optimiser\"": up to three known keys that are spelled most alike.
[[nodiscard]] std::string nearestRecipeKeys(const std::string &unknown);

} // namespace retort
