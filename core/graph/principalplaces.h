#pragma once

#include "base/matrix.h"
#include "graph/layout.h"

#include <vector>

namespace retort {

/// The first two principal components of the rows of both matrices (proxies of either side, each described by its
/// correlations to all classes, [C x C]; the second may be null), one point a class at the mean of its sides',
/// scaled so that the farthest lies on the unit circle. A component points to where its largest entry is positive,
/// so the same input always gives the same picture. All in the middle where all rows are equal. Throws ValueError
/// when the matrices differ in size or hold what is not finite.
[[nodiscard]] std::vector<GraphPoint> principalPlaces(const Matrix &teacher, const Matrix *student);

} // namespace retort
