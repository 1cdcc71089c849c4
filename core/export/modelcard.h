#pragma once

#include "store/project.h"

#include <cstdint>
#include <string>

namespace retort {

/// A model card (after Mitchell et al. 2019, arXiv 1810.03993) in Markdown: what the student is, how good, what to
/// beware of, how it was made and is used. epoch 0: the best one.
[[nodiscard]] std::string modelCard(const Project &project, std::int64_t run, std::int64_t epoch = 0);

} // namespace retort
