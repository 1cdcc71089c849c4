#pragma once

#include "distil/recipe.h"
#include "recipe/recipechange.h"
#include "recipe/sweep.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace retort {

/// A comparison of methods that is fixed before it is run: methods x settings x seeds, each one run. A seed
/// decides start weights, order and augmentation, and draws the training images anew. Before, each method is tuned
/// in one setting with the same number of runs; that reads the tuning half of the labels, the result only the
/// report half.
struct StudyPlan
{
    /// Where student and teacher work; labels of the training images are read to draw a setting's images and for
    /// nothing else.
    struct Setting
    {
        std::string name;
        std::string about;       ///< one sentence
        std::int64_t images = 0; ///< training images that a seed draws, those held out included; 0 = all
        /// The only ones used, by name, in training and test images; empty = all.
        std::vector<std::string> classes;
        /// How often each class is there among the training images, relative to how often it is in the data set,
        /// 0 .. 1; one a class, or empty = as it is.
        std::vector<double> balance;
        RecipeChanges recipe; ///< to the study's

        bool operator==(const Setting &) const = default;
    };
    struct Method
    {
        std::string name;
        std::string about;
        bool weighted = true;        ///< prompts weighted by the study's rule; else all alike
        RecipeChanges recipe;        ///< to the setting's
        std::vector<SweepAxis> tune; ///< every combination is tried; as many for each method

        bool operator==(const Method &) const = default;
    };
    struct Seeds
    {
        std::uint64_t first = 1;
        std::int64_t count = 10;

        bool operator==(const Seeds &) const = default;
    };

    std::string title;
    std::string about;  ///< what it rests on, and what it does not show
    std::string images; ///< a data set with labels and a part "test"; empty: to be named when it is run
    double from = 0;    ///< share of the training images, by content (KeyRange)
    double to = 1;
    std::string classes;   ///< a class list: a file, or the name of a shipped one; empty: the images' own
    std::string teacher;   ///< a CLIP's folder; "demo-teacher" is shipped; empty: to be named when it is run
    std::string templates; ///< a template set: a file, or the name of a shipped one
    std::string rule = "maxlogit"; ///< how prompts are weighted, see ruleName()
    Recipe recipe;                 ///< that settings and methods change
    Seeds seeds;                   ///< of the result
    std::string tuningSetting;     ///< the setting in which methods are tuned; empty: they are not
    Seeds tuningSeeds{1001, 2};    ///< none of them in `seeds`
    std::vector<Setting> settings;
    std::vector<Method> methods; ///< the first is held against each of the others

    bool operator==(const StudyPlan &) const = default;
};

inline constexpr std::int64_t mostStudyRuns = 100'000;

/// Reads a plan; its recipe key holds an object as in recipes, settings and methods objects with the keys that
/// change, "tune" lists of values. Unknown keys are refused by name. Throws InputError naming the key: what is no
/// plan, names that are there twice, a recipe that is refused, methods with different numbers of tuning runs,
/// tuning seeds among the result's, a tuning setting that there is not, fewer than two seeds or methods.
[[nodiscard]] StudyPlan studyFromJson(const std::string &json, const std::string &fileName);
/// The file of that name, else the shipped plan resources/studies/NAME.json. Throws InputError listing the shipped
/// ones where there is neither.
[[nodiscard]] StudyPlan namedStudy(const std::string &nameOrFile, const std::filesystem::path &resources);

/// The recipe of one run: the study's, changed by the setting, the method and what tuning chose, with this seed.
[[nodiscard]] Recipe studyRecipe(const StudyPlan &plan, const StudyPlan::Setting &setting,
                                 const StudyPlan::Method &method, const RecipeChanges &tuned, std::uint64_t seed);
/// What a method tries: at least one point, which may change nothing.
[[nodiscard]] std::vector<RecipeChanges> tuningPoints(const StudyPlan::Method &method);

} // namespace retort
