#pragma once

#include "measure/significance.h"

#include <QString>

namespace retort {

/// What McNemar's test says of the picture (second) against the baseline (first), for somebody who knows no test:
/// how many images each has right alone, and how often chance would part them so.
[[nodiscard]] QString comparisonText(const PairedComparison &comparison);

/// "about once in 40 times", "less than once in 1,000 times", "about every second time".
[[nodiscard]] QString oftenText(double probability);

} // namespace retort
