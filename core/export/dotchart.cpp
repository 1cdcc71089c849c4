#include "export/dotchart.h"

#include "export/svgaxis.h"

#include <cstddef>

namespace retort {

namespace {

constexpr double width = 760;
constexpr double margin = 16;
constexpr double names = 210; ///< width of the column of names
constexpr double top = 52;
constexpr double rowHeight = 26;
constexpr double bottom = 44;
constexpr const char *ink = "#1B1F24";
constexpr const char *quiet = "#8A94A3";
constexpr const char *accent = "#2F6FEB";

std::string text(double value)
{
    return fixedText(value, 1);
}

} // namespace

std::string dotChart(const std::string &title, const std::string &xName, const std::vector<DotRow> &rows,
                     double line, const std::string &lineName)
{
    const double height = top + rowHeight * static_cast<double>(rows.size()) + bottom;
    const double left = margin + names;
    const double right = width - margin - 8;
    Range x;
    for (const DotRow &row : rows) {
        for (const double value : row.values)
            x.take(value);
        x.take(row.low);
        x.take(row.high);
    }
    if (std::isfinite(line))
        x.take(line);
    widen(x);
    const double step = stepOf(x, 6);
    x = {std::floor(x.from / step) * step, std::ceil(x.to / step) * step};
    const auto place = [&](double value) { return left + x.share(value) * (right - left); };

    std::string svg = svgHead(title, width, height);
    // On a ground of its own, with the title inside it.
    svg.insert(svg.find("</title>") + 8,
               "\n<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#FFFFFF\"/><g transform=\"translate(" +
                   text(margin) + " 10)\">");
    svg += "</g>\n";
    const double end = height - bottom;
    for (double tick = x.from; tick <= x.to + step / 2; tick += step) {
        svg += "<path d=\"M" + text(place(tick)) + " " + text(top - 6) + "V" + text(end) +
               "\" stroke=\"#DDE1E7\"/>\n";
        svg += label(place(tick), end + 16, "middle",
                     fixedText(std::abs(tick) < step / 1e6 ? 0 : tick, decimalsOf(step)));
    }
    svg += label((left + right) / 2, height - 10, "middle", xName);
    if (std::isfinite(line)) {
        svg += "<path d=\"M" + text(place(line)) + " " + text(top - 6) + "V" + text(end) + "\" stroke=\"" + ink +
               "\" stroke-dasharray=\"4 3\"/>\n";
        const bool nearEnd = x.share(line) > 0.8;
        svg += label(place(line) + (nearEnd ? -4 : 4), top - 10, nearEnd ? "end" : "start", lineName);
    }
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const DotRow &row = rows[r];
        const double y = top + rowHeight * (static_cast<double>(r) + 0.5);
        const char *const colour = row.marked ? accent : ink;
        svg += "<text x=\"" + text(left - 10) + "\" y=\"" + text(y + 4) + "\" text-anchor=\"end\" fill=\"" +
               colour + "\" font-size=\"12\"" + (row.marked ? " font-weight=\"600\"" : "") + ">" +
               xmlText(row.name) + "</text>\n";
        for (const double value : row.values)
            svg += "<circle cx=\"" + text(place(value)) + "\" cy=\"" + text(y) + "\" r=\"3\" fill=\"" +
                   (row.marked ? accent : quiet) + "\" fill-opacity=\"0.45\"/>\n";
        if (row.values.empty())
            continue;
        svg += "<path d=\"M" + text(place(row.low)) + " " + text(y) + "H" + text(place(row.high)) + "M" +
               text(place(row.mean)) + " " + text(y - 7) + "v14\" stroke=\"" + colour +
               "\" stroke-width=\"2\"/>\n";
    }
    return svg + "</svg>\n";
}

} // namespace retort
