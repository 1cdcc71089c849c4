#include "base/error.h"
#include "data/split.h"

#include <algorithm>
#include <cstring>

#ifdef RETORT_HAVE_XXHASH
#define XXH_INLINE_ALL
#include <xxhash.h>
#endif

namespace retort {

ContentKey contentKey(std::span<const std::uint8_t> bytes)
{
#ifdef RETORT_HAVE_XXHASH
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
    ContentKey key;
    std::copy(std::begin(canonical.digest), std::end(canonical.digest), key.bytes.begin());
    return key;
#else
    static_cast<void>(bytes);
    throw Error("this build of Retort cannot identify images by content: it was made without xxHash",
                "Install libxxhash-dev and configure and build again.");
#endif
}

std::string fingerprint(std::span<const ContentKey> keys)
{
    std::vector<ContentKey> sorted(keys.begin(), keys.end());
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::uint8_t> bytes;
    bytes.reserve(sorted.size() * 16);
    for (const ContentKey &key : sorted)
        bytes.insert(bytes.end(), key.bytes.begin(), key.bytes.end());
    return contentKey(bytes).hex();
}

} // namespace retort
