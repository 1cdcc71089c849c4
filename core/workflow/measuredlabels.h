#pragma once

#include "measure/sampleestimates.h"
#include "prompts/promptensemble.h"
#include "store/project.h"
#include "workflow/session.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// The labels that a project's accuracies are made from, split once into two halves (measure/labelhalf.h).
///
/// While a person edits, show what the tuning half says, or nothing: sampleAccuracy(labels.tuning, answers).
/// Whoever keeps a weighting while that is visible sets its mark with labelsSeenInSelection(). The report half is
/// for final figures: show it on request only, after Project::addReportLook().
struct MeasuredLabels
{
    DatasetRole role = DatasetRole::Test; ///< whose images are labelled
    LabelledSample tuning;                ///< positions are in that data set
    LabelledSample report;
    MeasuredOn measuredOn = MeasuredOn::TestImages;
    std::string note; ///< what a person should know about how labels were matched; may be empty

    [[nodiscard]] bool empty() const { return tuning.empty() && report.empty(); }
};

/// Labels that came with the test images, else their audit's; where there is neither, those of the training
/// images, else their audit's.
[[nodiscard]] MeasuredLabels measuredLabels(const Session &session, const ClassList &classes, const Audit &audit);
/// The same of the images of one role alone.
[[nodiscard]] MeasuredLabels measuredLabels(const Session &session, const ClassList &classes, const Audit &audit,
                                            DatasetRole role);

/// Labels of any data set as they may be seen while somebody edits: one an image, -1 where there is none or it
/// belongs to the report half; empty where nothing is labelled.
[[nodiscard]] std::vector<std::int32_t> tuningLabels(const OpenedDataset &dataset, const ClassList &classes);

/// The answers of a score that the labels speak of. Null where there are no labels.
[[nodiscard]] const LogitSummary *measuredAnswers(const PromptScore &score, const MeasuredLabels &labels);

} // namespace retort
