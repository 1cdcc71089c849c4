#pragma once

#include "graph/layout.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace retort {

/// Both graphs of one epoch with places: what is drawn, filtered and written. Immutable; crosses threads.
struct GraphFrame
{
    std::int64_t epoch = 0;
    ProxyGraph teacher; ///< or what the student is compared with instead: another run's student
    ProxyGraph student;
    std::shared_ptr<const GraphLayout> layout; ///< of the run, not of the epoch
    std::vector<GraphPoint> teacherPlaces;     ///< a sample
    std::vector<GraphPoint> studentPlaces;
    std::vector<GraphEdge> difference; ///< see edgeDifference
};

/// Places both sides in a layout. Throws ValueError when a graph is damaged (answers, edges, weights) or the sides
/// do not fit each other or the layout.
[[nodiscard]] std::shared_ptr<const GraphFrame> makeFrame(std::int64_t epoch, ProxyGraph teacher,
                                                          ProxyGraph student,
                                                          std::shared_ptr<const GraphLayout> layout,
                                                          std::int64_t topK);

} // namespace retort
