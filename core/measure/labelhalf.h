#pragma once

#include "base/contentkey.h"

namespace retort {

/// Every label, wherever it comes from, belongs to one of two halves, once and for good: the tuning half is shown
/// while a person edits; final figures come from the report half alone, and each look at it is counted.
enum class LabelHalf { Tuning, Report };

/// Decided by a hash of the image's content, or of its group where images are grouped (a group is on one side as a
/// whole). Independent of the held-out split, of KeyRange and of every sample.
[[nodiscard]] LabelHalf labelHalf(const ContentKey &imageOrGroup);

} // namespace retort
