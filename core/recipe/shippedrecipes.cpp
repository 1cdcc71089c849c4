#include "recipe/shippedrecipes.h"

#include "base/error.h"
#include "base/files.h"
#include "recipe/recipejson.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace retort {

namespace {

std::vector<std::filesystem::path> shippedFiles(const std::filesystem::path &resources)
{
    const std::filesystem::path folder = resources / "recipes";
    std::vector<std::filesystem::path> files;
    try {
        for (const auto &entry : std::filesystem::directory_iterator(folder)) {
            const std::filesystem::path name = entry.path().filename();
            if (name.extension() == ".json" && name != "recipe.schema.json")
                files.push_back(entry.path());
        }
    } catch (const std::filesystem::filesystem_error &error) {
        throw InputError(folder, {}, "cannot be read: " + error.code().message(),
                         "The recipes belong to the program; install it again.");
    }
    std::sort(files.begin(), files.end(), [](const auto &a, const auto &b) { return a.stem() < b.stem(); });
    return files;
}

} // namespace

std::vector<ShippedRecipe> shippedRecipes(const std::filesystem::path &resources)
{
    std::vector<ShippedRecipe> recipes;
    for (const std::filesystem::path &file : shippedFiles(resources)) {
        ShippedRecipe shipped{file.stem().string(), {}, readRecipe(file)}; // valid JSON from here on
        const auto json = nlohmann::json::parse(readTextFile(file));
        shipped.about = json.value("$comment", std::string());
        recipes.push_back(std::move(shipped));
    }
    return recipes;
}

Recipe namedRecipe(const std::string &nameOrFile, const std::filesystem::path &resources)
{
    std::error_code failed;
    if (std::filesystem::exists(nameOrFile, failed))
        return readRecipe(nameOrFile);
    std::string names;
    for (const std::filesystem::path &file : shippedFiles(resources)) {
        if (file.stem() == nameOrFile)
            return readRecipe(file);
        names += (names.empty() ? "" : ", ") + file.stem().string();
    }
    throw InputError(nameOrFile, {}, "is neither a file nor a shipped recipe", "Shipped are " + names + ".");
}

} // namespace retort
