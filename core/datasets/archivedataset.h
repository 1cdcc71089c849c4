#pragma once

#include "datasets/dataset.h"

#include <filesystem>

namespace retort {

/// Told by content: a tar, a zip, or something packed that might hold a tar (which is refused with a remedy).
[[nodiscard]] bool isArchive(const std::filesystem::path &file);

/// Opens the images of a .tar or .zip without unpacking it: flat, with a folder a class, or with parts, below any
/// folders that hold everything. Links, names that lead out of the archive and files that are packed beyond what
/// an image can be are among the unreadable ones. Throws InputError for a packed tar (its files could only be read
/// from the beginning), naming the command that unpacks it.
[[nodiscard]] OpenedDataset openArchive(const std::filesystem::path &file, const DatasetChoice &choice,
                                        Opening opening, const std::stop_token &stop, const Reporter &reporter);

} // namespace retort
