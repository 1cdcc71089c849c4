#include "base/bytestext.h"

#include <array>
#include <cstddef>
#include <cstdio>

namespace retort {

std::string bytesText(std::uint64_t bytes)
{
    if (bytes < 1000)
        return std::to_string(bytes) + " bytes";
    constexpr std::array<const char *, 6> units{"KB", "MB", "GB", "TB", "PB", "EB"};
    double value = static_cast<double>(bytes) / 1000;
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), value < 9.95 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    return text.data();
}

} // namespace retort
