#pragma once

#include "base/namedtensor.h"
#include "formats/pickle.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace retort {

/// A numpy array out of a pickle; rows first, little-endian.
struct PickledArray
{
    ElementType type = ElementType::U8;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes; ///< of the pickle: product(shape) * elementSize(type), not aligned
};

/// What a PickleSource must allow for files with numpy arrays.
[[nodiscard]] std::span<const std::string_view> pickledArrayGlobals();

/// Throws InputError naming file and offset for a value that is no array, an array of objects, texts or unsigned
/// numbers wider than a byte, of big-endian numbers, with columns first, or with too few or too many bytes.
[[nodiscard]] PickledArray pickledArray(const PickleValue &value, const PickleSource &source);

} // namespace retort
