#include "datasets/parts.h"

#include "base/error.h"

#include <algorithm>
#include <set>

namespace retort {

std::string partName(const std::string &part)
{
    if (part.empty() || part == "train" || part == "test" || part == "val")
        return part;
    if (part == "t10k")
        return "test";
    if (part == "valid" || part == "validation")
        return "val";
    throw ValueError("\"" + part + "\" is no part of a data set", "Use train, test (also called t10k) or val.");
}

std::string partFolder(const std::vector<TopFolder> &folders, const std::string &part)
{
    const auto isPart = [](const TopFolder &folder) {
        const std::string &name = folder.name;
        return name == "train" || name == "test" || name == "val" || name == "valid" || name == "validation";
    };
    const auto named = [&](const std::string &name) {
        return std::any_of(folders.begin(), folders.end(), [&](const TopFolder &f) { return f.name == name; });
    };
    if (folders.size() < 2 || !named("train") || !std::all_of(folders.begin(), folders.end(), isPart))
        return {};
    if (part.empty() || part == "train")
        return "train";
    std::string found;
    for (const bool withFolders : {true, false}) {
        for (const char *name : {"test", "val", "valid", "validation"}) {
            const bool wanted = part == "test" || partName(name) == part;
            const auto folder = std::find_if(folders.begin(), folders.end(), [&](const TopFolder &f) {
                return f.name == name && (f.hasFolders || !withFolders);
            });
            if (wanted && found.empty() && folder != folders.end())
                found = name;
        }
    }
    if (found.empty())
        throw ValueError("the data set has no part \"" + part + "\"",
                         "Choose another part, or its folder itself.");
    return found;
}

std::vector<std::string> partsOf(const std::vector<TopFolder> &folders)
{
    std::set<std::string> parts;
    for (const TopFolder &folder : folders)
        parts.insert(partName(folder.name));
    return {parts.begin(), parts.end()};
}

} // namespace retort
