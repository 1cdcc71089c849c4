#include "neighbours/nearestrows.h"

#include "base/error.h"
#include "base/parallel.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

// Enough for a thread to be worth its while, few enough to stop soon.
constexpr std::int64_t blockRows = 4096;
// Partial sums: each adds in its own order, so that they can be added at once and come out the same everywhere.
constexpr std::size_t lanes = 16;

float dot(const float *a, const float *b, std::size_t count)
{
    float sums[lanes] = {};
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes)
        for (std::size_t l = 0; l < lanes; ++l)
            sums[l] += a[i + l] * b[i + l];
    for (std::size_t l = 0; i < count; ++i, ++l)
        sums[l] += a[i] * b[i];
    float total = 0;
    for (const float sum : sums)
        total += sum;
    return total;
}

std::vector<float> unit(std::span<const float> query)
{
    double squares = 0;
    for (const float value : query)
        squares += static_cast<double>(value) * static_cast<double>(value);
    if (!(squares > 0) || !std::isfinite(squares))
        throw ValueError("what is searched for has no direction", "Search for something else.");
    std::vector<float> direction(query.begin(), query.end());
    for (float &value : direction)
        value = static_cast<float>(static_cast<double>(value) / std::sqrt(squares));
    return direction;
}

} // namespace

std::vector<Neighbour> nearestRows(const Matrix &rows, std::span<const float> query, std::int64_t count,
                                   const std::stop_token &stop)
{
    if (static_cast<std::int64_t>(query.size()) != rows.columns())
        throw ValueError("a search in " + std::to_string(query.size()) +
                             " dimensions does not fit embeddings of " + std::to_string(rows.columns()),
                         "Embed both with one teacher.");
    const std::vector<float> direction = unit(query);
    std::vector<Neighbour> all(static_cast<std::size_t>(rows.rows()));
    parallelFor((rows.rows() + blockRows - 1) / blockRows, stop, [&](std::int64_t block) {
        const std::int64_t end = std::min(rows.rows(), (block + 1) * blockRows);
        for (std::int64_t row = block * blockRows; row < end; ++row)
            all[static_cast<std::size_t>(row)] = {row,
                                                  dot(rows.row(row).data(), direction.data(), direction.size())};
    });
    const auto nearer = [](const Neighbour &a, const Neighbour &b) {
        return a.cosine > b.cosine || (a.cosine == b.cosine && a.row < b.row);
    };
    const auto wanted = all.begin() + std::clamp<std::int64_t>(count, 0, rows.rows());
    std::partial_sort(all.begin(), wanted, all.end(), nearer);
    all.erase(wanted, all.end());
    return all;
}

} // namespace retort
