#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace retort {

enum class ImageFormat { Unknown, Png, Jpeg, Bmp, WebP, Tiff };

/// What the first look at an image file tells, before a decoder touches it: nothing is trusted, nothing allocated.
struct ImageHeader
{
    ImageFormat format = ImageFormat::Unknown;
    std::int64_t width = 0;
    std::int64_t height = 0;
    int inks = 0;          ///< JPEG: colour components
    bool deepGrey = false; ///< one channel of 16 bits
    int orientation = 1;   ///< EXIF, 1 .. 8 (TIFF: left to the decoder, always 1)
    /// TIFF: where the byte is that calls its alpha "unassociated", 0 if none does. The decoder would multiply the
    /// colours with such alpha.
    std::size_t unassociatedAlpha = 0;
    std::string problem; ///< why it cannot be read; empty when nothing speaks against it so far
};

/// Recognises the format by content. Finds files that are cut short (JPEG, PNG and WebP say where they end) and
/// animations, which decoders would partly let through.
[[nodiscard]] ImageHeader readImageHeader(std::span<const std::byte> bytes);

} // namespace retort
