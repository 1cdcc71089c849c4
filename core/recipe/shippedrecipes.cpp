#include "recipe/shippedrecipes.h"

#include "base/files.h"
#include "recipe/recipejson.h"
#include "recipe/shippedfiles.h"

#include <nlohmann/json.hpp>

namespace retort {

std::vector<ShippedRecipe> shippedRecipes(const std::filesystem::path &resources)
{
    std::vector<ShippedRecipe> recipes;
    for (const std::filesystem::path &file : shippedFiles(resources / "recipes")) {
        ShippedRecipe shipped{file.stem().string(), {}, readRecipe(file)}; // valid JSON from here on
        const auto json = nlohmann::json::parse(readTextFile(file));
        shipped.about = json.value("$comment", std::string());
        recipes.push_back(std::move(shipped));
    }
    return recipes;
}

Recipe namedRecipe(const std::string &nameOrFile, const std::filesystem::path &resources)
{
    return readRecipe(namedFile(nameOrFile, resources / "recipes", "recipe"));
}

} // namespace retort
