#pragma once

#include "datasets/dataset.h"

#include <filesystem>

namespace retort {

/// .csv, .tsv, .jsonl or .ndjson.
[[nodiscard]] bool isManifest(const std::filesystem::path &file);

/// Opens the images that a manifest (see parseManifest) lists for the choice's part; where it says no splits, all
/// of them. Files that are not there are among the unreadable ones.
[[nodiscard]] OpenedDataset openManifest(const std::filesystem::path &file, const DatasetChoice &choice,
                                         Opening opening, const std::stop_token &stop, const Reporter &reporter);

} // namespace retort
