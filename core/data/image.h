#pragma once

#include <cstdint>
#include <vector>

namespace retort {

/// One decoded image: height x width x channels bytes, rows from the top, channels interleaved.
/// 1 channel is grey, 3 are RGB; nothing else occurs.
struct Image
{
    int height = 0;
    int width = 0;
    int channels = 0;
    std::vector<std::uint8_t> pixels;

    bool operator==(const Image &) const = default;
};

} // namespace retort
