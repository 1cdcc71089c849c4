#pragma once

#include <QString>

#include <optional>

namespace retort {

/// How well the letters of `typed` are found in `text`, in order and whatever the case: higher is better, nothing
/// when one is missing. Beginnings of words and letters next to each other count more; shorter texts win a tie.
[[nodiscard]] std::optional<int> fuzzyScore(const QString &typed, const QString &text);

} // namespace retort
