#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace retort {

/// Images that went from one class to another.
struct MoveGroup
{
    std::int32_t from = 0;
    std::int32_t to = 0;
    std::vector<std::int64_t> images; ///< ascending
};

/// What changed between two answers to the same images: the largest group first, equal ones by class. An image
/// with an answer of -1 did not move. Empty when
/// the numbers of images differ.
[[nodiscard]] std::vector<MoveGroup> findMoves(std::span<const std::int32_t> before,
                                               std::span<const std::int32_t> after);

} // namespace retort
