#include "teacher/clipwords.h"

#include "base/error.h"
#include "teacher/wordkinds.h"

#include <array>
#include <string_view>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace retort {

namespace {

/// Normal form C, lower-cased one character at a time: as Rust's char::to_lowercase, which knows no context (a
/// final sigma stays an ordinary one) and has one mapping to two characters.
std::u32string normalised(const std::string &text)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2 *nfc = icu::Normalizer2::getNFCInstance(status);
    icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(text);
    if (U_SUCCESS(status))
        unicode = nfc->normalize(unicode, status);
    if (U_FAILURE(status))
        throw Error(std::string("text cannot be brought to Unicode normal form C: ") + u_errorName(status),
                    "Check that ICU and its data are installed.");
    std::u32string result;
    result.reserve(static_cast<std::size_t>(unicode.length()));
    for (std::int32_t i = 0; i < unicode.length(); i = unicode.moveIndex32(i, 1)) {
        const UChar32 c = unicode.char32At(i);
        if (c == 0x130) // capital I with dot above
            result += {U'i', U'\u0307'};
        else
            result += static_cast<char32_t>(u_tolower(c));
    }
    return result;
}

std::size_t contractionLength(std::u32string_view rest)
{
    for (const std::u32string_view ending : {U"'s", U"'t", U"'re", U"'ve", U"'m", U"'ll", U"'d"}) {
        if (rest.starts_with(ending))
            return ending.size();
    }
    return 0;
}

/// The special tokens' names are words of their own; those that are left in lower-cased text get here and are cut
/// again by the byte-level step, into "<|", the name and "|>".
std::u32string_view spelledSpecial(std::u32string_view rest)
{
    for (const std::u32string_view special : {U"<|startoftext|>", U"<|endoftext|>"}) {
        if (rest.starts_with(special))
            return special;
    }
    return {};
}

} // namespace

std::vector<std::string> clipWords(const std::string &text)
{
    const std::u32string all = normalised(text);
    std::vector<std::string> words;
    std::size_t at = 0;
    while (at < all.size()) {
        const std::u32string_view rest = std::u32string_view(all).substr(at);
        if (const std::u32string_view special = spelledSpecial(rest); !special.empty()) {
            words.emplace_back("<|");
            words.push_back(toUtf8(special.substr(2, special.size() - 4)));
            words.emplace_back("|>");
            at += special.size();
            continue;
        }
        const WordKind kind = wordKind(rest.front());
        std::size_t length = contractionLength(rest);
        if (length == 0) {
            length = 1;
            while (kind != WordKind::Digit && length < rest.size() && wordKind(rest[length]) == kind)
                ++length;
        }
        if (kind != WordKind::Space)
            words.push_back(toUtf8(rest.substr(0, length)));
        at += length;
    }
    return words;
}

bool isLetterWord(const std::string &word)
{
    const icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(word);
    return !unicode.isEmpty() && wordKind(static_cast<char32_t>(unicode.char32At(0))) == WordKind::Letter;
}

const std::string &byteSymbol(unsigned char byte)
{
    static const std::array<std::string, 256> symbols = [] {
        std::array<std::string, 256> made;
        char32_t next = 0x100;
        for (std::size_t b = 0; b < made.size(); ++b) {
            const bool printable = (b >= 0x21 && b <= 0x7e) || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
            const char32_t symbol = printable ? static_cast<char32_t>(b) : next++;
            made[b] = toUtf8({&symbol, 1});
        }
        return made;
    }();
    return symbols[byte];
}

} // namespace retort
