#include "export/report.h"

#include "export/runfacts.h"
#include "export/svgchart.h"
#include "graph/figure.h"
#include "graph/xmltext.h"
#include "images/encode.h"

#include <algorithm>
#include <numeric>

namespace retort {

namespace {

constexpr const char *teacherColour = "#7A4FD0";
constexpr const char *studentColour = "#E07B1F";
constexpr std::size_t classesInTable = 30;
constexpr std::size_t topConfusions = 20;
constexpr int pictureQuality = 85;

constexpr const char *style = R"css(
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1B1F24; background: #FFFFFF; max-width: 900px; margin: 24px auto;
       padding: 0 16px; }
h1 { font-size: 24px; margin: 0 0 8px; }
h2 { font-size: 18px; margin: 32px 0 8px; border-bottom: 1px solid #DDE1E7; padding-bottom: 4px; }
p, li { max-width: 70ch; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 8px 0; }
th, td { text-align: left; padding: 4px 12px 4px 0; vertical-align: top; border-bottom: 1px solid #EEF0F3;
         overflow-wrap: anywhere; }
th { font-weight: 600; color: #5B6470; }
.number { text-align: right; }
.note { color: #5B6470; }
.caveats { border-left: 3px solid #B7791F; padding: 4px 0 4px 12px; margin: 12px 0; }
.caveats ul { margin: 0; padding-left: 20px; }
.pictures { display: flex; flex-wrap: wrap; gap: 12px; }
figure { margin: 0; width: 112px; font-size: 12px; line-height: 1.35; }
figure img { width: 112px; height: 112px; object-fit: contain; background: #F6F7F9; border-radius: 6px;
             image-rendering: auto; }
.matrix td, .matrix th { padding: 3px 6px; text-align: center; border: 0; font-size: 12px; }
.matrix th.row { text-align: right; }
svg { max-width: 100%; height: auto; }
@media print { h2 { break-after: avoid; } figure { break-inside: avoid; } }
)css";

std::string base64(const std::vector<std::byte> &bytes)
{
    static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned value = 0;
        for (std::size_t k = 0; k < 3; ++k)
            value = value << 8 | (i + k < bytes.size() ? std::to_integer<unsigned>(bytes[i + k]) : 0);
        for (std::size_t k = 0; k < 4; ++k)
            text += i + k <= bytes.size() ? digits[value >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

std::string table(const std::vector<Fact> &facts, bool numbers = false)
{
    std::string html = "<table>\n";
    for (const Fact &fact : facts)
        html += "<tr><th scope=\"row\">" + xmlText(fact.name) + "</th><td" + (numbers ? " class=\"number\"" : "") +
                ">" + xmlText(fact.value) + "</td></tr>\n";
    return html + "</table>\n";
}

std::string curves(const Project &project, const RunRecord &run)
{
    ChartLine loss{"loss of each step", studentColour, false, {}};
    for (const StepMetrics &step : project.steps(run.id))
        loss.points.emplace_back(static_cast<double>(step.step), step.loss);
    std::vector<ChartLine> terms{
        {"node", "#0072B2", false, {}}, {"edge", "#009E73", false, {}}, {"pseudo-label", "#CC79A7", false, {}}};
    ChartLine agreement{"agreement with the teacher", "#5B6470", false, {}};
    ChartLine accuracy{"accuracy (tuning half of the labels)", studentColour, false, {}};
    ChartLine teacher{"the teacher's", teacherColour, true, {}};
    for (const EpochRecord &epoch : project.epochs(run.id)) {
        const auto x = static_cast<double>(epoch.epoch);
        terms[0].points.emplace_back(x, epoch.mean.nodeLoss);
        terms[1].points.emplace_back(x, epoch.mean.edgeLoss);
        terms[2].points.emplace_back(x, epoch.mean.pseudoLoss);
        agreement.points.emplace_back(x, epoch.heldOutAgreement);
        if (epoch.tuningAccuracy)
            accuracy.points.emplace_back(x, *epoch.tuningAccuracy);
        if (run.teacherTuningAccuracy)
            teacher.points.emplace_back(x, *run.teacherTuningAccuracy);
    }
    std::vector<ChartLine> quality{agreement};
    if (!accuracy.points.empty())
        quality.push_back(accuracy);
    if (!teacher.points.empty())
        quality.push_back(teacher);
    return svgChart("Quality, percent", "epoch", quality) + svgChart("Loss", "step", {loss}) +
           svgChart("Terms of the loss, before their weights", "epoch", terms);
}

std::string graphs(const Project &project, const RunRecord &run, std::int64_t epoch,
                   const std::vector<std::string> &classes)
{
    ProxyGraph teacher = project.teacherGraph(run.id, epoch);
    const std::int64_t topK = run.recipe.probeTopK;
    const auto layout = std::make_shared<const GraphLayout>(radialLayout(teacher, topK));
    GraphDocument document;
    document.frame = makeFrame(epoch, std::move(teacher), project.studentGraph(run.id, epoch), layout, topK);
    document.classes = classes;
    document.title = "Proxy graphs";
    std::string svg = figureSvg(graphFigure(document, {}));
    return svg.substr(svg.find("<svg")); // without the declaration of a file of its own
}

std::string pictures(const ReportExtras &extras)
{
    std::string html;
    if (!extras.withoutPictures.empty())
        html += "<p class=\"note\">" + xmlText(extras.withoutPictures) + "</p>\n";
    for (const ReportPictures &group : extras.pictures) {
        html += "<h3>" + xmlText(group.title) + "</h3>\n<p class=\"note\">" + xmlText(group.explanation) +
                "</p>\n<div class=\"pictures\">\n";
        for (const ReportPicture &picture : group.pictures)
            html += "<figure><img alt=\"" + xmlText(picture.caption) + "\" src=\"data:image/jpeg;base64," +
                    base64(encodeJpeg(picture.image, pictureQuality)) + "\"><figcaption>" +
                    xmlText(picture.caption) + "</figcaption></figure>\n";
        html += "</div>\n";
    }
    return html;
}

std::string confusionMatrix(const std::vector<std::int64_t> &counts, const std::vector<std::string> &classes)
{
    const std::size_t size = classes.size();
    std::string html = "<table class=\"matrix\">\n<tr><td></td>";
    for (std::size_t column = 0; column < size; ++column)
        html += "<th title=\"" + xmlText(classes[column]) + "\">" + std::to_string(column + 1) + "</th>";
    html += "</tr>\n";
    for (std::size_t row = 0; row < size; ++row) {
        const auto begin = counts.begin() + static_cast<std::ptrdiff_t>(row * size);
        const std::int64_t sum =
            std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(size), std::int64_t{0});
        html += "<tr><th class=\"row\">" + xmlText(classes[row]) + " " + std::to_string(row + 1) + "</th>";
        for (std::size_t column = 0; column < size; ++column) {
            const std::int64_t count = counts[row * size + column];
            const double share = sum > 0 ? static_cast<double>(count) / static_cast<double>(sum) : 0;
            const std::string colour = row == column ? "30,138,90" : "201,58,58";
            html += "<td style=\"background:rgba(" + colour + "," + fixedText(0.75 * share, 3) + ")\">" +
                    (count ? std::to_string(count) : "") + "</td>";
        }
        html += "</tr>\n";
    }
    return html + "</table>\n";
}

std::string confusions(const ReportExtras &extras, const std::vector<std::string> &classes)
{
    const std::size_t size = classes.size();
    if (extras.confusion.size() != size * size)
        return {};
    const std::string truth = extras.confusionIsOfLabels ? "the label" : "the teacher's answer";
    std::string html =
        "<h2>Confusions</h2>\n<p class=\"note\">Rows: " + truth + "; columns: the student's answer." +
        (extras.confusionIsOfLabels ? "" : " Without labels this is agreement, no accuracy.") + "</p>\n";
    if (size <= classesInTable)
        html += confusionMatrix(extras.confusion, classes);
    std::vector<std::size_t> cells;
    for (std::size_t i = 0; i < extras.confusion.size(); ++i)
        if (i / size != i % size && extras.confusion[i] > 0)
            cells.push_back(i);
    std::stable_sort(cells.begin(), cells.end(),
                     [&](std::size_t a, std::size_t b) { return extras.confusion[a] > extras.confusion[b]; });
    cells.resize(std::min(cells.size(), topConfusions));
    if (cells.empty())
        return html;
    html +=
        "<table>\n<tr><th>" + truth + "</th><th>the student's answer</th><th class=\"number\">images</th></tr>\n";
    for (const std::size_t cell : cells)
        html += "<tr><td>" + xmlText(classes[cell / size]) + "</td><td>" + xmlText(classes[cell % size]) +
                "</td><td class=\"number\">" + std::to_string(extras.confusion[cell]) + "</td></tr>\n";
    return html + "</table>\n";
}

} // namespace

std::string reportHtml(const Project &project, std::int64_t id, std::int64_t epoch, const ReportExtras &extras)
{
    const RunRecord run = project.run(id);
    const RunFacts facts = factsOf(project, id, epoch);
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\">\n<title>" +
        xmlText(facts.title) + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n<h1>" +
        xmlText(facts.title) + "</h1>\n<p>" + xmlText(facts.summary) + "</p>\n";
    html += table(facts.results) + "<p class=\"note\">Intervals are of 95 %.</p>\n<div class=\"caveats\"><ul>\n";
    for (const std::string &caveat : facts.caveats)
        html += "<li>" + xmlText(caveat) + "</li>\n";
    html += "</ul></div>\n<h2>Curves</h2>\n" + curves(project, run);
    html +=
        "<h2>Proxy graphs</h2>\n<p class=\"note\">Held-out images lie where their relations to the classes pull "
        "them; the student is to follow the teacher.</p>\n" +
        graphs(project, run, epoch, facts.classes);
    if (!extras.pictures.empty() || !extras.withoutPictures.empty())
        html += "<h2>Images</h2>\n" + pictures(extras);
    html += confusions(extras, facts.classes) + "<h2>How it was made</h2>\n";
    for (const std::string &paragraph : facts.method)
        html += "<p>" + xmlText(paragraph) + "</p>\n";
    if (!facts.prompts.empty())
        html += "<h2>Prompts</h2>\n" + table(facts.prompts, true);
    html += "<h2>Classes</h2>\n<p>";
    for (std::size_t c = 0; c < facts.classes.size(); ++c)
        html += (c ? ", " : "") + xmlText(facts.classes[c]);
    html += "</p>\n<h2>Where it comes from</h2>\n" + table(facts.provenance) + "<h2>Recipe</h2>\n" +
            table(facts.recipe);
    return html + "</body>\n</html>\n";
}

} // namespace retort
