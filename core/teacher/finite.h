#pragma once

// Internal to teacher.

#include "base/namedtensor.h"

#include <span>

namespace retort {

/// Whether every floating-point number is neither NaN nor infinite; the bytes need not be aligned. Runs at the
/// speed of memory.
[[nodiscard]] bool isFinite(std::span<const std::byte> bytes, ElementType type);

} // namespace retort
