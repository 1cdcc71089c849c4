#pragma once

// Internal to core/recipe.

#include <filesystem>
#include <string>
#include <vector>

namespace retort {

/// The .json files of a folder of resources but for schemas, by name. Throws InputError naming the folder.
[[nodiscard]] std::vector<std::filesystem::path> shippedFiles(const std::filesystem::path &folder);
/// `nameOrFile` where there is such a file, else the shipped one of that name. Throws InputError listing the
/// shipped ones where there is neither; `what` is one of them: "recipe".
[[nodiscard]] std::filesystem::path namedFile(const std::string &nameOrFile, const std::filesystem::path &folder,
                                              const std::string &what);

} // namespace retort
