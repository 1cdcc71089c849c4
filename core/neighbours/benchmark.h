#pragma once

#include <cstdint>
#include <stop_token>

namespace retort {

/// How large a search is timed.
struct SearchSize
{
    std::int64_t images = 1'000'000;
    std::int64_t dimension = 512;
    std::int64_t wanted = 1000; ///< nearest ones that are sorted out
    int repeats = 10;
};

struct SearchTimes
{
    double median = 0; ///< milliseconds from a query's embedding to the sorted nearest images
    double best = 0;
    double gigabytesPerSecond = 0; ///< of embeddings that the best repeat read
};

/// Times nearestRows() on random embeddings. Throws Cancelled.
[[nodiscard]] SearchTimes benchSearch(const SearchSize &size, const std::stop_token &stop);

} // namespace retort
