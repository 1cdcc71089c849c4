#include "images/viewed.h"

#include "images/resample.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace retort {

namespace {

struct Extent
{
    int begin;
    int size;
};

/// The pixels of a side that a region's extent covers by more than half, at least one.
Extent within(double begin, double size, int side, bool percent)
{
    const double scale = percent ? side / 100.0 : 1;
    const auto pixel = [&](double place) {
        return static_cast<int>(std::lround(std::clamp(place * scale, 0.0, static_cast<double>(side))));
    };
    const int first = std::min(pixel(begin), side - 1);
    return {first, std::max(1, pixel(begin + size) - first)};
}

Image letterboxed(const Image &image, int side, Resampling resampling)
{
    const std::int64_t longer = std::max(image.height, image.width);
    const auto scaled = [&](int length) {
        return std::max<std::int64_t>(1, std::int64_t{length} * side / longer);
    };
    Window window;
    window.fullHeight = scaled(image.height);
    window.fullWidth = scaled(image.width);
    window.top = -((side - window.fullHeight) / 2);
    window.left = -((side - window.fullWidth) / 2);
    window.height = side;
    window.width = side;
    if (image.height == side && image.width == side)
        return image;
    return resampled(image, window, resampling);
}

} // namespace

Image regionOf(const Image &image, const Region &region)
{
    if (region.isWhole())
        return image;
    const Extent rows = within(region.top, region.height, image.height, region.percent);
    const Extent columns = within(region.left, region.width, image.width, region.percent);
    Image part{rows.size, columns.size, image.channels, {}};
    const auto channels = static_cast<std::size_t>(image.channels);
    const std::size_t bytes = static_cast<std::size_t>(columns.size) * channels;
    part.pixels.reserve(static_cast<std::size_t>(rows.size) * bytes);
    for (int y = 0; y < rows.size; ++y) {
        const auto row = image.pixels.begin() +
                         static_cast<std::ptrdiff_t>(
                             (static_cast<std::size_t>(rows.begin + y) * static_cast<std::size_t>(image.width) +
                              static_cast<std::size_t>(columns.begin)) *
                             channels);
        part.pixels.insert(part.pixels.end(), row, row + static_cast<std::ptrdiff_t>(bytes));
    }
    return part;
}

Image squareOf(const Image &image, const ImageView &view, int side, Resampling resampling)
{
    if (!view.region.isWhole())
        return squareOf(regionOf(image, view.region), {view.fit, {}}, side, resampling);
    switch (view.fit) {
    case Fit::Letterbox:
        return letterboxed(image, side, resampling);
    case Fit::Squash:
        return resized(image, side, side, resampling);
    case Fit::Crop:
        break;
    }
    return resizedAndCropped(image, side, side, resampling);
}

} // namespace retort
