#pragma once

#include "graph/graphframe.h"

#include <memory>
#include <string>
#include <vector>

namespace retort {

enum class GraphSides { Teacher, Student, Both };

/// What a graph file is written from.
struct GraphDocument
{
    std::shared_ptr<const GraphFrame> frame;
    GraphSides sides = GraphSides::Both;
    std::string teacherName = "teacher"; ///< another run's name where the frame holds its student there
    std::string studentName = "student";
    std::vector<std::string> classes;     ///< one a proxy, or empty: "0", "1", ...
    std::vector<std::string> sampleNames; ///< one a sample, or empty
    std::string title;                    ///< "run 3, epoch 12"
};

// Each throws ValueError when there is no frame or names are missing.

/// GraphML (graphml.graphdrawing.org): proxies "p0", "p1", ... and samples "s0", "s1", ... with names, answers,
/// confidences, margins, node KL and places; edges with each side's cosine and probability and, with both sides,
/// the standardised difference. What a graph of an older version lacks is left out. Keys begin with a side's name.
[[nodiscard]] std::string graphMl(const GraphDocument &document);

/// One line an edge (RFC 4180): sample, sample_name, proxy, class, then cosine and probability of the sides and
/// their difference as far as there are sides.
[[nodiscard]] std::string graphCsv(const GraphDocument &document);

} // namespace retort
