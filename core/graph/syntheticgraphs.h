#pragma once

#include "distil/probecomparison.h"

#include <cstdint>

namespace retort {

/// What made-up graphs are like.
struct SyntheticGraphs
{
    std::int64_t samples = 2000;
    std::int64_t classes = 100;
    std::int64_t topK = 3;
    double likeness = 0.9; ///< of the student to its teacher, 0 .. 1
    std::uint64_t seed = 1;
};

/// Graphs as a run leaves them, for benchmarks and tests: classes in groups of similar ones, samples near one
/// class or between two, a student that sees all of it through noise. The teacher and the noise follow from the
/// seed alone, so that a rising likeness is a student that learns.
[[nodiscard]] ProbeComparison syntheticGraphs(const SyntheticGraphs &what);

} // namespace retort
