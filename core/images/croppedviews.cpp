#include "images/croppedviews.h"

#include "base/error.h"
#include "data/split.h"
#include "images/viewed.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace retort {

namespace {

constexpr double widest = 4.0 / 3.0;

Image cut(const Image &image, const CropRect &crop)
{
    const auto channels = static_cast<std::size_t>(image.channels);
    Image part{crop.height, crop.width, image.channels, {}};
    part.pixels.resize(static_cast<std::size_t>(crop.height) * static_cast<std::size_t>(crop.width) * channels);
    std::uint8_t *to = part.pixels.data();
    for (int y = 0; y < crop.height; ++y) {
        const std::uint8_t *row =
            image.pixels.data() + (static_cast<std::size_t>(crop.top + y) * static_cast<std::size_t>(image.width) +
                                   static_cast<std::size_t>(crop.left)) *
                                      channels;
        for (int x = 0; x < crop.width; ++x, to += channels)
            std::memcpy(to, row + static_cast<std::size_t>(crop.flip ? crop.width - 1 - x : x) * channels,
                        channels);
    }
    return part;
}

} // namespace

CropRect drawCrop(int height, int width, const CropDraw &how, RandomStream &stream)
{
    CropRect crop;
    // Drawn first: what an image's shape makes of the rest must not change it.
    crop.flip = (stream() >> 63) != 0 && how.flip;
    for (int attempt = 0; attempt < 10; ++attempt) {
        const double area = (how.smallestArea + (1 - how.smallestArea) * stream.uniform()) * height * width;
        const double aspect = std::exp((2 * stream.uniform() - 1) * std::log(widest));
        const int w = static_cast<int>(std::lround(std::sqrt(area * aspect)));
        const int h = static_cast<int>(std::lround(std::sqrt(area / aspect)));
        if (w < 1 || h < 1 || w > width || h > height)
            continue;
        crop.top = static_cast<int>(stream.below(static_cast<std::uint64_t>(height - h + 1)));
        crop.left = static_cast<int>(stream.below(static_cast<std::uint64_t>(width - w + 1)));
        crop.height = h;
        crop.width = w;
        return crop;
    }
    crop.height = std::min(height, static_cast<int>(std::lround(width * widest)));
    crop.width = std::min(width, static_cast<int>(std::lround(height * widest)));
    crop.top = (height - crop.height) / 2;
    crop.left = (width - crop.width) / 2;
    return crop;
}

CroppedViews::CroppedViews(std::shared_ptr<const ImageSource> images, const CropDraw &how)
    : m_images(std::move(images)), m_how(how), m_region(m_images->view().region)
{
    if (how.count < 1 || !(how.smallestArea > 0 && how.smallestArea <= 1))
        throw ValueError(std::to_string(how.count) + " crops of at least " + std::to_string(how.smallestArea) +
                         " of the area cannot be drawn");
}

std::int64_t CroppedViews::size() const
{
    return m_images->size() * m_how.count;
}

ContentKey CroppedViews::key(std::int64_t index) const
{
    const ContentKey image = m_images->key(index / m_how.count);
    const std::string text = image.hex() + " crop " + std::to_string(index % m_how.count) + " seed " +
                             std::to_string(m_how.seed) + " area " + std::to_string(m_how.smallestArea) +
                             (m_how.flip ? " flip " : " ") + regionText(m_region);
    return contentKey({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

Image CroppedViews::image(std::int64_t index) const
{
    const ContentKey key = m_images->key(index / m_how.count);
    RandomStream stream{m_how.seed, static_cast<std::uint64_t>(Purpose::Crop), key.high(), key.low(),
                        static_cast<std::uint64_t>(index % m_how.count)};
    const Image image = regionOf(m_images->image(index / m_how.count), m_region);
    return cut(image, drawCrop(image.height, image.width, m_how, stream));
}

std::string CroppedViews::name(std::int64_t index) const
{
    return m_images->name(index / m_how.count) + " (crop " + std::to_string(index % m_how.count + 1) + ")";
}

std::string CroppedViews::location(std::int64_t index) const
{
    return m_images->location(index / m_how.count);
}

} // namespace retort
