#pragma once

#include <cstdint>
#include <vector>

namespace retort {

/// Said of an image in place of a class.
inline constexpr std::int32_t cannotTell = -1;  ///< nobody knows, or nobody could say
inline constexpr std::int32_t noneOfThese = -2; ///< it shows none of the classes

/// Some images of a data set, what they show, and how they came to be chosen: all that an honest estimate needs.
struct LabelledSample
{
    std::vector<std::int64_t> images; ///< positions in the data set
    std::vector<std::int32_t> labels; ///< one an image: a class, noneOfThese or cannotTell
    /// One an image, 0 .. number of groups - 1, where images belong together and are not taken for independent;
    /// else empty.
    std::vector<std::int32_t> groups;
    /// One an image: which stratum it was drawn from, at random and without replacement; empty: all from stratum
    /// 0.
    std::vector<std::int32_t> strata;
    /// How many images each stratum holds (those of the sample included), 0 where it is empty. None at all: the
    /// sample was not drawn but is what there is, and stands for more images of its kind.
    std::vector<std::int64_t> stratumSizes;

    [[nodiscard]] bool empty() const { return images.empty(); }
};

} // namespace retort
