#pragma once

#include "command.h"
#include "measure/sampleestimates.h"

#include <span>
#include <string>

namespace retort {

/// percent, interval and labelled_images; null where nothing is known.
[[nodiscard]] Json shareJson(const Proportion &share);
/// "85.3 % (78.1 to 90.2)", or a dash.
[[nodiscard]] std::string shareText(const Proportion &share);
/// All that labels say of answers; null for an empty sample.
[[nodiscard]] Json figuresJson(const LabelledSample &sample, std::span<const std::int32_t> answers,
                               const ClassList &classes);

} // namespace retort
