#include "base/csvfield.h"

#include <array>
#include <charconv>
#include <cmath>

namespace retort {

std::string csvField(const std::string &text)
{
    if (text.find_first_of(",;\t\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string csvField(double value)
{
    if (!std::isfinite(value))
        return {};
    std::array<char, 32> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

} // namespace retort
