#pragma once

#include "graph/figure.h"

#include <filesystem>

namespace retort {

/// Writes a figure as PNG, so many pixels wide; needs no display. Throws Error where this build has no window
/// (then it has nothing to draw with) or the file cannot be written.
void writeFigurePng(const GraphFigure &figure, int width, const std::filesystem::path &file);

} // namespace retort
