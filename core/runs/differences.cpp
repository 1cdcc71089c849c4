#include "runs/differences.h"

#include "recipe/recipejson.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <type_traits>

namespace retort {

namespace {

template<typename T>
std::string textOf(const T &value)
{
    if constexpr (std::is_same_v<T, std::string>) {
        return value;
    } else if constexpr (std::is_same_v<T, bool>) {
        return value ? "true" : "false";
    } else {
        std::array<char, 32> text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
        return {text.data(), end};
    }
}

std::string startOf(const RunRecord &run)
{
    const std::string &module = run.start.moduleSha256;
    const std::string &weights = run.start.weightsSha256;
    return module + (module.empty() || weights.empty() ? "" : " ") + weights;
}

} // namespace

std::vector<RunDifference> runDifferences(std::span<const RunRecord> runs)
{
    std::vector<RunDifference> differences;
    if (runs.size() < 2)
        return differences;
    const auto add = [&](RunDifference::Of of, const std::string &key, auto valueOf) {
        RunDifference difference{of, key, {}};
        for (const RunRecord &run : runs)
            difference.values.push_back(valueOf(run));
        const std::vector<std::string> &values = difference.values;
        if (std::any_of(values.begin(), values.end(), [&](const std::string &v) { return v != values.front(); }))
            differences.push_back(std::move(difference));
    };
    for (const RecipeKey &key : recipeKeys())
        std::visit(
            [&](auto member) {
                add(RunDifference::Of::Recipe, key.key,
                    [member](const RunRecord &run) { return textOf(run.recipe.*member); });
            },
            key.member);
    add(RunDifference::Of::Prompts, {}, [](const RunRecord &run) { return std::to_string(run.weightingId); });
    add(RunDifference::Of::Classes, {}, [](const RunRecord &run) { return std::to_string(run.classListId); });
    add(RunDifference::Of::Teacher, {}, [](const RunRecord &run) { return run.teacherId; });
    add(RunDifference::Of::Images, {}, [](const RunRecord &run) { return run.dataFingerprint; });
    add(RunDifference::Of::View, {}, [](const RunRecord &run) { return run.view.fingerprint(); });
    add(RunDifference::Of::Start, {}, startOf);
    return differences;
}

} // namespace retort
