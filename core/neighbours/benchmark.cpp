#include "neighbours/benchmark.h"

#include "base/progress.h"
#include "base/random.h"
#include "neighbours/nearestrows.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

namespace retort {

SearchTimes benchSearch(const SearchSize &size, const std::stop_token &stop)
{
    Matrix rows(size.images, size.dimension);
    RandomStream stream{1};
    const double length = std::sqrt(static_cast<double>(size.dimension) / 3.0);
    const auto draw = [&] { return static_cast<float>((2.0 * stream.uniform() - 1.0) / length); };
    for (std::int64_t r = 0; r < rows.rows(); ++r)
        for (float &value : rows.row(r))
            value = draw();
    std::vector<double> times;
    for (int i = 0; i < std::max(1, size.repeats); ++i) {
        throwIfStopped(stop);
        std::vector<float> query(static_cast<std::size_t>(size.dimension));
        for (float &value : query)
            value = draw();
        const auto start = std::chrono::steady_clock::now();
        const std::vector<Neighbour> nearest = nearestRows(rows, query, size.wanted, stop);
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(times.begin(), times.end());
    const double bytes = static_cast<double>(size.images) * static_cast<double>(size.dimension) * sizeof(float);
    return {times[times.size() / 2], times.front(), bytes / 1e6 / times.front()};
}

} // namespace retort
