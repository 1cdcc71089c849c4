#pragma once

#include "data/imageview.h"
#include "data/split.h"

#include <cstdint>
#include <string>

namespace retort {

/// A part of the images, picked by content and seed alone: stays the same wherever the files lie, and mostly when
/// others are added.
struct Sampling
{
    std::int64_t count = 0; ///< about so many: copies of one image go together; 0 = no limit
    double share = 1;       ///< above 0 .. 1
    std::uint64_t seed = 0;

    [[nodiscard]] bool isAll() const noexcept { return count == 0 && share == 1; }
    bool operator==(const Sampling &) const = default;
};

/// Which images belong together and so stay on one side of the held-out split: pictures of one part, one patient,
/// one burst.
struct Grouping
{
    enum class By {
        Given,       ///< as the data set says itself (a manifest's column "group"), else none
        None,        ///< every image for itself
        Folder,      ///< images of one folder
        NamePattern, ///< text is a regular expression (ECMAScript); images are grouped by what its first
                     ///< parenthesis matches in their names
        Column,      ///< text names a manifest's column
    };
    By by = By::Given;
    std::string text;

    bool operator==(const Grouping &) const = default;
};

/// Which images of a data set are meant, and how they are looked at: a choice of the person, stored with the
/// project.
struct DatasetChoice
{
    std::string part;     ///< see openDataset
    KeyRange range = {};  ///< which share of it is used
    Sampling sample = {}; ///< of those in the range
    Grouping grouping = {};
    ImageView view = {};
    bool coarseLabels = false; ///< of a data set that has fine and coarse ones (CIFAR-100)
    /// The teacher's embeddings of the images are rounded to float16: half the space on the disk.
    bool halfEmbeddings = false;

    bool operator==(const DatasetChoice &) const = default;
};

/// "5000" or "10%". Throws ValueError for anything else.
[[nodiscard]] Sampling parseSampling(const std::string &text, std::uint64_t seed);
/// As parseSampling takes it; empty for all.
[[nodiscard]] std::string samplingText(const Sampling &sample);
/// "", "none", "folder", "name:REGEX" or "column:NAME". Throws ValueError for anything else.
[[nodiscard]] Grouping parseGrouping(const std::string &text);
/// As parseGrouping takes it.
[[nodiscard]] std::string groupingText(const Grouping &grouping);

} // namespace retort
