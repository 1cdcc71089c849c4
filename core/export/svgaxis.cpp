#include "export/svgaxis.h"

namespace retort {

double stepOf(const Range &range, double count)
{
    const double raw = (range.to - range.from) / count;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (raw <= factor * power)
            return factor * power;
    return 10 * power;
}

void widen(Range &range)
{
    if (!(range.from <= range.to))
        range = {0, 1};
    if (range.from == range.to)
        range = {range.from - 0.5, range.to + 0.5};
}

int decimalsOf(double step)
{
    return std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 6);
}

std::string svgHead(const std::string &title, double width, double height)
{
    return "<svg viewBox=\"0 0 " + fixedText(width, 0) + " " + fixedText(height, 0) +
           "\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\" "
           "font-size=\"11\" fill=\"#5B6470\"><title>" +
           xmlText(title) +
           "</title>\n<text x=\"0\" y=\"14\" font-size=\"13\" font-weight=\"600\" fill=\"#1B1F24\">" +
           xmlText(title) + "</text>\n";
}

std::string label(double x, double y, const char *anchor, const std::string &text)
{
    return "<text x=\"" + fixedText(x, 1) + "\" y=\"" + fixedText(y, 1) + "\" text-anchor=\"" + anchor + "\">" +
           xmlText(text) + "</text>\n";
}

} // namespace retort
