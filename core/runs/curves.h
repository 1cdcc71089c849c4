#pragma once

#include "store/records.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// What a curve of a run shows.
enum class CurveMetric {
    Loss,
    NodeLoss,
    EdgeLoss,
    PseudoLoss,
    LearningRate,
    Agreement, ///< held-out images, percent
    Accuracy,  ///< tuning half of the labels, percent
    ImagesPerSecond,
    EdgeCorrelation,
    ColumnCorrelation,
    NodeKl,
    ProbeAgreement,
    MeanMargin
};
[[nodiscard]] std::span<const CurveMetric> curveMetrics();
/// The same words as the columns of curvesCsv(): "node_loss".
[[nodiscard]] std::string curveMetricName(CurveMetric metric);
/// There is a value a step; else one an epoch.
[[nodiscard]] bool isPerStep(CurveMetric metric);

/// What a curve runs over.
enum class CurveX {
    Step,
    Epoch,   ///< a step within an epoch is a part of it
    Seconds, ///< of training, waiting not counted
    Wall     ///< seconds since 1970, UTC
};

/// All that was measured while a run trained.
struct RunHistory
{
    std::vector<EpochRecord> epochs;
    std::vector<StepMetrics> steps; ///< may go on behind the last epoch while the run trains
    std::int64_t startedAt = 0;     ///< seconds since 1970, UTC; 0 = never
};

/// Points in ascending x. Values may be "not a number" where training diverged.
struct Curve
{
    std::vector<double> x;
    std::vector<double> y;

    bool operator==(const Curve &) const = default;
};

/// Every point there is. Left out are only values that were not measured (accuracy without labels) and steps of
/// which x is not known yet (seconds before the first epoch is over).
[[nodiscard]] Curve curveOf(const RunHistory &history, CurveMetric metric, CurveX x);

/// Exponential moving average s_i = w s_(i-1) + (1 - w) y_i, divided by 1 - w^i: without that the first values
/// would be drawn towards 0. `weight` 0 .. 1 (excluded); 0 gives y back. What is not finite stays as it is and has
/// no part in its neighbours.
[[nodiscard]] std::vector<double> smoothed(std::span<const double> y, double weight);

/// What several curves have in common: at each x of any of them, mean, smallest and largest value of those that
/// reach so far, linear between their points.
struct CurveBand
{
    std::vector<double> x;
    std::vector<double> mean;
    std::vector<double> low;
    std::vector<double> high;
};
[[nodiscard]] CurveBand bandOver(std::span<const Curve> curves);

/// A curve as a table has it.
struct NamedCurve
{
    std::string name;   ///< of the run or the group of runs
    std::string metric; ///< curveMetricName()
    Curve curve;
    std::vector<double> low; ///< of a band, else empty
    std::vector<double> high;
};
/// One line a point (RFC 4180): run, metric, the x column, value, low, high. Numbers read back as the same.
[[nodiscard]] std::string namedCurvesCsv(std::span<const NamedCurve> curves, CurveX x);

} // namespace retort
