#include "recipe/recipechange.h"

#include "base/error.h"
#include "recipe/recipejson.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <type_traits>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;

const RecipeKey *knownKey(const std::string &name)
{
    const auto &keys = recipeKeys();
    const auto found =
        std::find_if(keys.begin(), keys.end(), [&](const RecipeKey &key) { return name == key.key; });
    return found == keys.end() ? nullptr : &*found;
}

bool isText(const RecipeKey &key)
{
    return std::holds_alternative<std::string Recipe::*>(key.member);
}

/// Changes of one letter (insert, delete, replace) from a to b.
std::size_t editDistance(const std::string &a, const std::string &b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

} // namespace

std::pair<std::string, std::string> recipeChangeFromText(const std::string &text)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        throw ValueError("\"" + text + "\" names no key and value", "Write KEY=VALUE, as in lr=0.05.");
    return {text.substr(0, equals), text.substr(equals + 1)};
}

Recipe changed(const Recipe &recipe, const RecipeChanges &changes)
{
    Json json = Json::parse(recipeToJson(recipe));
    std::set<std::string> seen;
    for (const auto &[name, value] : changes) {
        const RecipeKey *key = knownKey(name);
        if (!key)
            throw ValueError("A recipe has no key \"" + name + "\"",
                             "Did you mean " + nearestRecipeKeys(name) + "?");
        if (!seen.insert(name).second)
            throw ValueError("The key \"" + name + "\" is changed twice", "Name it once.");
        // What is no JSON stays a text, which a key of another type then refuses by name.
        Json parsed = isText(*key) ? Json(value) : Json::parse(value, nullptr, /*allow_exceptions=*/false);
        json[name] = parsed.is_primitive() && !parsed.is_null() ? std::move(parsed) : Json(value);
    }
    try {
        return recipeFromJson(json.dump(-1, ' ', true, Json::error_handler_t::replace), "The changed recipe");
    } catch (const InputError &error) {
        throw ValueError(error.what(), error.remedy());
    }
}

std::string recipeValue(const Recipe &recipe, const std::string &key)
{
    const RecipeKey *known = knownKey(key);
    if (!known)
        throw ValueError("A recipe has no key \"" + key + "\"", "Did you mean " + nearestRecipeKeys(key) + "?");
    return std::visit(
        [&](auto member) -> std::string {
            if constexpr (std::is_same_v<decltype(member), std::string Recipe::*>)
                return recipe.*member;
            std::string text = Json(recipe.*member).dump();
            if (text.ends_with(".0")) // as a person writes it
                text.resize(text.size() - 2);
            return text;
        },
        known->member);
}

std::string nearestRecipeKeys(const std::string &unknown)
{
    // A key of a thousand letters is no misspelling; its distance would only cost time.
    const std::string start = unknown.substr(0, 40);
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const RecipeKey &known : recipeKeys())
        near.emplace_back(editDistance(start, known.key), known.key);
    std::stable_sort(near.begin(), near.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    // The nearest, and those that are as good as it.
    std::string text;
    for (std::size_t i = 0; i < 3 && near[i].first <= near[0].first + (i > 0 ? 1 : 0); ++i)
        text += (i ? " or " : "") + ("\"" + near[i].second + "\"");
    return text;
}

} // namespace retort
