#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// One image of a manifest. What its file does not say is empty.
struct ManifestEntry
{
    std::string path; ///< as written: absolute, or relative to the manifest
    std::string label;
    std::string split; ///< "train", "test" or "val"
    std::string group;
    std::int64_t line = 0; ///< from 1
};

/// A list of images in a text file, in its order.
struct Manifest
{
    std::vector<ManifestEntry> entries;
    bool hasLabels = false;
    bool hasSplits = false;
    bool hasGroups = false;
};

enum class ManifestFormat { Csv, JsonLines };

/// CSV: the first line names the columns (path, label, split, group, in any order; others are passed over), fields
/// are parted by what follows the first of those names (',', ';' or a tab) and may be quoted as in RFC 4180.
/// JSON lines: an object a line with these keys; label, split and group may be whole numbers too. UTF-8; empty
/// lines count for nothing. `groupColumn` is where groups are read from, "group" when empty; it must then exist
/// only if it is named. Throws InputError with the line for anything else, a path that is there twice, and a split
/// that is none of train, test, val, valid and validation.
[[nodiscard]] Manifest parseManifest(std::string_view text, ManifestFormat format, const std::string &fileName,
                                     const std::string &groupColumn);

} // namespace retort
