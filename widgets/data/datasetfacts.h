#pragma once

#include "datasets/dataset.h"
#include "store/records.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

namespace retort {

/// What the Data page says of a data set, beyond what opening it told.
struct DatasetFacts
{
    std::shared_ptr<const OpenedDataset> dataset;
    std::int64_t heldOut = 0; ///< images that the split holds out; 0 for test images
    std::int64_t bytes = 0;   ///< of the images' files; 0 where they are not files of their own
    // Sizes in pixels, of all images where they share one, else of a sample of them.
    int smallestWidth = 0;
    int smallestHeight = 0;
    int largestWidth = 0;
    int largestHeight = 0;
    bool grey = true; ///< none of those has colours
};

/// Looks at some images, evenly spread, and at the files' sizes. heldOutShare 0: no split. Throws Cancelled.
[[nodiscard]] DatasetFacts inspectDataset(std::shared_ptr<const OpenedDataset> dataset, double heldOutShare,
                                          std::stop_token stop);

} // namespace retort
