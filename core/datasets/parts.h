#pragma once

#include <string>
#include <vector>

namespace retort {

/// "train", "test" or "val"; t10k is test, valid and validation are val, empty stays empty. Throws ValueError for
/// anything else.
[[nodiscard]] std::string partName(const std::string &part);

/// What lies at the top of a data set: a folder with images in it.
struct TopFolder
{
    std::string name;
    bool hasFolders = false; ///< and so, maybe, classes
};

/// Which of the top folders a part means, where they are the parts of a data set and not its classes: one is
/// called train, and all others test, val, valid or validation. Of several that could be meant by "test" (ImageNet
/// keeps the labels of its test images to itself, and is measured on val), the first with sub-folders is. Empty
/// where these are no parts; throws ValueError where the part is missing among them. `part` as partName gives it;
/// empty means train.
[[nodiscard]] std::string partFolder(const std::vector<TopFolder> &folders, const std::string &part);

/// The parts that such folders make, as partName gives them, each once.
[[nodiscard]] std::vector<std::string> partsOf(const std::vector<TopFolder> &folders);

} // namespace retort
