#pragma once

#include "data/sizedimages.h"

#include <span>
#include <vector>

namespace retort {

/// Images of one size, in memory, one after the other: IDX and CIFAR files, and data sets that have been brought
/// to a student's input size and fit there.
class PackedImages : public SizedImages
{
public:
    /// pixels.size() == keys.size() * height * width * channels.
    PackedImages(int height, int width, int channels, std::vector<std::uint8_t> pixels,
                 std::vector<ContentKey> keys);

    [[nodiscard]] std::int64_t size() const override;
    [[nodiscard]] ContentKey key(std::int64_t index) const override;
    [[nodiscard]] std::string name(std::int64_t index) const override;
    void copy(std::int64_t index, std::uint8_t *pixels) const override;
    /// height * width * channels bytes of one image.
    [[nodiscard]] std::span<const std::uint8_t> record(std::int64_t index) const;

private:
    std::vector<std::uint8_t> m_pixels;
    std::vector<ContentKey> m_keys;
};

/// How many bytes of images may be held at once: a quarter of the machine's memory, at least 1 GiB.
[[nodiscard]] std::size_t packedImagesLimit();

} // namespace retort
