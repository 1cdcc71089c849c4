#include "runs/groups.h"

#include "recipe/recipejson.h"

#include <string>
#include <unordered_map>

namespace retort {

namespace {

void append(std::string &key, const std::string &value)
{
    key += value;
    key += '\0';
}

template<typename T>
void append(std::string &key, const T &value)
{
    key.append(reinterpret_cast<const char *>(&value), sizeof value);
}

/// Equal where two runs may only differ in their seed.
std::string keyOf(const RunRecord &run)
{
    Recipe recipe = run.recipe;
    recipe.seed = 0;
    std::string key;
    for (const RecipeKey &each : recipeKeys())
        std::visit([&](auto member) { append(key, recipe.*member); }, each.member);
    append(key, run.weightingId);
    append(key, run.classListId);
    append(key, run.teacherId);
    append(key, run.dataFingerprint);
    append(key, run.view.fingerprint());
    append(key, run.start.moduleSha256);
    append(key, run.start.weightsSha256);
    return key;
}

} // namespace

std::vector<RunGroup> groupBySeeds(std::span<const RunRecord> runs)
{
    std::vector<const RunRecord *> pointers;
    pointers.reserve(runs.size());
    for (const RunRecord &run : runs)
        pointers.push_back(&run);
    return groupBySeeds(std::span<const RunRecord *const>(pointers));
}

std::vector<RunGroup> groupBySeeds(std::span<const RunRecord *const> runs)
{
    std::vector<RunGroup> groups;
    std::unordered_map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto [at, isNew] = known.try_emplace(keyOf(*runs[i]), groups.size());
        if (isNew)
            groups.emplace_back();
        groups[at->second].runs.push_back(i);
    }
    return groups;
}

} // namespace retort
