#pragma once

#include "prompts/templateset.h"
#include "prompts/weighting.h"

#include <cstddef>
#include <string>

namespace retort {

// Edits of a weighting by hand. Each returns a weighting whose weights sum to 1; locked templates keep theirs.

/// How far the weight of one template can go: what the other locked ones leave.
[[nodiscard]] double largestWeight(const Weighting &weighting, std::size_t index);

/// One template gets `value` (clamped to 0 .. largestWeight); the other unlocked ones share what is left in the
/// proportions they have, equally where they have none. The rule becomes by hand. A locked template, and the only
/// unlocked one, stay as they are.
[[nodiscard]] Weighting withWeight(Weighting weighting, std::size_t index, double value);
/// One template gets an equal share of what the locked ones leave.
[[nodiscard]] Weighting withEqualShare(const Weighting &weighting, std::size_t index);
[[nodiscard]] Weighting withLock(Weighting weighting, std::size_t index, bool locked);

/// Adds a template with an equal share of what the locked ones leave; the rule stays. Throws ValueError for a text
/// without exactly one "{}" and for one that is there already.
[[nodiscard]] Weighting withTemplate(Weighting weighting, const std::string &text);
/// Takes a template away; the unlocked ones share its weight (all of them where all are locked).
[[nodiscard]] Weighting withoutTemplate(Weighting weighting, std::size_t index);
/// The templates of a set, with equal weights and without locks, instead of those that are there. Doubles once.
[[nodiscard]] Weighting withTemplateSet(Weighting weighting, const TemplateSet &set);

} // namespace retort
