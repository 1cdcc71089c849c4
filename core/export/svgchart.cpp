#include "export/svgchart.h"

#include "export/svgaxis.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr double width = 640;
constexpr double height = 260;
constexpr double left = 56;
constexpr double right = 12;
constexpr double top = 44;
constexpr double bottom = 36;

std::vector<std::pair<double, double>> decimated(const std::vector<std::pair<double, double>> &points,
                                                 const Range &x)
{
    constexpr std::size_t columns = 560;
    if (points.size() <= 2 * columns)
        return points;
    std::vector<std::pair<double, double>> kept;
    for (std::size_t i = 0; i < points.size();) {
        const auto column = [&](std::size_t at) {
            return static_cast<std::int64_t>(x.share(points[at].first) * static_cast<double>(columns));
        };
        std::size_t least = i;
        std::size_t most = i;
        std::size_t end = i;
        for (; end < points.size() && column(end) == column(i); ++end) {
            if (points[end].second < points[least].second)
                least = end;
            if (points[end].second > points[most].second)
                most = end;
        }
        kept.push_back(points[std::min(least, most)]);
        if (least != most)
            kept.push_back(points[std::max(least, most)]);
        i = end;
    }
    return kept;
}

} // namespace

std::string svgChart(const std::string &title, const std::string &xName, std::vector<ChartLine> lines)
{
    Range x, y;
    for (ChartLine &line : lines) {
        std::erase_if(line.points,
                      [](const auto &p) { return !std::isfinite(p.second) || !std::isfinite(p.first); });
        for (const auto &[px, py] : line.points) {
            x.take(px);
            y.take(py);
        }
    }
    widen(x);
    widen(y);
    const double yStep = stepOf(y, 5);
    y = {std::floor(y.from / yStep) * yStep, std::ceil(y.to / yStep) * yStep};
    const auto placeX = [&](double value) { return left + x.share(value) * (width - left - right); };
    const auto placeY = [&](double value) { return height - bottom - y.share(value) * (height - top - bottom); };

    std::string svg = svgHead(title, width, height);
    double legend = left;
    for (const ChartLine &line : lines) {
        svg += "<path d=\"M" + fixedText(legend, 1) + " 29h18\" stroke=\"" + line.colour +
               "\" stroke-width=\"2\"" + (line.dashed ? " stroke-dasharray=\"4 3\"" : "") + "/>" +
               label(legend + 23, 33, "start", line.name);
        legend += 40 + 6.2 * static_cast<double>(line.name.size());
    }
    for (double tick = y.from; tick <= y.to + yStep / 2; tick += yStep) {
        const double rounded = std::abs(tick) < yStep / 1e6 ? 0 : tick;
        svg += "<path d=\"M" + fixedText(left, 1) + " " + fixedText(placeY(tick), 1) + "H" +
               fixedText(width - right, 1) + "\" stroke=\"#DDE1E7\"/>" +
               label(left - 6, placeY(tick) + 4, "end", fixedText(rounded, decimalsOf(yStep)));
    }
    const double xStep = std::max(1.0, stepOf(x, 8));
    for (double tick = std::ceil(x.from / xStep) * xStep; tick <= x.to; tick += xStep)
        svg += label(placeX(tick), height - bottom + 16, "middle", fixedText(tick, 0));
    svg += label((left + width - right) / 2, height - 4, "middle", xName);
    for (const ChartLine &line : lines) {
        std::string path;
        for (const auto &[px, py] : decimated(line.points, x))
            path += (path.empty() ? "M" : "L") + fixedText(placeX(px), 1) + " " + fixedText(placeY(py), 1);
        if (line.points.size() == 1)
            svg += "<circle cx=\"" + fixedText(placeX(line.points[0].first), 1) + "\" cy=\"" +
                   fixedText(placeY(line.points[0].second), 1) + "\" r=\"3\" fill=\"" + line.colour + "\"/>\n";
        else if (!path.empty())
            svg += "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + line.colour +
                   "\" stroke-width=\"1.5\" stroke-linejoin=\"round\"" +
                   (line.dashed ? " stroke-dasharray=\"4 3\"" : "") + "/>\n";
    }
    return svg + "</svg>\n";
}

} // namespace retort
