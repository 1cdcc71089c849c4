#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace retort {

class Workers;

/// How long it takes to add up something over all processes.
struct SumTime
{
    std::string what; ///< "one number", or a student whose gradients it is
    std::int64_t bytes = 0;
    double median = 0; ///< milliseconds
    double best = 0;
    double worst = 0;
    /// What each process sends and receives, in 1e9 bytes a second, if all do so in a ring: 2 (n - 1) / n times
    /// the bytes, in the median time.
    double gigabytesPerSecond = 0;
};

/// Adds up one number, and the float32 gradients of each student with so many classes, `repeats` times. To be
/// called in every process; the times are this one's.
[[nodiscard]] std::vector<SumTime> benchSums(Workers &workers, const std::vector<std::string> &students,
                                             std::int64_t classes, int repeats);

} // namespace retort
