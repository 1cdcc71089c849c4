#include "graph/writers.h"

#include "base/csvfield.h"
#include "graph/document.h"
#include "graph/xmltext.h"

#include <utility>

namespace retort {

namespace {

void declareKey(std::string &text, const std::string &id, const char *where, const char *type)
{
    text +=
        "  <key id=\"" + id + "\" for=\"" + where + "\" attr.name=\"" + id + "\" attr.type=\"" + type + "\"/>\n";
}

void data(std::string &text, const std::string &key, const std::string &value)
{
    text += "<data key=\"" + key + "\">" + value + "</data>";
}

/// A side that is written.
struct WrittenSide
{
    std::string key;
    const ProxyGraph &graph;
    const std::vector<GraphPoint> &places;
    std::optional<EdgeSide> JoinedEdge::*edge;
};

std::vector<WrittenSide> writtenSides(const GraphDocument &document, const CheckedDocument &checked)
{
    const GraphFrame &frame = checked.frame();
    std::vector<WrittenSide> sides;
    if (checked.hasTeacher())
        sides.push_back({CheckedDocument::keyOf(document.teacherName), frame.teacher, frame.teacherPlaces,
                         &JoinedEdge::teacher});
    if (checked.hasStudent())
        sides.push_back({CheckedDocument::keyOf(document.studentName), frame.student, frame.studentPlaces,
                         &JoinedEdge::student});
    return sides;
}

/// Numbers a sample has on a side, by the end of their key; only those that the graph knows.
std::vector<std::pair<const char *, const std::vector<float> *>> sampleNumbers(const ProxyGraph &graph)
{
    std::vector<std::pair<const char *, const std::vector<float> *>> result;
    for (const auto &[name, values] : {std::pair{"_confidence", &graph.confidences},
                                       {"_margin", &graph.margins},
                                       {"_kl", &graph.nodeKl},
                                       {"_row_correlation", &graph.rowCorrelations}})
        if (values->size() == static_cast<std::size_t>(graph.samples))
            result.emplace_back(name, values);
    return result;
}

void writeSample(std::string &text, const WrittenSide &side, const CheckedDocument &checked, std::size_t sample)
{
    data(text, side.key + "_answer", xmlText(checked.className(side.graph.answers[sample])));
    for (const auto &[name, values] : sampleNumbers(side.graph))
        data(text, side.key + name, numberText((*values)[sample]));
    data(text, side.key + "_x", numberText(side.places[sample].x));
    data(text, side.key + "_y", numberText(side.places[sample].y));
}

} // namespace

std::string graphMl(const GraphDocument &document)
{
    const CheckedDocument checked(document);
    const std::vector<WrittenSide> sides = writtenSides(document, checked);
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n";
    declareKey(text, "title", "graph", "string");
    declareKey(text, "kind", "node", "string");
    declareKey(text, "name", "node", "string");
    declareKey(text, "x", "node", "float");
    declareKey(text, "y", "node", "float");
    for (const WrittenSide &side : sides) {
        declareKey(text, side.key + "_answer", "node", "string");
        for (const auto &[name, values] : sampleNumbers(side.graph))
            declareKey(text, side.key + name, "node", "float");
        for (const char *number : {"_x", "_y"})
            declareKey(text, side.key + number, "node", "float");
        for (const char *number : {"_cosine", "_probability"})
            declareKey(text, side.key + number, "edge", "float");
    }
    if (checked.hasBoth())
        declareKey(text, "difference", "edge", "float");

    text += "  <graph id=\"proxy-graph\" edgedefault=\"undirected\">\n    ";
    data(text, "title", xmlText(document.title));
    text += '\n';
    const auto writePlace = [&](const GraphPoint &place) {
        data(text, "x", numberText(place.x));
        data(text, "y", numberText(place.y));
    };
    for (std::int64_t proxy = 0; proxy < checked.frame().student.proxies; ++proxy) {
        text += "    <node id=\"p" + std::to_string(proxy) + "\">";
        data(text, "kind", "proxy");
        data(text, "name", xmlText(checked.className(proxy)));
        writePlace(checked.frame().layout->proxies[static_cast<std::size_t>(proxy)]);
        text += "</node>\n";
    }
    for (std::int64_t sample = 0; sample < checked.frame().student.samples; ++sample) {
        const auto index = static_cast<std::size_t>(sample);
        text += "    <node id=\"s" + std::to_string(sample) + "\">";
        data(text, "kind", "sample");
        data(text, "name", xmlText(checked.sampleName(sample)));
        writePlace(sides.back().places[index]); // viewers look for x and y
        for (const WrittenSide &side : sides)
            writeSample(text, side, checked, index);
        text += "</node>\n";
    }
    for (const JoinedEdge &edge : checked.edges()) {
        text += "    <edge source=\"s" + std::to_string(edge.sample) + "\" target=\"p" +
                std::to_string(edge.proxy) + "\">";
        for (const WrittenSide &side : sides)
            if (const std::optional<EdgeSide> &says = edge.*side.edge) {
                data(text, side.key + "_cosine", numberText(says->cosine));
                if (says->probability)
                    data(text, side.key + "_probability", numberText(*says->probability));
            }
        if (edge.difference)
            data(text, "difference", numberText(*edge.difference));
        text += "</edge>\n";
    }
    return text + "  </graph>\n</graphml>\n";
}

std::string graphCsv(const GraphDocument &document)
{
    const CheckedDocument checked(document);
    const std::vector<WrittenSide> sides = writtenSides(document, checked);
    const auto optionalNumber = [](const std::optional<float> &value) {
        return value ? numberText(*value) : std::string();
    };
    std::string text = "sample,sample_name,proxy,class";
    for (const WrittenSide &side : sides)
        text += ',' + side.key + "_cosine," + side.key + "_probability";
    text += checked.hasBoth() ? ",difference\n" : "\n";
    for (const JoinedEdge &edge : checked.edges()) {
        text += std::to_string(edge.sample) + ',' + csvField(checked.sampleName(edge.sample)) + ',' +
                std::to_string(edge.proxy) + ',' + csvField(checked.className(edge.proxy));
        for (const WrittenSide &side : sides) {
            const std::optional<EdgeSide> &says = edge.*side.edge;
            text += ',' + (says ? numberText(says->cosine) : std::string());
            text += ',' + (says ? optionalNumber(says->probability) : std::string());
        }
        if (checked.hasBoth())
            text += ',' + optionalNumber(edge.difference);
        text += '\n';
    }
    return text;
}

} // namespace retort
