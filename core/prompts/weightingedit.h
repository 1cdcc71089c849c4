#pragma once

#include "prompts/weighting.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace retort {

struct TemplateSet;

// Edits of a weighting by hand. Each returns a weighting whose weights sum to 1: locked templates keep theirs,
// muted ones have none, the others ("free") share what is left. What cannot be done is a ValueError that says why;
// nothing has changed then.

/// How far the weight of one template can go: what the other locked ones leave.
[[nodiscard]] double largestWeight(const Weighting &weighting, std::size_t index);
/// Why the weight of a template cannot be moved, in words; empty where it can.
[[nodiscard]] std::string whyHeld(const Weighting &weighting, std::size_t index);

/// One template gets `value` (clamped to 0 .. largestWeight) and is heard again if it was muted; the other free
/// ones share what is left in the proportions they have, equally where they have none. The rule becomes by hand.
/// Stays as it is where whyHeld() says why.
[[nodiscard]] Weighting withWeight(Weighting weighting, std::size_t index, double value);
/// One template gets an equal share of what the locked ones leave.
[[nodiscard]] Weighting withEqualShare(const Weighting &weighting, std::size_t index);
[[nodiscard]] Weighting withLock(Weighting weighting, std::span<const std::size_t> indices, bool locked);
/// Muted templates count for nothing and remember their weight, which they get back when they are heard again.
/// Throws when nobody would be heard, or when the ones that are left are all locked and cannot take the weight.
[[nodiscard]] Weighting withMute(Weighting weighting, std::span<const std::size_t> indices, bool muted);

/// Adds templates at a place (at the end where it is beyond), each with an equal share of what the locked ones
/// leave; the rule stays. Throws for a text that is no template (see validateTemplate) and for one that is there
/// already.
[[nodiscard]] Weighting withTemplates(Weighting weighting, const std::vector<std::string> &texts,
                                      std::size_t place);
/// Other words for a template; its weight stays. Throws as withTemplates.
[[nodiscard]] Weighting withText(Weighting weighting, std::size_t index, const std::string &text);
/// Takes templates away; the free ones share their weight. Throws when none would be left.
[[nodiscard]] Weighting withoutTemplates(Weighting weighting, std::span<const std::size_t> indices);
/// Templates taken out of the list and put in front of `place`, in the order they have.
[[nodiscard]] Weighting withMoved(Weighting weighting, std::span<const std::size_t> indices, std::size_t place);
/// The templates of a set, with equal weights and without locks, instead of those that are there. Doubles once.
[[nodiscard]] Weighting withTemplateSet(Weighting weighting, const TemplateSet &set);

} // namespace retort
