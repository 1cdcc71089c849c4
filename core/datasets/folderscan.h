#pragma once

#include "datasets/dataset.h"
#include "datasets/encodedfiles.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

/// The files of an image folder, by name alone; nothing is opened.
struct FolderScan
{
    std::vector<FoundFile> images;           ///< by extension, in byte order of their names
    std::vector<std::string> classFolders;   ///< sub-folders that hold images at any depth, in byte order
    std::vector<UnreadableImage> unreadable; ///< broken links, folders that may not be read
    std::int64_t otherFiles = 0;             ///< passed over: their extension is not an image's
};

/// Walks a folder and all below it. Hidden files and folders (".x") are left out, links are followed, but never
/// into a folder that is being walked already. Throws InputError when the folder itself cannot be read.
[[nodiscard]] FolderScan scanFolder(const std::filesystem::path &folder, const std::stop_token &stop);

/// The class folder of a relative name: its first part, empty for a file at the top.
[[nodiscard]] std::string classFolderOf(const std::string &name);

/// Whether a name ends like an image file, of a kind that is read or of one (GIF, HEIC, ...) that a person would
/// expect to be.
[[nodiscard]] bool hasImageExtension(const std::filesystem::path &file);

} // namespace retort
