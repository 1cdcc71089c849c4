#pragma once

#include <cstdint>
#include <span>
#include <vector>

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

/// Two ways measured side by side, once a seed.
struct PairedDifference
{
    double mean = 0;      ///< of first - second
    double deviation = 0; ///< of the differences, n - 1 in the denominator
    double low = 0;       ///< 95 % confidence interval of the mean
    double high = 0;
    double t =
        0; ///< of Student's test for pairs (1908), n - 1 degrees of freedom; infinite where all are the same
    double probability = 1; ///< two-sided; 1 where all differences are 0
};
/// Throws ValueError for fewer than two pairs or different numbers of them.
[[nodiscard]] PairedDifference pairedDifference(std::span<const double> first, std::span<const double> second);

/// P(|T| >= |t|) of Student's t distribution.
[[nodiscard]] double studentT(double t, double degrees);
/// Probabilities corrected for how many there are (Holm 1979): as many as come in, in their order, each at most 1.
[[nodiscard]] std::vector<double> holm(std::span<const double> probabilities);

/// Spearman's rank correlation (1904), ties with their mean rank; 0 where either side is constant or there are
/// fewer than two. Throws ValueError where lengths differ.
[[nodiscard]] double rankCorrelation(std::span<const double> x, std::span<const double> y);

/// Mean and sample standard deviation (n - 1) of what is a number.
struct Spread
{
    double mean = 0;
    double deviation = 0;   ///< 0 with one value
    std::int64_t count = 0; ///< 0: mean says nothing
};
[[nodiscard]] Spread spreadOf(std::span<const double> values);

} // namespace retort
