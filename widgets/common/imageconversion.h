#pragma once

#include "data/image.h"

#include <QImage>

namespace retort {

/// A deep copy as QImage: grey becomes Format_Grayscale8, RGB Format_RGB888. An image without pixels gives a null
/// one.
[[nodiscard]] QImage toQImage(const Image &image);
/// The same, scaled to fit a square of `side` device pixels: smooth when it shrinks, whole pixels kept sharp when
/// a small image grows.
[[nodiscard]] QImage toThumbnail(const Image &image, int side);

} // namespace retort
