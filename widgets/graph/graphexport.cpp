#include "widgets/graph/graphexport.h"

#include "base/files.h"
#include "graph/figure.h"
#include "widgets/graph/figurepainter.h"

namespace retort {

namespace {

GraphDocument documentOf(const GraphExport &what)
{
    GraphDocument document;
    document.frame = what.subject.frame;
    document.sides = what.display == GraphDisplay::Teacher ? GraphSides::Teacher
                     : what.display == GraphDisplay::Student || what.display == GraphDisplay::Epochs
                         ? GraphSides::Student
                         : GraphSides::Both;
    document.teacherName = what.subject.teacherName.toStdString();
    document.studentName = what.subject.studentName.toStdString();
    document.classes = what.subject.run->classes;
    if (what.subject.names)
        document.sampleNames = *what.subject.names;
    document.title = what.title;
    return document;
}

GraphFigure figureOf(const GraphExport &what)
{
    FigureChoice choice;
    choice.kind = what.display == GraphDisplay::Both         ? FigureKind::Both
                  : what.display == GraphDisplay::Teacher    ? FigureKind::Teacher
                  : what.display == GraphDisplay::Difference ? FigureKind::Difference
                  : what.display == GraphDisplay::Matrix     ? FigureKind::Matrix
                                                             : FigureKind::Student;
    const bool difference = choice.kind == FigureKind::Difference;
    choice.edges = {what.filter.edgesPerSample,
                    static_cast<float>(difference ? what.filter.leastDifference : what.filter.leastShare)};
    choice.passes = what.passes;
    return graphFigure(documentOf(what), choice);
}

} // namespace

void writeGraph(const GraphExport &what, const std::filesystem::path &file)
{
    if (what.format == QLatin1String("graphml")) {
        writeFileAtomically(file, graphMl(documentOf(what)));
    } else if (what.format == QLatin1String("csv")) {
        writeFileAtomically(file, graphCsv(documentOf(what)));
    } else if (what.format == QLatin1String("svg")) {
        writeFileAtomically(file, figureSvg(figureOf(what)));
    } else {
        writeFileAtomically(file, figurePng(figureOf(what), what.width));
    }
}

} // namespace retort
