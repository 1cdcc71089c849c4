#pragma once

#include "distil/distiller.h"

#include <cstdint>
#include <stop_token>

namespace retort {

/// What a student with these weights says of some images, on the processor in float32. `images` have the recipe's
/// input size. Throws ValueError for weights that are not this student's, Cancelled when stopped.
[[nodiscard]] Answers studentAnswers(const Recipe &recipe, std::int64_t classes, const StudentStart &student,
                                     const SizedImages &images, const std::stop_token &stop);

} // namespace retort
