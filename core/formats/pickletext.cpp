#include "formats/pickletext.h"

#include <charconv>
#include <limits>

namespace retort {

namespace {

/// The character that begins at `at`, which is moved behind it; nothing for what is no UTF-8.
std::optional<char32_t> nextCharacter(std::string_view text, std::size_t &at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(at);
    const int more = first < 0x80 ? 0 : first >> 5 == 6 ? 1 : first >> 4 == 14 ? 2 : first >> 3 == 30 ? 3 : -1;
    if (more < 0 || text.size() - at <= static_cast<std::size_t>(more))
        return {};
    char32_t c = more == 0 ? first : first & (0x3FU >> more);
    for (int i = 1; i <= more; ++i) {
        const unsigned char next = byte(at + static_cast<std::size_t>(i));
        if (next >> 6 != 2)
            return {};
        c = c << 6 | (next & 0x3FU);
    }
    constexpr char32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    if (c < smallest[more] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        return {};
    at += static_cast<std::size_t>(more) + 1;
    return c;
}

bool appendUtf8(std::string &out, char32_t c)
{
    if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        return false;
    const int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    constexpr unsigned marks[] = {0, 0xC0, 0xE0, 0xF0};
    out += static_cast<char>(marks[more] | c >> (6 * more));
    for (int i = more - 1; i >= 0; --i)
        out += static_cast<char>(0x80U | (c >> (6 * i) & 0x3FU));
    return true;
}

std::optional<char32_t> digits(std::string_view text, std::size_t at, std::size_t count, int base)
{
    if (text.size() < at || text.size() - at < count)
        return {};
    std::uint32_t value = 0;
    const char *end = text.data() + at + count;
    const auto [stopped, failure] = std::from_chars(text.data() + at, end, value, base);
    return failure == std::errc() && stopped == end ? std::optional<char32_t>(value) : std::nullopt;
}

} // namespace

bool isUtf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80)
            ++at;
        else if (!nextCharacter(text, at))
            return false;
    }
    return true;
}

std::optional<std::string> utf8ToLatin1(std::string_view text)
{
    std::string bytes;
    bytes.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::optional<char32_t> c = nextCharacter(text, at);
        if (!c || *c > 0xFF)
            return {};
        bytes += static_cast<char>(*c);
    }
    return bytes;
}

std::optional<std::string> unquoted(std::string_view literal)
{
    if (literal.size() < 2 || literal.front() != literal.back() || (literal[0] != '\'' && literal[0] != '"'))
        return {};
    const std::string_view text = literal.substr(1, literal.size() - 2);
    std::string bytes;
    bytes.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\') {
            bytes += text[at];
            continue;
        }
        if (++at == text.size())
            return {};
        constexpr std::string_view letters = "abfnrtv\\'\"";
        constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\'\"";
        if (const std::size_t found = letters.find(text[at]); found != std::string_view::npos) {
            bytes += meanings[found];
        } else if (text[at] == 'x') {
            const std::optional<char32_t> value = digits(text, at + 1, 2, 16);
            if (!value)
                return {};
            bytes += static_cast<char>(*value);
            at += 2;
        } else if (text[at] >= '0' && text[at] <= '7') {
            unsigned value = 0;
            std::size_t count = 0;
            while (count < 3 && at + count < text.size() && text[at + count] >= '0' && text[at + count] <= '7')
                value = 8 * value + static_cast<unsigned>(text[at + count++] - '0');
            bytes += static_cast<char>(value & 0xFF);
            at += count - 1;
        } else {
            bytes += '\\';
            bytes += text[at];
        }
    }
    return bytes;
}

std::optional<std::string> fromRawUnicodeEscape(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool escape =
            text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == 'u' || text[at + 1] == 'U');
        if (!escape) {
            appendUtf8(result, static_cast<unsigned char>(text[at]));
            continue;
        }
        const std::size_t count = text[at + 1] == 'u' ? 4 : 8;
        std::optional<char32_t> c = digits(text, at + 2, count, 16);
        at += 1 + count;
        // A narrow Python 2 wrote characters beyond U+FFFF as two halves.
        if (c && *c >= 0xD800 && *c < 0xDC00 && text.substr(at + 1, 2) == "\\u") {
            const std::optional<char32_t> low = digits(text, at + 3, 4, 16);
            if (low && *low >= 0xDC00 && *low < 0xE000) {
                c = 0x10000 + ((*c - 0xD800) << 10) + (*low - 0xDC00);
                at += 6;
            }
        }
        if (!c || !appendUtf8(result, *c))
            return {};
    }
    return result;
}

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    if (text.ends_with('L'))
        text.remove_suffix(1);
    std::int64_t value = 0;
    const auto [stopped, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool all = failure == std::errc() && stopped == text.data() + text.size();
    return all ? std::optional(value) : std::nullopt;
}

std::optional<double> realNumber(std::string_view text)
{
    double value = 0;
    const auto [stopped, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool all = failure == std::errc() && stopped == text.data() + text.size();
    return all ? std::optional(value) : std::nullopt;
}

} // namespace retort
