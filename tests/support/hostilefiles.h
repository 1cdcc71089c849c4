#pragma once

#include "base/files.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <zlib.h>

/// Pieces of files that lie, for tests of what is said about them.
namespace testsupport {

inline std::string numberBytes(std::uint64_t value, int bytes, bool bigEndian)
{
    std::string out;
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>(value >> 8 * (bigEndian ? bytes - 1 - i : i) & 0xFF);
    return out;
}

/// zlib's output for `content`; windowBits as for deflateInit2: 15 zlib, -15 raw, 31 gzip.
inline std::string packed(std::string_view content, int windowBits)
{
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, content.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

/// A gzip file of `start` and then `gigabytes` of zeros: members that are all the same, joined.
inline std::string gzipBomb(std::string_view start, int gigabytes)
{
    constexpr std::size_t member = std::size_t(1) << 26;
    const std::string zeros = packed(std::string(member, '\0'), 31);
    std::string out = packed(start, 31);
    for (int i = 0; i < 16 * gigabytes; ++i)
        out += zeros;
    return out;
}

/// A zip whose entries are packed or not, and claim to unpack to `claims` bytes where that is not 0.
class ZipWriter
{
public:
    void add(const std::string &name, std::string_view content, bool pack, std::uint32_t claims = 0)
    {
        const std::string data = pack ? packed(content, -15) : std::string(content);
        const auto crc = crc32_z(0, reinterpret_cast<const Bytef *>(content.data()), content.size());
        const std::string common = numberBytes(0, 2, false) + numberBytes(pack ? 8 : 0, 2, false) +
                                   numberBytes(0, 4, false) + numberBytes(crc, 4, false) +
                                   numberBytes(data.size(), 4, false) +
                                   numberBytes(claims > 0 ? claims : content.size(), 4, false) +
                                   numberBytes(name.size(), 2, false) + numberBytes(0, 2, false);
        m_directory += "PK\1\2" + numberBytes(20, 2, false) + numberBytes(20, 2, false) + common +
                       std::string(10, '\0') + numberBytes(m_bytes.size(), 4, false) + name;
        m_bytes += "PK\3\4" + numberBytes(20, 2, false) + common + name + data;
        ++m_count;
    }
    [[nodiscard]] std::string finished() const
    {
        const std::string count = numberBytes(m_count, 2, false);
        return m_bytes + m_directory + "PK\5\6" + std::string(4, '\0') + count + count +
               numberBytes(m_directory.size(), 4, false) + numberBytes(m_bytes.size(), 4, false) +
               std::string(2, '\0');
    }

private:
    std::string m_bytes, m_directory;
    std::uint64_t m_count = 0;
};

inline std::string pngChunk(const std::string &kind, const std::string &content)
{
    const std::string checked = kind + content;
    return numberBytes(content.size(), 4, true) + checked +
           numberBytes(crc32_z(0, reinterpret_cast<const Bytef *>(checked.data()), checked.size()), 4, true);
}

/// A PNG that claims to be so large, with these bytes as its pixels.
inline std::string pngFile(std::uint32_t width, std::uint32_t height, std::string_view pixels)
{
    return std::string("\x89PNG\r\n\x1A\n") +
           pngChunk("IHDR", numberBytes(width, 4, true) + numberBytes(height, 4, true) +
                                std::string("\x08\x02\0\0\0", 5)) +
           pngChunk("IDAT", packed(pixels, 15)) + pngChunk("IEND", {});
}

/// A pickle that, loaded by Python, calls os.system("touch owned").
inline std::string codePickle()
{
    return std::string("\x80\x02") + "cposix\nsystem\n" + "X" + numberBytes(11, 4, false) + "touch owned\x85R.";
}

inline std::string repeated(std::string_view text, std::size_t count)
{
    std::string out;
    out.reserve(text.size() * count);
    for (std::size_t i = 0; i < count; ++i)
        out += text;
    return out;
}

} // namespace testsupport
