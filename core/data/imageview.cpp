#include "data/imageview.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <system_error>

namespace retort {

namespace {

bool parseNumber(std::string_view text, double &value)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

/// The shortest digits that come back as the same number.
std::string digits(double value)
{
    std::array<char, 32> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

} // namespace

std::string ImageView::fingerprint() const
{
    const std::string how = fit == Fit::Crop ? "centre" : fitText(fit);
    return region.isWhole() ? how : how + " of " + regionText(region);
}

Fit parseFit(const std::string &text)
{
    for (const Fit fit : {Fit::Crop, Fit::Letterbox, Fit::Squash}) {
        if (text == fitText(fit))
            return fit;
    }
    throw ValueError("\"" + text + "\" is no way to fit pictures into a square", "Use crop, letterbox or squash.");
}

std::string fitText(Fit fit)
{
    switch (fit) {
    case Fit::Letterbox:
        return "letterbox";
    case Fit::Squash:
        return "squash";
    case Fit::Crop:
        break;
    }
    return "crop";
}

Region parseRegion(const std::string &text)
{
    if (text.empty())
        return {};
    std::array<double, 4> numbers{};
    std::size_t count = 0;
    std::size_t percents = 0;
    bool fine = true;
    for (std::size_t begin = 0; fine && begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        std::string_view part = std::string_view(text).substr(begin, end - begin);
        begin = end + 1;
        if (!part.empty() && part.back() == '%') {
            part.remove_suffix(1);
            ++percents;
        }
        fine = count < numbers.size() && parseNumber(part, numbers[count]) && numbers[count] >= 0 &&
               numbers[count] <= 1e6;
        ++count;
    }
    Region region{numbers[0], numbers[1], numbers[2], numbers[3], percents == numbers.size()};
    fine = fine && count == numbers.size() && (percents == 0 || region.percent) && region.width > 0 &&
           region.height > 0;
    if (region.percent) {
        fine = fine && region.left < 100 && region.top < 100 && region.width <= 100 && region.height <= 100;
    }
    if (!fine)
        throw ValueError("\"" + text + "\" is no region of a picture",
                         "Write LEFT,TOP,WIDTH,HEIGHT, all in pixels (40,0,300,200) or all in percent "
                         "(10%,0%,80%,50%).");
    return region;
}

std::string regionText(const Region &region)
{
    if (region.isWhole())
        return {};
    std::string text;
    for (const double number : {region.left, region.top, region.width, region.height})
        text += (text.empty() ? "" : ",") + digits(number) + (region.percent ? "%" : "");
    return text;
}

} // namespace retort
