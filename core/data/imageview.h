#pragma once

#include <string>

namespace retort {

/// How a picture becomes the square that towers and students take. Crop: as the teacher's own preparation says,
/// which for CLIP is the shorter edge resized and the centre cut out, so that the ends of the longer edge are
/// lost. Letterbox: all of it, with black bars. Squash: all of it, stretched.
enum class Fit { Crop, Letterbox, Squash };

/// A part of a picture, upright: in pixels, or in percent of its sides. What lies outside a picture is left out of
/// it; where nothing is left, the nearest pixel stands for it.
struct Region
{
    double left = 0;
    double top = 0;
    double width = 0; ///< 0: the whole picture
    double height = 0;
    bool percent = false; ///< of the sides, instead of pixels

    [[nodiscard]] bool isWhole() const noexcept { return width == 0; }
    bool operator==(const Region &) const = default;
};

/// How all pictures of a data set are looked at, by teacher and student alike: first the region, then the fit.
struct ImageView
{
    Fit fit = Fit::Crop;
    Region region = {};

    /// Differs whenever what is seen may differ: part of the embedding cache's key. "centre" for the default.
    [[nodiscard]] std::string fingerprint() const;
    bool operator==(const ImageView &) const = default;
};

/// "crop", "letterbox" or "squash". Throws ValueError.
[[nodiscard]] Fit parseFit(const std::string &text);
[[nodiscard]] std::string fitText(Fit fit);
/// "LEFT,TOP,WIDTH,HEIGHT", all in pixels or all in percent ("10%,0%,80%,50.5%"); empty: the whole picture. Throws
/// ValueError.
[[nodiscard]] Region parseRegion(const std::string &text);
/// As parseRegion takes it; the same numbers come back.
[[nodiscard]] std::string regionText(const Region &region);

} // namespace retort
