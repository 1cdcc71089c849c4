#include "images/decode.h"
#include "images/imageheader.h"

#include <cstdint>
#include <cstdlib>

using namespace retort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::span<const std::byte> bytes(reinterpret_cast<const std::byte *>(data), size);
    const ImageHeader header = readImageHeader(bytes);
    if (!header.problem.empty())
        return 0;
    if (header.width < 1 || header.height < 1 || header.width > maximumPixels / header.height)
        std::abort();
    constexpr std::int64_t quickPixels = 1 << 16;
    if (header.width * header.height > quickPixels)
        return 0;
    const DecodedImage decoded = decodeImage(bytes);
    const Image &image = decoded.image;
    const std::size_t expected = static_cast<std::size_t>(image.height) * static_cast<std::size_t>(image.width) *
                                 static_cast<std::size_t>(image.channels);
    if (image.pixels.size() != expected || decoded.problem.empty() != (expected != 0))
        std::abort();
    return 0;
}
