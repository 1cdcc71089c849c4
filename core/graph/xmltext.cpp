#include "graph/xmltext.h"

#include <charconv>

namespace retort {

namespace {

/// Length of the well-formed UTF-8 sequence at `text`, 0 if there is none (RFC 3629).
std::size_t sequenceLength(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80)
        return 1;
    const std::size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                               : (lead & 0xF0) == 0xE0       ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length == 0 || text.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0) != 0x80)
            return 0;
    const unsigned char second = byte(1);
    const bool overlongOrSurrogate = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                                     (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
    return overlongOrSurrogate ? 0 : length;
}

template<typename Number, typename... Format>
std::string toText(Number value, Format... format)
{
    char buffer[400];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, format...).ptr;
    return {buffer, end};
}

} // namespace

std::string xmlText(std::string_view bytes)
{
    std::string result;
    result.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = sequenceLength(bytes);
        const char first = bytes.front();
        if (length == 0)
            result += "\xEF\xBF\xBD";
        else if (length > 1)
            result += bytes.substr(0, length);
        else if (first == '&')
            result += "&amp;";
        else if (first == '<')
            result += "&lt;";
        else if (first == '>')
            result += "&gt;";
        else if (first == '"')
            result += "&quot;";
        else
            result += static_cast<unsigned char>(first) < 0x20 ? ' ' : first;
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return result;
}

std::string numberText(double value)
{
    return toText(value);
}

std::string numberText(float value)
{
    return toText(value);
}

std::string fixedText(double value, int decimals)
{
    return toText(value, std::chars_format::fixed, decimals);
}

} // namespace retort
