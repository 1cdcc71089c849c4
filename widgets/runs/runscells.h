#pragma once

#include "store/records.h"

#include <QString>

#include <optional>
#include <span>

namespace retort {

// Cells of the table of runs: a row is one run, or several that differ in their seed alone. Columns as
// RunsModel's.

/// "3 of 12", "84.2 ± 0.6".
[[nodiscard]] QString cellText(std::span<const RunRecord *const> runs, int column);
/// What a number in that column is sorted by; nothing where the column shows text or has no value. Of several runs
/// their mean.
[[nodiscard]] std::optional<double> cellNumber(std::span<const RunRecord *const> runs, int column);
[[nodiscard]] bool isNumberColumn(int column);

} // namespace retort
