#include "graph/circleorder.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace retort {

namespace {

using Tour = std::vector<std::int32_t>;

// A move must gain more than rounding, or two tours of one length could be swapped for ever.
constexpr float gainOverRounding = 1e-5F;
constexpr int maximumPasses = 200;
constexpr std::int64_t startBudget = 200'000; ///< starts x classes^2

Matrix distances(const Matrix &correlations)
{
    const std::int64_t n = correlations.rows();
    if (n != correlations.columns() || n == 0)
        throw ValueError("The proxy correlations are a " + std::to_string(n) + " x " +
                             std::to_string(correlations.columns()) +
                             " table; as many rows as columns are needed, at least one.",
                         "The graph is damaged: run the epoch again.");
    Matrix result(n, n);
    for (std::int64_t a = 0; a < n; ++a)
        for (std::int64_t b = 0; b < n; ++b) {
            const float value = 1.0F - 0.5F * (correlations.at(a, b) + correlations.at(b, a));
            if (!std::isfinite(value))
                throw ValueError("The correlation of the proxies " + std::to_string(a) + " and " +
                                     std::to_string(b) + " is not a finite number.",
                                 "The graph is damaged: run the epoch again.");
            result.at(a, b) = value;
        }
    return result;
}

Tour nearestNeighbourTour(const Matrix &distance, std::int32_t start)
{
    const std::int64_t n = distance.rows();
    std::vector<bool> used(static_cast<std::size_t>(n), false);
    Tour tour{start};
    used[static_cast<std::size_t>(start)] = true;
    while (static_cast<std::int64_t>(tour.size()) < n) {
        const auto row = distance.row(tour.back());
        std::size_t best = 0;
        float bestDistance = std::numeric_limits<float>::max();
        for (std::size_t c = 0; c < row.size(); ++c)
            if (!used[c] && row[c] < bestDistance) {
                bestDistance = row[c];
                best = c;
            }
        used[best] = true;
        tour.push_back(static_cast<std::int32_t>(best));
    }
    return tour;
}

/// Reverses stretches of the tour while that shortens it. True if it did.
bool twoOpt(const Matrix &distance, Tour &tour)
{
    const std::size_t n = tour.size();
    bool improved = false;
    for (std::size_t i = 0; i + 2 < n; ++i)
        for (std::size_t j = i + 2; j < n; ++j) {
            const std::size_t next = (j + 1) % n;
            if (next == i)
                continue;
            const float gain = distance.at(tour[i], tour[i + 1]) + distance.at(tour[j], tour[next]) -
                               distance.at(tour[i], tour[j]) - distance.at(tour[i + 1], tour[next]);
            if (gain > gainOverRounding) {
                std::reverse(tour.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                             tour.begin() + static_cast<std::ptrdiff_t>(j) + 1);
                improved = true;
            }
        }
    return improved;
}

/// Moves one class to a better place while that shortens the tour. True if it did.
bool orOpt(const Matrix &distance, Tour &tour)
{
    const std::size_t n = tour.size();
    bool improved = false;
    for (std::size_t from = 0; from < n; ++from) {
        const std::int32_t moved = tour[from];
        const std::int32_t before = tour[(from + n - 1) % n];
        const std::int32_t after = tour[(from + 1) % n];
        const float removed = distance.at(before, moved) + distance.at(moved, after) - distance.at(before, after);
        float bestGain = gainOverRounding;
        std::size_t bestPlace = n;
        for (std::size_t place = 0; place < n; ++place) { // between place and place + 1
            const std::size_t next = (place + 1) % n;
            if (place == from || next == from)
                continue;
            const float added = distance.at(tour[place], moved) + distance.at(moved, tour[next]) -
                                distance.at(tour[place], tour[next]);
            if (removed - added > bestGain) {
                bestGain = removed - added;
                bestPlace = place;
            }
        }
        if (bestPlace == n)
            continue;
        const auto at = [&](std::size_t index) { return tour.begin() + static_cast<std::ptrdiff_t>(index); };
        if (bestPlace > from)
            std::rotate(at(from), at(from + 1), at(bestPlace + 1));
        else
            std::rotate(at(bestPlace + 1), at(from), at(from + 1));
        improved = true;
    }
    return improved;
}

Tour shortened(const Matrix &distance, Tour tour)
{
    bool shorter = true;
    for (int pass = 0; shorter && pass < maximumPasses; ++pass) {
        shorter = twoOpt(distance, tour);
        shorter = orOpt(distance, tour) || shorter;
    }
    return tour;
}

float tourLength(const Matrix &distance, const Tour &tour)
{
    float length = distance.at(tour.back(), tour.front());
    for (std::size_t i = 1; i < tour.size(); ++i)
        length += distance.at(tour[i - 1], tour[i]);
    return length;
}

} // namespace

std::vector<std::int32_t> circleOrder(const Matrix &correlations)
{
    const Matrix distance = distances(correlations);
    const std::int64_t n = distance.rows();
    Tour tour;
    if (n <= 3) {
        tour = nearestNeighbourTour(distance, 0);
    } else {
        // Few classes are cheap: from several starts, so that a short tour is hardly missed.
        const std::int64_t starts = std::clamp<std::int64_t>(startBudget / (n * n), 1, n);
        float shortest = std::numeric_limits<float>::max();
        for (std::int64_t start = 0; start < starts; ++start) {
            Tour candidate = shortened(distance, nearestNeighbourTour(distance, static_cast<std::int32_t>(start)));
            const float length = tourLength(distance, candidate);
            if (length < shortest - gainOverRounding) {
                shortest = length;
                tour = std::move(candidate);
            }
        }
    }
    std::rotate(tour.begin(), std::find(tour.begin(), tour.end(), 0), tour.end());
    if (n > 2 && tour[1] > tour.back())
        std::reverse(tour.begin() + 1, tour.end());
    return tour;
}

} // namespace retort
