#pragma once

#include "distil/epochsink.h"

#include <cstdint>
#include <deque>
#include <string>

namespace retort {

/// Tells a run whose loss goes the wrong way for good from one that has a bad moment: over `window` steps the mean
/// loss is more than `factor` times that of a student which knows nothing.
class DivergenceGuard
{
public:
    static constexpr std::size_t window = 50;
    static constexpr double factor = 4;

    /// The loss of a student that gives every class the same chance, see Trainer::ignorantLoss().
    explicit DivergenceGuard(double ignorantLoss) : m_ignorantLoss(ignorantLoss) {}

    /// Throws Error saying what happened and what to try.
    void look(const StepMetrics &step);

private:
    double m_ignorantLoss;
    std::deque<double> m_losses;
    double m_sum = 0;
};

/// Three digits, for messages.
[[nodiscard]] std::string shortText(double value);

/// What to do about a loss that grows beyond all bounds.
inline constexpr const char *lowerLearningRate =
    "Start it again with a lower learning rate (a tenth), a longer warm-up or precision fp32.";

} // namespace retort
