#pragma once

// Internal to core/workflow.

#include "workflow/session.h"
#include "workflow/study.h"

namespace retort {

/// Holds label-free criteria of templates against how right each template is alone: criteria on the session's
/// training images, accuracy on its test images. Fewer than three templates: nothing to order, and nothing is
/// added.
void addCriteria(StudyResults &results, const Session &session, const std::vector<std::string> &templates,
                 const std::stop_token &stop, const Reporter &reporter);

} // namespace retort
