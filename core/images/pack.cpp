#include "base/bytestext.h"
#include "base/error.h"
#include "base/parallel.h"
#include "images/preprocess.h"
#include "images/viewed.h"

#include <algorithm>
#include <utility>

namespace retort {

namespace {

/// Spreads `count` grey bytes at the beginning of `pixels` to three equal ones each, in place.
void greyToColour(std::vector<std::uint8_t> &pixels, std::size_t count)
{
    pixels.resize(count * 3);
    for (std::size_t i = count; i-- > 0;) {
        const std::uint8_t grey = pixels[i];
        std::fill_n(pixels.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, grey);
    }
}

void checkSize(int size)
{
    if (size < 1 || size > 4096)
        throw ValueError("images cannot be packed at a size of " + std::to_string(size) + " pixels",
                         "Use an input size between 1 and 4096.");
}

/// Brings an image to size when it is asked for.
class UnpackedImages : public SizedImages
{
public:
    UnpackedImages(std::shared_ptr<const ImageSource> source, int size)
        : SizedImages(size, size, 3), m_source(std::move(source)), m_view(m_source->view())
    {}

    [[nodiscard]] std::int64_t size() const override { return m_source->size(); }
    [[nodiscard]] ContentKey key(std::int64_t index) const override { return m_source->key(index); }
    [[nodiscard]] std::string name(std::int64_t index) const override { return m_source->name(index); }
    [[nodiscard]] std::string location(std::int64_t index) const override { return m_source->location(index); }
    [[nodiscard]] bool isWork() const override { return true; }

    void copy(std::int64_t index, std::uint8_t *pixels) const override
    {
        Image image = squareOf(m_source->image(index), m_view, height(), Resampling::Bicubic);
        if (image.channels == 1)
            greyToColour(image.pixels, image.pixels.size());
        std::copy(image.pixels.begin(), image.pixels.end(), pixels);
    }

private:
    std::shared_ptr<const ImageSource> m_source;
    ImageView m_view;
};

} // namespace

std::shared_ptr<const SizedImages> bringToSize(std::shared_ptr<const ImageSource> source, int size,
                                               std::size_t memory, std::stop_token stop, const Reporter &reporter)
{
    checkSize(size);
    const std::size_t bytes = 3 * static_cast<std::size_t>(size) * static_cast<std::size_t>(size) *
                              static_cast<std::size_t>(source->size());
    if (bytes <= memory)
        return packAtSize(*source, size, stop, reporter);
    reporter.say("the images would take " + bytesText(bytes) + " at " + std::to_string(size) +
                 " pixels, more than the " + bytesText(memory) +
                 " that they may have here: they are read and decoded again in every epoch");
    return std::make_shared<const UnpackedImages>(std::move(source), size);
}

std::shared_ptr<const PackedImages> packAtSize(const ImageSource &source, int size, std::stop_token stop,
                                               const Reporter &reporter)
{
    checkSize(size);
    // In blocks: whether all is grey is known only at the end, and one copy of everything is enough.
    constexpr std::int64_t blockSize = 4096;
    const std::int64_t total = source.size();
    const std::size_t area = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
    const ImageView view = source.view();
    std::size_t channels = 1;
    std::vector<std::uint8_t> pixels;
    std::vector<ContentKey> keys;
    keys.reserve(static_cast<std::size_t>(total));
    for (std::int64_t first = 0; first < total; first += blockSize) {
        std::vector<Image> block(static_cast<std::size_t>(std::min(blockSize, total - first)));
        parallelFor(
            static_cast<std::int64_t>(block.size()), stop,
            [&](std::int64_t i) {
                block[static_cast<std::size_t>(i)] =
                    squareOf(source.image(first + i), view, size, Resampling::Bicubic);
            },
            [&](std::int64_t done) {
                reporter.report({"packing images", first + done, total, "images"});
            });
        for (Image &image : block) {
            if (image.channels == 3 && channels == 1) {
                greyToColour(pixels, pixels.size());
                channels = 3;
            }
            if (pixels.empty())
                pixels.reserve(static_cast<std::size_t>(total) * area * channels);
            if (image.channels == 1 && channels == 3)
                greyToColour(image.pixels, area);
            pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
            keys.push_back(source.key(static_cast<std::int64_t>(keys.size())));
        }
    }
    reporter.report({"packing images", total, total, "images"});
    return std::make_shared<const PackedImages>(size, size, static_cast<int>(channels), std::move(pixels),
                                                std::move(keys));
}

} // namespace retort
