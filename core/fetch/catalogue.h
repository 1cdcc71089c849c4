#pragma once

#include "fetch/download.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// One thing of the list that can be fetched by name.
struct FetchEntry
{
    enum class Kind {
        Teacher, ///< a CLIP
        Start    ///< weights that a student can start from
    };

    std::string name; ///< "openai-vit-b-32": also its folder's name
    Kind kind = Kind::Teacher;
    std::string title;                ///< "CLIP ViT-B/32"
    std::string maker;                ///< "OpenAI"
    std::vector<std::string> aliases; ///< other names that it goes by: "ViT-B/32"
    std::string licence;              ///< "MIT"
    std::string page;                 ///< where licence and origin are described
    std::string about;                ///< one sentence for choosing, may be empty
    std::vector<WantedFile> files;

    /// Of all files whose size is known; 0 when none is.
    [[nodiscard]] std::uint64_t bytes() const;
    /// Files whose whole hash, or the beginning of it, is not known: what is checked of them is the size, where
    /// known, and that they came over https.
    [[nodiscard]] std::vector<std::string> unpinned() const;
};

/// The list, in the file's order. Throws InputError naming the key: names and file names without folders, https
/// addresses, hashes of 8 to 64 digits, names that occur once.
[[nodiscard]] std::vector<FetchEntry> parseFetchList(std::string_view json, const std::filesystem::path &fileName);
/// resources/fetch.json.
[[nodiscard]] std::vector<FetchEntry> shippedFetchList(const std::filesystem::path &resources);
/// By name or alias, whatever the case; null when there is none.
[[nodiscard]] const FetchEntry *findEntry(const std::vector<FetchEntry> &list, std::string_view name);

} // namespace retort
