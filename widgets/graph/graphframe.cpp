#include "widgets/graph/graphframe.h"

#include "base/error.h"
#include "graph/edges.h"

#include <utility>

namespace retort {

std::shared_ptr<const GraphFrame> makeFrame(std::int64_t epoch, ProxyGraph teacher, ProxyGraph student,
                                            std::int64_t topK)
{
    auto frame = std::make_shared<GraphFrame>();
    frame->epoch = epoch;
    frame->teacher = std::move(teacher);
    frame->student = std::move(student);
    for (const ProxyGraph *graph : {&frame->teacher, &frame->student}) {
        bool good = static_cast<std::int64_t>(graph->answers.size()) == graph->samples &&
                    static_cast<std::int64_t>(graph->confidences.size()) == graph->samples;
        for (const std::int32_t answer : graph->answers)
            good = good && answer >= 0 && answer < graph->proxies;
        if (!good)
            throw ValueError("The graph of epoch " + std::to_string(epoch) + " does not hold one answer a sample.",
                             "The graph is damaged: run the epoch again.");
    }
    frame->layout = layOut(&frame->teacher, &frame->student, topK);
    frame->difference = edgeDifference(frame->teacher, frame->student);
    return frame;
}

} // namespace retort
