#pragma once

#include "images/decode.h"

namespace retort {

/// Decodes a JPEG of four inks (CMYK, YCCK) as Pillow does: inks as Adobe stores them, inverted; a channel is
/// (255 - black) less its ink's share of that, rounded. OpenCV rounds otherwise, up to two levels apart. The
/// header has been looked at: the size is sane. Not turned upright. Safe from several threads.
[[nodiscard]] DecodedImage decodeCmykJpeg(std::span<const std::byte> bytes);

} // namespace retort
