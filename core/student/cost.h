#pragma once

#include "student/student.h"

namespace retort {

/// Products of two values that are added up, for one image of side x side pixels on its way through the student:
/// those of its convolutions and linear maps, counted while it answers. A training step takes about three times as
/// many an image.
[[nodiscard]] std::int64_t multiplyAdds(Student &student, std::int64_t side);

} // namespace retort
