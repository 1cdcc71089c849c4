#pragma once

#include "distil/recipe.h"
#include "recipe/recipechange.h"

#include <cstdint>
#include <string>
#include <vector>

namespace retort {

/// The name of an axis that is no key of a recipe: its values are names of the project's weightings.
inline constexpr const char *weightingAxis = "weighting";

/// What varies in a sweep: a recipe's key with the values it takes, or the range they are drawn from.
struct SweepAxis
{
    std::string key;
    std::vector<std::string> values; ///< as written in changed(); empty: a range of numbers
    double from = 0;
    double to = 0;
    bool logarithmic = false; ///< drawn evenly by the logarithm

    bool operator==(const SweepAxis &) const = default;
};

/// Many runs that differ in some keys. Points are all combinations of the values, or some drawn at random; each is
/// run once a seed.
struct SweepPlan
{
    Recipe base;
    std::vector<SweepAxis> axes;
    std::int64_t seeds = 1; ///< runs a point: the base's seed and those after it
    std::int64_t draws = 0; ///< points drawn at random; 0 = all combinations
    std::uint64_t drawSeed = 1;
    double mostSeconds = 0; ///< of training, all runs together; 0 = as long as it takes
    /// Stops points early that are clearly behind: successive halving, see judgeSweep().
    bool halving = false;
    /// The weighting whose answers all runs are compared with, by name; empty: each is compared with its own
    /// teacher's, which only says something where that is the same one.
    std::string reference;

    bool operator==(const SweepPlan &) const = default;
};

/// One combination of values.
struct SweepPoint
{
    RecipeChanges changes; ///< in the order of the axes, without the weighting
    std::string weighting; ///< its name; empty: the project's
    Recipe recipe;
    std::string name; ///< "lr 0.05, temperature 2"
};

/// "lr=0.05,0.1,0.2", "lr=0.01..0.3" or "lr=log:0.01..0.3". Throws ValueError for what is neither.
[[nodiscard]] SweepAxis sweepAxisFromText(const std::string &text);

inline constexpr std::int64_t mostSweepRuns = 10'000;

/// Points in the order in which they are to run. Throws ValueError naming the key: unknown (with the nearest known
/// ones), there twice, a value that it does not take, a range where all combinations are asked for, more draws
/// than there are combinations; or for too many runs.
[[nodiscard]] std::vector<SweepPoint> sweepPoints(const SweepPlan &plan);

/// Epochs after which the points that are behind are stopped, ascending: halves of the recipe's epochs, as many as
/// the points can be halved, all of them after the warm-up. Empty where there is nothing to halve.
[[nodiscard]] std::vector<std::int64_t> sweepRungs(const SweepPlan &plan);

[[nodiscard]] std::string toJson(const SweepPlan &plan);
/// Throws InputError naming `what` when the text is not what toJson() wrote.
[[nodiscard]] SweepPlan sweepPlanFromJson(const std::string &json, const std::string &what);

} // namespace retort
