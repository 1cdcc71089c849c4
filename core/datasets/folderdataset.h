#pragma once

#include "datasets/listeddataset.h"
#include "datasets/parts.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace retort {

/// Opens an image folder; see openDataset().
[[nodiscard]] OpenedDataset openImageFolder(const std::filesystem::path &folder, const DatasetChoice &choice,
                                            Opening opening, const std::stop_token &stop,
                                            const Reporter &reporter);

/// The sub-folders of a folder, where they are all that it shows (no image beside them) and are few enough to be
/// the parts of a data set; see partFolder().
[[nodiscard]] std::vector<TopFolder> topFolders(const std::filesystem::path &folder);

// For image folders and archives alike.

/// The label of each file: which of the class folders (sorted) it lies in, -1 beside them.
[[nodiscard]] std::vector<std::int32_t> labelsByFolder(const std::vector<FoundFile> &files,
                                                       const std::vector<std::string> &classFolders);
/// Tells a person of a lonely class folder and of images beside the class folders.
void sayWhatIsOdd(const std::vector<std::string> &classFolders, const std::vector<std::int32_t> &labels,
                  const Reporter &reporter);

} // namespace retort
