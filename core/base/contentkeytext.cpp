#include "base/contentkeytext.h"

#include <charconv>

namespace retort {

std::optional<ContentKey> keyFromHex(std::string_view text)
{
    ContentKey key;
    if (text.size() != 2 * key.bytes.size())
        return std::nullopt;
    for (std::size_t i = 0; i < key.bytes.size(); ++i) {
        const char *const end = text.data() + 2 * i + 2;
        const auto [stopped, error] = std::from_chars(end - 2, end, key.bytes[i], 16);
        if (error != std::errc() || stopped != end)
            return std::nullopt;
    }
    return key;
}

} // namespace retort
