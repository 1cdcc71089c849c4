#include "images/encode.h"

#include "base/error.h"

#include <algorithm>
#include <cstring>
#include <opencv2/imgcodecs.hpp>
#include <span>

namespace retort {

namespace {

std::vector<std::byte> encoded(const Image &image, const char *extension, const std::vector<int> &how)
{
    cv::Mat picture(image.height, image.width, image.channels == 3 ? CV_8UC3 : CV_8UC1);
    for (int row = 0; row < image.height; ++row) {
        const std::size_t bytes = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.channels);
        const std::uint8_t *from = image.pixels.data() + static_cast<std::size_t>(row) * bytes;
        std::uint8_t *to = picture.ptr<std::uint8_t>(row);
        std::memcpy(to, from, bytes);
        for (std::size_t i = 0; image.channels == 3 && i < bytes; i += 3)
            std::swap(to[i], to[i + 2]); // OpenCV has blue first
    }
    std::vector<std::uint8_t> file;
    try {
        if (!cv::imencode(extension, picture, file, how))
            throw Error("a picture cannot be encoded");
    } catch (const cv::Exception &error) {
        throw Error("a picture cannot be encoded: " + error.err);
    }
    const auto bytes = std::as_bytes(std::span(file));
    return {bytes.begin(), bytes.end()};
}

} // namespace

std::vector<std::byte> encodePng(const Image &image)
{
    return encoded(image, ".png", {});
}

std::vector<std::byte> encodeJpeg(const Image &image, int quality)
{
    return encoded(image, ".jpg", {cv::IMWRITE_JPEG_QUALITY, quality});
}

} // namespace retort
