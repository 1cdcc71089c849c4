#pragma once

#include "datasets/dataset.h"
#include "measure/labelhalf.h"
#include "measure/labelledsample.h"
#include "store/auditrecords.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace retort {

inline constexpr std::size_t noDraw = std::numeric_limits<std::size_t>::max();

/// An image that a person is asked about.
struct AuditEntry
{
    ContentKey image;
    std::int64_t position = 0; ///< in the data set
    std::size_t draw = 0;      ///< of Audit::draws; noDraw: a person chose it
    std::uint32_t stratum = 0; ///< of that draw
    LabelHalf half = LabelHalf::Tuning;
    std::optional<AuditAnswer> answer; ///< see standingAnswer()
};

/// The audit of one data set, as it stands against the images and the classes there are now.
struct AuditQueue
{
    DatasetRole role = DatasetRole::Training;
    std::vector<AuditEntry> entries; ///< in the order in which they are asked, draw by draw; without what is gone
    std::int64_t images = 0;         ///< of the data set, copies counted once
    std::int64_t notCovered = 0;     ///< of them: in no draw's population, they came later
    std::int64_t gone = 0;           ///< drawn images that the data set does not hold any more
    std::int64_t stale = 0;          ///< entries whose answer does not stand: they are asked again
    std::int64_t unlisted = 0;       ///< entries whose class is not in the list any more: as if none of these
    std::int64_t outside = 0; ///< answers to images of the data set that no draw holds: they say nothing yet

    [[nodiscard]] std::int64_t answered() const;
    /// The first entry without an answer; entries.size() where there is none.
    [[nodiscard]] std::size_t firstOpen() const;
};

/// What was said of an image, where it still holds: not "none of these", said before a class was added.
[[nodiscard]] std::optional<AuditAnswer> standingAnswer(const ContentKey &image, const Audit &audit,
                                                        const ClassList &classes);
[[nodiscard]] AuditQueue auditQueue(const OpenedDataset &dataset, DatasetRole role, const Audit &audit,
                                    const ClassList &classes);

/// Images that a person chose to be asked about (places in the data set; copies of one are asked once). Their
/// answers are stored like all others, but nothing is estimated from them: who chooses images chooses the outcome.
/// They count where a draw meets them.
[[nodiscard]] AuditQueue auditSelection(const OpenedDataset &dataset, DatasetRole role, const Audit &audit,
                                        const ClassList &classes, std::span<const std::int64_t> images);

/// What the answers of one half say, with the design they were drawn by. Of each draw the answers up to the first
/// entry without one count: images that somebody passed over are not like the others. Entries of no draw do not
/// count.
[[nodiscard]] LabelledSample auditSample(const AuditQueue &queue, const OpenedDataset &dataset, const Audit &audit,
                                         const ClassList &classes, LabelHalf half);

struct AuditRequest
{
    std::optional<std::int64_t> count; ///< how many images more; see planAudit()
    bool stratified = false;           ///< by the class that the teacher gives
    std::uint64_t seed = 0;
    bool anew = false; ///< instead of the draws there are; answers stay, and count where the new draw meets them
};
inline constexpr std::int64_t defaultAuditImages = 200;

/// All draws of the role once a request is met, for Project::setAuditDraws(): a new one of the images that came
/// since the last, where there are some (as large a share of them as was drawn before), else from all (200), in
/// that case behind what was drawn already. `answers`: the teacher's to every image, only needed for strata.
/// Throws ValueError when nothing is left to draw.
[[nodiscard]] AuditDraws planAudit(const OpenedDataset &dataset, DatasetRole role, const Audit &audit,
                                   const AuditRequest &request, std::span<const std::int32_t> answers,
                                   const ClassList &classes);

} // namespace retort
