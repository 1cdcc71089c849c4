#pragma once

#include "base/matrix.h"
#include "distil/epochsink.h"

namespace retort {

/// Both sides' relations between the probe samples and the classes, [P x C] each.
struct ProbeRelations
{
    Matrix teacherEdges; ///< cosines
    Matrix teacherLogits;
    Matrix studentEdges;
    Matrix studentLogits;
};

/// The two graphs, and how alike the sides are.
struct ProbeComparison
{
    ProxyGraph teacher;
    ProxyGraph student;
    GraphSummary summary;
};

/// Graphs on the union of both sides' topK edges a sample and its two answers. P, C and topK are at least 1, all
/// values finite.
[[nodiscard]] ProbeComparison compareProbe(const ProbeRelations &relations, std::int64_t topK);

} // namespace retort
