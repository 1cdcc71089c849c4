#include "graph/writers.h"

#include "graph/document.h"
#include "graph/xmltext.h"

namespace retort {

namespace {

/// One quoted CSV field where it needs quotes (RFC 4180).
std::string csvField(const std::string &text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

std::string optionalNumber(const float *value)
{
    return value ? numberText(*value) : std::string();
}

void declareKey(std::string &text, const char *id, const char *where, const char *type)
{
    text += std::string("  <key id=\"") + id + "\" for=\"" + where + "\" attr.name=\"" + id + "\" attr.type=\"" +
            type + "\"/>\n";
}

void data(std::string &text, const std::string &key, const std::string &value)
{
    text += "<data key=\"" + key + "\">" + value + "</data>";
}

/// What one side says of a sample.
void sideData(std::string &text, const std::string &side, const ProxyGraph *graph,
              const std::vector<GraphPoint> &places, const CheckedDocument &checked, std::size_t sample)
{
    if (!graph)
        return;
    data(text, side + "_answer", xmlText(checked.className(graph->answers[sample])));
    data(text, side + "_confidence", numberText(graph->confidences[sample]));
    data(text, side + "_x", numberText(places[sample].x));
    data(text, side + "_y", numberText(places[sample].y));
}

} // namespace

std::string graphMl(const GraphDocument &document)
{
    const CheckedDocument checked(document);
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n";
    declareKey(text, "title", "graph", "string");
    declareKey(text, "kind", "node", "string");
    declareKey(text, "name", "node", "string");
    declareKey(text, "x", "node", "float");
    declareKey(text, "y", "node", "float");
    for (const auto &[side, graph] :
         {std::pair{std::string("teacher"), document.teacher}, {"student", document.student}})
        if (graph) {
            declareKey(text, (side + "_answer").c_str(), "node", "string");
            for (const char *number : {"_confidence", "_x", "_y"})
                declareKey(text, (side + number).c_str(), "node", "float");
            declareKey(text, (side + "_cosine").c_str(), "edge", "float");
        }
    if (checked.both())
        declareKey(text, "difference", "edge", "float");

    text += "  <graph id=\"proxy-graph\" edgedefault=\"undirected\">\n    ";
    data(text, "title", xmlText(document.title));
    text += '\n';
    for (std::int64_t proxy = 0; proxy < checked.any().proxies; ++proxy) {
        const GraphPoint &place = checked.layout().proxies[static_cast<std::size_t>(proxy)];
        text += "    <node id=\"p" + std::to_string(proxy) + "\">";
        data(text, "kind", "proxy");
        data(text, "name", xmlText(checked.className(proxy)));
        data(text, "x", numberText(place.x));
        data(text, "y", numberText(place.y));
        text += "</node>\n";
    }
    for (std::int64_t sample = 0; sample < checked.any().samples; ++sample) {
        text += "    <node id=\"s" + std::to_string(sample) + "\">";
        data(text, "kind", "sample");
        data(text, "name", xmlText(checked.sampleName(sample)));
        const auto index = static_cast<std::size_t>(sample);
        sideData(text, "teacher", document.teacher, checked.layout().teacher, checked, index);
        sideData(text, "student", document.student, checked.layout().student, checked, index);
        text += "</node>\n";
    }
    for (const JoinedEdge &edge : checked.edges()) {
        text += "    <edge source=\"s" + std::to_string(edge.sample) + "\" target=\"p" +
                std::to_string(edge.proxy) + "\">";
        if (edge.teacher)
            data(text, "teacher_cosine", numberText(*edge.teacher));
        if (edge.student)
            data(text, "student_cosine", numberText(*edge.student));
        if (edge.difference)
            data(text, "difference", numberText(*edge.difference));
        text += "</edge>\n";
    }
    return text + "  </graph>\n</graphml>\n";
}

std::string graphCsv(const GraphDocument &document)
{
    const CheckedDocument checked(document);
    std::string text = "sample,sample_name,proxy,class";
    text += document.teacher ? ",teacher_cosine" : "";
    text += document.student ? ",student_cosine" : "";
    text += checked.both() ? ",difference\n" : "\n";
    for (const JoinedEdge &edge : checked.edges()) {
        text += std::to_string(edge.sample) + ',' + csvField(checked.sampleName(edge.sample)) + ',' +
                std::to_string(edge.proxy) + ',' + csvField(checked.className(edge.proxy));
        if (document.teacher)
            text += ',' + optionalNumber(edge.teacher);
        if (document.student)
            text += ',' + optionalNumber(edge.student);
        if (checked.both())
            text += ',' + optionalNumber(edge.difference);
        text += '\n';
    }
    return text;
}

} // namespace retort
