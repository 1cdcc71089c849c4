#pragma once

#include "fetch/catalogue.h"
#include "fetch/download.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

struct FetchedModel
{
    std::string name;
    std::filesystem::path path; ///< what to open: the file where there is one, else the folder
    std::vector<DownloadedFile> files;
};

enum class FetchState { Missing, Partly, There };

/// Where what is fetched lies: userDataFolder()/teachers or /starts, a folder a name. Throws Error when the
/// environment names no place.
[[nodiscard]] std::filesystem::path fetchFolder(FetchEntry::Kind kind);

/// All files of an entry, one after the other, into folder/NAME: see download().
[[nodiscard]] FetchedModel fetchModel(const FetchEntry &entry, const std::filesystem::path &folder,
                                      const DownloadLimits &limits, std::stop_token stop,
                                      const Reporter &reporter);

/// By names and sizes, without reading the files.
[[nodiscard]] FetchState fetchState(const FetchEntry &entry, const std::filesystem::path &folder);
[[nodiscard]] std::filesystem::path fetchedPath(const FetchEntry &entry, const std::filesystem::path &folder);

/// A file that is on no list. `name` may be empty: the file's name without its ending. Throws ValueError for an
/// address that names no file.
[[nodiscard]] FetchEntry entryForUrl(const std::string &url, const std::string &name, const std::string &sha256);

} // namespace retort
