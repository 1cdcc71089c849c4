#include "widgets/prompts/weightingedit.h"

#include "base/error.h"

#include <algorithm>

namespace retort {

namespace {

/// Gives the unlocked templates but `kept` (templates.size(): none) together `share`, in their proportions.
void spread(Weighting &weighting, std::size_t kept, double share)
{
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < weighting.templates.size(); ++i)
        if (i != kept && !weighting.templates[i].locked) {
            sum += weighting.templates[i].weight;
            ++count;
        }
    for (std::size_t i = 0; i < weighting.templates.size(); ++i)
        if (WeightedTemplate &item = weighting.templates[i]; i != kept && !item.locked)
            item.weight = sum > 0 ? item.weight / sum * share : share / static_cast<double>(count);
}

double lockedSum(const Weighting &weighting, std::size_t except)
{
    double sum = 0;
    for (std::size_t i = 0; i < weighting.templates.size(); ++i)
        if (i != except && weighting.templates[i].locked)
            sum += weighting.templates[i].weight;
    return sum;
}

std::size_t unlockedCount(const Weighting &weighting)
{
    return static_cast<std::size_t>(std::count_if(weighting.templates.begin(), weighting.templates.end(),
                                                  [](const WeightedTemplate &item) { return !item.locked; }));
}

} // namespace

double largestWeight(const Weighting &weighting, std::size_t index)
{
    return std::clamp(1 - lockedSum(weighting, index), 0.0, 1.0);
}

Weighting withWeight(Weighting weighting, std::size_t index, double value)
{
    if (weighting.templates[index].locked || unlockedCount(weighting) < 2)
        return weighting;
    const double largest = largestWeight(weighting, index);
    weighting.templates[index].weight = std::clamp(value, 0.0, largest);
    spread(weighting, index, largest - weighting.templates[index].weight);
    weighting.rule = WeightRule::Manual;
    return weighting;
}

Weighting withEqualShare(const Weighting &weighting, std::size_t index)
{
    const auto count = static_cast<double>(std::max<std::size_t>(1, unlockedCount(weighting)));
    return withWeight(weighting, index, largestWeight(weighting, index) / count);
}

Weighting withLock(Weighting weighting, std::size_t index, bool locked)
{
    weighting.templates[index].locked = locked;
    return weighting;
}

Weighting withTemplate(Weighting weighting, const std::string &text)
{
    validateTemplate(text);
    for (const WeightedTemplate &item : weighting.templates)
        if (item.text == text)
            throw ValueError("The template \"" + text + "\" is there already.", "Change its weight instead.");
    weighting.templates.push_back({text, 0, false});
    const std::size_t added = weighting.templates.size() - 1;
    const double left = largestWeight(weighting, added);
    const double share = left / static_cast<double>(unlockedCount(weighting));
    weighting.templates[added].weight = unlockedCount(weighting) > 1 ? share : left;
    spread(weighting, added, left - share);
    return weighting;
}

Weighting withoutTemplate(Weighting weighting, std::size_t index)
{
    weighting.templates.erase(weighting.templates.begin() + static_cast<std::ptrdiff_t>(index));
    const std::size_t none = weighting.templates.size();
    if (unlockedCount(weighting) > 0) {
        spread(weighting, none, largestWeight(weighting, none));
    } else if (none > 0) {
        const double sum = lockedSum(weighting, none);
        for (WeightedTemplate &item : weighting.templates)
            item.weight = sum > 0 ? item.weight / sum : 1 / static_cast<double>(none);
    }
    return weighting;
}

Weighting withTemplateSet(Weighting weighting, const TemplateSet &set)
{
    weighting.templates.clear();
    for (const std::string &text : set.templates) {
        const bool there = std::any_of(weighting.templates.begin(), weighting.templates.end(),
                                       [&text](const WeightedTemplate &item) { return item.text == text; });
        if (!there)
            weighting.templates.push_back({text, 0, false});
    }
    spread(weighting, weighting.templates.size(), 1);
    return weighting;
}

} // namespace retort
