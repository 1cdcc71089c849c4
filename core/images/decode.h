#pragma once

#include "data/image.h"

#include <cstddef>
#include <span>
#include <string>

namespace retort {

/// More pixels than this are refused: a few kilobytes of file can claim any size.
inline constexpr std::int64_t maximumPixels = 178'956'970;

/// An image, or in words why there is none ("is cut short"); problem is empty exactly when the image is there.
struct DecodedImage
{
    Image image;
    std::string problem;
};

/// Decodes PNG, JPEG, BMP, WebP and TIFF (its first page), recognised by content, as Pillow would give them after
/// ImageOps.exif_transpose and convert("RGB"), except that grey stays one channel: transparency is dropped,
/// palettes are expanded, of 16 bits a colour the upper 8 are taken. Grey of 16 bits is taken as it is, everything
/// above 255 as white: so the towers' reference sees it, however little is then left of a picture. Animations and
/// GIF are refused rather than one frame guessed. Safe from several threads; throws nothing but std::bad_alloc.
[[nodiscard]] DecodedImage decodeImage(std::span<const std::byte> bytes);

} // namespace retort
