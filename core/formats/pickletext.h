#pragma once

// Internal to formats: the ways in which a pickle spells texts and numbers.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace retort {

[[nodiscard]] bool isUtf8(std::string_view text);
/// Characters up to U+00FF as one byte each; nothing when there is another.
[[nodiscard]] std::optional<std::string> utf8ToLatin1(std::string_view text);
/// What stands between the quotes of a Python string literal of bytes ('it\'s \x00'), quotes included.
[[nodiscard]] std::optional<std::string> unquoted(std::string_view literal);
/// "raw-unicode-escape" (Latin-1 with \uXXXX and \UXXXXXXXX) as UTF-8.
[[nodiscard]] std::optional<std::string> fromRawUnicodeEscape(std::string_view text);
/// The whole text as a decimal number, perhaps followed by Python 2's L.
[[nodiscard]] std::optional<std::int64_t> wholeNumber(std::string_view text);
[[nodiscard]] std::optional<double> realNumber(std::string_view text);

} // namespace retort
