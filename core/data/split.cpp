#include "data/split.h"

#include "base/error.h"

#include <algorithm>
#include <numeric>

namespace retort {

namespace {

/// In [0, 1): the upper 53 bits, so that no value rounds up to 1.
double fraction(std::uint64_t value)
{
    return static_cast<double>(value >> 11) * 0x1.0p-53;
}

/// The key's last 8 bytes, spread by the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
std::uint64_t mixedLow(const ContentKey &key)
{
    std::uint64_t x = key.low() + 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

} // namespace

bool KeyRange::holds(const ContentKey &key) const
{
    const double place = fraction(key.high());
    return place >= from && place < to;
}

Split splitByContent(std::span<const ContentKey> keys, double share, std::span<const ContentKey> groups,
                     std::span<const ContentKey> excluded)
{
    if (!groups.empty() && groups.size() != keys.size())
        throw ValueError(std::to_string(keys.size()) + " images cannot have " + std::to_string(groups.size()) +
                         " groups");
    const std::span<const ContentKey> decides = groups.empty() ? keys : groups;
    if (!(share >= 0 && share <= 0.5))
        throw ValueError("a held-out share of " + std::to_string(share) + " is not between 0 and 0.5",
                         "Hold out at most half of the images.");
    std::vector<std::int64_t> byKey(keys.size());
    std::iota(byKey.begin(), byKey.end(), std::int64_t{0});
    // Copies of one image have equal keys; the stable sort keeps them in the source's order.
    std::stable_sort(byKey.begin(), byKey.end(), [&](std::int64_t a, std::int64_t b) {
        return keys[static_cast<std::size_t>(a)] < keys[static_cast<std::size_t>(b)];
    });
    Split split;
    for (const std::int64_t index : byKey) {
        if (std::binary_search(excluded.begin(), excluded.end(), keys[static_cast<std::size_t>(index)]))
            continue;
        const bool out = fraction(mixedLow(decides[static_cast<std::size_t>(index)])) < share;
        (out ? split.heldOut : split.training).push_back(index);
    }
    return split;
}

std::string learnedFingerprint(const std::string &images, std::span<const ContentKey> excluded)
{
    return excluded.empty() ? images : images + '-' + fingerprint(excluded);
}

std::string imagesOfLearned(const std::string &learned)
{
    return learned.substr(0, learned.find('-'));
}

} // namespace retort
