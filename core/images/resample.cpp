#include "images/resample.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace retort {

namespace {

constexpr int pointBits = 22;
constexpr std::int32_t half = 1 << (pointBits - 1);

/// Which source places make each output place, along one axis. Outputs outside the image have no taps.
struct Axis
{
    struct Output
    {
        int first = 0;           ///< source place of the first tap
        int count = 0;           ///< taps
        std::size_t weights = 0; ///< where this output's weights begin
    };
    std::vector<Output> outputs;
    std::vector<std::int32_t> weights;
};

/// Keys' cubic with a = -1/2 (Keys 1981), or the triangle.
double filterValue(Resampling resampling, double x)
{
    x = std::abs(x);
    if (resampling == Resampling::Bilinear)
        return x < 1 ? 1 - x : 0;
    if (x < 1)
        return (1.5 * x - 2.5) * x * x + 1;
    return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

Axis makeAxis(int source, std::int64_t full, std::int64_t from, int count, Resampling resampling)
{
    const double scale = static_cast<double>(source) / static_cast<double>(full);
    const double widening = std::max(1.0, scale);
    const double reach = (resampling == Resampling::Bicubic ? 2.0 : 1.0) * widening;
    Axis axis;
    axis.outputs.resize(static_cast<std::size_t>(count));
    if (resampling == Resampling::Nearest) {
        // Steps are added up, not multiplied, for Pillow's rounding where a centre falls on a border.
        double centre = 0.5 * scale;
        for (std::int64_t place = 0; place < std::min(full, from + count); ++place, centre += scale) {
            if (place < from)
                continue;
            axis.outputs[static_cast<std::size_t>(place - from)] = {std::min(source - 1, static_cast<int>(centre)),
                                                                    1, axis.weights.size()};
            axis.weights.push_back(1 << pointBits);
        }
        return axis;
    }
    std::vector<double> values;
    for (int i = 0; i < count; ++i) {
        const std::int64_t place = from + i;
        if (place < 0 || place >= full)
            continue;
        const double centre = (static_cast<double>(place) + 0.5) * scale;
        Axis::Output &output = axis.outputs[static_cast<std::size_t>(i)];
        output.weights = axis.weights.size();
        output.first = std::max(0, static_cast<int>(centre - reach + 0.5));
        output.count = std::min(source, static_cast<int>(centre + reach + 0.5)) - output.first;
        values.clear();
        double sum = 0;
        for (int k = 0; k < output.count; ++k) {
            values.push_back(filterValue(resampling, (output.first + k - centre + 0.5) / widening));
            sum += values.back();
        }
        for (const double value : values)
            axis.weights.push_back(static_cast<std::int32_t>(std::lround(value / sum * (1 << pointBits))));
    }
    return axis;
}

std::uint8_t toByte(std::int32_t sum)
{
    return static_cast<std::uint8_t>(std::clamp(sum >> pointBits, 0, 255));
}

template<int channels>
void resampleRow(const std::uint8_t *source, const Axis &axis, std::uint8_t *out)
{
    for (const Axis::Output &output : axis.outputs) {
        const std::uint8_t *pixel = source + static_cast<std::ptrdiff_t>(output.first) * channels;
        const std::int32_t *weight = axis.weights.data() + output.weights;
        std::int32_t sums[channels];
        for (std::int32_t &sum : sums)
            sum = half;
        for (int k = 0; k < output.count; ++k, pixel += channels)
            for (int c = 0; c < channels; ++c)
                sums[c] += weight[k] * pixel[c];
        for (int c = 0; c < channels; ++c)
            *out++ = toByte(sums[c]);
    }
}

} // namespace

Image resampled(const Image &image, const Window &window, Resampling resampling)
{
    const Axis columns = makeAxis(image.width, window.fullWidth, window.left, window.width, resampling);
    const Axis rows = makeAxis(image.height, window.fullHeight, window.top, window.height, resampling);
    const auto channels = static_cast<std::size_t>(image.channels);
    const std::size_t inStride = static_cast<std::size_t>(image.width) * channels;
    const std::size_t outStride = static_cast<std::size_t>(window.width) * channels;

    // Columns: only of the source rows that some output row reads.
    int firstRow = image.height;
    int lastRow = 0;
    for (const Axis::Output &output : rows.outputs) {
        if (output.count == 0)
            continue;
        firstRow = std::min(firstRow, output.first);
        lastRow = std::max(lastRow, output.first + output.count);
    }
    std::vector<std::uint8_t> narrowed(static_cast<std::size_t>(std::max(0, lastRow - firstRow)) * outStride);
    for (int y = firstRow; y < lastRow; ++y) {
        const std::uint8_t *source = image.pixels.data() + static_cast<std::size_t>(y) * inStride;
        std::uint8_t *out = narrowed.data() + static_cast<std::size_t>(y - firstRow) * outStride;
        if (channels == 1)
            resampleRow<1>(source, columns, out);
        else
            resampleRow<3>(source, columns, out);
    }

    Image result{window.height, window.width, image.channels, {}};
    result.pixels.resize(static_cast<std::size_t>(window.height) * outStride);
    std::vector<std::int32_t> sums(outStride);
    for (int y = 0; y < window.height; ++y) {
        const Axis::Output &output = rows.outputs[static_cast<std::size_t>(y)];
        if (output.count == 0)
            continue;
        std::fill(sums.begin(), sums.end(), half);
        for (int k = 0; k < output.count; ++k) {
            const std::uint8_t *source =
                narrowed.data() + static_cast<std::size_t>(output.first + k - firstRow) * outStride;
            const std::int32_t weight = rows.weights[output.weights + static_cast<std::size_t>(k)];
            for (std::size_t x = 0; x < outStride; ++x)
                sums[x] += weight * source[x];
        }
        std::uint8_t *out = result.pixels.data() + static_cast<std::size_t>(y) * outStride;
        for (std::size_t x = 0; x < outStride; ++x)
            out[x] = toByte(sums[x]);
    }
    return result;
}

} // namespace retort
