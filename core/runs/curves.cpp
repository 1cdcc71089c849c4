#include "runs/curves.h"

#include "base/csvfield.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace retort {

namespace {

constexpr std::array metrics{
    CurveMetric::Agreement,         CurveMetric::Accuracy,        CurveMetric::Loss,
    CurveMetric::NodeLoss,          CurveMetric::EdgeLoss,        CurveMetric::PseudoLoss,
    CurveMetric::LearningRate,      CurveMetric::ImagesPerSecond, CurveMetric::EdgeCorrelation,
    CurveMetric::ColumnCorrelation, CurveMetric::NodeKl,          CurveMetric::ProbeAgreement,
    CurveMetric::MeanMargin};

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double valueOf(const StepMetrics &step, CurveMetric metric)
{
    switch (metric) {
    case CurveMetric::Loss:
        return step.loss;
    case CurveMetric::NodeLoss:
        return step.nodeLoss;
    case CurveMetric::EdgeLoss:
        return step.edgeLoss;
    case CurveMetric::PseudoLoss:
        return step.pseudoLoss;
    default:
        return step.learningRate;
    }
}

std::optional<double> valueOf(const EpochRecord &epoch, CurveMetric metric)
{
    switch (metric) {
    case CurveMetric::Agreement:
        return epoch.heldOutAgreement;
    case CurveMetric::Accuracy:
        return epoch.tuningAccuracy;
    case CurveMetric::ImagesPerSecond:
        return epoch.imagesPerSecond;
    case CurveMetric::EdgeCorrelation:
        return epoch.summary.edgeCorrelation;
    case CurveMetric::ColumnCorrelation:
        return epoch.summary.columnCorrelation;
    case CurveMetric::NodeKl:
        return epoch.summary.nodeKl;
    case CurveMetric::ProbeAgreement:
        return epoch.summary.agreement;
    case CurveMetric::MeanMargin:
        return epoch.summary.meanMargin;
    default:
        return std::nullopt;
    }
}

/// Where on the x axis an epoch begins and ends.
struct Stretch
{
    double firstStep = 0; ///< steps done before it
    double lastStep = 0;
    double from = 0;
    double to = 0;

    [[nodiscard]] double at(double step) const
    {
        return lastStep > firstStep ? from + (to - from) * (step - firstStep) / (lastStep - firstStep) : to;
    }
};

std::vector<Stretch> stretches(const RunHistory &history, CurveX x)
{
    std::vector<Stretch> result;
    double steps = 0;
    double seconds = x == CurveX::Wall ? static_cast<double>(history.startedAt) : 0;
    for (const EpochRecord &epoch : history.epochs) {
        Stretch stretch;
        stretch.firstStep = steps;
        steps = stretch.lastStep = static_cast<double>(epoch.mean.step);
        const double took = std::isfinite(epoch.seconds) ? epoch.seconds : 0;
        if (x == CurveX::Wall && epoch.endedAt > 0) // the run may have waited before this epoch
            seconds = std::max(seconds, static_cast<double>(epoch.endedAt) - took);
        switch (x) {
        case CurveX::Step:
            stretch.from = stretch.firstStep;
            stretch.to = stretch.lastStep;
            break;
        case CurveX::Epoch:
            stretch.from = static_cast<double>(epoch.epoch - 1);
            stretch.to = static_cast<double>(epoch.epoch);
            break;
        case CurveX::Seconds:
        case CurveX::Wall:
            stretch.from = seconds;
            stretch.to = seconds = seconds + took;
            break;
        }
        result.push_back(stretch);
    }
    return result;
}

const char *xName(CurveX x)
{
    switch (x) {
    case CurveX::Step:
        return "step";
    case CurveX::Epoch:
        return "epoch";
    case CurveX::Seconds:
        return "training_seconds";
    case CurveX::Wall:
        return "seconds_since_1970";
    }
    return "";
}

} // namespace

std::span<const CurveMetric> curveMetrics()
{
    return metrics;
}

std::string curveMetricName(CurveMetric metric)
{
    switch (metric) {
    case CurveMetric::Loss:
        return "loss";
    case CurveMetric::NodeLoss:
        return "node_loss";
    case CurveMetric::EdgeLoss:
        return "edge_loss";
    case CurveMetric::PseudoLoss:
        return "pseudo_loss";
    case CurveMetric::LearningRate:
        return "learning_rate";
    case CurveMetric::Agreement:
        return "held_out_agreement";
    case CurveMetric::Accuracy:
        return "tuning_accuracy";
    case CurveMetric::ImagesPerSecond:
        return "images_per_second";
    case CurveMetric::EdgeCorrelation:
        return "probe_edge_correlation";
    case CurveMetric::ColumnCorrelation:
        return "probe_column_correlation";
    case CurveMetric::NodeKl:
        return "probe_node_kl";
    case CurveMetric::ProbeAgreement:
        return "probe_agreement";
    case CurveMetric::MeanMargin:
        return "probe_mean_margin";
    }
    return {};
}

bool isPerStep(CurveMetric metric)
{
    return metric == CurveMetric::Loss || metric == CurveMetric::NodeLoss || metric == CurveMetric::EdgeLoss ||
           metric == CurveMetric::PseudoLoss || metric == CurveMetric::LearningRate;
}

Curve curveOf(const RunHistory &history, CurveMetric metric, CurveX x)
{
    Curve curve;
    const std::vector<Stretch> parts = stretches(history, x);
    if (!isPerStep(metric)) {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (const std::optional<double> value = valueOf(history.epochs[i], metric)) {
                curve.x.push_back(parts[i].to);
                curve.y.push_back(*value);
            }
        }
        return curve;
    }
    curve.x.reserve(history.steps.size());
    curve.y.reserve(history.steps.size());
    std::size_t part = 0;
    for (const StepMetrics &step : history.steps) {
        const auto number = static_cast<double>(step.step);
        while (part < parts.size() && number > parts[part].lastStep)
            ++part;
        double at = number;
        if (x != CurveX::Step) {
            if (part < parts.size())
                at = parts[part].at(number);
            else if (!parts.empty()) // under way: as fast as the epoch before
                at = parts.back().at(number);
            else
                continue;
        }
        curve.x.push_back(at);
        curve.y.push_back(valueOf(step, metric));
    }
    return curve;
}

std::vector<double> smoothed(std::span<const double> y, double weight)
{
    std::vector<double> result(y.begin(), y.end());
    if (!(weight > 0))
        return result;
    double sum = 0;
    double share = 1; // w^i
    for (double &value : result) {
        if (!std::isfinite(value))
            continue;
        sum = weight * sum + (1 - weight) * value;
        share *= weight;
        value = sum / (1 - share);
    }
    return result;
}

CurveBand bandOver(std::span<const Curve> curves)
{
    CurveBand band;
    for (const Curve &curve : curves)
        band.x.insert(band.x.end(), curve.x.begin(), curve.x.end());
    std::sort(band.x.begin(), band.x.end());
    band.x.erase(std::unique(band.x.begin(), band.x.end()), band.x.end());
    const std::size_t size = band.x.size();
    band.low.assign(size, unknown);
    band.high.assign(size, unknown);
    band.mean.assign(size, 0);
    std::vector<int> count(size, 0);
    for (const Curve &curve : curves) {
        std::size_t next = 0; // the curve's first point that is not left of x
        for (std::size_t i = 0; i < size; ++i) {
            while (next < curve.x.size() && curve.x[next] < band.x[i])
                ++next;
            if (next == curve.x.size())
                break;
            double value = curve.y[next];
            if (curve.x[next] > band.x[i]) {
                if (next == 0)
                    continue;
                const double along = (band.x[i] - curve.x[next - 1]) / (curve.x[next] - curve.x[next - 1]);
                value = curve.y[next - 1] + along * (curve.y[next] - curve.y[next - 1]);
            }
            if (!std::isfinite(value))
                continue;
            band.mean[i] += value;
            band.low[i] = count[i] == 0 ? value : std::min(band.low[i], value);
            band.high[i] = count[i] == 0 ? value : std::max(band.high[i], value);
            ++count[i];
        }
    }
    for (std::size_t i = 0; i < size; ++i)
        band.mean[i] = count[i] > 0 ? band.mean[i] / count[i] : unknown;
    return band;
}

std::string namedCurvesCsv(std::span<const NamedCurve> curves, CurveX x)
{
    std::string text = std::string("run,metric,") + xName(x) + ",value,low,high\r\n";
    for (const NamedCurve &named : curves) {
        const std::string start = csvField(named.name) + "," + csvField(named.metric) + ",";
        for (std::size_t i = 0; i < named.curve.x.size(); ++i) {
            text += start + csvField(named.curve.x[i]) + "," + csvField(named.curve.y[i]);
            const bool banded = i < named.low.size() && i < named.high.size();
            text += "," + (banded ? csvField(named.low[i]) : std::string()) + "," +
                    (banded ? csvField(named.high[i]) : std::string()) + "\r\n";
        }
    }
    return text;
}

} // namespace retort
