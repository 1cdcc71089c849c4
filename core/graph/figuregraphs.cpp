#include "graph/figureparts.h"
#include "graph/labels.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace retort {

namespace {

constexpr double panel = 760; ///< room for the circle and for names round it
constexpr double smallestRadius = 200;
constexpr double titleOfPanel = 16;
constexpr std::size_t mostLines = 20'000; ///< more are drawn as bundles
constexpr double dotRadius = 2.2;

struct Panel
{
    const GraphScene &scene;
    double middleX;
    double middleY;
    double radius;

    [[nodiscard]] double x(const GraphPoint &point) const { return middleX + radius * point.x; }
    [[nodiscard]] double y(const GraphPoint &point) const { return middleY + radius * point.y; }
};

Rgb lineColour(const GraphScene &scene, float value, std::int32_t proxy)
{
    return scene.mode == GraphMode::Difference ? divergingRgb(value < 0 ? -1 : 1, FigureLook::paper, false)
                                               : classRgb(proxy, false);
}

FigureShape curve(const Panel &p, const GraphPoint &from, const GraphPoint &by, const GraphPoint &to)
{
    FigureShape shape;
    shape.kind = FigureShape::Kind::Curve;
    shape.x = p.x(from);
    shape.y = p.y(from);
    shape.x2 = p.x(by);
    shape.y2 = p.y(by);
    shape.x3 = p.x(to);
    shape.y3 = p.y(to);
    return shape;
}

/// In few steps, so that neighbours of one look become one path.
float stepped(float opacity)
{
    return std::max(0.02F, std::round(opacity * 50) / 50);
}

void addLines(GraphFigure &figure, const Panel &p)
{
    const auto first = static_cast<std::ptrdiff_t>(figure.shapes.size());
    if (p.scene.lines.size() <= mostLines) {
        for (const GraphLine &line : p.scene.lines) {
            FigureShape shape = curve(p, line.from, line.control, line.to);
            shape.size = p.scene.mode == GraphMode::Difference ? 0.9 : 0.6;
            shape.colour = lineColour(p.scene, line.value, line.proxy);
            shape.opacity = stepped(lineOpacity(p.scene, line.value, p.scene.lines.size()));
            figure.shapes.push_back(shape);
        }
        std::stable_sort(figure.shapes.begin() + first, figure.shapes.end(),
                         [](const FigureShape &a, const FigureShape &b) { return a.opacity < b.opacity; });
        return;
    }
    for (const GraphBundle &bundle : p.scene.bundles) {
        const GraphPoint middle{(bundle.from.x + bundle.to.x) / 2, (bundle.from.y + bundle.to.y) / 2};
        FigureShape shape = curve(p, bundle.from, middle, bundle.to);
        shape.size = bundleWidth(bundle.lines);
        shape.colour = lineColour(p.scene, bundle.value, bundle.proxy);
        shape.opacity = stepped(bundleOpacity(p.scene, bundle.value));
        figure.shapes.push_back(shape);
    }
}

void addDisc(GraphFigure &figure, double x, double y, double size, Rgb colour, float opacity)
{
    FigureShape disc;
    disc.kind = FigureShape::Kind::Disc;
    disc.x = x;
    disc.y = y;
    disc.size = size;
    disc.colour = colour;
    disc.opacity = opacity;
    figure.shapes.push_back(disc);
}

void addRing(GraphFigure &figure, double x, double y, double size, double width, Rgb colour)
{
    FigureShape ring;
    ring.kind = FigureShape::Kind::Ring;
    ring.x = x;
    ring.y = y;
    ring.size = size;
    ring.x2 = width;
    ring.colour = colour;
    figure.shapes.push_back(ring);
}

/// Below a name among samples, so that it can be read.
void addGround(GraphFigure &figure, const LabelBox &box)
{
    FigureShape ground;
    ground.kind = FigureShape::Kind::Rectangle;
    ground.x = box.x - box.width / 2 - 2;
    ground.y = box.y - box.height / 2;
    ground.x2 = box.width + 4;
    ground.y2 = box.height;
    ground.colour = FigureLook::paper;
    ground.opacity = 0.75F;
    figure.shapes.push_back(ground);
}

void addSamples(GraphFigure &figure, const Panel &p)
{
    const std::pair<Presence, float> layers[] = {
        {Presence::Filtered, 0.12F}, {Presence::Quiet, 0.35F}, {Presence::Full, 0.85F}};
    for (const auto &[presence, opacity] : layers)
        for (std::size_t i = 0; i < p.scene.samples.size(); ++i)
            if (p.scene.presence[i] == presence)
                addDisc(figure, p.x(p.scene.samples[i]), p.y(p.scene.samples[i]), dotRadius,
                        classRgb(p.scene.answers[i], false), opacity);
}

/// How class names are written.
struct Names
{
    double textSize;
    double proxySize;
    LabelStyle style;
    std::vector<std::string> texts; ///< a class

    Names(const CheckedDocument &checked, double radius)
    {
        const auto count = static_cast<std::size_t>(checked.frame().student.proxies);
        const double room = 2 * std::numbers::pi * radius / static_cast<double>(count);
        textSize = count > 40 ? 9 : FigureLook::textSize;
        proxySize = std::clamp(room * 0.3, 2.0, 6.0);
        style = {checked.frame().layout->kind == LayoutKind::Radial, count >= turnedNamesFrom, proxySize + 6};
        for (std::size_t proxy = 0; proxy < count; ++proxy)
            texts.push_back(
                shortened(checked.className(static_cast<std::int64_t>(proxy)), FigureLook::nameLength));
    }
    [[nodiscard]] ProxyLabel label(const Panel &p, std::size_t proxy) const
    {
        return proxyLabel(p.scene.proxies[proxy], p.middleX, p.middleY, p.radius,
                          textWidth(texts[proxy], textSize), textSize * 1.2, style);
    }
};

/// The largest radius with which all names stay in the panel.
double fittingRadius(const CheckedDocument &checked)
{
    double radius = panel / 2 - FigureLook::margin;
    const Names names(checked, radius);
    for (std::size_t proxy = 0; proxy < names.texts.size(); ++proxy) {
        const GraphPoint &place = checked.frame().layout->proxies[proxy];
        const LabelBox box = proxyLabel(place, 0, 0, 0, textWidth(names.texts[proxy], names.textSize),
                                        names.textSize * 1.2, names.style)
                                 .box;
        const double turn = box.degrees * std::numbers::pi / 180;
        const double wide =
            (std::abs(box.width * std::cos(turn)) + std::abs(box.height * std::sin(turn))) / 2 + std::abs(box.x);
        const double tall =
            (std::abs(box.width * std::sin(turn)) + std::abs(box.height * std::cos(turn))) / 2 + std::abs(box.y);
        for (const auto &[reach, along] : {std::pair(wide, place.x), std::pair(tall, place.y)})
            if (std::abs(along) > 0.05F)
                radius = std::min(radius, (panel / 2 - FigureLook::margin - reach) / std::abs(along));
    }
    return std::max(smallestRadius, radius);
}

void addProxies(GraphFigure &figure, const Panel &p, const CheckedDocument &checked, Rgb side)
{
    const auto count = p.scene.proxies.size();
    const Names written(checked, p.radius);
    const double size = written.proxySize;
    for (std::size_t proxy = 0; proxy < count; ++proxy) {
        const double x = p.x(p.scene.proxies[proxy]);
        const double y = p.y(p.scene.proxies[proxy]);
        addDisc(figure, x, y, size, classRgb(static_cast<int>(proxy), false), 1);
        addRing(figure, x, y, size, 1, side);
    }
    // Classes of many samples are named first.
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::vector<std::int64_t> weight(count, 0);
    for (const std::int32_t answer : p.scene.answers)
        ++weight[static_cast<std::size_t>(answer)];
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return weight[a] > weight[b]; });
    std::vector<ProxyLabel> labels;
    std::vector<LabelBox> boxes;
    for (const std::size_t proxy : order) {
        labels.push_back(written.label(p, proxy));
        boxes.push_back(labels.back().box);
    }
    const std::vector<bool> shown = labelsWithRoom(boxes);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (!shown[i])
            continue;
        if (!written.style.circle)
            addGround(figure, labels[i].box);
        addText(figure, written.texts[order[i]], labels[i].x, labels[i].y, written.textSize, FigureLook::ink,
                labels[i].anchor, false, labels[i].box.degrees);
    }
}

void addPanel(GraphFigure &figure, const Panel &p, const CheckedDocument &checked, const std::string &title,
              Rgb side)
{
    if (checked.frame().layout->kind == LayoutKind::Radial)
        addRing(figure, p.middleX, p.middleY, p.radius, 1.5, side);
    addLines(figure, p);
    addSamples(figure, p);
    addProxies(figure, p, checked, side);
    addText(figure, title, p.middleX, FigureLook::titleHeight + titleOfPanel, 16, FigureLook::ink, 0, true);
}

std::string edgesInWords(const FigureChoice &choice)
{
    if (choice.edges.perSample <= 0)
        return {};
    const std::string which = choice.kind == FigureKind::Difference ? "most different" : "strongest";
    return choice.edges.perSample == 1
               ? "; lines: each sample's " + which + " edge"
               : "; lines: each sample's " + std::to_string(choice.edges.perSample) + ' ' + which + " edges";
}

} // namespace

void addGraphPanels(GraphFigure &figure, const GraphDocument &document, const CheckedDocument &checked,
                    const FigureChoice &choice)
{
    const bool both = choice.kind == FigureKind::Both;
    figure.width = both ? 2 * panel : panel;
    figure.height = FigureLook::titleHeight + titleOfPanel + panel + FigureLook::legendHeight;
    double middleX = panel / 2;
    const double middleY = FigureLook::titleHeight + titleOfPanel + panel / 2;
    const double radius = fittingRadius(checked);
    const auto add = [&](GraphMode mode, const std::string &title, Rgb side) {
        const auto scene = makeScene(checked.frame(), mode, choice.passes, choice.edges);
        addPanel(figure, {*scene, middleX, middleY, radius}, checked, title, side);
        middleX += panel;
    };
    if (both || choice.kind == FigureKind::Teacher)
        add(GraphMode::Teacher, document.teacherName, FigureLook::teacher);
    if (both || choice.kind == FigureKind::Student)
        add(GraphMode::Student, document.studentName, FigureLook::student);
    const double legend = figure.height - FigureLook::legendHeight + 8;
    const bool difference = choice.kind == FigureKind::Difference;
    addText(figure, "dots: samples in the colour of their answer" + edgesInWords(choice), FigureLook::margin,
            legend, 11, FigureLook::faint);
    if (!difference)
        return;
    add(GraphMode::Difference, document.studentName + " against " + document.teacherName, FigureLook::faint);
    addDivergingLegend(figure, figure.width - FigureLook::margin, legend, "too weak", "equal", "too strong");
}

} // namespace retort
