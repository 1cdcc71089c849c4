#pragma once

#include "base/random.h"

#include <cstdint>
#include <vector>

namespace retort {

/// How training images are varied. Everything off leaves an image as it is. What is on is done in this order.
struct Augmentation
{
    int cropPadding = 0;     ///< zero pixels added on every side before a random crop back to size; 0 = off
    bool flip = false;       ///< left to right, half of the time
    double colourJitter = 0; ///< s: brightness, contrast, saturation each times [max(0, 1 - s), 1 + s]; 0 = off
    double randomResizedCrop = 0; ///< smallest share of the area that is cut out and resized back, (0, 1]; 0 =
                                  ///< off; done before all others, aspect ratio in [3/4, 4/3], bilinear

    bool operator==(const Augmentation &) const = default;
};

/// What chance decides about one image: how an Augmentation of it turns out, whatever its pixels are.
struct AugmentationDraw
{
    // The part that is resized to the whole image, in pixels; the whole image where that is off.
    std::int32_t top = 0;
    std::int32_t left = 0;
    std::int32_t height = 0;
    std::int32_t width = 0;
    // How far the padded crop lies below and to the right of the image, -cropPadding .. cropPadding.
    std::int32_t down = 0;
    std::int32_t right = 0;
    bool flip = false;
    // Factors of the colour jitter, 0 .. 2.
    double brightness = 1;
    double contrast = 1;
    double saturation = 1;
};

/// Applies an Augmentation to images of one size (height x width x channels bytes, interleaved). The result
/// depends on the image, the settings and the stream alone. Not for several threads at once: it keeps scratch
/// memory.
class Augmenter
{
public:
    /// Throws ValueError for a setting outside its range.
    Augmenter(const Augmentation &how, int height, int width, int channels);

    [[nodiscard]] AugmentationDraw draw(RandomStream &stream) const;
    /// image and out hold height * width * channels bytes each and must not overlap.
    void apply(const std::uint8_t *image, const AugmentationDraw &draw, std::uint8_t *out);
    void apply(const std::uint8_t *image, RandomStream &stream, std::uint8_t *out)
    {
        apply(image, draw(stream), out);
    }

private:
    void resizedCrop(const std::uint8_t *image, const AugmentationDraw &draw, std::uint8_t *out);
    void paddedCropAndFlip(const std::uint8_t *image, const AugmentationDraw &draw, std::uint8_t *out) const;
    void jitter(const AugmentationDraw &draw, std::uint8_t *image) const;

    /// Where one output column of a resize reads: two byte offsets in a row and the share of the second.
    struct Column
    {
        std::int32_t left = 0;
        std::int32_t right = 0;
        std::int32_t share = 0;
    };

    Augmentation m_how;
    int m_height;
    int m_width;
    int m_channels;
    std::vector<std::uint8_t> m_scratch;
    std::vector<Column> m_columns;
};

} // namespace retort
