#include "images/thumbnail.h"

#include "images/preprocess.h"

#include <algorithm>
#include <cmath>

namespace retort {

Image thumbnail(const Image &image, int edge)
{
    const double scale = std::min(1.0, static_cast<double>(edge) / std::max(image.height, image.width));
    const auto side = [&](int length) { return std::max(1, static_cast<int>(std::lround(length * scale))); };
    Image small = resized(image, side(image.height), side(image.width), Resampling::Bilinear);
    if (small.channels == 3)
        return small;
    Image colour{small.height, small.width, 3, {}};
    colour.pixels.reserve(small.pixels.size() * 3);
    for (const std::uint8_t grey : small.pixels)
        colour.pixels.insert(colour.pixels.end(), 3, grey);
    return colour;
}

} // namespace retort
