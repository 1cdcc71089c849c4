#include "teacher/finite.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace retort {

namespace {

/// A number whose exponent has all bits set is NaN or infinite.
template<typename Bits>
bool noneHasAll(std::span<const std::byte> bytes, Bits exponent)
{
    constexpr std::size_t block = 4096;
    for (std::size_t at = 0; at < bytes.size(); at += block * sizeof(Bits)) {
        Bits values[block];
        const std::size_t count = std::min(block, (bytes.size() - at) / sizeof(Bits));
        std::memcpy(values, bytes.data() + at, count * sizeof(Bits));
        bool found = false;
        for (std::size_t i = 0; i < count; ++i)
            found |= (values[i] & exponent) == exponent;
        if (found)
            return false;
    }
    return true;
}

} // namespace

bool isFinite(std::span<const std::byte> bytes, ElementType type)
{
    switch (type) {
    case ElementType::F64:
        return noneHasAll<std::uint64_t>(bytes, 0x7FF0'0000'0000'0000U);
    case ElementType::F32:
        return noneHasAll<std::uint32_t>(bytes, 0x7F80'0000U);
    case ElementType::F16:
        return noneHasAll<std::uint16_t>(bytes, 0x7C00U);
    case ElementType::BF16:
        return noneHasAll<std::uint16_t>(bytes, 0x7F80U);
    default:
        return true;
    }
}

} // namespace retort
