#pragma once

#include "datasets/datasetchoice.h"

#include <cstdint>
#include <span>

namespace retort {

/// Which contents a choice's range and sample keep.
class KeyFilter
{
public:
    /// keys: of all images there are; a sample by count is taken among those in the range.
    KeyFilter(const DatasetChoice &choice, std::span<const ContentKey> keys);

    [[nodiscard]] bool holds(const ContentKey &key) const;

private:
    [[nodiscard]] std::uint64_t rank(const ContentKey &key) const;

    KeyRange m_range;
    std::uint64_t m_seed;
    std::uint64_t m_lastRank; ///< those up to it are kept
};

} // namespace retort
