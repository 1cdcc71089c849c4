#include "images/imageheader.h"

#include "images/decode.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace retort {

namespace {

constexpr const char *cutShort = "is cut short";
constexpr const char *animated = "is animated (several frames); save the frame you mean as a still image";

/// Reads numbers at any place; what lies outside is 0, so that callers only check what matters.
class Bytes
{
public:
    explicit Bytes(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    [[nodiscard]] std::uint32_t u8(std::size_t at) const
    {
        return at < m_bytes.size() ? std::to_integer<std::uint32_t>(m_bytes[at]) : 0;
    }
    [[nodiscard]] std::uint32_t big16(std::size_t at) const { return u8(at) << 8 | u8(at + 1); }
    [[nodiscard]] std::uint32_t big32(std::size_t at) const { return big16(at) << 16 | big16(at + 2); }
    [[nodiscard]] std::uint32_t little16(std::size_t at) const { return u8(at) | u8(at + 1) << 8; }
    [[nodiscard]] std::uint32_t little32(std::size_t at) const { return little16(at) | little16(at + 2) << 16; }
    [[nodiscard]] bool has(std::size_t at, std::string_view text) const
    {
        return at <= m_bytes.size() && m_bytes.size() - at >= text.size() &&
               std::memcmp(m_bytes.data() + at, text.data(), text.size()) == 0;
    }
    [[nodiscard]] Bytes part(std::size_t at, std::size_t count) const
    {
        at = std::min(at, m_bytes.size());
        return Bytes(m_bytes.subspan(at, std::min(count, m_bytes.size() - at)));
    }
    /// The place of the next 0xFF byte, or size().
    [[nodiscard]] std::size_t nextMarker(std::size_t at) const
    {
        if (at >= m_bytes.size())
            return m_bytes.size();
        const void *found = std::memchr(m_bytes.data() + at, 0xFF, m_bytes.size() - at);
        return found == nullptr ? m_bytes.size()
                                : static_cast<std::size_t>(static_cast<const std::byte *>(found) - m_bytes.data());
    }

private:
    std::span<const std::byte> m_bytes;
};

struct FirstDirectory
{
    std::int64_t width = 0;
    std::int64_t height = 0;
    int orientation = 1;
    std::int64_t bits = 1;
    std::int64_t channels = 1;
    std::size_t unassociatedAlpha = 0;
};

/// The few tags of a TIFF structure's first directory that matter here. EXIF is such a structure.
FirstDirectory readFirstDirectory(const Bytes &tiff)
{
    FirstDirectory found;
    const bool big = tiff.has(0, "MM");
    const auto u16 = [&](std::size_t at) { return big ? tiff.big16(at) : tiff.little16(at); };
    const auto u32 = [&](std::size_t at) { return big ? tiff.big32(at) : tiff.little32(at); };
    if ((!big && !tiff.has(0, "II")) || u16(2) != 42)
        return found;
    const std::size_t directory = u32(4);
    const std::size_t entries = u16(directory);
    for (std::size_t e = 0; e < entries; ++e) {
        const std::size_t at = directory + 2 + 12 * e;
        if (at + 12 > tiff.size())
            break;
        const std::uint32_t type = u16(at + 2);
        if (type != 3 && type != 4) // SHORT, LONG
            continue;
        const std::int64_t value = type == 3 ? u16(at + 8) : u32(at + 8);
        switch (u16(at)) {
        case 256:
            found.width = value;
            break;
        case 257:
            found.height = value;
            break;
        case 258: // of each channel; several do not fit in here, and stand elsewhere
            found.bits = u32(at + 4) == 1 ? value : 0;
            break;
        case 277:
            found.channels = value;
            break;
        case 274:
            if (value >= 1 && value <= 8)
                found.orientation = static_cast<int>(value);
            break;
        case 338: // ExtraSamples
            if (type == 3 && value == 2)
                found.unassociatedAlpha = at + 8 + (big ? 1 : 0);
            break;
        default:
            break;
        }
    }
    return found;
}

int exifOrientation(Bytes exif)
{
    if (exif.has(0, std::string_view("Exif\0\0", 6)))
        exif = exif.part(6, exif.size());
    return readFirstDirectory(exif).orientation;
}

void readPng(const Bytes &file, ImageHeader &header)
{
    header.format = ImageFormat::Png;
    header.width = file.big32(16);
    header.height = file.big32(20);
    header.deepGrey = file.u8(24) == 16 && file.u8(25) == 0;
    std::size_t at = 8;
    while (at + 12 <= file.size()) {
        const std::size_t length = file.big32(at);
        if (length > file.size() - at - 12)
            break;
        if (file.has(at + 4, "IEND"))
            return;
        if (file.has(at + 4, "acTL")) {
            header.problem = animated;
            return;
        }
        if (file.has(at + 4, "eXIf"))
            header.orientation = exifOrientation(file.part(at + 8, length));
        at += 12 + length;
    }
    header.problem = cutShort;
}

void readJpeg(const Bytes &file, ImageHeader &header)
{
    header.format = ImageFormat::Jpeg;
    std::size_t at = 2;
    bool orientationKnown = false;
    while (true) {
        // Between segments and inside coded data alike: to the next byte that follows a 0xFF and is neither
        // another one, nor a stuffed zero, nor a restart mark.
        at = file.nextMarker(at);
        while (at < file.size() && file.u8(at) == 0xFF)
            ++at;
        if (at >= file.size())
            break;
        const std::uint32_t marker = file.u8(at++);
        if (marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8))
            continue;
        if (marker == 0xD9)
            return;
        const std::size_t length = file.big16(at);
        const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame && header.width == 0) {
            header.height = file.big16(at + 3);
            header.width = file.big16(at + 5);
            header.inks = static_cast<int>(file.u8(at + 7));
        }
        if (marker == 0xE1 && !orientationKnown && file.has(at + 2, std::string_view("Exif\0\0", 6))) {
            header.orientation = exifOrientation(file.part(at + 2, length > 2 ? length - 2 : 0));
            orientationKnown = true;
        }
        at += std::max<std::size_t>(length, 2);
    }
    header.problem = cutShort;
}

void readWebP(const Bytes &file, ImageHeader &header)
{
    header.format = ImageFormat::WebP;
    const std::size_t end = std::size_t{file.little32(4)} + 8;
    if (end > file.size()) {
        header.problem = cutShort;
        return;
    }
    if (file.has(12, "VP8X")) {
        if ((file.u8(20) & 2) != 0)
            header.problem = animated;
        header.width = 1 + std::int64_t{file.little32(24) & 0xFFFFFF};
        header.height = 1 + std::int64_t{file.little16(27) | file.u8(29) << 16};
    } else if (file.has(12, "VP8L")) {
        const std::uint32_t bits = file.little32(21);
        header.width = 1 + std::int64_t{bits & 0x3FFF};
        header.height = 1 + std::int64_t{bits >> 14 & 0x3FFF};
    } else if (file.has(12, "VP8 ")) {
        header.width = file.little16(26) & 0x3FFF;
        header.height = file.little16(28) & 0x3FFF;
    }
    for (std::size_t at = 12; at + 8 <= end;) {
        const std::size_t length = file.little32(at + 4);
        if (file.has(at, "EXIF"))
            header.orientation = exifOrientation(file.part(at + 8, length));
        at += 8 + length + length % 2;
    }
}

void readBmp(const Bytes &file, ImageHeader &header)
{
    header.format = ImageFormat::Bmp;
    if (file.little32(14) == 12) {
        header.width = file.little16(18);
        header.height = file.little16(20);
    } else {
        header.width = static_cast<std::int32_t>(file.little32(18));
        header.height = static_cast<std::int32_t>(file.little32(22));
        header.height = header.height < 0 ? -header.height : header.height; // rows from the top
        const std::uint64_t bits = file.little16(28);
        const std::uint32_t compression = file.little32(30);
        const auto width = static_cast<std::uint64_t>(std::max<std::int64_t>(header.width, 0));
        const std::uint64_t row = (width * bits + 31) / 32 * 4;
        const std::uint64_t room = file.size() - std::min<std::uint64_t>(file.size(), file.little32(10));
        if ((compression == 0 || compression == 3) && row != 0 &&
            room / row < static_cast<std::uint64_t>(header.height))
            header.problem = cutShort;
    }
}

void readTiff(const Bytes &file, ImageHeader &header)
{
    header.format = ImageFormat::Tiff;
    const FirstDirectory directory = readFirstDirectory(file);
    header.width = directory.width;
    header.height = directory.height;
    header.unassociatedAlpha = directory.unassociatedAlpha;
    header.deepGrey = directory.bits == 16 && directory.channels == 1;
}

} // namespace

ImageHeader readImageHeader(std::span<const std::byte> bytes)
{
    const Bytes file(bytes);
    ImageHeader header;
    if (bytes.empty()) {
        header.problem = "is empty (0 bytes)";
        return header;
    }
    if (file.has(0, std::string_view("\x89PNG\r\n\x1A\n", 8)))
        readPng(file, header);
    else if (file.has(0, "\xFF\xD8\xFF"))
        readJpeg(file, header);
    else if (file.has(0, "RIFF") && file.has(8, "WEBP"))
        readWebP(file, header);
    else if (file.has(0, "BM"))
        readBmp(file, header);
    else if (file.has(0, std::string_view("II*\0", 4)) || file.has(0, std::string_view("MM\0*", 4)))
        readTiff(file, header);
    else if (file.has(0, "GIF8"))
        header.problem = "is a GIF, which is not read; save it as PNG";
    else
        header.problem = "is not a PNG, JPEG, BMP, WebP or TIFF image";

    if (header.problem.empty() && (header.width < 1 || header.height < 1))
        header.problem = "is damaged: its header gives no size";
    else if (header.width > 0 && header.height > 0 && header.width > maximumPixels / header.height)
        header.problem = "has " + std::to_string(header.width) + " x " + std::to_string(header.height) +
                         " pixels; at most " + std::to_string(maximumPixels / 1'000'000) + " million are read";
    return header;
}

} // namespace retort
