#include "measure/moves.h"

#include <algorithm>
#include <map>
#include <utility>

namespace retort {

std::vector<MoveGroup> findMoves(std::span<const std::int32_t> before, std::span<const std::int32_t> after)
{
    if (before.size() != after.size())
        return {};
    std::map<std::pair<std::int32_t, std::int32_t>, std::vector<std::int64_t>> groups;
    for (std::size_t i = 0; i < before.size(); ++i)
        if (before[i] != after[i] && before[i] >= 0 && after[i] >= 0)
            groups[{before[i], after[i]}].push_back(static_cast<std::int64_t>(i));
    std::vector<MoveGroup> result;
    for (auto &[classes, images] : groups)
        result.push_back({classes.first, classes.second, std::move(images)});
    std::stable_sort(result.begin(), result.end(),
                     [](const MoveGroup &a, const MoveGroup &b) { return a.images.size() > b.images.size(); });
    return result;
}

} // namespace retort
