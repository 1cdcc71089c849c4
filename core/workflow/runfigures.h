#pragma once

#include "store/project.h"
#include "workflow/measuredlabels.h"

#include <span>
#include <stop_token>

namespace retort {

/// Measures what a run's best epoch comes to on the report half of the labels and stores it
/// (Project::setRunFigures, which counts as a look). Labels that came with the training images are taken of
/// held-out ones only: a student did not learn from those. `evaluated`: the student's answers to the test images
/// where they are known, else empty. False where there is nothing to measure on.
bool measureRun(Project &project, std::int64_t run, const Session &session, const MeasuredLabels &labels,
                const PromptEmbeddings &prompts, std::span<const std::int32_t> evaluated, std::stop_token stop,
                const Reporter &reporter);

/// The same for a run that ended some time ago: an audit has grown since. The student is asked again. Throws
/// InputError when the session's teacher is not the run's.
bool measureRun(Project &project, std::int64_t run, const Session &session, std::stop_token stop,
                const Reporter &reporter);

} // namespace retort
