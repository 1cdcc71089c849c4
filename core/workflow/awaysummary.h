#pragma once

#include "store/records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace retort {

/// What the runs of a project did since a person last looked.
struct AwaySummary
{
    std::vector<RunRecord> finished; ///< oldest first, as the others
    std::vector<RunRecord> failed;
    std::vector<RunRecord> stopped;     ///< by their sweep; RunRecord::error says why
    std::vector<RunRecord> held;        ///< they wait for images or a teacher
    std::vector<RunRecord> interrupted; ///< their process died
    std::int64_t waiting = 0;           ///< others that wait for their turn
    /// Of the finished ones, by agreement; nothing where they learned from different teachers, class lists or
    /// images (comparable is false then).
    std::optional<RunRecord> best;
    std::optional<RunRecord> bestBefore; ///< of those that finished earlier and can be compared with it
    bool comparable = true;

    [[nodiscard]] bool empty() const
    {
        return finished.empty() && failed.empty() && stopped.empty() && held.empty() && interrupted.empty();
    }
};

/// Agreement of two runs says something about both: they learned from the same teacher, under the same weighting,
/// the same classes and images.
[[nodiscard]] bool comparableRuns(const RunRecord &a, const RunRecord &b);

/// `since`: seconds since 1970; what ended in that very second counts.
[[nodiscard]] AwaySummary summariseSince(const std::vector<RunRecord> &runs, std::int64_t since);

/// A few lines for a terminal or a message: what ran, what is best, what failed and why.
[[nodiscard]] std::string awayText(const AwaySummary &summary);

} // namespace retort
