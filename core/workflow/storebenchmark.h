#pragma once

#include "base/progress.h"
#include "distil/recipe.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>

namespace retort {

/// A run whose epochs are stored; as large as the demo's.
struct StoreBenchmark
{
    Recipe recipe;                    ///< student, batch and edges kept decide
    std::int64_t images = 30'000;     ///< of training, those held out included: how many steps and probe samples
    std::int64_t evaluation = 10'000; ///< test images that the student answers each epoch
    std::int64_t classes = 10;
    std::int64_t epochs = 20;
};

struct StoreTimes
{
    double commitP50 = 0; ///< milliseconds until an epoch is on the disk
    double commitP95 = 0;
    double commitMax = 0;
    double writeMs = 0; ///< median: the same bytes in a new file that is synchronised once, for what the disk does
    std::int64_t steps = 0; ///< an epoch
    std::int64_t probeSamples = 0;
    double bytesAnEpoch = 0; ///< as the file has grown
};

/// Times Project::commitEpoch(): weights and checkpoint of a student that was trained for a moment, made-up graphs
/// that differ from epoch to epoch as a learning student's do, steps and answers. The project is made in `folder`.
/// Throws Cancelled, and ValueError for a recipe or sizes that do not fit.
[[nodiscard]] StoreTimes benchStore(const StoreBenchmark &what, const std::filesystem::path &folder,
                                    const std::stop_token &stop, const Reporter &reporter);

} // namespace retort
