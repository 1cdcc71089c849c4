#pragma once

// Internal to core/export.

#include "data/image.h"

namespace retort {

/// A made-up RGB picture, the same everywhere: soft colours, a few shapes, a little noise. `number` picks one.
/// Exported files are compared on such pictures, since a project's images may be elsewhere.
[[nodiscard]] Image goldenImage(int number, int height, int width);

} // namespace retort
