#include "measure/classwarnings.h"

#include "base/error.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace retort {

std::vector<ClassWarning> classWarnings(std::span<const std::int64_t> counts, std::span<const std::int64_t> before)
{
    if (!before.empty() && before.size() != counts.size())
        throw ValueError("two counts of images a class differ in length");
    const std::int64_t all = std::accumulate(counts.begin(), counts.end(), std::int64_t(0));
    const auto classes = static_cast<std::int64_t>(counts.size());
    std::vector<ClassWarning> warnings;
    for (std::size_t c = 0; c < counts.size() && all > 0; ++c) {
        const std::int64_t now = counts[c];
        const std::int64_t then = before.empty() ? -1 : before[c];
        const bool empties = then < 0 ? now == 0 : then > 0 && 3 * now <= then && 2 * now * classes < all;
        const bool swells = then < 0 ? classes > 2 && 2 * now > all : now >= 2 * then && now * classes > 2 * all;
        if (empties || swells)
            warnings.push_back({static_cast<std::int32_t>(c), swells, now, then});
    }
    std::stable_sort(warnings.begin(), warnings.end(), [](const ClassWarning &a, const ClassWarning &b) {
        return std::abs(a.images - std::max<std::int64_t>(0, a.before)) >
               std::abs(b.images - std::max<std::int64_t>(0, b.before));
    });
    return warnings;
}

} // namespace retort
