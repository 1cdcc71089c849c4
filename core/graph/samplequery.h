#pragma once

#include "graph/layout.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// What a sample must be like to be shown.
struct SampleCondition
{
    enum class Kind {
        Class,        ///< either side answers `classIndex`
        Disagreement, ///< the sides answer differently
        Margin,       ///< the student's margin is below `limit` (0 .. 1)
        NodeKl,       ///< the student's KL from the teacher is at least `limit` (nats)
        WrongByLabel, ///< there is a label and the student answers otherwise
        Samples       ///< one of `samples` (ascending)
    };
    Kind kind = Kind::Disagreement;
    std::int32_t classIndex = 0;
    double limit = 0;
    std::vector<std::int32_t> samples;

    bool operator==(const SampleCondition &) const = default;
};

/// Which samples meet all conditions, and how many were left after each.
struct FilteredSamples
{
    std::vector<bool> passes;            ///< a sample
    std::vector<std::int64_t> remaining; ///< a condition: meeting it and those before it
    std::int64_t count = 0;              ///< meeting all
};

/// `labels` hold one a sample, -1 where there is none, or nothing. What a graph of an older version does not know
/// (margins, KL) keeps every sample. The sides must have the same samples.
[[nodiscard]] FilteredSamples filtered(const ProxyGraph &teacher, const ProxyGraph &student,
                                       std::span<const SampleCondition> conditions,
                                       std::span<const std::int32_t> labels);

/// The points inside a polygon (even-odd), ascending; fewer than three corners hold none.
[[nodiscard]] std::vector<std::int32_t> pointsInside(std::span<const GraphPoint> points,
                                                     std::span<const GraphPoint> polygon);

/// The `count` samples whose relations on both sides are most like those of `sample`, the most alike first,
/// without itself: by the distance between rows of softmax shares (edgeShares), the sides side by side.
[[nodiscard]] std::vector<std::int32_t> similarSamples(const ProxyGraph &teacher, const ProxyGraph &student,
                                                       std::int64_t sample, std::int64_t count);

/// The samples that both sides take for one of two classes.
struct ClassPairSamples
{
    std::vector<std::int32_t> all;  ///< ascending
    std::vector<std::int32_t> torn; ///< of them, those that the sides answer differently
};

/// Of the samples that pass, in graphs of the same samples.
[[nodiscard]] ClassPairSamples samplesOfPair(const ProxyGraph &teacher, const ProxyGraph &student,
                                             std::int32_t first, std::int32_t second,
                                             const std::vector<bool> &passes);

/// The samples that the teacher takes for `from`; those in which the student sees the most of `to` first. A share
/// that is not among the stored edges counts as none.
[[nodiscard]] std::vector<std::int32_t> samplesMostLike(const ProxyGraph &teacher, const ProxyGraph &student,
                                                        std::int32_t from, std::int32_t to);

/// Places in `names` whose name contains `text`, upper and lower case of ASCII alike, at most `most`: names that
/// are equal first, then those that begin with it, then others.
[[nodiscard]] std::vector<std::size_t> namesLike(std::span<const std::string> names, const std::string &text,
                                                 std::size_t most);

} // namespace retort
