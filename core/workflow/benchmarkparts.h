#pragma once

#include "store/project.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace retort {

// What benchmarks of this folder share.

[[nodiscard]] double millisecondsOf(const std::function<void()> &work);
/// The upper one of two in the middle; of at least one.
[[nodiscard]] double median(std::vector<double> values);
/// A run in an empty project, which gets what a run needs: images and a teacher that are nowhere.
[[nodiscard]] std::int64_t addBenchmarkRun(Project &project, const Recipe &recipe);

} // namespace retort
