#pragma once

#include "distil/epochsink.h"
#include "measure/answerpair.h"
#include "measure/labelhalf.h"
#include "workflow/measuredlabels.h"
#include "workflow/session.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

/// What is held against what. A pseudo-label is the teacher's answer, so that the first pair is the student
/// against its pseudo-labels too.
enum class ExplainPair { StudentTeacher, StudentLabels, TeacherLabels };

struct ExplainChoice
{
    std::int64_t run = 0;
    std::int64_t epoch = 0; ///< 0: the best one
    /// Whose images: test images, or those of the training images that were held out (and audited ones, where
    /// labels come from an audit). Nothing: test images where there are some.
    std::optional<DatasetRole> role = std::nullopt;
};

/// How often the teacher gives an image the answer that it gives to a crop of it: no student that learns from its
/// answers can be expected to agree with it more often.
struct SelfAgreement
{
    Proportion share;
    double smallestArea = 1; ///< of a crop, as a share of the image
    bool flip = false;       ///< half of the crops are mirrored
};

/// What one epoch of a run answers, beside what its teacher does and what labels say.
struct RunExplanation
{
    std::int64_t run = 0;
    std::int64_t epoch = 0;
    DatasetRole role = DatasetRole::Test;
    ClassList classes;
    std::shared_ptr<const ImageSource> pictures;
    std::vector<std::int64_t>
        images; ///< in `pictures`, ascending; whatever is below names them by their place here
    Answers student;
    Answers teacher;
    LabelledSample teacherAsReference; ///< no image that the student learned from
    MeasuredLabels labels;             ///< empty: nothing is labelled. The report half on request only
    std::vector<std::int32_t> order;   ///< classes, like ones side by side: as round the circle of the run's graph
    bool labelsSeen = false;           ///< mark of the run's weighting: labels seen in selection
};

/// Asks student and teacher. Throws InputError where images, teacher or exclusions are not the run's any more,
/// StoreError for a run without a finished epoch, ValueError for test images where there are none.
[[nodiscard]] RunExplanation explainRun(const Project &project, const Session &session,
                                        const ExplainChoice &choice, std::stop_token stop,
                                        const Reporter &reporter);

/// One pair's figures. `half` is for labels; with an empty half the pair holds nothing.
[[nodiscard]] AnswerPair explainedPair(const RunExplanation &explanation, ExplainPair pair,
                                       LabelHalf half = LabelHalf::Tuning);
/// What a pair is held against, and the answers that are.
[[nodiscard]] const LabelledSample &referenceOf(const RunExplanation &explanation, ExplainPair pair,
                                                LabelHalf half);
[[nodiscard]] const Answers &answersOf(const RunExplanation &explanation, ExplainPair pair);

/// On the run's probe images, a crop each, as the recipe varies them: at least its randomResizedCrop, else what
/// its padded crop leaves of an image. What the teacher makes of the crops is kept in the cache; a run with views
/// has it there from its training. Throws ValueError for a recorded teacher and for a recipe that varies neither
/// place nor side, StoreError for a run that has not started.
[[nodiscard]] SelfAgreement teacherSelfAgreement(const Project &project, const Session &session, std::int64_t run,
                                                 const EmbeddingCache &cache, std::stop_token stop,
                                                 const Reporter &reporter);

} // namespace retort
