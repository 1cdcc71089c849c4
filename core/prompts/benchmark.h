#pragma once

#include "base/matrix.h"

#include <cstdint>
#include <functional>

namespace retort {

/// How large a project a weight change is timed on.
struct RescoreSize
{
    std::int64_t images = 10'000;
    std::int64_t classes = 100;
    std::int64_t templates = 80;
    std::int64_t dimension = 512;
    int repeats = 20; ///< the median one is reported
};

/// Milliseconds from changed weights to what the Prompts page shows.
struct RescoreTimes
{
    double proxies = 0;   ///< weighted sum of the prompts' embeddings
    double logits = 0;    ///< images times proxies
    double summary = 0;   ///< `summarise`
    double total = 0;     ///< of the median repeat
    double totalBest = 0; ///< of the fastest repeat
};

/// Times classProxies, teacherLogits and `summarise` (measure's, which stands above this folder) on random
/// embeddings with the threads LibTorch has.
[[nodiscard]] RescoreTimes benchRescore(const RescoreSize &size,
                                        const std::function<void(const Matrix &)> &summarise);

} // namespace retort
