#include "graph/figure.h"
#include "graph/xmltext.h"

namespace retort {

namespace {

std::string number(double value)
{
    return fixedText(value, 1);
}

std::string hex(Rgb colour)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string text = "#";
    for (const std::uint8_t channel : {colour.red, colour.green, colour.blue}) {
        text += digits[channel >> 4];
        text += digits[channel & 15];
    }
    return text;
}

std::string attribute(const char *name, const std::string &value)
{
    return std::string(" ") + name + "=\"" + value + '"';
}

std::string opacity(const char *name, float value)
{
    return value < 1 ? attribute(name, fixedText(value, 2)) : std::string();
}

bool sameStroke(const FigureShape &a, const FigureShape &b)
{
    return a.kind == FigureShape::Kind::Curve && b.kind == FigureShape::Kind::Curve && a.colour == b.colour &&
           a.opacity == b.opacity && a.size == b.size;
}

std::string path(const FigureShape &curve)
{
    return "  <path d=\"M" + number(curve.x) + ' ' + number(curve.y) + 'Q' + number(curve.x2) + ' ' +
           number(curve.y2) + ' ' + number(curve.x3) + ' ' + number(curve.y3) + "\"/>\n";
}

std::string textElement(const FigureShape &shape)
{
    std::string element = " <text" + attribute("x", number(shape.x)) + attribute("y", number(shape.y)) +
                          attribute("font-size", number(shape.size)) + attribute("fill", hex(shape.colour)) +
                          attribute("dy", "0.35em"); // few viewers know dominant-baseline
    if (shape.anchor >= 0)
        element += attribute("text-anchor", shape.anchor == 0 ? "middle" : "end");
    if (shape.bold)
        element += attribute("font-weight", "600");
    if (shape.degrees != 0)
        element += attribute("transform", "rotate(" + number(shape.degrees) + ' ' + number(shape.x) + ' ' +
                                              number(shape.y) + ')');
    return element + '>' + xmlText(shape.text) + "</text>\n";
}

std::string element(const FigureShape &shape)
{
    switch (shape.kind) {
    case FigureShape::Kind::Disc:
        return " <circle" + attribute("cx", number(shape.x)) + attribute("cy", number(shape.y)) +
               attribute("r", number(shape.size)) + attribute("fill", hex(shape.colour)) +
               opacity("fill-opacity", shape.opacity) + "/>\n";
    case FigureShape::Kind::Ring:
        return " <circle" + attribute("cx", number(shape.x)) + attribute("cy", number(shape.y)) +
               attribute("r", number(shape.size)) + attribute("fill", "none") +
               attribute("stroke", hex(shape.colour)) + attribute("stroke-width", number(shape.x2)) + "/>\n";
    case FigureShape::Kind::Rectangle:
        return " <rect" + attribute("x", fixedText(shape.x, 2)) + attribute("y", fixedText(shape.y, 2)) +
               attribute("width", fixedText(shape.x2, 2)) + attribute("height", fixedText(shape.y2, 2)) +
               attribute("fill", hex(shape.colour)) + opacity("fill-opacity", shape.opacity) + "/>\n";
    case FigureShape::Kind::Text:
        return textElement(shape);
    case FigureShape::Kind::Curve:
        break;
    }
    return {};
}

} // namespace

std::string figureSvg(const GraphFigure &figure)
{
    std::string text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"" +
        attribute("viewBox", "0 0 " + fixedText(figure.width, 0) + ' ' + fixedText(figure.height, 0)) +
        attribute("width", fixedText(figure.width, 0)) + attribute("height", fixedText(figure.height, 0)) +
        attribute("font-family", "sans-serif") + ">\n <title>" + xmlText(figure.title) +
        "</title>\n <rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n";
    for (std::size_t i = 0; i < figure.shapes.size(); ++i) {
        const FigureShape &shape = figure.shapes[i];
        if (shape.kind != FigureShape::Kind::Curve) {
            text += element(shape);
            continue;
        }
        // Neighbours of one look say it once. Each stays a path: where they cross they cover more.
        text += " <g" + attribute("fill", "none") + attribute("stroke", hex(shape.colour)) +
                attribute("stroke-width", fixedText(shape.size, 2)) + opacity("stroke-opacity", shape.opacity) +
                ">\n" + path(shape);
        while (i + 1 < figure.shapes.size() && sameStroke(shape, figure.shapes[i + 1]))
            text += path(figure.shapes[++i]);
        text += " </g>\n";
    }
    return text + "</svg>\n";
}

} // namespace retort
