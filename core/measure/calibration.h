#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace retort {

/// Answers whose confidence lies in one tenth of 0 .. 1 (the last one holds 1 itself).
struct CalibrationBin
{
    std::int64_t count = 0;
    double meanConfidence = 0; ///< 0 .. 1
    double accuracy = 0;       ///< 0 .. 1
};
inline constexpr std::size_t calibrationBins = 10;

/// How far confidence can be taken at its word.
struct Calibration
{
    std::array<CalibrationBin, calibrationBins> bins{};
    /// Expected calibration error (Naeini et al. 2015): mean distance of confidence and accuracy over the bins, 0
    /// .. 1.
    double error = 0;
};

/// `confidences` 0 .. 1, one an answer; a negative label leaves an image out. Throws ValueError where lengths
/// differ.
[[nodiscard]] Calibration calibrationOf(std::span<const std::int32_t> labels,
                                        std::span<const std::int32_t> answers, std::span<const float> confidences);

} // namespace retort
