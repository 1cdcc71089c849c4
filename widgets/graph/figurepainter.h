#pragma once

#include "graph/figure.h"

#include <QImage>

#include <string>

class QPainter;

namespace retort {

/// Paints a figure as its SVG looks, in its own units, on a white ground. Text needs a QGuiApplication.
void paintFigure(QPainter &painter, const GraphFigure &figure);

/// The figure so many pixels wide, as high as it is; null when that is too large for an image.
[[nodiscard]] QImage figureImage(const GraphFigure &figure, int width);
/// The same as the bytes of a PNG. Throws ValueError when it is too large.
[[nodiscard]] std::string figurePng(const GraphFigure &figure, int width);

} // namespace retort
