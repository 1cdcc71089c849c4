#pragma once

#include "data/imagesource.h"

#include <span>
#include <vector>

namespace retort {

/// Images of one size, in memory, one after the other: IDX and CIFAR files, and every data set
/// once it has been brought to a student's input size. This is what training reads.
class PackedImages : public ImageSource
{
public:
    /// pixels.size() == keys.size() * height * width * channels.
    PackedImages(int height, int width, int channels, std::vector<std::uint8_t> pixels,
                 std::vector<ContentKey> keys);

    [[nodiscard]] std::int64_t size() const override;
    [[nodiscard]] ContentKey key(std::int64_t index) const override;
    [[nodiscard]] Image image(std::int64_t index) const override;
    [[nodiscard]] std::string name(std::int64_t index) const override;

    [[nodiscard]] int height() const noexcept { return m_height; }
    [[nodiscard]] int width() const noexcept { return m_width; }
    [[nodiscard]] int channels() const noexcept { return m_channels; }
    /// height * width * channels bytes of one image.
    [[nodiscard]] std::span<const std::uint8_t> record(std::int64_t index) const;

private:
    int m_height;
    int m_width;
    int m_channels;
    std::vector<std::uint8_t> m_pixels;
    std::vector<ContentKey> m_keys;
};

} // namespace retort
