#include "images/preprocess.h"

#include "base/error.h"
#include "images/resample.h"

#include <algorithm>
#include <cstdio>

namespace retort {

namespace {

const char *nameOf(Resampling resampling)
{
    switch (resampling) {
    case Resampling::Nearest:
        return "nearest";
    case Resampling::Bilinear:
        return "bilinear";
    case Resampling::Bicubic:
        return "bicubic";
    }
    return "";
}

/// Towards minus infinity, also for negative numbers, or to the even neighbour.
std::int64_t halfOf(std::int64_t value, CropRounding rounding)
{
    const std::int64_t down = value >> 1;
    const bool between = (value & 1) != 0;
    return rounding == CropRounding::Even && between && (down & 1) != 0 ? down + 1 : down;
}

void check(const Image &image, int first, int second)
{
    if (image.height < 1 || image.width < 1 || (image.channels != 1 && image.channels != 3) || first < 1 ||
        second < 1)
        throw ValueError("an image of " + std::to_string(image.width) + " x " + std::to_string(image.height) +
                         " x " + std::to_string(image.channels) + " cannot be brought to size " +
                         std::to_string(first) + " and " + std::to_string(second) +
                         ": all must be at least 1, channels 1 or 3");
}

} // namespace

std::string Preprocessing::fingerprint() const
{
    // The number is raised when resampling or decoding change their results.
    std::string text = "1;" + std::to_string(resize) + ";" + std::to_string(crop) + ";" + nameOf(resampling);
    if (rounding == CropRounding::Even)
        text += ";even";
    for (const auto &values : {mean, standardDeviation}) {
        for (const float value : values) {
            char exact[40];
            std::snprintf(exact, sizeof exact, ";%a", static_cast<double>(value));
            text += exact;
        }
    }
    return text;
}

Image resized(const Image &image, int height, int width, Resampling resampling)
{
    check(image, height, width);
    if (height == image.height && width == image.width)
        return image;
    return resampled(image, {height, width, 0, 0, height, width}, resampling);
}

Image resizedAndCropped(const Image &image, int resize, int crop, Resampling resampling, CropRounding rounding)
{
    check(image, resize, crop);
    // The longer edge is cut to a whole number, the crop's first row and column are rounded, a side that is
    // smaller than the crop gets black borders: as Hugging Face's CLIPImageProcessor does.
    const std::int64_t shorter = std::min(image.height, image.width);
    Window window;
    window.fullHeight = image.height * std::int64_t{resize} / shorter;
    window.fullWidth = image.width * std::int64_t{resize} / shorter;
    window.top = halfOf(window.fullHeight - crop, rounding);
    window.left = halfOf(window.fullWidth - crop, rounding);
    window.height = crop;
    window.width = crop;
    if (window.fullHeight == image.height && window.fullWidth == image.width && crop == image.height &&
        crop == image.width)
        return image;
    return resampled(image, window, resampling);
}

void preprocess(const Image &image, const Preprocessing &how, float *planes)
{
    const Image cut = resizedAndCropped(image, how.resize, how.crop, how.resampling, how.rounding);
    const std::size_t pixels = static_cast<std::size_t>(how.crop) * static_cast<std::size_t>(how.crop);
    const auto channels = static_cast<std::size_t>(cut.channels);
    for (std::size_t c = 0; c < 3; ++c) {
        std::array<float, 256> table{};
        for (std::size_t v = 0; v < 256; ++v)
            table[v] =
                (static_cast<float>(static_cast<double>(v) / 255.0) - how.mean[c]) / how.standardDeviation[c];
        const std::uint8_t *in = cut.pixels.data() + (channels == 3 ? c : 0);
        float *out = planes + c * pixels;
        for (std::size_t i = 0; i < pixels; ++i)
            out[i] = table[in[i * channels]];
    }
}

} // namespace retort
