#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace retort {

struct TextLine
{
    int number = 1; ///< counted from 1
    std::string text;
};

/// Spaces, tabs and line ends at both sides removed.
[[nodiscard]] std::string trimmed(std::string_view text);

/// What is wrong with a line of text, as in "is not UTF-8 text" or "holds a control character"; empty for good
/// text. A tab is no control character.
[[nodiscard]] std::string whyNoText(std::string_view line);

/// The number of characters of a text that whyNoText() finds good.
[[nodiscard]] std::size_t characterCount(std::string_view text);

/// The lines of a text file a person wrote: trimmed, without empty ones; a byte order mark at the start is skipped
/// and any line end is understood. Throws InputError with the line number where the text is not UTF-8 or holds a
/// control character (another kind of file, chosen by mistake).
[[nodiscard]] std::vector<TextLine> textLines(std::string_view text, const std::string &fileName);

} // namespace retort
