#pragma once

#include "base/matrix.h"

#include <cstdint>
#include <vector>

namespace retort {

/// The order of class proxies round a circle that puts similar ones next to each other: a short closed tour with
/// the distance 1 - correlation, by nearest neighbour (from several starts where classes are few), then 2-opt and
/// Or-opt until neither shortens it. Returns order[place] = class. The same input always gives the same order; it
/// starts with class 0 and goes in the direction in which class 0's neighbour with the lower index comes first.
/// `correlations` is [C x C] (its symmetric part counts), C >= 1. Throws ValueError when it is not square or holds
/// a value that is not finite.
[[nodiscard]] std::vector<std::int32_t> circleOrder(const Matrix &correlations);

} // namespace retort
