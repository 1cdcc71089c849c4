#pragma once

#include "graph/graphframe.h"
#include "graph/syntheticgraphs.h"

namespace retort::test {

/// A small frame as runs leave them. Frames of one seed have the same teacher; a later epoch's student is more
/// like it.
inline std::shared_ptr<const GraphFrame> smallFrame(std::int64_t epoch, std::int64_t samples, std::int64_t classes,
                                                    LayoutKind kind = LayoutKind::Radial)
{
    const double likeness = 1 - 1 / static_cast<double>(1 + epoch);
    ProbeComparison graphs = syntheticGraphs({samples, classes, 3, likeness, 7});
    auto layout = std::make_shared<const GraphLayout>(layOut(kind, graphs.teacher, nullptr, 3));
    return makeFrame(epoch, std::move(graphs.teacher), std::move(graphs.student), std::move(layout), 3);
}

} // namespace retort::test
