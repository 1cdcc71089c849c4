#pragma once

#include <string>
#include <vector>

namespace retort {

/// HTML's character references as the characters they stand for, as Python's html.unescape: also without their
/// semicolon where HTML allows that. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string htmlUnescaped(const std::string &text);

/// The words that the BPE of OpenAI's CLIP and OpenCLIP sees, in UTF-8: HTML unescaped twice, white space
/// collapsed, lower-cased with Unicode's full mapping, then cut into the two special tokens, contractions, runs of
/// letters, single digits, and runs of anything else that is no space. Equal to open_clip's SimpleTokenizer
/// without its call of ftfy, which repairs text that was decoded wrongly and straightens typographic quotes.
[[nodiscard]] std::vector<std::string> openClipWords(const std::string &text);

/// What stands for the special tokens in a text, and comes out as a word of its own.
inline constexpr const char *openClipStart = "<start_of_text>";
inline constexpr const char *openClipEnd = "<end_of_text>";

} // namespace retort
