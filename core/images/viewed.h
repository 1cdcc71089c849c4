#pragma once

#include "data/image.h"
#include "data/imageview.h"
#include "images/preprocess.h"

namespace retort {

/// The region of an image; the image itself where that is all of it.
[[nodiscard]] Image regionOf(const Image &image, const Region &region);

/// A side x side square of an image's region, all of it visible unless the view crops: Letterbox keeps the
/// proportions (the shorter side is cut to a whole number, as for a centre crop) between equal black bars, Squash
/// does not.
[[nodiscard]] Image squareOf(const Image &image, const ImageView &view, int side, Resampling resampling);

} // namespace retort
