#include "export/goldenimages.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

struct Disc
{
    double y, x, radius; ///< of the picture's sides
    double colour[3];
};

} // namespace

Image goldenImage(int number, int height, int width)
{
    RandomStream random{static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(Purpose::Sample)};
    double slope[3][2];
    for (auto &channel : slope)
        for (double &value : channel)
            value = 160 * random.uniform() - 80;
    Disc discs[4];
    for (Disc &disc : discs) {
        disc = {random.uniform(), random.uniform(), 0.1 + 0.25 * random.uniform(), {}};
        for (double &value : disc.colour)
            value = 255 * random.uniform();
    }
    Image image{height, width, 3, {}};
    image.pixels.reserve(static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * 3);
    for (int row = 0; row < height; ++row) {
        for (int column = 0; column < width; ++column) {
            const double y = (row + 0.5) / height;
            const double x = (column + 0.5) / width;
            for (std::size_t c = 0; c < 3; ++c) {
                double value = 128 + slope[c][0] * (y - 0.5) + slope[c][1] * (x - 0.5);
                for (const Disc &disc : discs)
                    if (std::hypot(y - disc.y, x - disc.x) < disc.radius)
                        value = disc.colour[c];
                value += 16 * random.uniform() - 8;
                image.pixels.push_back(static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0)));
            }
        }
    }
    return image;
}

} // namespace retort
