#pragma once

#include "datasets/dataset.h"
#include "prompts/classlist.h"

#include <cstdint>
#include <string>
#include <vector>

namespace retort {

/// A data set's labels in terms of a class list, for measuring only.
struct MappedLabels
{
    /// One an image, index into the class list, -1 where the label is none of its classes. Empty: no usable
    /// labels.
    std::vector<std::int32_t> labels;
    std::string note; ///< what a person should know about how they were matched; may be empty
};

/// Index of the class with this name or alias, -1 where there is none.
[[nodiscard]] std::int32_t classNamed(const ClassList &classes, const std::string &name);

/// Sub-folders are matched to classes by name or alias; where no name matches but there are as many of both, by
/// position in byte order (folders named n01440764 and a class list in that order). Numbers (IDX) are positions.
[[nodiscard]] MappedLabels mapLabels(const OpenedDataset &dataset, const ClassList &classes);

} // namespace retort
