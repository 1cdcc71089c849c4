#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

inline constexpr int cifarSide = 32;

/// One file of CIFAR-10 or CIFAR-100 (Krizhevsky 2009).
struct CifarBatch
{
    std::vector<std::uint8_t> pixels; ///< 32 x 32 x 3 an image, rows from the top, channels interleaved
    std::vector<std::int32_t> labels; ///< the fine ones, or the coarse ones where they were asked for
};

/// The binary form: an image is one label byte (CIFAR-10) or a coarse and a fine one (CIFAR-100), then 1024 bytes
/// each of red, green and blue. Throws InputError where the length is no whole number of images.
[[nodiscard]] CifarBatch readCifarBinary(std::span<const std::byte> bytes, bool hundred, bool coarse,
                                         const std::string &fileName);

/// The Python form: a pickled dictionary with "data" [N x 3072] and "labels", or "fine_labels" and
/// "coarse_labels". Nothing in it is executed. Throws InputError for everything else.
[[nodiscard]] CifarBatch readCifarPickle(std::span<const std::byte> bytes, bool hundred, bool coarse,
                                         const std::string &fileName);

/// The names in batches.meta or meta under a key ("label_names", "fine_label_names", "coarse_label_names"), with
/// blanks for underscores. Throws InputError.
[[nodiscard]] std::vector<std::string> readCifarPickledNames(std::span<const std::byte> bytes,
                                                             std::string_view key, const std::string &fileName);

/// A name a line, as in batches.meta.txt and fine_label_names.txt, with blanks for underscores.
[[nodiscard]] std::vector<std::string> readCifarNames(std::string_view text);

} // namespace retort
