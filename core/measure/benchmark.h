#pragma once

#include <cstdint>
#include <stop_token>

namespace retort {

/// How many answers are held against labels.
struct ConfusionSize
{
    std::int64_t images = 50'000;
    std::int64_t classes = 1000;
    double right = 0.7; ///< share of the answers; of the others, most are one of a few similar classes
    int repeats = 10;   ///< the median one is reported
};

/// Milliseconds.
struct ConfusionTimes
{
    double counts = 0;         ///< confusion(): the table alone
    double cells = 0;          ///< sampleConfusion() and topConfusions(): what the matrix shows, with intervals
    double pair = 0;           ///< compareWithReference(): all that an explained run shows of a pair
    std::int64_t occupied = 0; ///< cells with images
};

/// Times these on made-up labels and answers. Throws Cancelled, and ValueError without images or classes.
[[nodiscard]] ConfusionTimes benchConfusion(const ConfusionSize &size, const std::stop_token &stop);

} // namespace retort
