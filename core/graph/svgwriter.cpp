#include "graph/document.h"
#include "graph/edges.h"
#include "graph/writers.h"
#include "graph/xmltext.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace retort {

namespace {

// A file is drawn for paper: the light palette of the window, whatever the window shows.
constexpr char ink[] = "#1B1F24";
constexpr char faintInk[] = "#5B6470";
constexpr char teacherColour[] = "#7A4FD0";
constexpr char studentColour[] = "#E07B1F";

// User units of the drawing.
constexpr double radius = 260;
constexpr double panel = 800; ///< room for the circle and for names round it
constexpr double titleHeight = 48;
constexpr std::int64_t classesWithNames = 120; ///< more names than that would lie on each other

/// Okabe and Ito's palette, then evenly spread hues.
std::string classColour(std::int64_t index, std::int64_t count)
{
    static constexpr const char *okabeIto[] = {"#0072B2", "#E69F00", "#009E73", "#CC79A7",
                                               "#56B4E9", "#D55E00", "#B8A900"};
    if (index < 7)
        return okabeIto[index];
    const auto others = static_cast<double>(std::max<std::int64_t>(count - 7, 1));
    return "hsl(" + fixedText(360.0 * static_cast<double>(index - 7) / others, 0) + ",55%,45%)";
}

struct Panel
{
    const ProxyGraph &graph;
    const std::vector<GraphPoint> &places;
    const char *title;
    const char *colour;
    double centreX;
    double centreY;

    [[nodiscard]] std::string x(const GraphPoint &point, double scale = 1) const
    {
        return fixedText(centreX + radius * scale * point.x, 1);
    }
    [[nodiscard]] std::string y(const GraphPoint &point, double scale = 1) const
    {
        return fixedText(centreY + radius * scale * point.y, 1);
    }
};

void drawEdges(std::string &text, const Panel &p, const GraphLayout &layout, std::int64_t topK)
{
    text += "  <g stroke-width=\"0.5\" stroke-opacity=\"0.12\" fill=\"none\">\n";
    // One path a class keeps the file small.
    std::vector<std::string> paths(static_cast<std::size_t>(p.graph.proxies));
    for (const GraphEdge &edge : topEdges(p.graph, topK)) {
        const GraphPoint &from = p.places[static_cast<std::size_t>(edge.sample)];
        const GraphPoint &to = layout.proxies[static_cast<std::size_t>(edge.proxy)];
        paths[static_cast<std::size_t>(edge.proxy)] +=
            'M' + p.x(from) + ' ' + p.y(from) + 'L' + p.x(to) + ' ' + p.y(to);
    }
    for (std::size_t proxy = 0; proxy < paths.size(); ++proxy)
        if (!paths[proxy].empty())
            text += "   <path stroke=\"" + classColour(static_cast<std::int64_t>(proxy), p.graph.proxies) +
                    "\" d=\"" + paths[proxy] + "\"/>\n";
    text += "  </g>\n";
}

void drawSamples(std::string &text, const Panel &p)
{
    text += "  <g fill-opacity=\"0.75\">\n";
    for (std::size_t sample = 0; sample < p.places.size(); ++sample)
        text += "   <circle r=\"2.2\" cx=\"" + p.x(p.places[sample]) + "\" cy=\"" + p.y(p.places[sample]) +
                "\" fill=\"" + classColour(p.graph.answers[sample], p.graph.proxies) + "\"/>\n";
    text += "  </g>\n";
}

void drawProxies(std::string &text, const Panel &p, const GraphLayout &layout, const CheckedDocument &checked)
{
    const double size =
        std::clamp(2 * std::numbers::pi * radius / static_cast<double>(p.graph.proxies) * 0.4, 1.5, 7.0);
    for (std::int64_t proxy = 0; proxy < p.graph.proxies; ++proxy) {
        const GraphPoint &place = layout.proxies[static_cast<std::size_t>(proxy)];
        text += "  <circle r=\"" + fixedText(size, 1) + "\" cx=\"" + p.x(place) + "\" cy=\"" + p.y(place) +
                "\" fill=\"" + classColour(proxy, p.graph.proxies) + "\" stroke=\"" + p.colour + "\"/>\n";
        if (p.graph.proxies > classesWithNames)
            continue;
        // Names point outwards; on the left half they are turned so that none stands on its head.
        const double degrees = std::atan2(place.y, place.x) * 180 / std::numbers::pi;
        const bool left = place.x < -1e-6F;
        text += "  <text font-size=\"" + std::string(p.graph.proxies > 40 ? "9" : "13") + "\" fill=\"" + ink +
                "\" dominant-baseline=\"middle\" text-anchor=\"" + (left ? "end" : "start") +
                "\" transform=\"translate(" + p.x(place, 1.05) + ' ' + p.y(place, 1.05) + ") rotate(" +
                fixedText(left ? degrees + 180 : degrees, 1) + ")\">" + xmlText(checked.className(proxy)) +
                "</text>\n";
    }
}

void drawPanel(std::string &text, const Panel &p, const CheckedDocument &checked, std::int64_t topK)
{
    text += " <g>\n  <circle cx=\"" + fixedText(p.centreX, 1) + "\" cy=\"" + fixedText(p.centreY, 1) + "\" r=\"" +
            fixedText(radius, 1) + "\" fill=\"none\" stroke=\"" + p.colour + "\" stroke-width=\"1.5\"/>\n";
    drawEdges(text, p, checked.layout(), topK);
    drawSamples(text, p);
    drawProxies(text, p, checked.layout(), checked);
    text += "  <text font-size=\"16\" font-weight=\"600\" text-anchor=\"middle\" fill=\"" + std::string(ink) +
            "\" x=\"" + fixedText(p.centreX, 1) + "\" y=\"" + fixedText(titleHeight + 24, 1) + "\">" + p.title +
            "</text>\n </g>\n";
}

} // namespace

std::string graphSvg(const GraphDocument &document)
{
    const CheckedDocument checked(document);
    const double width = checked.both() ? 2 * panel : panel;
    const double height = titleHeight + panel;
    std::string text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " +
        fixedText(width, 0) + ' ' + fixedText(height, 0) + "\" font-family=\"sans-serif\">\n <title>" +
        xmlText(document.title) + "</title>\n <rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n" +
        " <text x=\"24\" y=\"32\" font-size=\"18\" font-weight=\"600\" fill=\"" + ink + "\">" +
        xmlText(document.title) + "</text>\n <text x=\"" + fixedText(width - 24, 0) +
        "\" y=\"32\" font-size=\"13\" text-anchor=\"end\" fill=\"" + faintInk + "\">" +
        std::to_string(checked.any().samples) + " samples, " + std::to_string(checked.any().proxies) +
        " classes</text>\n";
    double centreX = panel / 2;
    const double centreY = titleHeight + panel / 2;
    if (document.teacher) {
        drawPanel(text, {*document.teacher, checked.layout().teacher, "teacher", teacherColour, centreX, centreY},
                  checked, document.topK);
        centreX += panel;
    }
    if (document.student)
        drawPanel(text, {*document.student, checked.layout().student, "student", studentColour, centreX, centreY},
                  checked, document.topK);
    return text + "</svg>\n";
}

} // namespace retort
