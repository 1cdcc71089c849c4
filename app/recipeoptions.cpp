#include "recipeoptions.h"

#include "recipe/recipechange.h"
#include "recipe/shippedrecipes.h"
#include "resourcesfolder.h"
#include "student/names.h"

#include <algorithm>
#include <filesystem>

namespace retort {

std::vector<CLI::Option *> addRecipeOptions(CLI::App &command, RecipeOptions &options)
{
    return {
        command.add_option("--recipe", options.recipe,
                           "JSON file, or the name of a shipped one (cifar100, two-class, ...)"),
        command.add_option("--student", options.student,
                           "Instead of the recipe's: a name (resnet18), or a TorchScript file"),
        command.add_option("--start", options.start,
                           "Start weights: a file, run:N, or fetched ones (resnet18-imagenet)"),
        command.add_option("--seed", options.seed, "Instead of the recipe's"),
        command.add_option("--epochs", options.epochs, "Instead of the recipe's"),
        command.add_option("--device", options.device, "Instead of the recipe's")
            ->check(CLI::IsMember({"auto", "cpu", "cuda"})),
        command.add_option("--set", options.changes, "KEY=VALUE instead of the recipe's, once or more (lr=0.05)")
            ->allow_extra_args(false)};
}

Recipe chosenRecipe(const RecipeOptions &options, const ProjectSettings &settings, const Recipe *like)
{
    Recipe recipe;
    if (!options.recipe.empty())
        recipe = namedRecipe(options.recipe, resourcesFolder());
    else if (like)
        recipe = *like;
    else
        recipe.heldOut = settings.heldOut;
    RecipeChanges changes;
    for (const std::string &text : options.changes)
        changes.push_back(recipeChangeFromText(text));
    recipe = changed(recipe, changes);
    if (!options.student.empty()) {
        const std::vector<std::string> names = studentNames();
        const bool named = std::find(names.begin(), names.end(), options.student) != names.end();
        if (!named && !std::filesystem::exists(options.student))
            (void)studentInfo(options.student); // says which there are
        recipe.student = named ? options.student : scriptedStudentName;
        recipe.module = named ? std::string() : std::filesystem::absolute(options.student).string();
    }
    if (!options.start.empty())
        recipe.start = std::filesystem::exists(options.start) ? std::filesystem::absolute(options.start).string()
                                                              : options.start;
    if (options.seed)
        recipe.seed = *options.seed;
    if (options.epochs)
        recipe.epochs = *options.epochs;
    if (!options.device.empty())
        recipe.device = options.device;
    validate(recipe);
    return recipe;
}

} // namespace retort
