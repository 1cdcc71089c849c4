#pragma once

#include "measure/calibration.h"
#include "measure/significance.h"
#include "workflow/promptscorer.h"

#include <vector>

namespace retort {

/// What the tuning half of the labels says of a picture.
struct LabelPicture
{
    SampleFigures figures;
    std::vector<ConfusionCell> confusion;
    Calibration calibration;
};
/// Throws as sampleFigures(); `answers.sample` is not null.
[[nodiscard]] LabelPicture labelPicture(const TuningAnswers &answers, std::int64_t classes);

/// Both on the labelled images that both answer. Each may be of a sample; a null sample on either side gives a
/// comparison of no image.
[[nodiscard]] PairedComparison compareTuning(const TuningAnswers &first, const TuningAnswers &second);

} // namespace retort
