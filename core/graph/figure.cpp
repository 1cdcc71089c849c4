#include "graph/figure.h"

#include "graph/figureparts.h"

namespace retort {

double textWidth(const std::string &text, double size)
{
    std::size_t characters = 0;
    for (const char c : text)
        characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
    return 0.58 * size * static_cast<double>(characters);
}

void addText(GraphFigure &figure, const std::string &text, double x, double y, double size, Rgb colour, int anchor,
             bool bold, double degrees)
{
    FigureShape shape;
    shape.kind = FigureShape::Kind::Text;
    shape.x = x;
    shape.y = y;
    shape.size = size;
    shape.colour = colour;
    shape.text = text;
    shape.anchor = anchor;
    shape.bold = bold;
    shape.degrees = degrees;
    figure.shapes.push_back(shape);
}

void addDivergingLegend(GraphFigure &figure, double right, double y, const std::string &low,
                        const std::string &middle, const std::string &high)
{
    constexpr int steps = 24;
    constexpr double width = 240;
    constexpr double height = 8;
    const double left = right - width;
    for (int i = 0; i < steps; ++i) {
        FigureShape cell;
        cell.kind = FigureShape::Kind::Rectangle;
        cell.x = left + width * i / steps;
        cell.y = y - height / 2;
        cell.x2 = width / steps + 0.25; // no seam between them
        cell.y2 = height;
        cell.colour = divergingRgb((i + 0.5) / steps * 2 - 1, FigureLook::paper, false);
        figure.shapes.push_back(cell);
    }
    const double below = y + 16;
    addText(figure, low, left, below, 11, FigureLook::faint, -1);
    addText(figure, middle, left + width / 2, below, 11, FigureLook::faint, 0);
    addText(figure, high, right, below, 11, FigureLook::faint, 1);
}

GraphFigure graphFigure(const GraphDocument &document, const FigureChoice &choice)
{
    const CheckedDocument checked(document);
    GraphFigure figure;
    figure.title = document.title;
    if (choice.kind == FigureKind::Matrix)
        addMatrixPanel(figure, document, checked);
    else
        addGraphPanels(figure, document, checked, choice);
    addText(figure, document.title, FigureLook::margin, 28, 18, FigureLook::ink, -1, true);
    addText(figure,
            std::to_string(checked.frame().student.samples) + " samples, " +
                std::to_string(checked.frame().student.proxies) + " classes",
            figure.width - FigureLook::margin, 28, FigureLook::textSize, FigureLook::faint, 1);
    return figure;
}

} // namespace retort
