#pragma once

#include "data/image.h"
#include "images/preprocess.h"

#include <cstdint>

namespace retort {

/// A window into an image that has been resized, without making the rest of it.
struct Window
{
    std::int64_t fullHeight = 0; ///< size of the whole resized image, at least 1
    std::int64_t fullWidth = 0;
    std::int64_t top = 0; ///< where the window begins in it; what lies outside the image is black
    std::int64_t left = 0;
    int height = 0; ///< size of the window
    int width = 0;
};

/// The method that Pillow's Image.resize uses on bytes, and so its results: columns first, then rows, the filter
/// widened by the reduction and cut off at the borders, weights rounded to 22 bits after the point, bytes between
/// the two passes. (Since version 13 Pillow takes rows first where the height loses more than twice as many pixels
/// as the width, which differs by a few levels at hard edges; older versions and torchvision do not.) Cost depends
/// on the window, so that a 1 x 100,000 image is no trap.
[[nodiscard]] Image resampled(const Image &image, const Window &window, Resampling resampling);

} // namespace retort
