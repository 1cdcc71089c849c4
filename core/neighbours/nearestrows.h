#pragma once

#include "base/matrix.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace retort {

/// A row of a matrix, and how alike it is to what was asked for.
struct Neighbour
{
    std::int64_t row = 0;
    float cosine = 0; ///< -1 .. 1

    bool operator==(const Neighbour &) const = default;
};

/// The `count` rows (all of them where there are fewer) whose cosine with `query` is largest, the largest first,
/// equal ones in their order. Rows are of unit length (embeddings), `query` of any length but zero. Exact: every
/// row is looked at, on as many threads as there are cores, and the result does not depend on how many. Throws
/// ValueError when the dimensions differ or the query has no direction, Cancelled.
[[nodiscard]] std::vector<Neighbour> nearestRows(const Matrix &rows, std::span<const float> query,
                                                 std::int64_t count, const std::stop_token &stop);

} // namespace retort
