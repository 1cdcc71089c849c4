#include "prompts/weighting.h"

#include "base/error.h"
#include "prompts/templateset.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <set>

namespace retort {

namespace {

struct Name
{
    WeightRule rule;
    const char *text;
};

constexpr std::array<Name, 6> names{{{WeightRule::Manual, "manual"},
                                     {WeightRule::Uniform, "uniform"},
                                     {WeightRule::MaxLogit, "maxlogit"},
                                     {WeightRule::ZpeTest, "zpe-test"},
                                     {WeightRule::Zpe, "zpe"},
                                     {WeightRule::AutoClip, "autoclip"}}};

constexpr double tolerance = 1e-6;

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

void checkWeight(const WeightedTemplate &entry)
{
    if (!(entry.weight >= 0 && entry.weight <= 1)) // also true for NaN
        throw ValueError("the weight of \"" + entry.text + "\" is " + number(entry.weight),
                         "A weight is a number from 0 to 1.");
    if (!entry.muted)
        return;
    if (entry.weight != 0)
        throw ValueError("the muted template \"" + entry.text + "\" has the weight " + number(entry.weight),
                         "What is muted has none.");
    if (!(*entry.muted >= 0 && *entry.muted <= 1))
        throw ValueError("the weight that \"" + entry.text + "\" had before it was muted is " +
                             number(*entry.muted),
                         "A weight is a number from 0 to 1.");
}

} // namespace

std::string ruleName(WeightRule rule)
{
    for (const Name &name : names)
        if (name.rule == rule)
            return name.text;
    throw ValueError("unknown weight rule");
}

WeightRule ruleFromName(const std::string &text)
{
    std::string known;
    for (const Name &name : names) {
        if (text == name.text)
            return name.rule;
        known += (known.empty() ? "" : ", ") + std::string(name.text);
    }
    throw ValueError("there is no weight rule \"" + text + "\"", "Choose one of " + known + ".");
}

void validate(const Weighting &weighting)
{
    if (weighting.templates.empty())
        throw ValueError("there is no template", "Add one, or load a template set.");
    if (!(weighting.temperature > 0 && std::isfinite(weighting.temperature)))
        throw ValueError("the temperature of the weights is " + number(weighting.temperature),
                         "It must be above 0.");
    std::set<std::string> texts;
    double sum = 0;
    for (const WeightedTemplate &entry : weighting.templates) {
        validateTemplate(entry.text);
        if (!texts.insert(entry.text).second)
            throw ValueError("the template \"" + entry.text + "\" is there twice",
                             "Remove one of them; to make it count more, give it a larger weight.");
        checkWeight(entry);
        sum += entry.weight;
    }
    if (std::abs(sum - 1) > tolerance)
        throw ValueError("the weights sum to " + number(sum), "They must sum to 1.");
}

bool labelsSeenInSelection(const Weighting &next, const Weighting &before, bool accuracyVisible)
{
    if (accuracyVisible || !before.labelsSeen)
        return accuracyVisible;
    return std::any_of(next.templates.begin(), next.templates.end(), [&](const WeightedTemplate &entry) {
        return std::any_of(before.templates.begin(), before.templates.end(),
                           [&](const WeightedTemplate &other) { return other.text == entry.text; });
    });
}

std::vector<double> sharedWeights(const Weighting &weighting, std::span<const double> shares)
{
    if (shares.size() != weighting.templates.size())
        throw ValueError("there are " + std::to_string(shares.size()) + " shares for " +
                         std::to_string(weighting.templates.size()) + " templates");
    double locked = 0;
    double total = 0;
    std::size_t open = 0;
    for (std::size_t p = 0; p < shares.size(); ++p) {
        const WeightedTemplate &entry = weighting.templates[p];
        if (entry.held()) {
            checkWeight(entry);
            locked += entry.weight;
        } else if (shares[p] >= 0 && std::isfinite(shares[p])) {
            total += shares[p];
            ++open;
        } else {
            throw ValueError("the share of \"" + entry.text + "\" is " + number(shares[p]),
                             "It must be a number from 0 up.");
        }
    }
    if (locked > 1 + tolerance)
        throw ValueError("the locked weights sum to " + number(locked),
                         "Unlock or lower one: all weights sum to 1.");
    if (open == 0 && std::abs(locked - 1) > tolerance)
        throw ValueError("all templates are locked or muted and their weights sum to " + number(locked),
                         "Unlock one, so that it can take what is left.");
    const double left = std::max(0.0, 1 - locked);
    std::vector<double> weights(shares.size());
    for (std::size_t p = 0; p < shares.size(); ++p) {
        if (weighting.templates[p].held())
            weights[p] = weighting.templates[p].weight;
        else
            weights[p] = left * (total > 0 ? shares[p] / total : 1.0 / static_cast<double>(open));
    }
    return weights;
}

} // namespace retort
