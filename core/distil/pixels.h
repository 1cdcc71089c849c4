#pragma once

namespace retort {

// How bytes become what a student sees, the same for every student, image and channel:
// (byte / 255 - pixelMean) / pixelDeviation, that is -2 .. 2. Grey images are repeated to three equal channels.
// Fixed rather than measured, so that a student can be used without knowing its training images; an export carries
// the two numbers.
inline constexpr double pixelMean = 0.5;
inline constexpr double pixelDeviation = 0.25;

} // namespace retort
