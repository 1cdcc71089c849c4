#pragma once

#include "base/files.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// Small IDX files for tests, plain or as gzip, without a compression library.
namespace testsupport {

using Bytes = std::vector<std::byte>;

inline void putBig32(Bytes &out, std::uint64_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::byte>(value >> shift & 0xFF));
}

/// An IDX file of unsigned bytes: the header says `dims`, whatever `values` holds.
inline Bytes idxBytes(const std::vector<std::uint32_t> &dims, const std::vector<std::uint8_t> &values)
{
    Bytes out{std::byte{0}, std::byte{0}, std::byte{8}, static_cast<std::byte>(dims.size())};
    for (const std::uint32_t dim : dims)
        putBig32(out, dim);
    for (const std::uint8_t value : values)
        out.push_back(std::byte{value});
    return out;
}

/// A gzip file (RFC 1952) whose deflate blocks are stored, not compressed.
inline Bytes gzipped(const Bytes &content)
{
    Bytes out;
    for (const int b : {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255})
        out.push_back(static_cast<std::byte>(b));
    const auto little = [&](std::uint64_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            out.push_back(static_cast<std::byte>(value >> 8 * i & 0xFF));
    };
    std::size_t at = 0;
    do {
        const std::size_t count = std::min<std::size_t>(content.size() - at, 65535);
        little(at + count == content.size() ? 1 : 0, 1);
        little(count, 2);
        little(~count & 0xFFFF, 2);
        out.insert(out.end(), content.begin() + static_cast<std::ptrdiff_t>(at),
                   content.begin() + static_cast<std::ptrdiff_t>(at + count));
        at += count;
    } while (at < content.size());
    std::uint32_t crc = 0xFFFFFFFF;
    for (const std::byte b : content) {
        crc ^= std::to_integer<std::uint32_t>(b);
        for (int k = 0; k < 8; ++k)
            crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320U : crc >> 1;
    }
    little(crc ^ 0xFFFFFFFF, 4);
    little(content.size(), 4);
    return out;
}

/// `count` grey images of side x side; image i differs from all others, its label is i % classes.
struct IdxPair
{
    Bytes images;
    Bytes labels;
};
inline IdxPair idxPair(std::uint32_t count, std::uint32_t side = 28, std::uint32_t classes = 10,
                       std::uint32_t variant = 0)
{
    std::vector<std::uint8_t> pixels;
    std::vector<std::uint8_t> labels;
    for (std::uint32_t i = 0; i < count; ++i) {
        // A gradient whose slope depends on the class, and the number itself in the first pixels.
        const std::uint32_t label = i % classes;
        for (std::uint32_t p = 0; p < side * side; ++p)
            pixels.push_back(static_cast<std::uint8_t>((p / side) * label * 3 + (p % side) * 2 + variant));
        for (std::uint32_t b = 0; b < 4 && b < side * side; ++b)
            pixels[pixels.size() - side * side + b] = static_cast<std::uint8_t>(i >> 8 * b);
        labels.push_back(static_cast<std::uint8_t>(label));
    }
    return {idxBytes({count, side, side}, pixels), idxBytes({count}, labels)};
}

/// Writes one part of a data set in MNIST's naming; part is "train" or "t10k".
inline void writeIdxPart(const std::filesystem::path &folder, const std::string &part, const IdxPair &pair,
                         bool gz = false, bool withLabels = true)
{
    std::filesystem::create_directories(folder);
    const std::string end = gz ? ".gz" : "";
    retort::writeFileAtomically(folder / (part + "-images-idx3-ubyte" + end),
                                gz ? gzipped(pair.images) : pair.images);
    if (withLabels)
        retort::writeFileAtomically(folder / (part + "-labels-idx1-ubyte" + end),
                                    gz ? gzipped(pair.labels) : pair.labels);
}

} // namespace testsupport
