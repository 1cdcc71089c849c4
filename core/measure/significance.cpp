#include "measure/significance.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>

namespace retort {

double mcNemar(std::int64_t onlyFirst, std::int64_t onlySecond)
{
    const std::int64_t fewer = std::min(onlyFirst, onlySecond);
    const std::int64_t all = onlyFirst + onlySecond;
    if (all == 0)
        return 1;
    // The terms C(all, k) / 2^all grow up to the middle, so they are summed relative to the last one, downwards,
    // until they no longer count; only that one goes through logarithms (C(10000, 5000) fits no double).
    const auto n = static_cast<double>(all);
    const auto k = static_cast<double>(fewer);
    const double last = std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) - n * std::log(2.0);
    double sum = 0;
    double term = 1;
    for (std::int64_t i = fewer; i >= 0 && term > 1e-18 * sum; --i) {
        sum += term;
        term *= static_cast<double>(i) / static_cast<double>(all - i + 1);
    }
    return std::min(1.0, 2 * std::exp(last) * sum);
}

PairedComparison compareAnswers(std::span<const std::int32_t> labels, std::span<const std::int32_t> first,
                                std::span<const std::int32_t> second)
{
    if (labels.size() != first.size() || labels.size() != second.size())
        throw ValueError("labels and answers differ in length");
    PairedComparison result;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] < 0 || first[i] < 0 || second[i] < 0)
            continue;
        ++result.count;
        const bool firstRight = first[i] == labels[i];
        const bool secondRight = second[i] == labels[i];
        result.onlyFirst += firstRight && !secondRight;
        result.onlySecond += secondRight && !firstRight;
    }
    result.probability = mcNemar(result.onlyFirst, result.onlySecond);
    return result;
}

} // namespace retort
