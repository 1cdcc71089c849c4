#pragma once

// Internal to core/graph: how figures look and what several of their parts draw.

#include "graph/document.h"
#include "graph/figure.h"

#include <string>

namespace retort {

// A file is drawn for paper: the light palette of the window, whatever the window shows.
struct FigureLook
{
    static constexpr Rgb paper{0xFF, 0xFF, 0xFF};
    static constexpr Rgb ink{0x1B, 0x1F, 0x24};
    static constexpr Rgb faint{0x5B, 0x64, 0x70};
    static constexpr Rgb teacher{0x7A, 0x4F, 0xD0};
    static constexpr Rgb student{0xE0, 0x7B, 0x1F};
    static constexpr double margin = 24;
    static constexpr double titleHeight = 56;
    static constexpr double textSize = 13;
    static constexpr double legendHeight = 44;
    static constexpr std::size_t nameLength = 24; ///< characters; longer ones end in an ellipsis
};

/// Roughly: fonts differ, and there is none here.
[[nodiscard]] double textWidth(const std::string &text, double size);

void addText(GraphFigure &figure, const std::string &text, double x, double y, double size, Rgb colour,
             int anchor = -1, bool bold = false, double degrees = 0);

/// A bar of the diverging colours with words at both ends and in the middle, right-aligned at `right`.
void addDivergingLegend(GraphFigure &figure, double right, double y, const std::string &low,
                        const std::string &middle, const std::string &high);

/// The panels of one or two graphs, and the legend below them.
void addGraphPanels(GraphFigure &figure, const GraphDocument &document, const CheckedDocument &checked,
                    const FigureChoice &choice);

/// Teacher above, student below the diagonal, in the order of the circle.
void addMatrixPanel(GraphFigure &figure, const GraphDocument &document, const CheckedDocument &checked);

} // namespace retort
