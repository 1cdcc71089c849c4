#pragma once

#include "distil/distiller.h"

namespace retort {

/// Random images at the recipe's input size and a random teacher's knowledge of them: what speed is measured on.
[[nodiscard]] DistilInput syntheticInput(const Recipe &recipe, std::int64_t images, std::int64_t classes,
                                         std::int64_t teacherDimension);

} // namespace retort
