#pragma once

#include "base/contentkey.h"

#include <optional>
#include <string_view>

namespace retort {

/// The key of what ContentKey::hex() wrote, in either case; nothing for any other text.
[[nodiscard]] std::optional<ContentKey> keyFromHex(std::string_view text);

} // namespace retort
