#pragma once

#include <cstdint>

namespace retort {

/// IEEE 754 binary16, as bits. Every half is a float; a float becomes the nearest half, of two equally near ones
/// the even one, and from 65,520 on infinity.
[[nodiscard]] float fromHalf(std::uint16_t bits);
[[nodiscard]] std::uint16_t toHalf(float value);

} // namespace retort
