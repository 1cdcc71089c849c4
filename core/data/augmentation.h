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

/// Applies an Augmentation to images of one size (height x width x channels bytes, interleaved). The result
/// depends on the image, the settings and the stream alone. Not for several threads at once: it keeps scratch
/// memory.
class Augmenter
{
public:
    /// Throws ValueError for a setting outside its range.
    Augmenter(const Augmentation &how, int height, int width, int channels);

    /// image and out hold height * width * channels bytes each and must not overlap.
    void apply(const std::uint8_t *image, RandomStream &stream, std::uint8_t *out);

private:
    void resizedCrop(const std::uint8_t *image, RandomStream &stream, std::uint8_t *out);
    void paddedCropAndFlip(const std::uint8_t *image, RandomStream &stream, std::uint8_t *out) const;
    void jitter(RandomStream &stream, std::uint8_t *image) const;

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
