#include "base/half.h"

#include <bit>

namespace retort {

float fromHalf(std::uint16_t bits)
{
    const std::uint32_t sign = std::uint32_t(bits & 0x8000U) << 16;
    const std::uint32_t rest = bits & 0x7FFFU;
    if (rest >= 0x7C00U) // infinity, and what is no number
        return std::bit_cast<float>(sign | 0x7F800000U | (rest & 0x3FFU) << 13);
    if (rest >= 0x400U)
        return std::bit_cast<float>(sign | ((rest << 13) + (std::uint32_t(127 - 15) << 23)));
    // Below the smallest normal half: so many times 2^-24, which a float holds exactly.
    const float small = static_cast<float>(rest) * 0x1p-24F;
    return sign != 0 ? -small : small;
}

std::uint16_t toHalf(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000U);
    const std::uint32_t rest = bits & 0x7FFFFFFFU;
    if (rest > 0x7F800000U)
        return static_cast<std::uint16_t>(sign | 0x7E00U | (rest >> 13 & 0x1FFU));
    if (rest >= 0x477FF000U) // 65,520
        return static_cast<std::uint16_t>(sign | 0x7C00U);
    if (rest < 0x38800000U) { // 2^-14: the sum's last bits are the half's, rounded by the addition
        const float shifted = std::bit_cast<float>(rest) + 0.5F;
        return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3F000000U));
    }
    const std::uint32_t odd = rest >> 13 & 1U;
    return static_cast<std::uint16_t>(sign | ((rest - (std::uint32_t(127 - 15) << 23) + 0xFFFU + odd) >> 13));
}

} // namespace retort
