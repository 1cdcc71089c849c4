#pragma once

#include "base/namedtensor.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace retort {

/// Rows of floating-point numbers inside bytes that somebody else holds (a .npy file, a tensor), of whatever width
/// and order; they are read as float32.
struct NumberTable
{
    ElementType type = ElementType::F32; ///< F16, BF16, F32 or F64
    bool bigEndian = false;
    bool columnsFirst = false; ///< as Fortran lays arrays out
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::span<const std::byte> bytes; ///< rows * columns * elementSize(type), not aligned

    [[nodiscard]] float at(std::int64_t row, std::int64_t column) const;
    /// `values` holds as many as there are columns.
    void copyRow(std::int64_t row, std::span<float> values) const;
};

/// Whether a table can be of this type.
[[nodiscard]] bool isFloatingPoint(ElementType type);

} // namespace retort
