#pragma once

#include <cstdint>

namespace retort {

/// One of several that divide something between them.
struct Part
{
    std::int64_t number = 0; ///< 0 .. of - 1
    std::int64_t of = 1;
};

/// Consecutive things: first .. first + count - 1.
struct Share
{
    std::int64_t first = 0;
    std::int64_t count = 0;
};

/// Which of `total` things are a part's. The shares follow one another, and their sizes differ by one at most.
[[nodiscard]] constexpr Share shareOf(std::int64_t total, const Part &part)
{
    const std::int64_t first = total * part.number / part.of;
    return {first, total * (part.number + 1) / part.of - first};
}

} // namespace retort
