#include "datasets/keyfilter.h"

#include "base/error.h"
#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace retort {

KeyFilter::KeyFilter(const DatasetChoice &choice, std::span<const ContentKey> keys)
    : m_range(choice.range), m_seed(choice.sample.seed), m_lastRank(std::numeric_limits<std::uint64_t>::max())
{
    const Sampling &sample = choice.sample;
    if (!(sample.share > 0 && sample.share <= 1) || sample.count < 0)
        throw ValueError("a sample of " + std::to_string(100 * sample.share) + " % cannot be taken",
                         "Take more than 0 % and at most 100 % of the images.");
    if (sample.share < 1)
        m_lastRank = static_cast<std::uint64_t>(std::ldexp(sample.share, 64));
    if (sample.count == 0)
        return;
    std::vector<std::uint64_t> ranks;
    for (const ContentKey &key : keys) {
        if (holds(key))
            ranks.push_back(rank(key));
    }
    if (ranks.size() <= static_cast<std::size_t>(sample.count))
        return;
    const auto last = ranks.begin() + static_cast<std::ptrdiff_t>(sample.count) - 1;
    std::nth_element(ranks.begin(), last, ranks.end());
    m_lastRank = *last;
}

bool KeyFilter::holds(const ContentKey &key) const
{
    return m_range.holds(key) &&
           (m_lastRank == std::numeric_limits<std::uint64_t>::max() || rank(key) <= m_lastRank);
}

std::uint64_t KeyFilter::rank(const ContentKey &key) const
{
    return RandomStream{m_seed, static_cast<std::uint64_t>(Purpose::Sample), key.high(), key.low()}();
}

} // namespace retort
