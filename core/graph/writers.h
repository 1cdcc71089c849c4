#pragma once

#include "distil/epochsink.h"

#include <string>
#include <vector>

namespace retort {

/// What a graph file is written from. One side may be null, not both; with both, they are of one epoch.
struct GraphDocument
{
    const ProxyGraph *teacher = nullptr;
    const ProxyGraph *student = nullptr;
    std::vector<std::string> classes;     ///< one a proxy, or empty: "0", "1", ...
    std::vector<std::string> sampleNames; ///< one a sample, or empty
    std::string title;                    ///< "run 3, epoch 12"
    std::int64_t topK = 0;                ///< edges that count for places, see samplePositions; 0 = all
};

// Each throws ValueError when a graph is damaged, when the sides do not fit each other or when names are missing.

/// GraphML (graphml.graphdrawing.org): proxies "p0", "p1", ... and samples "s0", "s1", ... with names, answers,
/// confidences and places; edges with the teacher's and the student's cosine and, with both sides, the
/// standardised difference.
[[nodiscard]] std::string graphMl(const GraphDocument &document);

/// One line an edge (RFC 4180): sample, sample_name, proxy, class, then teacher_cosine, student_cosine and
/// difference as far as there are sides.
[[nodiscard]] std::string graphCsv(const GraphDocument &document);

/// A drawing with one panel a side, proxies on a circle, samples in the colour of their answer, edges faint.
[[nodiscard]] std::string graphSvg(const GraphDocument &document);

} // namespace retort
