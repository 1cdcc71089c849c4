#pragma once

#include "base/contentkey.h"
#include "measure/labelhalf.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace retort {

/// Images parted by the class that they get, so that an audit sees enough of every class.
struct AnswerStrata
{
    std::vector<std::int32_t> ofImage; ///< one an answer
    std::vector<std::int32_t> classes; ///< one a stratum: its class; -1: every class without a stratum of its own
};
/// One stratum a class that some image gets; where they would get fewer than eight of `count` images each, the
/// largest classes have their own and the others share one.
[[nodiscard]] AnswerStrata strataByAnswer(std::span<const std::int32_t> answers, std::int64_t classes,
                                          std::int64_t count);

struct AuditCandidate
{
    ContentKey key;
    LabelHalf half = LabelHalf::Tuning;
    std::int32_t stratum = 0;
    bool drawn = false; ///< by an earlier call
};

/// Draws `count` more images (fewer where fewer are left) without replacement, as indices into `candidates` in the
/// order in which a person should see them. Which, is decided by contents and seed alone: the same images give the
/// same sample, wherever they lie.
///
/// Each stratum and half is a cell of its own, so that both halves get alike many; images of the sample are shared
/// out in proportion to the square root of a stratum's size (Bankier 1988, "power allocation"), a compromise
/// between a narrow interval for all images and one for every class; two at least a cell where that many are asked
/// for. Cells fill evenly in that order and within a cell at random: whenever a person stops, what was seen of a
/// cell is a simple random sample of it.
[[nodiscard]] std::vector<std::size_t> drawAudit(std::span<const AuditCandidate> candidates, std::int64_t count,
                                                 std::uint64_t seed);

} // namespace retort
