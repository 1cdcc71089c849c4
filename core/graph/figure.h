#pragma once

#include "base/palette.h"
#include "graph/graphscene.h"
#include "graph/writers.h"

#include <string>
#include <vector>

namespace retort {

enum class FigureKind { Teacher, Student, Both, Difference, Matrix };

/// One stroke of a figure; which members count follows from its kind.
struct FigureShape
{
    enum class Kind {
        Curve,     ///< quadratic, from (x, y) by (x2, y2) to (x3, y3); `size` is its width
        Disc,      ///< round (x, y) with radius `size`
        Ring,      ///< the same, `x2` is the width of its line
        Rectangle, ///< from (x, y), x2 wide, y2 high
        Text       ///< at (x, y), `size` high; turned by `degrees`; y is the middle of its height
    };
    Kind kind = Kind::Curve;
    double x = 0;
    double y = 0;
    double x2 = 0;
    double y2 = 0;
    double x3 = 0;
    double y3 = 0;
    double size = 1;
    Rgb colour;
    float opacity = 1;
    std::string text;
    int anchor = -1; ///< of text: x is its start (-1), middle (0) or end (1)
    double degrees = 0;
    bool bold = false;
};

/// A drawing on white, for paper: what the SVG and the PNG of a graph are both made of.
struct GraphFigure
{
    double width = 0; ///< in units of which text of usual size is 13 high
    double height = 0;
    std::string title;
    std::vector<FigureShape> shapes;
};

/// What a figure shows beside its graphs.
struct FigureChoice
{
    FigureKind kind = FigureKind::Both;
    EdgeChoice edges;
    std::vector<bool> passes; ///< a sample (see filtered()), or empty: all; the others are drawn faint
};

/// Draws a document; its sides do not count. Throws ValueError as the writers do.
[[nodiscard]] GraphFigure graphFigure(const GraphDocument &document, const FigureChoice &choice);

/// The figure as SVG.
[[nodiscard]] std::string figureSvg(const GraphFigure &figure);

} // namespace retort
