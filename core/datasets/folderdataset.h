#pragma once

#include "datasets/dataset.h"

namespace retort {

/// Opens an image folder; see openDataset().
[[nodiscard]] OpenedDataset openImageFolder(const std::filesystem::path &folder, KeyRange range,
                                            const std::stop_token &stop, const Reporter &reporter);

} // namespace retort
