#include "graph/graphframe.h"

#include "base/error.h"
#include "graph/edges.h"

#include <string>
#include <utility>

namespace retort {

namespace {

void checkAnswers(const ProxyGraph &graph, std::int64_t epoch)
{
    bool good = static_cast<std::int64_t>(graph.answers.size()) == graph.samples &&
                static_cast<std::int64_t>(graph.confidences.size()) == graph.samples;
    for (const std::int32_t answer : graph.answers)
        good = good && answer >= 0 && answer < graph.proxies;
    if (!good)
        throw ValueError("The graph of epoch " + std::to_string(epoch) +
                             " does not hold one answer and one confidence for each of its " +
                             std::to_string(graph.samples) + " samples.",
                         "The graph is damaged: run the epoch again.");
}

} // namespace

std::shared_ptr<const GraphFrame> makeFrame(std::int64_t epoch, ProxyGraph teacher, ProxyGraph student,
                                            std::shared_ptr<const GraphLayout> layout, std::int64_t topK)
{
    auto frame = std::make_shared<GraphFrame>();
    frame->epoch = epoch;
    frame->teacher = std::move(teacher);
    frame->student = std::move(student);
    frame->layout = std::move(layout);
    for (const ProxyGraph *graph : {&frame->teacher, &frame->student})
        checkAnswers(*graph, epoch);
    frame->difference = edgeDifference(frame->teacher, frame->student);
    frame->teacherPlaces = samplePlaces(frame->teacher, *frame->layout, topK);
    frame->studentPlaces = samplePlaces(frame->student, *frame->layout, topK);
    return frame;
}

} // namespace retort
