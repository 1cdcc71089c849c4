#include "datasets/datasetchoice.h"

#include "base/error.h"

#include <charconv>
#include <cstdio>
#include <regex>
#include <string_view>
#include <system_error>

namespace retort {

namespace {

constexpr std::string_view namePrefix = "name:";
constexpr std::string_view columnPrefix = "column:";

template<typename T>
bool parseNumber(std::string_view text, T &value)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

void checkPattern(const std::string &pattern)
{
    constexpr const char *example =
        "Write one like name:^(part[0-9]+)_ where ( ) marks what is the same in a group.";
    try {
        const std::regex compiled(pattern);
        if (compiled.mark_count() == 0)
            throw ValueError("the pattern \"" + pattern + "\" has no ( ): it does not say what a group shares",
                             example);
    } catch (const std::regex_error &e) {
        throw ValueError("\"" + pattern + "\" is no regular expression: " + e.what(), example);
    }
}

} // namespace

Sampling parseSampling(const std::string &text, std::uint64_t seed)
{
    Sampling sample;
    sample.seed = seed;
    if (!text.empty() && text.back() == '%') {
        double percent = 0;
        if (parseNumber(std::string_view(text).substr(0, text.size() - 1), percent) && percent > 0 &&
            percent <= 100) {
            sample.share = percent / 100;
            return sample;
        }
    } else if (parseNumber(text, sample.count) && sample.count > 0) {
        return sample;
    }
    throw ValueError("\"" + text + "\" is no part of the images",
                     "Give a number of images (5000) or a share of them (10%).");
}

std::string samplingText(const Sampling &sample)
{
    if (sample.count > 0)
        return std::to_string(sample.count);
    if (sample.isAll())
        return {};
    // The shortest digits that come back as the same share, as a person writes them: 90%, not 9e+01%.
    char digits[64];
    for (int decimals = 0; decimals <= 20; ++decimals) {
        std::snprintf(digits, sizeof digits, "%.*f", decimals, sample.share * 100);
        double percent = 0;
        if (parseNumber(std::string_view(digits), percent) && percent / 100 == sample.share)
            return std::string(digits) + "%";
    }
    std::snprintf(digits, sizeof digits, "%.17g", sample.share * 100);
    return std::string(digits) + "%";
}

Grouping parseGrouping(const std::string &text)
{
    if (text.empty())
        return {};
    if (text == "none")
        return {Grouping::By::None, {}};
    if (text == "folder")
        return {Grouping::By::Folder, {}};
    if (text.rfind(namePrefix, 0) == 0) {
        const std::string pattern = text.substr(namePrefix.size());
        checkPattern(pattern);
        return {Grouping::By::NamePattern, pattern};
    }
    if (text.rfind(columnPrefix, 0) == 0 && text.size() > columnPrefix.size())
        return {Grouping::By::Column, text.substr(columnPrefix.size())};
    throw ValueError("\"" + text + "\" does not say how images are grouped",
                     "Use none, folder, name:REGEX or column:NAME.");
}

std::string groupingText(const Grouping &grouping)
{
    switch (grouping.by) {
    case Grouping::By::None:
        return "none";
    case Grouping::By::Folder:
        return "folder";
    case Grouping::By::NamePattern:
        return std::string(namePrefix) + grouping.text;
    case Grouping::By::Column:
        return std::string(columnPrefix) + grouping.text;
    case Grouping::By::Given:
        break;
    }
    return {};
}

} // namespace retort
