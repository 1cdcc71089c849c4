#pragma once

// Internal to core/runs: what an expression becomes.

#include "recipe/recipejson.h"
#include "runs/filter.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

struct FilterField
{
    enum class Of {
        Name,
        State,
        Student,
        Tag,
        Notes,
        Error,
        Device,
        Id,
        Epochs,
        Seed,
        Agreement,
        Accuracy,
        Teacher,
        Gap,
        Time,
        Star,
        Recipe
    };
    Of of = Of::Name;
    const RecipeKey *key = nullptr; ///< of Of::Recipe
    bool isNumber = false;
};

enum class FilterOp { Equal, Unequal, Less, LessOrEqual, Greater, GreaterOrEqual, Contains, Lacks };

struct FilterValue
{
    std::string text;
    double number = 0;    ///< in the field's unit
    double tolerance = 0; ///< equal means as near as this: what is shown is rounded
    bool none = false;
};

struct FilterComparison
{
    FilterField field;
    FilterOp op = FilterOp::Equal;
    FilterValue value;
};

struct RunFilter::Node
{
    enum class Kind { All, Any, Not, Comparison, Text };
    Kind kind = Kind::All;
    std::vector<Node> parts;
    FilterComparison comparison; ///< of Text only its value
};

/// Null for blank text. Throws RunFilterError.
[[nodiscard]] std::shared_ptr<const RunFilter::Node> parseFilter(std::string_view text);

} // namespace retort
