#pragma once

#include "distil/recipe.h"

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace retort {

/// A recipe as JSON: flat keys, all optional, unknown ones refused by name (with the nearest known one); "$schema"
/// and "$comment" are passed over.
/// Schema: resources/recipes/recipe.schema.json. Throws InputError naming the key: not JSON, a key that is unknown
/// or there twice, a value of the wrong type, or one that validate(Recipe) refuses. `fileName` is for messages.
[[nodiscard]] Recipe recipeFromJson(const std::string &json, const std::string &fileName);
/// Every key with its value, one a line, in the order of recipeKeys().
[[nodiscard]] std::string recipeToJson(const Recipe &recipe);
/// recipeFromJson of a file. Files beside it that it names become absolute paths.
[[nodiscard]] Recipe readRecipe(const std::filesystem::path &file);

/// A key with its range and one line of help, in the order of the form on the Distil page; the schema and the form
/// are made from it. Its default is the member's value in Recipe{}. Ranges are those of validate(Recipe), which
/// also knows that warmup_epochs ends at epochs and crop_padding at input_size.
struct RecipeKey
{
    using Member = std::variant<std::string Recipe::*, std::int64_t Recipe::*, std::uint64_t Recipe::*,
                                double Recipe::*, bool Recipe::*>;

    const char *key;
    const char *group; ///< "student", "losses", "optimiser", "augmentation", "measuring", "machine"
    const char *help;
    Member member;
    double minimum = 0;                 ///< of a number
    double maximum = 0;                 ///< of a number
    bool aboveMinimum = false;          ///< the minimum itself is refused
    bool belowMaximum = false;          ///< the maximum itself is refused
    std::vector<std::string> choices{}; ///< of a text; empty = any
};
[[nodiscard]] const std::vector<RecipeKey> &recipeKeys();

/// The JSON Schema (draft 2020-12) of recipes, made from recipeKeys(): what resources/recipes/recipe.schema.json
/// holds.
[[nodiscard]] std::string recipeSchema();

} // namespace retort
