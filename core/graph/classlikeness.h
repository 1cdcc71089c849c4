#pragma once

#include "distil/epochsink.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace retort {

/// How alike both sides are on the samples that the teacher takes for one class.
struct ClassLikeness
{
    std::int64_t samples = 0;
    std::optional<double> agreement;         ///< percent; nothing without a sample
    std::optional<double> nodeKl;            ///< nats; nothing in graphs of older versions, as with the next three
    std::optional<double> margin;            ///< student's, 0 .. 1
    std::optional<double> rowCorrelation;    ///< mean Pearson of these samples' edges, -1 .. 1
    std::optional<double> columnCorrelation; ///< Pearson of the class's edges to all samples, -1 .. 1
};

/// One a class. Throws ValueError when the graphs are of different samples or proxies.
[[nodiscard]] std::vector<ClassLikeness> classLikenesses(const ProxyGraph &teacher, const ProxyGraph &student);

/// How much of class `to` either side sees in the samples that the teacher takes for class `from`: means of the
/// softmax of the logits, 0 .. 1.
struct ClassConfusion
{
    std::int32_t from = 0;
    std::int32_t to = 0;
    double teacher = 0;
    double student = 0;
    std::int64_t samples = 0;

    [[nodiscard]] double excess() const { return student - teacher; }
    /// Less than this share of the teacher's is hardly more than rounding: there is no ratio to speak of.
    static constexpr double hardlyAny = 5e-4;
    /// "confuses 2.1 times more"; nothing where the teacher hardly sees the class at all.
    [[nodiscard]] std::optional<double> ratio() const
    {
        return teacher < hardlyAny ? std::nullopt : std::optional(student / teacher);
    }
};

/// Each class's worst relation, the one in which the student exceeds its teacher most; the worst first. Classes
/// without a sample or without such a relation are left out; empty for graphs of older versions, which lack
/// probabilities. Throws ValueError as classLikenesses.
[[nodiscard]] std::vector<ClassConfusion> worstConfusions(const ProxyGraph &teacher, const ProxyGraph &student);

/// Samples by how far the student is from its teacher, the farthest first: by node KL, in graphs of older versions
/// by the confidences of different answers (equal answers come last). Throws ValueError as classLikenesses.
[[nodiscard]] std::vector<std::int32_t> rankedDisagreements(const ProxyGraph &teacher, const ProxyGraph &student);

} // namespace retort
