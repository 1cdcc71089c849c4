#pragma once

#include "graph/layout.h"
#include "prompts/classlist.h"
#include "store/records.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace retort {

/// What does not change with the epoch.
struct GraphRun
{
    std::int64_t id = 0;
    std::vector<std::string> classes;
    std::vector<std::int64_t> probe; ///< indices into the training images, one a sample of the graphs
    std::vector<EpochRecord> epochs; ///< ascending
    std::int64_t topK = 3;           ///< edges a sample and side that count for places
    std::int64_t bestEpoch = 0;
    std::string dataFingerprint; ///< of the images that the probe speaks of
};

/// Both graphs of one epoch with places.
struct GraphFrame
{
    std::int64_t epoch = 0;
    ProxyGraph teacher;
    ProxyGraph student;
    GraphLayout layout;
    std::vector<GraphEdge> difference; ///< see edgeDifference
};

/// Lays both sides out. Throws ValueError when a graph is damaged or the sides do not fit each other.
[[nodiscard]] std::shared_ptr<const GraphFrame> makeFrame(std::int64_t epoch, ProxyGraph teacher,
                                                          ProxyGraph student, std::int64_t topK);

} // namespace retort
