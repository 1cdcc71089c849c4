#include "data/idx.h"

#include "base/error.h"
#include "base/files.h"
#include "data/gzip.h"

#include <cstdio>
#include <utility>

namespace retort {

namespace {

constexpr std::size_t maximumBytes = std::size_t(4) << 30;
constexpr std::size_t longestHeader = 16;
constexpr const char *again = "Download or copy the file again.";
constexpr const char *another =
    "Choose an IDX file of images (such as train-images-idx3-ubyte) or labels (train-labels-idx1-ubyte).";

struct Header
{
    std::vector<std::int64_t> dims;
    std::size_t headerBytes = 0;
    std::size_t valueBytes = 0;
};

std::string hexadecimal(unsigned value)
{
    char text[8];
    std::snprintf(text, sizeof text, "0x%02X", value);
    return text;
}

Header readHeader(std::span<const std::byte> bytes, const std::string &fileName)
{
    const auto at = [&](std::size_t i) { return std::to_integer<unsigned>(bytes[i]); };
    if (bytes.empty())
        throw InputError(fileName, "offset 0", "is empty", again);
    if (at(0) != 0 || (bytes.size() > 1 && at(1) != 0))
        throw InputError(fileName, "offset 0", "is not an IDX file: it does not begin with two zero bytes",
                         another);
    if (bytes.size() < 4)
        throw InputError(fileName, "offset " + std::to_string(bytes.size()), "is cut short inside the IDX header",
                         again);
    if (at(2) != 0x08)
        throw InputError(fileName, "offset 2",
                         "holds elements of type " + hexadecimal(at(2)) +
                             "; only unsigned bytes (type 0x08) are images or labels",
                         another);
    const std::size_t count = at(3);
    if (count != 1 && count != 3)
        throw InputError(fileName, "offset 3",
                         "has " + std::to_string(count) + " dimensions; labels have 1, grey images have 3",
                         another);
    Header header;
    header.headerBytes = 4 + 4 * count;
    if (bytes.size() < header.headerBytes)
        throw InputError(fileName, "offset " + std::to_string(bytes.size()), "is cut short inside the IDX header",
                         again);
    header.valueBytes = 1;
    for (std::size_t d = 0; d < count; ++d) {
        const std::size_t place = 4 + 4 * d;
        std::size_t size = 0;
        for (std::size_t i = 0; i < 4; ++i)
            size = size << 8 | at(place + i);
        const std::string where = "offset " + std::to_string(place);
        if (size == 0)
            throw InputError(fileName, where,
                             "dimension " + std::to_string(d + 1) + " is 0: there is nothing in it", another);
        if (size > maximumBytes / header.valueBytes)
            throw InputError(fileName, where,
                             "dimension " + std::to_string(d + 1) + " is " + std::to_string(size) +
                                 ", which promises more than the 4 GiB that are accepted: the header is damaged",
                             again);
        header.valueBytes *= size;
        header.dims.push_back(static_cast<std::int64_t>(size));
    }
    return header;
}

} // namespace

IdxArray readIdx(std::span<const std::byte> bytes, const std::string &fileName)
{
    Header header = readHeader(bytes, fileName);
    const std::span<const std::byte> values = bytes.subspan(header.headerBytes);
    if (values.size() < header.valueBytes)
        throw InputError(fileName, "offset " + std::to_string(bytes.size()),
                         "is cut short: the header promises " + std::to_string(header.valueBytes) +
                             " bytes of data, " + std::to_string(values.size()) + " are there",
                         again);
    if (values.size() > header.valueBytes)
        throw InputError(fileName, "offset " + std::to_string(header.headerBytes + header.valueBytes),
                         "goes on behind the " + std::to_string(header.valueBytes) +
                             " bytes of data that the header promises",
                         again);
    IdxArray array;
    array.dims = std::move(header.dims);
    const auto *first = reinterpret_cast<const std::uint8_t *>(values.data());
    array.values.assign(first, first + values.size());
    return array;
}

IdxArray readIdxFile(const std::filesystem::path &file)
{
    const MappedFile mapped(file);
    if (!isGzip(mapped.bytes()))
        return readIdx(mapped.bytes(), file.string());
    const std::vector<std::byte> beginning = gunzip(mapped.bytes(), file.string(), longestHeader);
    const Header header = readHeader(beginning, file.string());
    // One byte more, so that a longer file is seen to be longer.
    return readIdx(gunzip(mapped.bytes(), file.string(), header.headerBytes + header.valueBytes + 1),
                   file.string());
}

} // namespace retort
