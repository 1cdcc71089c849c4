#pragma once

#include "store/records.h"

#include <QString>

namespace retort {

// A run in words, the same on every page.

/// Its name, else "Run 7".
[[nodiscard]] QString runTitle(const RunRecord &run);
/// "training", "paused" ...
[[nodiscard]] QString stateText(RunState state);
/// "test images".
[[nodiscard]] QString measuredOnText(MeasuredOn on);
/// Both accuracies with their intervals, and what they are made from.
[[nodiscard]] QString accuracyText(const RunFigures &figures);
[[nodiscard]] bool canResume(RunState state);

} // namespace retort
