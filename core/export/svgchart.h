#pragma once

// Internal to core/export.

#include <string>
#include <utility>
#include <vector>

namespace retort {

struct ChartLine
{
    std::string name;
    std::string colour; ///< as CSS has it
    bool dashed = false;
    std::vector<std::pair<double, double>> points; ///< x rising; a y that is not finite is left out
};

/// A line chart as an <svg> element for paper: axes with round numbers, a legend. Long lines are drawn by the
/// least and the greatest of each pixel column, so that no spike is lost.
[[nodiscard]] std::string svgChart(const std::string &title, const std::string &xName,
                                   std::vector<ChartLine> lines);

} // namespace retort
