#pragma once

#include <cstdint>

namespace retort {

/// A colour as screens and files name it, sRGB.
struct Rgb
{
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;

    bool operator==(const Rgb &) const = default;
};

/// The colour of a class: Okabe and Ito's palette first, then hues that are evenly far apart; the lightness fits a
/// light or a dark ground. Never the only mark of a class. A negative index counts as 0.
[[nodiscard]] Rgb classRgb(int index, bool dark);
/// From one colour to another in OKLab (Ottosson 2020); t is clamped to 0 .. 1.
[[nodiscard]] Rgb mixedRgb(Rgb from, Rgb to, double t);
/// A difference on the ground `middle`: -1 blue, 0 middle, 1 orange; clamped. Safe for colour-blind eyes.
[[nodiscard]] Rgb divergingRgb(double value, Rgb middle, bool dark);
/// WCAG 2 relative luminance, 0 .. 1.
[[nodiscard]] double luminance(Rgb colour);

} // namespace retort
