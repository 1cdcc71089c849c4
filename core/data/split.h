#pragma once

#include "base/contentkey.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// Indices into an image source, each part sorted by content key (never by path, so that folder
/// and file names cannot leak into the order in which training sees images).
struct Split
{
    std::vector<std::int64_t> training;
    std::vector<std::int64_t> heldOut; ///< model selection and probe set; never trained on
};

/// A share of all images by content: those whose key, read as a fraction of 2^64 (its first 8 bytes), lies in
/// [from, to). Stays the same when images are added. The demo teacher learned from [0, 0.5), its student gets
/// [0.5, 1).
struct KeyRange
{
    double from = 0;
    double to = 1;

    [[nodiscard]] bool holds(const ContentKey &key) const;
    bool operator==(const KeyRange &) const = default;
};

/// Holds out about `share` (0 .. 0.5) of the images: those whose key hashes below it
/// (from the key's last 8 bytes, so that it is independent of KeyRange). An image
/// stays on its side when others are added; copies of one image fall on the same side.
///
/// With groups (one a key, or none), the hash is taken of an image's group instead: a group is on one side as a
/// whole. Images whose key is among `excluded` (ascending) are on neither side; the others stay where they are.
[[nodiscard]] Split splitByContent(std::span<const ContentKey> keys, double share,
                                   std::span<const ContentKey> groups = {},
                                   std::span<const ContentKey> excluded = {});

/// Names the set of images: XXH3 over the sorted keys, as 32 hexadecimal digits. Independent of
/// order, paths and labels.
[[nodiscard]] std::string fingerprint(std::span<const ContentKey> keys);

/// Names what a run learns from: `images` (the fingerprint of a data set), and which of them were excluded.
/// Without any it is `images` itself, else both fingerprints with a '-' between them.
[[nodiscard]] std::string learnedFingerprint(const std::string &images, std::span<const ContentKey> excluded);
/// The data set's part of such a name.
[[nodiscard]] std::string imagesOfLearned(const std::string &learned);

/// The 128-bit XXH3 of some bytes.
[[nodiscard]] ContentKey contentKey(std::span<const std::uint8_t> bytes);

} // namespace retort
