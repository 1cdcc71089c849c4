#include "measure/significance.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace retort {

namespace {

/// The regularised incomplete beta function I_x(a, b), by its continued fraction (Abramowitz and Stegun 26.5.8),
/// which converges fast for x below (a + 1) / (a + b + 2).
double incompleteBeta(double x, double a, double b)
{
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    if (x > (a + 1) / (a + b + 2))
        return 1 - incompleteBeta(1 - x, b, a);
    // Evaluated from the innermost of enough levels outwards.
    double fraction = 0;
    for (int level = 200; level >= 1; --level) {
        const double m = level / 2;
        const double numerator = level % 2 == 0 ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                                                : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        fraction = numerator / (1 + fraction);
    }
    const double front =
        std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x);
    return std::exp(front) / (a * (1 + fraction));
}

/// The t that 5 % of the distribution exceed on either side together.
double quantile95(double degrees)
{
    double low = 0;
    double high = 1000;
    for (int i = 0; i < 200; ++i) {
        const double middle = (low + high) / 2;
        (studentT(middle, degrees) > 0.05 ? low : high) = middle;
    }
    return high;
}

std::vector<double> ranks(std::span<const double> values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> result(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first;
        while (end < order.size() && values[order[end]] == values[order[first]])
            ++end;
        for (std::size_t i = first; i < end; ++i)
            result[order[i]] = (static_cast<double>(first) + static_cast<double>(end) - 1) / 2;
        first = end;
    }
    return result;
}

} // namespace

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

double studentT(double t, double degrees)
{
    if (std::isinf(t))
        return 0;
    return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

Spread spreadOf(std::span<const double> values)
{
    Spread spread;
    double squares = 0;
    for (const double value : values) { // Welford: no difference of large sums
        if (!std::isfinite(value))
            continue;
        ++spread.count;
        const double off = value - spread.mean;
        spread.mean += off / static_cast<double>(spread.count);
        squares += off * (value - spread.mean);
    }
    if (spread.count > 1)
        spread.deviation = std::sqrt(squares / static_cast<double>(spread.count - 1));
    return spread;
}

PairedDifference pairedDifference(std::span<const double> first, std::span<const double> second)
{
    if (first.size() != second.size() || first.size() < 2)
        throw ValueError("two or more pairs are needed, not " + std::to_string(first.size()) + " and " +
                         std::to_string(second.size()) + " values");
    std::vector<double> differences;
    for (std::size_t i = 0; i < first.size(); ++i)
        differences.push_back(first[i] - second[i]);
    const Spread spread = spreadOf(differences);
    const auto count = static_cast<double>(differences.size());
    PairedDifference result;
    result.mean = spread.mean;
    result.deviation = spread.deviation;
    const double error = spread.deviation / std::sqrt(count);
    const double reach = quantile95(count - 1) * error;
    result.low = spread.mean - reach;
    result.high = spread.mean + reach;
    if (spread.mean != 0) {
        result.t =
            error > 0 ? spread.mean / error : std::copysign(std::numeric_limits<double>::infinity(), spread.mean);
        result.probability = studentT(result.t, count - 1);
    }
    return result;
}

std::vector<double> holm(std::span<const double> probabilities)
{
    std::vector<std::size_t> order(probabilities.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return probabilities[a] < probabilities[b]; });
    std::vector<double> corrected(probabilities.size());
    double largest = 0; // a larger probability never becomes the smaller one
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto remaining = static_cast<double>(order.size() - i);
        largest = std::max(largest, std::min(1.0, remaining * probabilities[order[i]]));
        corrected[order[i]] = largest;
    }
    return corrected;
}

double rankCorrelation(std::span<const double> x, std::span<const double> y)
{
    if (x.size() != y.size())
        throw ValueError("ranks of " + std::to_string(x.size()) + " and " + std::to_string(y.size()) +
                         " values cannot be compared");
    if (x.size() < 2)
        return 0;
    const std::vector<double> a = ranks(x);
    const std::vector<double> b = ranks(y);
    const double middle = (static_cast<double>(x.size()) - 1) / 2;
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - middle) * (b[i] - middle);
        aa += (a[i] - middle) * (a[i] - middle);
        bb += (b[i] - middle) * (b[i] - middle);
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

} // namespace retort
