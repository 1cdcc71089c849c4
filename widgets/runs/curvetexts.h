#pragma once

#include "runs/curves.h"

#include <QString>

#include <vector>

namespace retort {

/// Metrics of one unit share a chart.
struct CurveUnit
{
    std::vector<CurveMetric> metrics;
    QString title;
    double low = 0; ///< what values can be at all
    double high = 0;
};
/// In the order of the charts.
[[nodiscard]] std::vector<CurveUnit> curveUnits();

/// "node loss", as curves call it.
[[nodiscard]] QString metricText(CurveMetric metric);
/// What the horizontal axis is called.
[[nodiscard]] QString xText(CurveX x);

} // namespace retort
