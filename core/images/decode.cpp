#include "images/decode.h"

#include "images/cmykjpeg.h"
#include "images/imageheader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <string_view>
#include <utility>
#include <vector>
#include <webp/decode.h>

namespace retort {

namespace {

constexpr const char *damaged = "is damaged or of a kind that is not read";

/// The chunks of a PNG that decide its pixels. Colour profiles, texts and transparency stay behind: libpng writes
/// warnings about damaged ones straight to the terminal.
std::vector<std::byte> criticalChunks(std::span<const std::byte> png)
{
    static constexpr std::array<std::string_view, 4> critical{"IHDR", "PLTE", "IDAT", "IEND"};
    std::vector<std::byte> kept(png.begin(), png.begin() + 8);
    kept.reserve(png.size());
    // readImageHeader has walked these chunks up to IEND.
    for (std::size_t at = 8; at + 12 <= png.size();) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i)
            length = length << 8 | std::to_integer<std::size_t>(png[at + i]);
        const std::string_view type(reinterpret_cast<const char *>(png.data() + at + 4), 4);
        const std::span<const std::byte> chunk = png.subspan(at, 12 + length);
        if (std::find(critical.begin(), critical.end(), type) != critical.end())
            kept.insert(kept.end(), chunk.begin(), chunk.end());
        if (type == "IEND")
            break;
        at += chunk.size();
    }
    return kept;
}

/// Whether OpenCV will take it for WebP, which it asks libwebp with as many bytes. What it does not, it offers to
/// readers of formats that are not wanted here: GDCM's for DICOM ends the process over some damaged files.
bool isTakenForWebP(std::span<const std::byte> file)
{
    constexpr std::size_t asked = 32;
    WebPBitstreamFeatures features;
    return file.size() >= asked &&
           WebPGetFeatures(reinterpret_cast<const std::uint8_t *>(file.data()), asked, &features) == VP8_STATUS_OK;
}

template<typename T>
void copyRow(const cv::Mat &mat, int y, int channels, bool clips, std::uint8_t *out)
{
    const T *row = mat.ptr<T>(y);
    constexpr int shift = sizeof(T) == 2 ? 8 : 0;
    if (clips) {
        for (int x = 0; x < mat.cols; ++x)
            out[x] = static_cast<std::uint8_t>(std::min<int>(row[x], 255));
        return;
    }
    if (channels == 1) {
        for (int x = 0; x < mat.cols; ++x)
            out[x] = static_cast<std::uint8_t>(row[x] >> shift);
        return;
    }
    for (int x = 0; x < mat.cols; ++x) { // OpenCV keeps blue first
        out[3 * x] = static_cast<std::uint8_t>(row[3 * x + 2] >> shift);
        out[3 * x + 1] = static_cast<std::uint8_t>(row[3 * x + 1] >> shift);
        out[3 * x + 2] = static_cast<std::uint8_t>(row[3 * x] >> shift);
    }
}

/// clips: of 16 bits the lower 8, as white where they are not enough.
Image toImage(const cv::Mat &mat, bool clips)
{
    Image image{mat.rows, mat.cols, mat.channels(), {}};
    const std::size_t stride = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.channels);
    image.pixels.resize(static_cast<std::size_t>(image.height) * stride);
    for (int y = 0; y < image.height; ++y) {
        std::uint8_t *out = image.pixels.data() + static_cast<std::size_t>(y) * stride;
        if (mat.depth() == CV_16U)
            copyRow<std::uint16_t>(mat, y, image.channels, clips && image.channels == 1, out);
        else
            copyRow<std::uint8_t>(mat, y, image.channels, false, out);
    }
    return image;
}

/// Turns an image upright as its EXIF orientation says (JEITA CP-3451, tag 0x0112).
Image upright(Image image, int orientation)
{
    if (orientation <= 1)
        return image;
    const bool swapSides = orientation >= 5;
    // Where an upright pixel (y, x) was stored.
    const bool fromBottom = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    const bool fromRight = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    Image turned{
        swapSides ? image.width : image.height, swapSides ? image.height : image.width, image.channels, {}};
    turned.pixels.resize(image.pixels.size());
    const auto channels = static_cast<std::size_t>(image.channels);
    std::uint8_t *out = turned.pixels.data();
    for (int y = 0; y < turned.height; ++y) {
        for (int x = 0; x < turned.width; ++x) {
            int row = swapSides ? x : y;
            int column = swapSides ? y : x;
            row = (swapSides ? fromRight : fromBottom) ? image.height - 1 - row : row;
            column = (swapSides ? fromBottom : fromRight) ? image.width - 1 - column : column;
            const std::size_t place = static_cast<std::size_t>(row) * static_cast<std::size_t>(image.width) +
                                      static_cast<std::size_t>(column);
            std::memcpy(out, image.pixels.data() + place * channels, channels);
            out += channels;
        }
    }
    return turned;
}

} // namespace

DecodedImage decodeImage(std::span<const std::byte> bytes)
{
    const ImageHeader header = readImageHeader(bytes);
    if (!header.problem.empty())
        return {{}, header.problem};
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        return {{}, "is larger than 2 GiB"};

    if (header.format == ImageFormat::Jpeg && header.inks == 4) {
        DecodedImage decoded = decodeCmykJpeg(bytes);
        decoded.image = upright(std::move(decoded.image), header.orientation);
        return decoded;
    }
    if (header.format == ImageFormat::WebP && !isTakenForWebP(bytes))
        return {{}, damaged};
    std::vector<std::byte> kept;
    if (header.format == ImageFormat::Png) {
        kept = criticalChunks(bytes);
        bytes = kept;
    } else if (header.unassociatedAlpha != 0) {
        kept.assign(bytes.begin(), bytes.end());
        kept[header.unassociatedAlpha] = std::byte{1}; // "associated": colours are taken as they are
        bytes = kept;
    }
    // What is wrong is said by the result; OpenCV's own log would go to the terminal.
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    cv::Mat mat;
    try {
        const cv::Mat file(1, static_cast<int>(bytes.size()), CV_8U, const_cast<std::byte *>(bytes.data()));
        mat = cv::imdecode(file, cv::IMREAD_ANYCOLOR | cv::IMREAD_ANYDEPTH | cv::IMREAD_IGNORE_ORIENTATION);
    } catch (const cv::Exception &e) {
        return {{}, "is damaged or of a kind that is not read (" + std::string(e.err) + ")"};
    }
    if (mat.empty())
        return {{}, damaged};
    if (mat.depth() != CV_8U && mat.depth() != CV_16U)
        return {{}, "holds pixels that are neither 8 nor 16 bits a channel; save it as such"};
    if (mat.channels() != 1 && mat.channels() != 3)
        return {{}, "has " + std::to_string(mat.channels()) + " channels; save it as grey or RGB"};
    return {upright(toImage(mat, header.deepGrey), header.orientation), {}};
}

} // namespace retort
