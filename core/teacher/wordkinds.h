#pragma once

// Internal to teacher: what both ways to cut a text into words share.

#include <string>
#include <string_view>
#include <unicode/unistr.h>

namespace retort {

enum class WordKind { Space, Letter, Digit, Other };

[[nodiscard]] WordKind wordKind(char32_t c);
[[nodiscard]] std::string toUtf8(std::u32string_view text);
[[nodiscard]] std::u32string toCharacters(const icu::UnicodeString &text);

} // namespace retort
