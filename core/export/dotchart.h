#pragma once

#include <limits>
#include <string>
#include <vector>

namespace retort {

/// One row of a dot chart: a dot a measurement, and their mean with its interval.
struct DotRow
{
    std::string name;
    std::vector<double> values;
    double mean = 0;
    double low = 0; ///< of the mean's interval
    double high = 0;
    bool marked = false; ///< drawn in the accent colour: the row that the others are compared with
};

/// Rows of dots over one axis as a picture for paper, an SVG file with a light ground: readable on any page.
/// `line`: a vertical dashed line at that value, with `lineName`; not finite: none.
[[nodiscard]] std::string dotChart(const std::string &title, const std::string &xName,
                                   const std::vector<DotRow> &rows,
                                   double line = std::numeric_limits<double>::quiet_NaN(),
                                   const std::string &lineName = {});

} // namespace retort
