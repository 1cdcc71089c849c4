#pragma once

#include "datasets/dataset.h"
#include "datasets/encodedfiles.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace retort {

/// The image files of a data set by name alone, before any of them was read.
struct ListedFiles
{
    DatasetKind kind = DatasetKind::ImageFolder;
    std::filesystem::path location; ///< names the data set in messages, and its index
    std::string part;               ///< keeps the indices of one location's parts apart; may be empty
    std::shared_ptr<const EncodedFiles> store;
    std::vector<std::string> parts; ///< see OpenedDataset
    std::vector<FoundFile> files;
    std::vector<UnreadableImage> unreadable; ///< known to be so without reading
    std::vector<std::string> classNames;
    std::vector<std::int32_t> labels; ///< a file: index into classNames or -1; empty where there are none
    std::filesystem::path labelFile;
    std::vector<std::string> groups; ///< a file, as the data set says itself; empty where it does not
};

/// Identifies every file by its content, from the index where that knows it, else by reading it, and leaves out
/// those that are no images. Opening::Quick judges a file by its header, Opening::Thorough decodes what has not
/// been decoded before. Throws InputError with `remedy` when nothing readable is left.
[[nodiscard]] OpenedDataset openListed(ListedFiles listed, const DatasetChoice &choice, Opening opening,
                                       const std::string &remedy, const std::stop_token &stop,
                                       const Reporter &reporter);

} // namespace retort
