#include "recipe/recipejson.h"

#include "base/error.h"
#include "base/files.h"
#include "formats/jsonwhole.h"
#include "recipe/recipechange.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <type_traits>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t largestFile = std::size_t(1) << 20;

std::string shortened(const std::string &text)
{
    return text.size() <= 60 ? text : text.substr(0, 60) + "...";
}

/// Checks one value and puts it into the recipe.
class Setter
{
public:
    Setter(Recipe &recipe, const RecipeKey &key, const Json &value, const std::string &fileName)
        : m_recipe(recipe), m_key(key), m_value(value), m_fileName(fileName)
    {}

    void operator()(std::string Recipe::*member) const
    {
        if (!m_value.is_string())
            refuse("a text was expected");
        m_recipe.*member = m_value.get<std::string>();
    }
    void operator()(bool Recipe::*member) const
    {
        if (!m_value.is_boolean())
            refuse("true or false was expected");
        m_recipe.*member = m_value.get<bool>();
    }
    void operator()(double Recipe::*member) const
    {
        if (!m_value.is_number())
            refuse("a number was expected");
        m_recipe.*member = m_value.get<double>();
    }
    void operator()(std::int64_t Recipe::*member) const { m_recipe.*member = wholeNumber<std::int64_t>(); }
    void operator()(std::uint64_t Recipe::*member) const { m_recipe.*member = wholeNumber<std::uint64_t>(); }

private:
    template<typename Whole>
    [[nodiscard]] Whole wholeNumber() const
    {
        constexpr const char *expected =
            std::is_signed_v<Whole> ? "a whole number was expected" : "a whole number from 0 up was expected";
        if (const std::optional<Whole> number = wholeFromJson<Whole>(m_value))
            return *number;
        refuse(expected);
    }

    [[noreturn]] void refuse(const char *expected) const
    {
        throw InputError(m_fileName, std::string("key \"") + m_key.key + "\"",
                         "is " + shortened(m_value.dump(-1, ' ', true, Json::error_handler_t::replace)) +
                             ", but " + expected,
                         m_key.help);
    }

    Recipe &m_recipe;
    const RecipeKey &m_key;
    const Json &m_value;
    const std::string &m_fileName;
};

Json parse(const std::string &text, const std::string &fileName)
{
    std::set<std::string> seen;
    const auto check = [&](int depth, Json::parse_event_t event, Json &parsed) {
        const bool opens = event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
        if (opens && depth > 0) // recipes are flat; depth would only be an attack on the stack
            throw InputError(fileName, {}, "holds a list or an object inside a recipe",
                             "A recipe is flat: {\"epochs\": 12, \"lr\": 0.1}.");
        if (event == Json::parse_event_t::key) {
            const auto key = parsed.get<std::string>();
            if (!seen.insert(key).second)
                throw InputError(fileName, "key \"" + shortened(key) + "\"", "is there twice",
                                 "Remove one of them.");
        }
        return true;
    };
    try {
        return Json::parse(text, check);
    } catch (const nlohmann::json::exception &error) {
        throw InputError(fileName, {}, std::string("is not valid JSON: ") + error.what(),
                         "A recipe looks like {\"epochs\": 12, \"lr\": 0.1}; every key is optional.");
    }
}

/// What a key accepts, as JSON Schema has it.
Json schemaOf(const RecipeKey &key)
{
    const Recipe defaults;
    Json schema{{"description", key.help}};
    std::visit(
        [&](auto member) {
            using Value = std::remove_cvref_t<decltype(defaults.*member)>;
            if constexpr (std::is_same_v<Value, std::string>) {
                schema["type"] = "string";
                if (!key.choices.empty())
                    schema["enum"] = key.choices;
            } else if constexpr (std::is_same_v<Value, bool>) {
                schema["type"] = "boolean";
            } else {
                schema["type"] = std::is_same_v<Value, double> ? "number" : "integer";
                // Bounds of whole numbers written as such.
                const auto bound = [](double value) -> Json {
                    if (value == std::floor(value))
                        return static_cast<std::int64_t>(value);
                    return value;
                };
                schema[key.aboveMinimum ? "exclusiveMinimum" : "minimum"] = bound(key.minimum);
                schema[key.belowMaximum ? "exclusiveMaximum" : "maximum"] = bound(key.maximum);
            }
            schema["default"] = defaults.*member;
        },
        key.member);
    return schema;
}

} // namespace

Recipe recipeFromJson(const std::string &text, const std::string &fileName)
{
    const Json json = parse(text, fileName);
    if (!json.is_object())
        throw InputError(fileName, {}, "is JSON, but no object",
                         "A recipe looks like {\"epochs\": 12, \"lr\": 0.1}; every key is optional.");
    Recipe recipe;
    for (const auto &[name, value] : json.items()) {
        if (name == "$schema" || name == "$comment") // lets an editor find the schema; for people
            continue;
        const auto &keys = recipeKeys();
        const auto known = std::find_if(keys.begin(), keys.end(),
                                        [&name = name](const RecipeKey &key) { return name == key.key; });
        if (known == keys.end())
            throw InputError(fileName, "key \"" + shortened(name) + "\"", "is not known",
                             "Did you mean " + nearestRecipeKeys(name) + "?");
        std::visit(Setter(recipe, *known, value, fileName), known->member);
    }
    try {
        validate(recipe);
    } catch (const ValueError &error) {
        throw InputError(fileName, {}, error.what(), error.remedy());
    }
    return recipe;
}

std::string recipeToJson(const Recipe &recipe)
{
    Json json = Json::object();
    for (const RecipeKey &key : recipeKeys())
        std::visit([&](auto member) { json[key.key] = recipe.*member; }, key.member);
    return json.dump(2) + "\n";
}

Recipe readRecipe(const std::filesystem::path &file)
{
    Recipe recipe = recipeFromJson(readTextFile(file, largestFile), file.string());
    for (std::string *const named : {&recipe.module, &recipe.start}) {
        std::error_code failed;
        const std::filesystem::path beside = std::filesystem::absolute(file.parent_path() / *named, failed);
        if (!named->empty() && std::filesystem::exists(beside, failed))
            *named = beside.lexically_normal().string();
    }
    return recipe;
}

std::string recipeSchema()
{
    Json properties{{"$schema", {{"description", "Where this schema is."}, {"type", "string"}}},
                    {"$comment", {{"description", "For people: what the recipe is for."}, {"type", "string"}}}};
    for (const RecipeKey &key : recipeKeys())
        properties[key.key] = schemaOf(key);
    const Json schema{
        {"$schema", "https://json-schema.org/draft/2020-12/schema"},
        {"title", "Retort recipe"},
        {"description", "Everything a person decides about one distillation run. Every key is optional."},
        {"type", "object"},
        {"additionalProperties", false},
        {"properties", properties}};
    return schema.dump(2) + "\n";
}

} // namespace retort
