#include "graph/document.h"

#include "base/error.h"
#include "graph/edges.h"

namespace retort {

namespace {

void checkAnswers(const ProxyGraph &graph)
{
    const auto samples = static_cast<std::size_t>(graph.samples);
    bool good = graph.answers.size() == samples && graph.confidences.size() == samples;
    for (const std::int32_t answer : graph.answers)
        good = good && answer >= 0 && answer < graph.proxies;
    if (!good)
        throw ValueError("The graph does not hold one answer and one confidence for each of its " +
                             std::to_string(graph.samples) + " samples.",
                         "The graph is damaged: run the epoch again.");
}

void checkNames(const std::vector<std::string> &names, std::int64_t count, const char *what)
{
    if (!names.empty() && static_cast<std::int64_t>(names.size()) != count)
        throw ValueError("There are " + std::to_string(names.size()) + " names for " + std::to_string(count) +
                             " " + what + ".",
                         "Give one name each, or none.");
}

} // namespace

CheckedDocument::CheckedDocument(const GraphDocument &document) : m_document(document)
{
    if (!document.teacher && !document.student)
        throw ValueError("There is no graph to write.", "Choose the teacher's side, the student's, or both.");
    for (const ProxyGraph *graph : {document.teacher, document.student})
        if (graph)
            checkAnswers(*graph);
    checkNames(document.classes, any().proxies, "proxies");
    checkNames(document.sampleNames, any().samples, "samples");
    if (both())
        m_differences = edgeDifference(*document.teacher, *document.student);
    m_layout = layOut(document.teacher, document.student, document.topK);
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

std::vector<JoinedEdge> CheckedDocument::edges() const
{
    static const std::vector<GraphEdge> none;
    const auto &teacher = m_document.teacher ? m_document.teacher->edges : none;
    const auto &student = m_document.student ? m_document.student->edges : none;
    const auto order = [](const GraphEdge &a, const GraphEdge &b) {
        return a.sample != b.sample ? a.sample < b.sample : a.proxy < b.proxy;
    };
    std::vector<JoinedEdge> result;
    result.reserve(std::max(teacher.size(), student.size()));
    auto t = teacher.begin();
    auto s = student.begin();
    auto d = m_differences.begin();
    while (t != teacher.end() || s != student.end()) {
        const bool takeTeacher = t != teacher.end() && (s == student.end() || !order(*s, *t));
        const bool takeStudent = s != student.end() && (t == teacher.end() || !order(*t, *s));
        JoinedEdge edge{takeTeacher ? t->sample : s->sample, takeTeacher ? t->proxy : s->proxy};
        if (takeTeacher && takeStudent && d != m_differences.end())
            edge.difference = &(d++)->weight;
        if (takeTeacher)
            edge.teacher = &(t++)->weight;
        if (takeStudent)
            edge.student = &(s++)->weight;
        result.push_back(edge);
    }
    return result;
}

} // namespace retort
