#include "teacher/wordkinds.h"

#include <array>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace retort {

WordKind wordKind(char32_t c)
{
    const auto mask = U_GET_GC_MASK(static_cast<UChar32>(c));
    if ((mask & U_GC_L_MASK) != 0)
        return WordKind::Letter;
    if ((mask & U_GC_N_MASK) != 0)
        return WordKind::Digit;
    return u_isUWhiteSpace(static_cast<UChar32>(c)) ? WordKind::Space : WordKind::Other;
}

std::string toUtf8(std::u32string_view text)
{
    std::string result;
    for (const char32_t c : text) {
        std::array<char, U8_MAX_LENGTH> bytes{};
        std::int32_t length = 0;
        U8_APPEND_UNSAFE(bytes.data(), length, static_cast<UChar32>(c));
        result.append(bytes.data(), static_cast<std::size_t>(length));
    }
    return result;
}

std::u32string toCharacters(const icu::UnicodeString &text)
{
    std::u32string result;
    result.reserve(static_cast<std::size_t>(text.length()));
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
        result += static_cast<char32_t>(text.char32At(i));
    return result;
}

} // namespace retort
