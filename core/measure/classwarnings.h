#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace retort {

/// A class that gets far fewer or far more images than before: confidence rises, too, when everything falls into
/// one class.
struct ClassWarning
{
    std::int32_t classIndex = 0;
    bool swells = false; ///< else it empties
    std::int64_t images = 0;
    std::int64_t before = -1; ///< under the baseline; -1: there is none
};

/// `counts` are images a class; `before` the same under a baseline, or empty. With n images a class on average:
/// - a class empties when it has lost two thirds of what it had and has less than n / 2 (without a baseline: when
/// it
///   gets none);
/// - it swells when it gets twice of what it had and more than 2 n (without one: more than half of all images, of
///   three classes or more).
/// The largest change first. Throws ValueError where lengths differ.
[[nodiscard]] std::vector<ClassWarning> classWarnings(std::span<const std::int64_t> counts,
                                                      std::span<const std::int64_t> before);

} // namespace retort
