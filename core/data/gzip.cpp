#include "data/gzip.h"

#include "base/error.h"

#include <algorithm>
#include <limits>

#ifdef RETORT_HAVE_ZLIB
#include <zlib.h>
#endif

namespace retort {

bool isGzip(std::span<const std::byte> bytes)
{
    return bytes.size() >= 2 && bytes[0] == std::byte{0x1F} && bytes[1] == std::byte{0x8B};
}

#ifdef RETORT_HAVE_ZLIB

namespace {

class Inflater
{
public:
    Inflater()
    {
        // 16: a gzip header, nothing else.
        if (inflateInit2(&m_stream, MAX_WBITS + 16) != Z_OK)
            throw Error("no memory to unpack a gzip file");
    }
    ~Inflater() { inflateEnd(&m_stream); }
    Inflater(const Inflater &) = delete;
    Inflater &operator=(const Inflater &) = delete;
    z_stream &stream() { return m_stream; }

private:
    z_stream m_stream{};
};

} // namespace

std::vector<std::byte> gunzip(std::span<const std::byte> packed, const std::string &fileName,
                              std::size_t maximumBytes)
{
    constexpr std::size_t pieceBytes = std::numeric_limits<uInt>::max() / 2;
    constexpr const char *again = "Download or copy the file again.";
    Inflater inflater;
    z_stream &stream = inflater.stream();
    std::vector<std::byte> out;
    std::size_t read = 0;
    std::size_t written = 0;
    while (written < maximumBytes) {
        // Grows with what really comes out, not with what somebody promises.
        if (written == out.size())
            out.resize(std::min(maximumBytes, std::max<std::size_t>(out.size() * 2, std::size_t(1) << 16)));
        const std::size_t give = std::min(packed.size() - read, pieceBytes);
        const std::size_t take = std::min(out.size() - written, pieceBytes);
        stream.next_in = const_cast<Bytef *>(reinterpret_cast<const Bytef *>(packed.data() + read));
        stream.avail_in = static_cast<uInt>(give);
        stream.next_out = reinterpret_cast<Bytef *>(out.data() + written);
        stream.avail_out = static_cast<uInt>(take);
        const int result = inflate(&stream, Z_NO_FLUSH);
        read += give - stream.avail_in;
        written += take - stream.avail_out;
        const std::string where = "offset " + std::to_string(read);
        if (result == Z_STREAM_END) {
            if (read == packed.size())
                break;
            if (!isGzip(packed.subspan(read)))
                throw InputError(fileName, where, "the gzip data end here, but the file goes on", again);
            inflateReset(&stream);
        } else if (result == Z_MEM_ERROR) {
            throw Error(fileName + ": no memory to unpack it");
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            throw InputError(fileName, where,
                             std::string("the gzip data are damaged") +
                                 (stream.msg == nullptr ? "" : std::string(" (") + stream.msg + ")"),
                             again);
        } else if (read == packed.size() && stream.avail_out != 0) {
            throw InputError(fileName, where,
                             "the gzip file is cut short: it ends after " + std::to_string(written) +
                                 " unpacked bytes, before its end mark",
                             again);
        }
    }
    out.resize(written);
    return out;
}

#else

std::vector<std::byte> gunzip(std::span<const std::byte>, const std::string &fileName, std::size_t)
{
    throw Error(fileName + ": is packed with gzip, and this build of Retort was made without zlib",
                "Unpack it (gunzip), or install zlib1g-dev and configure and build again.");
}

#endif

} // namespace retort
