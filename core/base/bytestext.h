#pragma once

#include <cstdint>
#include <string>

namespace retort {

/// "854 bytes", "12 MB", "3.9 GB": powers of 1000, two or three digits. What Progress counts in the unit "bytes"
/// is shown this way.
[[nodiscard]] std::string bytesText(std::uint64_t bytes);

} // namespace retort
