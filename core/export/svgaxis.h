#pragma once

// Internal to core/export: what its charts have in common.

#include "graph/xmltext.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace retort {

struct Range
{
    double from = std::numeric_limits<double>::infinity();
    double to = -std::numeric_limits<double>::infinity();

    void take(double value)
    {
        from = std::min(from, value);
        to = std::max(to, value);
    }
    [[nodiscard]] double share(double value) const { return (value - from) / (to - from); }
};

/// 1, 2 or 5 times a power of ten: about `count` of them in the range.
[[nodiscard]] double stepOf(const Range &range, double count);
/// Digits after the point that numbers a step apart need.
[[nodiscard]] int decimalsOf(double step);
/// Gives an empty range, or one of a single value, some width.
void widen(Range &range);
/// The beginning of an <svg> element, with its title; the caller closes it.
[[nodiscard]] std::string svgHead(const std::string &title, double width, double height);
[[nodiscard]] std::string label(double x, double y, const char *anchor, const std::string &text);

} // namespace retort
