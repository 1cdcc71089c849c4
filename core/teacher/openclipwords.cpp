#include "teacher/openclipwords.h"

#include "teacher/shippeddata.h"
#include "teacher/wordkinds.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <unicode/locid.h>
#include <unicode/unistr.h>
#include <unordered_map>

namespace retort {

namespace {

using Entities = std::unordered_map<std::string_view, std::u32string>;

/// By name without "&"; those that need it with their ";".
const Entities &entities()
{
    static const Entities all = [] {
        Entities made;
        std::string_view text = shipped::htmlEntities();
        while (!text.empty()) {
            const std::string_view line = text.substr(0, text.find('\n'));
            text.remove_prefix(std::min(line.size() + 1, text.size()));
            const std::size_t space = line.find(' ');
            std::u32string &characters = made[line.substr(0, space)];
            for (const char *at = line.data() + space; at < line.data() + line.size();) {
                std::uint32_t value = 0;
                at = std::from_chars(at + 1, line.data() + line.size(), value, 16).ptr;
                characters += static_cast<char32_t>(value);
            }
        }
        return made;
    }();
    return all;
}

/// HTML's rules for a numeric reference: what Windows-1252 has at 0x80 .. 0x9F, nothing for control characters
/// and what Unicode keeps unused.
std::u32string numbered(std::uint32_t value)
{
    constexpr char32_t windows[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                      0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                      0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                      0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    if (value >= 0x80 && value <= 0x9F)
        return {windows[value - 0x80]};
    if (value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return {U'\uFFFD'};
    const bool control = value < 0x20 && value != '\t' && value != '\n' && value != '\f' && value != '\r';
    const bool unused = (value >= 0xFDD0 && value <= 0xFDEF) || (value & 0xFFFE) == 0xFFFE;
    if (control || value == 0x7F || unused)
        return {};
    return {static_cast<char32_t>(value)};
}

bool isDigit(char32_t c, bool hexadecimal)
{
    return (c >= U'0' && c <= U'9') || (hexadecimal && ((c >= U'a' && c <= U'f') || (c >= U'A' && c <= U'F')));
}

struct Reference
{
    std::size_t length = 0; ///< behind the "&"
    std::u32string characters;
};

/// What begins behind an "&".
std::optional<Reference> referenceAt(std::u32string_view rest)
{
    if (rest.starts_with(U"#")) {
        const bool hexadecimal = rest.size() > 1 && (rest[1] == U'x' || rest[1] == U'X');
        std::size_t end = hexadecimal ? 2 : 1;
        const std::size_t first = end;
        std::uint32_t value = 0;
        constexpr std::uint32_t enough = 0x110000;
        for (; end < rest.size() && isDigit(rest[end], hexadecimal); ++end) {
            const char32_t c = rest[end];
            const std::uint32_t digit = c <= U'9' ? c - U'0' : (c | 0x20U) - U'a' + 10;
            value = std::min(enough, value * (hexadecimal ? 16 : 10) + digit);
        }
        if (end == first)
            return {};
        if (end < rest.size() && rest[end] == U';')
            ++end;
        return Reference{end, numbered(value)};
    }
    // A name of up to 32 characters; the longest beginning that is one counts.
    constexpr std::size_t longest = 32;
    std::string name;
    while (name.size() < longest && name.size() < rest.size()) {
        const char32_t c = rest[name.size()];
        if (c >= 0x80 || std::u32string_view(U"\t\n\f <&#;").find(c) != std::u32string_view::npos)
            break;
        name += static_cast<char>(c);
    }
    if (name.size() < rest.size() && rest[name.size()] == U';')
        name += ';';
    for (; name.size() > 1; name.pop_back()) {
        const auto found = entities().find(name);
        if (found != entities().end())
            return Reference{name.size(), found->second};
    }
    return {};
}

std::u32string unescaped(std::u32string_view text)
{
    std::u32string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = text[at++];
        const std::optional<Reference> reference = c == U'&' ? referenceAt(text.substr(at)) : std::nullopt;
        if (reference) {
            result += reference->characters;
            at += reference->length;
        } else {
            result += c;
        }
    }
    return result;
}

/// What Python's str.split() takes for white space.
bool isPythonSpace(char32_t c)
{
    return (c >= 0x1C && c <= 0x1F) || wordKind(c) == WordKind::Space;
}

std::u32string collapsed(std::u32string_view text)
{
    std::u32string result;
    for (const char32_t c : text) {
        if (!isPythonSpace(c))
            result += c;
        else if (!result.empty() && result.back() != U' ')
            result += U' ';
    }
    if (result.ends_with(U' '))
        result.pop_back();
    return result;
}

std::u32string lowered(const std::u32string &text)
{
    return toCharacters(
        icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32 *>(text.data()), std::int32_t(text.size()))
            .toLower(icu::Locale::getRoot()));
}

/// Whether the text begins so; a long s counts as an s, as it does for Python when it ignores case.
bool begins(std::u32string_view rest, std::u32string_view part)
{
    if (rest.size() < part.size())
        return false;
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (rest[i] != part[i] && !(part[i] == U's' && rest[i] == U'\u017F'))
            return false;
    }
    return true;
}

/// A combining iota is left out like a space: its capital is a letter, so Python's regex, when it ignores case,
/// finds it neither among the letters nor among the others.
WordKind kindOf(char32_t c)
{
    return c == 0x345 ? WordKind::Space : wordKind(c);
}

} // namespace

std::string htmlUnescaped(const std::string &text)
{
    return toUtf8(unescaped(toCharacters(icu::UnicodeString::fromUTF8(text))));
}

std::vector<std::string> openClipWords(const std::string &text)
{
    const std::u32string all =
        lowered(collapsed(unescaped(unescaped(toCharacters(icu::UnicodeString::fromUTF8(text))))));
    std::vector<std::string> words;
    for (std::size_t at = 0; at < all.size();) {
        const std::u32string_view rest = std::u32string_view(all).substr(at);
        std::size_t length = 0;
        for (const std::u32string_view whole :
             {U"<start_of_text>", U"<end_of_text>", U"'s", U"'t", U"'re", U"'ve", U"'m", U"'ll", U"'d"}) {
            if (begins(rest, whole)) {
                length = whole.size();
                break;
            }
        }
        const WordKind kind = kindOf(rest.front());
        if (length == 0) {
            length = 1;
            while (kind != WordKind::Digit && length < rest.size() && kindOf(rest[length]) == kind)
                ++length;
            if (kind == WordKind::Space) {
                at += length;
                continue;
            }
        }
        words.push_back(toUtf8(rest.substr(0, length)));
        at += length;
    }
    return words;
}

} // namespace retort
