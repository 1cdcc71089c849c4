#include "prompts/textlines.h"

#include "base/error.h"

#include <cstdint>

namespace retort {

namespace {

/// Bytes of the UTF-8 character at the start of text, 0 where there is none (RFC 3629: no overlong forms, no
/// surrogates, nothing above U+10FFFF).
std::size_t characterLength(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned first = byte(0);
    const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return byte(i) >= low && byte(i) <= high;
    };
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool second = follows(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
        return second && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool second = follows(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
        return second && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

} // namespace

std::string whyNoText(std::string_view line)
{
    for (std::size_t i = 0; i < line.size();) {
        const std::size_t length = characterLength(line.substr(i));
        const auto byte = static_cast<unsigned char>(line[i]);
        if (length == 0)
            return "is not UTF-8 text";
        if (byte == 0x7F || (byte < 0x20 && byte != '\t'))
            return "holds a control character";
        i += length;
    }
    return {};
}

std::size_t characterCount(std::string_view text)
{
    std::size_t count = 0;
    for (const char c : text)
        count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80; // all but bytes that continue a character
    return count;
}

std::string trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blank);
    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(blank) - first + 1));
}

std::vector<TextLine> textLines(std::string_view text, const std::string &fileName)
{
    if (text.substr(0, 3) == "\xEF\xBB\xBF")
        text.remove_prefix(3);
    std::vector<TextLine> lines;
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find_first_of("\r\n");
        const std::string_view line = text.substr(0, end);
        if (const std::string reason = whyNoText(line); !reason.empty())
            throw InputError(fileName, "line " + std::to_string(number), reason,
                             "Choose a text file, saved as UTF-8.");
        if (std::string content = trimmed(line); !content.empty())
            lines.push_back({number, std::move(content)});
        if (end == std::string_view::npos)
            break;
        const bool pair = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
        text.remove_prefix(end + (pair ? 2 : 1));
    }
    return lines;
}

} // namespace retort
