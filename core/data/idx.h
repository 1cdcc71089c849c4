#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// The content of an IDX file as MNIST and its kin use it: bytes with one dimension (labels, [N]) or three
/// (images, [N, H, W]).
struct IdxArray
{
    std::vector<std::int64_t> dims;
    std::vector<std::uint8_t> values; ///< row-major, product(dims) of them

    [[nodiscard]] bool isImages() const noexcept { return dims.size() == 3; }
};

/// Format: two zero bytes, element type, number of dimensions, one big-endian 32-bit size a dimension, the
/// elements (Y. LeCun, the MNIST database). Throws InputError with the offset for anything but a whole,
/// unsigned-byte array of one or three dimensions, at least 1 each, of at most 4 GiB, with nothing behind it.
[[nodiscard]] IdxArray readIdx(std::span<const std::byte> bytes, const std::string &fileName);

/// The same from a file, packed with gzip or not (told by its content). Unpacks no more than the header promises.
[[nodiscard]] IdxArray readIdxFile(const std::filesystem::path &file);

} // namespace retort
