#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// Rules of docs/method.md that find weights without labels.
enum class WeightRule { Manual, Uniform, MaxLogit, ZpeTest, Zpe, AutoClip };

/// "manual", "uniform", "maxlogit", "zpe-test", "zpe", "autoclip".
[[nodiscard]] std::string ruleName(WeightRule rule);
/// Throws ValueError listing the names.
[[nodiscard]] WeightRule ruleFromName(const std::string &name);

struct WeightedTemplate
{
    std::string text;    ///< holds "{}" exactly once
    double weight = 0;   ///< 0 .. 1; all weights of a weighting sum to 1
    bool locked = false; ///< keeps its weight when a rule finds the rest
    /// Counts for nothing (weight 0) until it is heard again; this is the weight it then gets back.
    std::optional<double> muted = std::nullopt;

    /// Its weight is not for a rule, nor for the others' edits, to change.
    [[nodiscard]] bool held() const { return locked || muted.has_value(); }
    bool operator==(const WeightedTemplate &) const = default;
};

/// How prompts become teacher logits. Immutable once a run has used it.
struct Weighting
{
    std::vector<WeightedTemplate> templates;
    WeightRule rule = WeightRule::MaxLogit;
    bool softmax = true;      ///< maxlogit only: softmax of the scores (else proportional to them)
    double temperature = 1.0; ///< of that softmax, > 0
    bool normalise = false;   ///< T_c normalised, as open_clip's zero-shot classifier
    bool labelsSeen = false;  ///< the mark "labels seen in selection": accuracy was visible while it was chosen

    bool operator==(const Weighting &) const = default;
};

/// Throws ValueError for no template, one without exactly one "{}", one that is there twice, a weight outside 0 ..
/// 1 or not finite, a muted one with a weight, a temperature that is not above 0, or a sum of weights that is not
/// 1 (to 1e-6).
void validate(const Weighting &weighting);

/// Whether `next`, chosen in place of `before`, carries the mark "labels seen in selection": when accuracy was
/// visible, or when it goes on from a weighting that carries it (some template is in both).
[[nodiscard]] bool labelsSeenInSelection(const Weighting &next, const Weighting &before, bool accuracyVisible);

/// Weights in proportion to `shares` (one a template, 0 or more, finite), sum 1: held templates keep theirs and
/// the rest divide what is left; with all their shares 0, evenly. Throws ValueError when the held ones exceed 1,
/// or leave something and nobody to take it.
[[nodiscard]] std::vector<double> sharedWeights(const Weighting &weighting, std::span<const double> shares);

} // namespace retort
