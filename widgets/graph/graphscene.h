#pragma once

#include "widgets/graph/graphframe.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace retort {

enum class GraphMode { Teacher, Student, Difference };

/// Which samples stand out; the others are drawn faint.
struct GraphFilter
{
    int wantedClass = -1; ///< answer of either side; negative: any
    bool onlyDisagreements = false;
    int edgesPerSample = 1; ///< largest edges drawn a sample; 0: none

    bool operator==(const GraphFilter &) const = default;
};

/// A line to be drawn: an edge in the colour of its class, or in the difference a sample's way from the teacher's
/// place to the student's.
struct GraphLine
{
    std::int32_t sample = 0;
    GraphPoint from;
    GraphPoint to;
    std::int32_t colour = 0; ///< class; in a difference 1 where the sides disagree, else 0
    float strength = 0;      ///< 0 .. 1
};

/// How a sample is drawn: filtered away, there, or what is looked for.
enum class Presence : std::uint8_t { Filtered, Quiet, Full };

/// What one view paints, in places of the unit circle. Immutable; crosses to the thread that paints.
struct GraphScene
{
    GraphMode mode = GraphMode::Teacher;
    std::vector<GraphPoint> proxies;
    std::vector<GraphPoint> samples;
    std::vector<std::int32_t> answers; ///< of this side; the student's in a difference
    std::vector<Presence> presence;    ///< a sample; in a difference, those on which the sides agree are quiet
    std::vector<GraphLine> lines;
};

/// Whether a sample passes.
[[nodiscard]] bool passes(const GraphFrame &frame, std::size_t sample, const GraphFilter &filter);
[[nodiscard]] std::shared_ptr<const GraphScene> makeScene(const GraphFrame &frame, GraphMode mode,
                                                          const GraphFilter &filter);
/// On the way from one scene to another, t 0 .. 1; lines and colours are the later one's. The later one as it is
/// when the numbers of samples differ.
[[nodiscard]] std::shared_ptr<const GraphScene> between(const GraphScene &from,
                                                        const std::shared_ptr<const GraphScene> &to, double t);

} // namespace retort
