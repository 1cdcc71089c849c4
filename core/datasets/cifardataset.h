#pragma once

#include "datasets/dataset.h"

#include <filesystem>
#include <optional>

namespace retort {

/// Opens CIFAR-10 or CIFAR-100, binary or Python form, where `path` is a folder with its files, a folder with that
/// folder in it, or a .tar or .tar.gz of it (unpacked in memory: all of it is less than 200 MB). Nothing where
/// `path` holds no CIFAR. Throws InputError for missing and damaged files.
[[nodiscard]] std::optional<OpenedDataset> openCifar(const std::filesystem::path &path,
                                                     const DatasetChoice &choice);

} // namespace retort
