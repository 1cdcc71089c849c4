#pragma once

#include "measure/accuracy.h"

#include <cstdint>
#include <vector>

namespace retort {

enum class ImageOrder { AsTheyAre, LeastSure, MostSure }; ///< sure: by the margin of the two best answers

/// Indices of the images whose answer is `wantedClass` (negative: any), in that order; equal margins stay in their
/// order.
[[nodiscard]] std::vector<std::int64_t> orderedImages(const LogitSummary &summary, int wantedClass,
                                                      ImageOrder order);

} // namespace retort
