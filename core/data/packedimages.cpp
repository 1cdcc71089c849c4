#include "data/packedimages.h"

#include "base/error.h"

#include <utility>

namespace retort {

PackedImages::PackedImages(int height, int width, int channels, std::vector<std::uint8_t> pixels,
                           std::vector<ContentKey> keys)
    : m_height(height), m_width(width), m_channels(channels), m_pixels(std::move(pixels)), m_keys(std::move(keys))
{
    if (height < 1 || width < 1 || (channels != 1 && channels != 3))
        throw ValueError("packed images of " + std::to_string(height) + " x " + std::to_string(width) + " x " +
                         std::to_string(channels) + ": both sides must be at least 1, channels 1 or 3");
    const std::size_t record =
        static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
    if (m_pixels.size() / record != m_keys.size() || m_pixels.size() % record != 0)
        throw ValueError("packed images: " + std::to_string(m_pixels.size()) + " bytes do not make " +
                         std::to_string(m_keys.size()) + " images of " + std::to_string(record) + " bytes");
}

std::int64_t PackedImages::size() const
{
    return static_cast<std::int64_t>(m_keys.size());
}

ContentKey PackedImages::key(std::int64_t index) const
{
    return m_keys.at(static_cast<std::size_t>(index));
}

Image PackedImages::image(std::int64_t index) const
{
    const std::span<const std::uint8_t> bytes = record(index);
    return {m_height, m_width, m_channels, {bytes.begin(), bytes.end()}};
}

std::string PackedImages::name(std::int64_t index) const
{
    return "#" + std::to_string(index);
}

std::span<const std::uint8_t> PackedImages::record(std::int64_t index) const
{
    if (index < 0 || index >= size())
        throw ValueError("image " + std::to_string(index) + " of " + std::to_string(size()) + " does not exist");
    const std::size_t bytes = static_cast<std::size_t>(m_height) * static_cast<std::size_t>(m_width) *
                              static_cast<std::size_t>(m_channels);
    return {m_pixels.data() + static_cast<std::size_t>(index) * bytes, bytes};
}

} // namespace retort
