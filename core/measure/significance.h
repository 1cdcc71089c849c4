#pragma once

#include <cstdint>
#include <span>

namespace retort {

/// Two ways to answer the same labelled images, compared image by image.
struct PairedComparison
{
    std::int64_t count = 0;      ///< images with a label and both answers
    std::int64_t onlyFirst = 0;  ///< only the first way is right
    std::int64_t onlySecond = 0; ///< only the second way is right
    /// McNemar's exact test, two-sided: how probable it is that so many, or more, of the images on which just one
    /// is right fall to the same side when both ways are right equally often. 1 where there is no such image.
    double probability = 1;
};

/// 2 P(X <= min(a, b)) for X binomial (a + b, 1/2), at most 1 (McNemar 1947; exact form as in Fay 2010).
[[nodiscard]] double mcNemar(std::int64_t onlyFirst, std::int64_t onlySecond);
/// A negative label or answer leaves an image out. Throws ValueError where lengths differ. Images count as
/// independent.
[[nodiscard]] PairedComparison compareAnswers(std::span<const std::int32_t> labels,
                                              std::span<const std::int32_t> first,
                                              std::span<const std::int32_t> second);

} // namespace retort
