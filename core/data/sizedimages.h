#pragma once

#include "data/imagesource.h"

namespace retort {

/// Images of one size: what training reads. They are in memory (PackedImages), or brought to size when they are
/// asked for.
class SizedImages : public ImageSource
{
public:
    [[nodiscard]] int height() const noexcept { return m_height; }
    [[nodiscard]] int width() const noexcept { return m_width; }
    [[nodiscard]] int channels() const noexcept { return m_channels; }

    /// Writes height * width * channels bytes. Throws InputError when the image cannot be read any more.
    virtual void copy(std::int64_t index, std::uint8_t *pixels) const = 0;
    /// Whether a copy is work (reading a file, decoding it) that is worth more than one thread.
    [[nodiscard]] virtual bool isWork() const { return false; }

    [[nodiscard]] Image image(std::int64_t index) const override
    {
        Image image{m_height, m_width, m_channels, {}};
        image.pixels.resize(bytes());
        copy(index, image.pixels.data());
        return image;
    }

protected:
    SizedImages(int height, int width, int channels) : m_height(height), m_width(width), m_channels(channels) {}

    /// Of one image.
    [[nodiscard]] std::size_t bytes() const noexcept
    {
        return static_cast<std::size_t>(m_height) * static_cast<std::size_t>(m_width) *
               static_cast<std::size_t>(m_channels);
    }

private:
    int m_height;
    int m_width;
    int m_channels;
};

} // namespace retort
