#pragma once

#include "data/split.h"

#include <string>

namespace retort {

/// Which images of a data set are meant, and how they are looked at: a choice of the person, stored with the
/// project.
struct DatasetChoice
{
    std::string part; ///< see openDataset
    KeyRange range;   ///< which share of it is used

    bool operator==(const DatasetChoice &) const = default;
};

} // namespace retort
