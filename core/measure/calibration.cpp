#include "measure/calibration.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>

namespace retort {

Calibration calibrationOf(std::span<const std::int32_t> labels, std::span<const std::int32_t> answers,
                          std::span<const float> confidences)
{
    if (labels.size() != answers.size() || labels.size() != confidences.size())
        throw ValueError("labels, answers and confidences differ in length");
    Calibration result;
    std::int64_t all = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] < 0 || answers[i] < 0)
            continue;
        const double confidence = std::clamp(static_cast<double>(confidences[i]), 0.0, 1.0);
        const auto place = static_cast<std::size_t>(confidence * static_cast<double>(calibrationBins));
        CalibrationBin &bin = result.bins[std::min(place, calibrationBins - 1)];
        ++bin.count;
        bin.meanConfidence += confidence;
        bin.accuracy += labels[i] == answers[i];
        ++all;
    }
    for (CalibrationBin &bin : result.bins) {
        if (bin.count == 0)
            continue;
        bin.meanConfidence /= static_cast<double>(bin.count);
        bin.accuracy /= static_cast<double>(bin.count);
        result.error += static_cast<double>(bin.count) / static_cast<double>(all) *
                        std::abs(bin.meanConfidence - bin.accuracy);
    }
    return result;
}

} // namespace retort
