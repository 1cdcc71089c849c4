#include "formats/numbertable.h"

#include "base/half.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace retort {

static_assert(std::endian::native == std::endian::little, "numbers are read as little-endian ones");

namespace {

template<typename T>
T number(const std::byte *at, bool bigEndian)
{
    std::array<std::byte, sizeof(T)> bytes;
    std::memcpy(bytes.data(), at, sizeof(T));
    if (bigEndian)
        std::reverse(bytes.begin(), bytes.end());
    return std::bit_cast<T>(bytes);
}

} // namespace

bool isFloatingPoint(ElementType type)
{
    return type == ElementType::F16 || type == ElementType::BF16 || type == ElementType::F32 ||
           type == ElementType::F64;
}

float NumberTable::at(std::int64_t row, std::int64_t column) const
{
    const std::int64_t place = columnsFirst ? column * rows + row : row * columns + column;
    const std::byte *from = bytes.data() + static_cast<std::size_t>(place) * elementSize(type);
    switch (type) {
    case ElementType::F16:
        return fromHalf(number<std::uint16_t>(from, bigEndian));
    case ElementType::BF16:
        return std::bit_cast<float>(std::uint32_t{number<std::uint16_t>(from, bigEndian)} << 16);
    case ElementType::F64:
        return static_cast<float>(number<double>(from, bigEndian));
    default:
        return number<float>(from, bigEndian);
    }
}

void NumberTable::copyRow(std::int64_t row, std::span<float> values) const
{
    if (type == ElementType::F32 && !bigEndian && !columnsFirst) {
        std::memcpy(values.data(), bytes.data() + static_cast<std::size_t>(row) * values.size_bytes(),
                    values.size_bytes());
        return;
    }
    for (std::int64_t c = 0; c < columns; ++c)
        values[static_cast<std::size_t>(c)] = at(row, c);
}

} // namespace retort
