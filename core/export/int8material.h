#pragma once

#include "data/packedimages.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace retort {

/// What it takes to make an 8-bit model and to know what that costs. Images are of the student's size.
struct Int8Material
{
    std::shared_ptr<const PackedImages> calibration; ///< whose values decide the ranges
    std::shared_ptr<const PackedImages> measured;    ///< others, on which both models answer
    std::vector<std::int32_t> teacherAnswers;        ///< to those
};

/// What rounding to 8 bits costs, on the measured images. Percent.
struct Int8Cost
{
    double agreement = 0;     ///< of the 8-bit model with the other
    double teacherBefore = 0; ///< agreement of the other with the teacher
    double teacherAfter = 0;  ///< of the 8-bit model with the teacher
    std::int64_t images = 0;
};

/// More than this many points of agreement with the teacher, and an 8-bit model does not hold.
inline constexpr double int8Tolerance = 1;

} // namespace retort
