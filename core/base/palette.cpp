#include "base/palette.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace retort {

namespace {

struct Lab
{
    double lightness = 0;
    double a = 0;
    double b = 0;
};

double linear(std::uint8_t value)
{
    const double channel = value / 255.0;
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

std::uint8_t gamma(double channel)
{
    channel = std::clamp(channel, 0.0, 1.0);
    channel = channel <= 0.0031308 ? channel * 12.92 : 1.055 * std::pow(channel, 1 / 2.4) - 0.055;
    return static_cast<std::uint8_t>(std::lround(channel * 255));
}

// OKLab, Ottosson 2020, with the matrices of its publication.
Lab toLab(Rgb colour)
{
    const double r = linear(colour.red);
    const double g = linear(colour.green);
    const double b = linear(colour.blue);
    const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

Rgb fromLab(const Lab &lab)
{
    const double l = std::pow(lab.lightness + 0.3963377774 * lab.a + 0.2158037573 * lab.b, 3);
    const double m = std::pow(lab.lightness - 0.1055613458 * lab.a - 0.0638541728 * lab.b, 3);
    const double s = std::pow(lab.lightness - 0.0894841775 * lab.a - 1.2914855480 * lab.b, 3);
    return {gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            gamma(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)};
}

// Okabe and Ito's palette without black, which is the text.
constexpr std::array<Rgb, 7> okabeIto = {Rgb{0x00, 0x72, 0xB2}, {0xE6, 0x9F, 0x00}, {0x00, 0x9E, 0x73},
                                         {0xCC, 0x79, 0xA7},    {0x56, 0xB4, 0xE9}, {0xD5, 0x5E, 0x00},
                                         {0xF0, 0xE4, 0x42}};

} // namespace

Rgb classRgb(int index, bool dark)
{
    index = std::max(index, 0);
    const int listed = static_cast<int>(okabeIto.size());
    Lab lab;
    if (index < listed) {
        lab = toLab(okabeIto[static_cast<std::size_t>(index)]);
    } else {
        // Steps of the golden angle never repeat a hue and keep any number of them far apart.
        const double angle = 2.399963229728653 * (index - listed) + 0.35;
        const double shade = (index - listed) / 12 % 2 == 0 ? 0.66 : 0.56;
        lab = {shade, 0.12 * std::cos(angle), 0.12 * std::sin(angle)};
    }
    lab.lightness = dark ? std::clamp(lab.lightness + 0.08, 0.64, 0.90) : std::clamp(lab.lightness, 0.45, 0.74);
    return fromLab(lab);
}

Rgb mixedRgb(Rgb from, Rgb to, double t)
{
    if (t <= 0)
        return from;
    if (t >= 1)
        return to;
    const Lab a = toLab(from);
    const Lab b = toLab(to);
    return fromLab({a.lightness + (b.lightness - a.lightness) * t, a.a + (b.a - a.a) * t, a.b + (b.b - a.b) * t});
}

Rgb divergingRgb(double value, Rgb middle, bool dark)
{
    const Rgb blue = dark ? Rgb{0x4F, 0xA3, 0xE0} : Rgb{0x1F, 0x6F, 0xB5};
    const Rgb orange = dark ? Rgb{0xF0, 0x8A, 0x2C} : Rgb{0xD9, 0x71, 0x0F};
    return value < 0 ? mixedRgb(middle, blue, -value) : mixedRgb(middle, orange, value);
}

double luminance(Rgb colour)
{
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

} // namespace retort
