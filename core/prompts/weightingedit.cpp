#include "prompts/weightingedit.h"

#include "base/error.h"
#include "prompts/templateset.h"

#include <algorithm>
#include <set>
#include <utility>

namespace retort {

namespace {

constexpr std::size_t nobody = static_cast<std::size_t>(-1);

/// Templates whose weight may change, `except` aside.
std::size_t freeCount(const Weighting &weighting, std::size_t except = nobody)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < weighting.templates.size(); ++i)
        count += i != except && !weighting.templates[i].held();
    return count;
}

/// Gives the free templates but `kept` together `share`, in their proportions.
void spread(Weighting &weighting, std::size_t kept, double share)
{
    double sum = 0;
    for (std::size_t i = 0; i < weighting.templates.size(); ++i)
        if (i != kept && !weighting.templates[i].held())
            sum += weighting.templates[i].weight;
    const auto count = static_cast<double>(freeCount(weighting, kept));
    for (std::size_t i = 0; i < weighting.templates.size(); ++i)
        if (WeightedTemplate &item = weighting.templates[i]; i != kept && !item.held())
            item.weight = sum > 0 ? item.weight / sum * share : share / count;
}

/// After templates went: whoever is left takes it all, locked or not.
void settle(Weighting &weighting)
{
    if (freeCount(weighting) > 0) {
        spread(weighting, nobody, largestWeight(weighting, nobody));
        return;
    }
    double sum = 0;
    for (const WeightedTemplate &item : weighting.templates)
        sum += item.weight;
    for (WeightedTemplate &item : weighting.templates) {
        if (sum > 0) {
            item.weight /= sum;
        } else { // all of them were muted
            item.muted.reset();
            item.weight = 1 / static_cast<double>(weighting.templates.size());
        }
    }
}

void refuseDouble(const Weighting &weighting, const std::string &text, std::size_t except = nobody)
{
    for (std::size_t i = 0; i < weighting.templates.size(); ++i)
        if (i != except && weighting.templates[i].text == text)
            throw ValueError("The template \"" + text + "\" is there already", "Change its weight instead.");
}

} // namespace

double largestWeight(const Weighting &weighting, std::size_t index)
{
    double locked = 0;
    for (std::size_t i = 0; i < weighting.templates.size(); ++i)
        if (i != index && weighting.templates[i].locked)
            locked += weighting.templates[i].weight;
    return std::clamp(1 - locked, 0.0, 1.0);
}

std::string whyHeld(const Weighting &weighting, std::size_t index)
{
    if (weighting.rule == WeightRule::AutoClip)
        return "AutoCLIP gives every image weights of its own: choose another rule to set them.";
    if (weighting.templates[index].locked)
        return "This weight is locked.";
    if (freeCount(weighting, index) > 0)
        return {};
    return weighting.templates.size() == 1 ? "The only template has all the weight."
                                           : "All other templates are locked or muted: none could take or give.";
}

Weighting withWeight(Weighting weighting, std::size_t index, double value)
{
    if (!whyHeld(weighting, index).empty())
        return weighting;
    const double largest = largestWeight(weighting, index);
    WeightedTemplate &item = weighting.templates[index];
    item.weight = std::clamp(value, 0.0, largest);
    item.muted.reset();
    spread(weighting, index, largest - item.weight);
    weighting.rule = WeightRule::Manual;
    return weighting;
}

Weighting withEqualShare(const Weighting &weighting, std::size_t index)
{
    const auto count = static_cast<double>(freeCount(weighting, index) + 1);
    return withWeight(weighting, index, largestWeight(weighting, index) / count);
}

Weighting withLock(Weighting weighting, std::span<const std::size_t> indices, bool locked)
{
    for (const std::size_t index : indices)
        weighting.templates[index].locked = locked;
    return weighting;
}

Weighting withMute(Weighting weighting, std::span<const std::size_t> indices, bool muted)
{
    // In the order of the list, however they were selected: who is heard first takes first.
    for (const std::size_t index : std::set<std::size_t>(indices.begin(), indices.end())) {
        WeightedTemplate &item = weighting.templates[index];
        if (item.muted.has_value() == muted)
            continue;
        if (muted) {
            item.muted = std::exchange(item.weight, 0.0);
            continue;
        }
        const double wanted = *std::exchange(item.muted, std::nullopt);
        const double largest = largestWeight(weighting, index);
        item.weight = freeCount(weighting, index) > 0 ? std::min(wanted, largest) : largest;
        if (!item.locked)
            spread(weighting, index, largest - item.weight);
    }
    const auto heard = [](const WeightedTemplate &item) { return !item.muted; };
    if (std::none_of(weighting.templates.begin(), weighting.templates.end(), heard))
        throw ValueError("Every template would be muted", "Leave one that is heard.");
    if (freeCount(weighting) > 0) {
        spread(weighting, nobody, largestWeight(weighting, nobody));
    } else if (largestWeight(weighting, nobody) > 1e-9) {
        throw ValueError("The templates that are left are locked and cannot take the weight",
                         "Unlock one of them first.");
    }
    return weighting;
}

Weighting withTemplates(Weighting weighting, const std::vector<std::string> &texts, std::size_t place)
{
    place = std::min(place, weighting.templates.size());
    for (const std::string &text : texts) {
        validateTemplate(text);
        refuseDouble(weighting, text);
        weighting.templates.insert(weighting.templates.begin() + static_cast<std::ptrdiff_t>(place),
                                   {text, 0, false});
        const double left = largestWeight(weighting, place);
        const std::size_t sharing = freeCount(weighting);
        const double share = left / static_cast<double>(sharing);
        weighting.templates[place].weight = share;
        if (sharing > 1)
            spread(weighting, place, left - share);
        ++place;
    }
    return weighting;
}

Weighting withText(Weighting weighting, std::size_t index, const std::string &text)
{
    validateTemplate(text);
    refuseDouble(weighting, text, index);
    weighting.templates[index].text = text;
    return weighting;
}

Weighting withoutTemplates(Weighting weighting, std::span<const std::size_t> indices)
{
    const std::set<std::size_t> gone(indices.begin(), indices.end());
    if (gone.size() >= weighting.templates.size())
        throw ValueError("One template at least must stay", "Add another one first.");
    for (auto index = gone.rbegin(); index != gone.rend(); ++index)
        weighting.templates.erase(weighting.templates.begin() + static_cast<std::ptrdiff_t>(*index));
    settle(weighting);
    return weighting;
}

Weighting withMoved(Weighting weighting, std::span<const std::size_t> indices, std::size_t place)
{
    const std::set<std::size_t> moved(indices.begin(), indices.end());
    std::vector<WeightedTemplate> result;
    const auto putMoved = [&] {
        for (const std::size_t index : moved)
            result.push_back(weighting.templates[index]);
    };
    for (std::size_t i = 0; i < weighting.templates.size(); ++i) {
        if (i == place)
            putMoved();
        if (!moved.contains(i))
            result.push_back(weighting.templates[i]);
    }
    if (place >= weighting.templates.size())
        putMoved();
    weighting.templates = std::move(result);
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
    spread(weighting, nobody, 1);
    return weighting;
}

} // namespace retort
