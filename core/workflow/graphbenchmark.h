#pragma once

#include "base/progress.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>

namespace retort {

/// How large the graphs are that are timed.
struct GraphBenchmark
{
    std::int64_t samples = 10'000;
    std::int64_t classes = 100;
    std::int64_t topK = 5;
    int repeats = 5; ///< the median is reported
    // A run as projects hold it.
    std::int64_t storedSamples = 2000;
    std::int64_t storedClasses = 100;
    std::int64_t storedEpochs = 200;
};

struct GraphTimes
{
    std::int64_t edges = 0; ///< of a side
    double radialMs = 0;    ///< order of the circle and all places
    double pcaMs = 0;
    double forceMs = 0; ///< until settled
    std::int64_t forceSteps = 0;
    double frameMs = 0; ///< another epoch: both sides' places and differences in a layout that there is
    double sceneMs = 0; ///< what one view draws of it
    double searchMs = 0;
    // The stored run.
    std::int64_t storedBytes = 0; ///< of both graphs, all epochs, as the file has grown
    double storedBytesAnEpoch = 0;
    double commitMs = 0;    ///< median, with the file's two synchronisations
    double loadFirstMs = 0; ///< both graphs of the first epoch, median
    double loadLastMs = 0;
};

/// Times layouts and the reading of graphs on made-up graphs (see syntheticGraphs). The project is made in
/// `folder` and removed. Throws Cancelled when stopped.
[[nodiscard]] GraphTimes benchGraph(const GraphBenchmark &what, const std::filesystem::path &folder,
                                    const std::stop_token &stop, const Reporter &reporter);

} // namespace retort
