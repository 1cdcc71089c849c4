#pragma once

#include "datasets/dataset.h"

#include <cstdint>
#include <vector>

namespace retort {

/// Puts records of one size (height x width x channels bytes) into `opened` as its images, those that the choice
/// keeps, their labels with them; opened.labels holds one a record or none. Sets images, labels and fingerprint.
/// A record's bytes are its identity.
void packRecords(OpenedDataset &opened, std::vector<std::uint8_t> records, int height, int width, int channels,
                 const DatasetChoice &choice);

} // namespace retort
