#pragma once

#include "data/image.h"

#include <cstddef>
#include <vector>

namespace retort {

/// A PNG file of the image; nothing is lost. Throws Error when there is no memory for it.
[[nodiscard]] std::vector<std::byte> encodePng(const Image &image);
/// A JPEG file, for pictures that are only looked at. quality: 1 .. 100.
[[nodiscard]] std::vector<std::byte> encodeJpeg(const Image &image, int quality);

} // namespace retort
