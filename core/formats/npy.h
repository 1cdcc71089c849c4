#pragma once

#include "base/matrix.h"
#include "formats/numbertable.h"

#include <cstddef>
#include <filesystem>
#include <span>

namespace retort {

/// Whether the bytes begin as a .npy file does.
[[nodiscard]] bool isNpy(std::span<const std::byte> bytes);

/// A .npy file (numpy's own format, versions 1.0, 2.0 and 3.0) of two dimensions and of 16, 32 or 64 bit
/// floating-point numbers, of either byte order, rows or columns first. Throws InputError naming the file, the
/// place and the remedy for everything else: other numbers, other dimensions, objects, a header that says
/// something else than what lies behind it. The result points into `bytes`.
[[nodiscard]] NumberTable parseNpy(std::span<const std::byte> bytes, const std::filesystem::path &fileName);

/// Writes float32, rows first, version 1.0, so that the file is either the old one or the new one. Throws Error
/// when it cannot be written.
void writeNpy(const std::filesystem::path &file, const Matrix &matrix);

} // namespace retort
