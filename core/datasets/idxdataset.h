#pragma once

#include "datasets/dataset.h"

#include <filesystem>
#include <string>
#include <vector>

namespace retort {

/// An IDX file of images, told by MNIST's naming: "train-images-idx3-ubyte", also with a dot before idx3, with
/// ".gz", or with something before the part ("emnist-letters-test-images-...").
struct IdxImagesFile
{
    std::filesystem::path file;
    std::string part; ///< "train", "test" ("t10k" too), or empty when the name says neither
};

/// Those in a folder, in byte order of their names; plain ones hide packed ones of the same name.
[[nodiscard]] std::vector<IdxImagesFile> findIdxImages(const std::filesystem::path &folder);

/// Opens one images file, with its labels file where one lies beside it.
[[nodiscard]] OpenedDataset openIdxFile(const std::filesystem::path &file, const DatasetChoice &choice);

/// Opens the file that `part` means; files is not empty.
[[nodiscard]] OpenedDataset openIdxFolder(const std::filesystem::path &folder,
                                          const std::vector<IdxImagesFile> &files, const DatasetChoice &choice);

} // namespace retort
