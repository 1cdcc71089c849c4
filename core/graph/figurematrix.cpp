#include "graph/figureparts.h"
#include "graph/labels.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr double matrixSide = 640;
constexpr double namesRoom = 170;
constexpr std::int64_t mostCells = 200; ///< a side; more classes share a cell, else a file would hold millions
constexpr double smallestName = 5.5;

/// Mean correlation of the classes that a cell stands for: the teacher's above the diagonal, the student's below.
float cellValue(const CheckedDocument &checked, std::int64_t row, std::int64_t column, std::int64_t classesACell)
{
    const std::vector<std::int32_t> &order = checked.frame().layout->order;
    const auto count = static_cast<std::int64_t>(order.size());
    const Matrix &values =
        column > row ? checked.frame().teacher.proxyCorrelations : checked.frame().student.proxyCorrelations;
    double sum = 0;
    std::int64_t cells = 0;
    for (std::int64_t r = row * classesACell; r < std::min(count, (row + 1) * classesACell); ++r)
        for (std::int64_t c = column * classesACell; c < std::min(count, (column + 1) * classesACell); ++c) {
            sum += values.at(order[static_cast<std::size_t>(r)], order[static_cast<std::size_t>(c)]);
            ++cells;
        }
    return static_cast<float>(sum / static_cast<double>(cells));
}

} // namespace

void addMatrixPanel(GraphFigure &figure, const GraphDocument &document, const CheckedDocument &checked)
{
    const std::vector<std::int32_t> &order = checked.frame().layout->order;
    const auto classes = static_cast<std::int64_t>(order.size());
    const std::int64_t classesACell = (classes + mostCells - 1) / mostCells;
    const std::int64_t cells = (classes + classesACell - 1) / classesACell;
    const double cell = matrixSide / static_cast<double>(cells);
    const double left = FigureLook::margin + namesRoom;
    const double top = FigureLook::titleHeight + namesRoom;
    figure.width = left + matrixSide + FigureLook::margin;
    figure.height = top + matrixSide + FigureLook::margin + FigureLook::legendHeight;
    for (std::int64_t row = 0; row < cells; ++row)
        for (std::int64_t column = 0; column < cells; ++column) {
            if (row == column)
                continue; // a class is always like itself
            FigureShape shape;
            shape.kind = FigureShape::Kind::Rectangle;
            shape.x = left + cell * static_cast<double>(column);
            shape.y = top + cell * static_cast<double>(row);
            shape.x2 = shape.y2 = cell * 1.01;
            shape.colour = divergingRgb(cellValue(checked, row, column, classesACell), FigureLook::paper, false);
            figure.shapes.push_back(shape);
        }
    const double textSize = std::min(FigureLook::textSize, cell * 0.9);
    if (classesACell == 1 && textSize >= smallestName)
        for (std::int64_t i = 0; i < classes; ++i) {
            const std::string name =
                shortened(checked.className(order[static_cast<std::size_t>(i)]), FigureLook::nameLength);
            const double middle = cell * (static_cast<double>(i) + 0.5);
            addText(figure, name, left - 6, top + middle, textSize, FigureLook::ink, 1);
            addText(figure, name, left + middle, top - 6, textSize, FigureLook::ink, -1, false, -90);
        }
    const double legend = figure.height - FigureLook::legendHeight + 8;
    addText(figure,
            "correlation of class proxies: " + document.teacherName + " above the diagonal, " +
                document.studentName + " below",
            FigureLook::margin, legend, 11, FigureLook::faint);
    if (classesACell > 1)
        addText(figure,
                "each cell is the mean of " + std::to_string(classesACell) + " x " + std::to_string(classesACell) +
                    " classes",
                FigureLook::margin, legend + 16, 11, FigureLook::faint);
    addDivergingLegend(figure, figure.width - FigureLook::margin, legend, "-1", "0", "1");
}

} // namespace retort
