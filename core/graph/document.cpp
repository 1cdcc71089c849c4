#include "graph/document.h"

#include "base/error.h"

namespace retort {

namespace {

void checkNames(const std::vector<std::string> &names, std::int64_t count, const char *what)
{
    if (!names.empty() && static_cast<std::int64_t>(names.size()) != count)
        throw ValueError("There are " + std::to_string(names.size()) + " names for " + std::to_string(count) +
                             " " + what + ".",
                         "Give one name each, or none.");
}

EdgeSide sideOf(const ProxyGraph &graph, std::size_t edge)
{
    EdgeSide side{graph.edges[edge].weight, {}};
    if (!graph.probabilities.empty())
        side.probability = graph.probabilities[edge];
    return side;
}

} // namespace

CheckedDocument::CheckedDocument(const GraphDocument &document) : m_document(document)
{
    if (!document.frame)
        throw ValueError("There is no graph to write.", "Choose an epoch that has one.");
    checkNames(document.classes, frame().student.proxies, "proxies");
    checkNames(document.sampleNames, frame().student.samples, "samples");
}

std::string CheckedDocument::className(std::int64_t proxy) const
{
    return m_document.classes.empty() ? std::to_string(proxy)
                                      : m_document.classes[static_cast<std::size_t>(proxy)];
}

std::string CheckedDocument::sampleName(std::int64_t sample) const
{
    return m_document.sampleNames.empty() ? std::string()
                                          : m_document.sampleNames[static_cast<std::size_t>(sample)];
}

std::string CheckedDocument::keyOf(const std::string &sideName)
{
    std::string key;
    for (const char c : sideName) {
        const bool digit = c >= '0' && c <= '9';
        if ((c >= 'a' && c <= 'z') || digit)
            key += c;
        else if (c >= 'A' && c <= 'Z')
            key += static_cast<char>(c - 'A' + 'a');
        else if (!key.empty() && key.back() != '_')
            key += '_';
    }
    return key;
}

std::vector<JoinedEdge> CheckedDocument::edges() const
{
    const ProxyGraph &teacher = frame().teacher;
    const ProxyGraph &student = frame().student;
    const std::size_t teacherEnd = hasTeacher() ? teacher.edges.size() : 0;
    const std::size_t studentEnd = hasStudent() ? student.edges.size() : 0;
    const auto before = [](const GraphEdge &a, const GraphEdge &b) {
        return a.sample != b.sample ? a.sample < b.sample : a.proxy < b.proxy;
    };
    std::vector<JoinedEdge> result;
    result.reserve(std::max(teacherEnd, studentEnd));
    auto difference = frame().difference.begin();
    for (std::size_t t = 0, s = 0; t < teacherEnd || s < studentEnd;) {
        const bool takeTeacher =
            t < teacherEnd && (s == studentEnd || !before(student.edges[s], teacher.edges[t]));
        const bool takeStudent =
            s < studentEnd && (t == teacherEnd || !before(teacher.edges[t], student.edges[s]));
        const GraphEdge &ends = takeTeacher ? teacher.edges[t] : student.edges[s];
        JoinedEdge edge;
        edge.sample = ends.sample;
        edge.proxy = ends.proxy;
        if (takeTeacher && takeStudent) // then the difference has it too, in the same order
            edge.difference = (difference++)->weight;
        if (takeTeacher)
            edge.teacher = sideOf(teacher, t++);
        if (takeStudent)
            edge.student = sideOf(student, s++);
        result.push_back(edge);
    }
    return result;
}

} // namespace retort
