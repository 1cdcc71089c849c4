#pragma once

#include "base/matrix.h"
#include "base/progress.h"
#include "neighbours/nearestrows.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace retort {

/// Images that are nearly the same to a teacher as the first of them.
struct DuplicateGroup
{
    std::vector<Neighbour> members; ///< in the order of the rows; cosine: with the first of them
    float alike = 1;                ///< the smallest of those cosines
};

/// Groups of rows (unit length), most alike groups first, equal ones by their first row. In their order, each row
/// joins the earliest one that is first of its group and has a cosine of at least `least` with it, or becomes a
/// first one itself. So what is left out when only the first ones stay has one that is that alike among them;
/// groups that hang together by pairs would chain from image to image through half a data set. Judged exactly:
/// the work grows with the square of the number of rows, the memory with the number. Throws ValueError when
/// `least` is not above 0 and at most 1, Cancelled.
[[nodiscard]] std::vector<DuplicateGroup>
findNearDuplicates(const Matrix &rows, double least, const std::stop_token &stop, const Reporter &reporter);

/// A row of one matrix and the row of another that is most like it.
struct OverlapPair
{
    std::int64_t a = 0;
    std::int64_t b = 0;
    float cosine = 0;

    bool operator==(const OverlapPair &) const = default;
};

/// For each row of `a` (unit length) that has one: the row of `b` with the largest cosine, if that is at least
/// `least`; most alike first, equal ones in the order of `a`. Throws as findNearDuplicates, and ValueError when
/// the dimensions differ.
[[nodiscard]] std::vector<OverlapPair> findOverlap(const Matrix &a, const Matrix &b, double least,
                                                   const std::stop_token &stop, const Reporter &reporter);

} // namespace retort
