#pragma once

#include "student/student.h"

#include <span>

namespace retort {

/// How many classes the classifier among another student's values answers; 0 where they hold none.
[[nodiscard]] std::int64_t classifierRows(const Student &student, const TensorMap &values);

/// Values of another student of the same network, perhaps of other classes, made to fit this one, for
/// loadStudentTensors(): class i takes row rows[i] of their classifier, or keeps the student's own where that is
/// -1. `rows` holds one entry a class, or none where classifiers fit as they are. The number of batches seen,
/// which old files lack, is the student's own too. Whatever else does not fit stays as it is, to be named on
/// loading.
[[nodiscard]] TensorMap transferred(const Student &student, const TensorMap &values,
                                    std::span<const std::int64_t> rows);

} // namespace retort
