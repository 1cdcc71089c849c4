#include "data/augmentation.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>

namespace retort {

namespace {

constexpr int shareBits = 11; // two shares and a byte stay below 2^31
constexpr int shareOne = 1 << shareBits;

using Table = std::array<std::uint8_t, 256>;

std::uint8_t toByte(double value)
{
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0)));
}

/// Grey of a colour, ITU-R BT.601.
int luma(const std::uint8_t *rgb)
{
    return (19595 * rgb[0] + 38470 * rgb[1] + 7471 * rgb[2] + 32768) >> 16;
}

/// Reads output place `i` of `size` from `span` pixels: the first of two neighbours and the share of the second.
int neighbour(int i, int size, int span, int &share)
{
    const double place = std::clamp((i + 0.5) * span / size - 0.5, 0.0, span - 1.0);
    const int first = std::min(static_cast<int>(place), std::max(0, span - 2));
    share = static_cast<int>(std::lround((place - first) * shareOne));
    return first;
}

template<int channels>
void flipRow(std::uint8_t *row, int width)
{
    for (int left = 0, right = width - 1; left < right; ++left, --right)
        for (int c = 0; c < channels; ++c)
            std::swap(row[left * channels + c], row[right * channels + c]);
}

} // namespace

Augmenter::Augmenter(const Augmentation &how, int height, int width, int channels)
    : m_how(how), m_height(height), m_width(width), m_channels(channels)
{
    if (how.cropPadding < 0 || how.cropPadding > std::min(height, width))
        throw ValueError("a random crop with " + std::to_string(how.cropPadding) +
                             " pixels of padding does not fit images of " + std::to_string(width) + " x " +
                             std::to_string(height),
                         "Use a padding between 0 and the image's side.");
    if (!(how.colourJitter >= 0 && how.colourJitter <= 1))
        throw ValueError("a colour jitter of " + std::to_string(how.colourJitter) + " is not between 0 and 1");
    if (!(how.randomResizedCrop >= 0 && how.randomResizedCrop <= 1))
        throw ValueError("a random resized crop of at least " + std::to_string(how.randomResizedCrop) +
                         " of the area is not between 0 and 1");
    if (how.randomResizedCrop > 0) {
        m_scratch.resize(static_cast<std::size_t>(height) * static_cast<std::size_t>(width) *
                         static_cast<std::size_t>(channels));
        m_columns.resize(static_cast<std::size_t>(width));
    }
}

AugmentationDraw Augmenter::draw(RandomStream &stream) const
{
    AugmentationDraw draw;
    draw.height = m_height;
    draw.width = m_width;
    // As usual for this augmentation: area and log aspect are uniform; what does not fit is drawn again, and
    // after ten tries the whole image is taken.
    for (int attempt = 0; m_how.randomResizedCrop > 0 && attempt < 10; ++attempt) {
        const double area =
            (m_how.randomResizedCrop + (1 - m_how.randomResizedCrop) * stream.uniform()) * m_height * m_width;
        const double aspect = std::exp((2 * stream.uniform() - 1) * std::log(4.0 / 3.0));
        const int w = static_cast<int>(std::lround(std::sqrt(area * aspect)));
        const int h = static_cast<int>(std::lround(std::sqrt(area / aspect)));
        if (w < 1 || h < 1 || w > m_width || h > m_height)
            continue;
        draw.width = w;
        draw.height = h;
        draw.top = static_cast<int>(stream.below(static_cast<std::uint64_t>(m_height - h + 1)));
        draw.left = static_cast<int>(stream.below(static_cast<std::uint64_t>(m_width - w + 1)));
        break;
    }
    if (m_how.cropPadding > 0) {
        const auto places = static_cast<std::uint64_t>(2 * m_how.cropPadding + 1);
        draw.down = static_cast<int>(stream.below(places)) - m_how.cropPadding;
        draw.right = static_cast<int>(stream.below(places)) - m_how.cropPadding;
    }
    draw.flip = m_how.flip && (stream() >> 63) != 0;
    if (m_how.colourJitter > 0) {
        const double low = std::max(0.0, 1 - m_how.colourJitter);
        for (double *factor : {&draw.brightness, &draw.contrast, &draw.saturation})
            *factor = low + (1 + m_how.colourJitter - low) * stream.uniform();
    }
    return draw;
}

void Augmenter::apply(const std::uint8_t *image, const AugmentationDraw &draw, std::uint8_t *out)
{
    const std::uint8_t *source = image;
    if (m_how.randomResizedCrop > 0) {
        resizedCrop(image, draw, m_scratch.data());
        source = m_scratch.data();
    }
    paddedCropAndFlip(source, draw, out);
    if (m_how.colourJitter > 0)
        jitter(draw, out);
}

void Augmenter::resizedCrop(const std::uint8_t *image, const AugmentationDraw &draw, std::uint8_t *out)
{
    // The cut is never larger than the image, so this only enlarges, and bilinear needs two neighbours.
    for (int x = 0; x < m_width; ++x) {
        Column &column = m_columns[static_cast<std::size_t>(x)];
        const int first = neighbour(x, m_width, draw.width, column.share);
        column.left = (draw.left + first) * m_channels;
        column.right = (draw.left + std::min(first + 1, draw.width - 1)) * m_channels;
    }
    const std::ptrdiff_t stride = static_cast<std::ptrdiff_t>(m_width) * m_channels;
    for (int y = 0; y < m_height; ++y) {
        int share = 0;
        const int first = neighbour(y, m_height, draw.height, share);
        const std::uint8_t *upper = image + (draw.top + first) * stride;
        const std::uint8_t *lower = image + (draw.top + std::min(first + 1, draw.height - 1)) * stride;
        std::uint8_t *target = out + y * stride;
        for (const Column &column : m_columns) {
            for (int c = 0; c < m_channels; ++c) {
                const int above =
                    upper[column.left + c] * (shareOne - column.share) + upper[column.right + c] * column.share;
                const int below =
                    lower[column.left + c] * (shareOne - column.share) + lower[column.right + c] * column.share;
                const int sum = above * (shareOne - share) + below * share;
                *target++ = static_cast<std::uint8_t>((sum + (1 << (2 * shareBits - 1))) >> (2 * shareBits));
            }
        }
    }
}

void Augmenter::paddedCropAndFlip(const std::uint8_t *image, const AugmentationDraw &draw, std::uint8_t *out) const
{
    const int right = draw.right;
    const std::size_t stride = static_cast<std::size_t>(m_width) * static_cast<std::size_t>(m_channels);
    const int from = std::max(0, right); // first and last column that lie in the image
    const int to = std::min(m_width, m_width + right);
    const std::size_t before = static_cast<std::size_t>(std::max(0, -right) * m_channels);
    const std::size_t inside = static_cast<std::size_t>(std::max(0, to - from) * m_channels);
    for (int y = 0; y < m_height; ++y, out += stride) {
        const int source = y + draw.down;
        if (source < 0 || source >= m_height) {
            std::memset(out, 0, stride);
            continue;
        }
        std::memset(out, 0, before);
        std::memcpy(out + before,
                    image + static_cast<std::size_t>(source) * stride +
                        static_cast<std::size_t>(from * m_channels),
                    inside);
        std::memset(out + before + inside, 0, stride - before - inside);
        if (draw.flip && m_channels == 1)
            flipRow<1>(out, m_width);
        else if (draw.flip)
            flipRow<3>(out, m_width);
    }
}

void Augmenter::jitter(const AugmentationDraw &draw, std::uint8_t *image) const
{
    const std::size_t pixels = static_cast<std::size_t>(m_height) * static_cast<std::size_t>(m_width);
    const std::size_t bytes = pixels * static_cast<std::size_t>(m_channels);

    Table table;
    for (int v = 0; v < 256; ++v)
        table[static_cast<std::size_t>(v)] = toByte(v * draw.brightness);
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        image[i] = table[image[i]];
    for (std::size_t i = 0; i < bytes; i += static_cast<std::size_t>(m_channels))
        sum += static_cast<std::uint64_t>(m_channels == 3 ? luma(image + i) : image[i]);
    const double mean = static_cast<double>(sum) / static_cast<double>(pixels);
    for (int v = 0; v < 256; ++v)
        table[static_cast<std::size_t>(v)] = toByte(mean + (v - mean) * draw.contrast);
    for (std::size_t i = 0; i < bytes; ++i)
        image[i] = table[image[i]];
    if (m_channels != 3)
        return;

    const int strength = static_cast<int>(std::lround(draw.saturation * 65536));
    for (std::size_t i = 0; i < bytes; i += 3) {
        const int grey = luma(image + i);
        for (std::size_t c = 0; c < 3; ++c) {
            const int moved = grey + (((image[i + c] - grey) * strength + 32768) >> 16);
            image[i + c] = static_cast<std::uint8_t>(std::clamp(moved, 0, 255));
        }
    }
}

} // namespace retort
