#include "data/packedimages.h"

#include "base/error.h"

#include <algorithm>
#include <unistd.h>
#include <utility>

namespace retort {

PackedImages::PackedImages(int height, int width, int channels, std::vector<std::uint8_t> pixels,
                           std::vector<ContentKey> keys)
    : SizedImages(height, width, channels), m_pixels(std::move(pixels)), m_keys(std::move(keys))
{
    if (height < 1 || width < 1 || (channels != 1 && channels != 3))
        throw ValueError("packed images of " + std::to_string(height) + " x " + std::to_string(width) + " x " +
                         std::to_string(channels) + ": both sides must be at least 1, channels 1 or 3");
    const std::size_t record = bytes();
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

std::string PackedImages::name(std::int64_t index) const
{
    return "#" + std::to_string(index);
}

std::span<const std::uint8_t> PackedImages::record(std::int64_t index) const
{
    if (index < 0 || index >= size())
        throw ValueError("image " + std::to_string(index) + " of " + std::to_string(size()) + " does not exist");
    return {m_pixels.data() + static_cast<std::size_t>(index) * bytes(), bytes()};
}

std::size_t packedImagesLimit()
{
    constexpr std::size_t least = std::size_t(1) << 30;
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long page = ::sysconf(_SC_PAGESIZE);
    return pages > 0 && page > 0
               ? std::max(least, static_cast<std::size_t>(pages) * static_cast<std::size_t>(page) / 4)
               : least;
}

void PackedImages::copy(std::int64_t index, std::uint8_t *pixels) const
{
    const std::span<const std::uint8_t> from = record(index);
    std::copy(from.begin(), from.end(), pixels);
}

} // namespace retort
