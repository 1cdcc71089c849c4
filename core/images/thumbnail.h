#pragma once

#include "data/image.h"

namespace retort {

/// A small RGB copy for display: fits into edge x edge with its proportions kept, is never enlarged, and has at
/// least one pixel a side.
[[nodiscard]] Image thumbnail(const Image &image, int edge);

} // namespace retort
