#pragma once

#include "distil/distiller.h"
#include "student/student.h"

#include <memory>

namespace retort {

/// The student of a recipe as it is before the first step. Throws ValueError for a module or weights that do not
/// fit, and for a module without proxies where the recipe needs them.
[[nodiscard]] std::shared_ptr<Student> recipeStudent(const Recipe &recipe, std::int64_t classes,
                                                     const StudentStart &start);

} // namespace retort
