#include "workflow/excludeimages.h"

#include "base/contentkeytext.h"
#include "base/error.h"
#include "workflow/openedparts.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace retort {

std::vector<ContentKey> keysOfImages(const ImageSource &images, std::span<const std::string> words)
{
    std::unordered_map<std::string, std::vector<ContentKey>> named;
    std::unordered_map<ContentKey, bool>
        known; // those of the words that look like keys, and whether they are there
    for (const std::string &word : words) {
        named.try_emplace(word);
        if (const auto key = keyFromHex(word))
            known.try_emplace(*key, false);
    }
    for (std::int64_t i = 0; i < images.size(); ++i) {
        if (const auto found = named.find(images.name(i)); found != named.end())
            found->second.push_back(images.key(i));
        if (const auto found = known.find(images.key(i)); found != known.end())
            found->second = true;
    }
    std::vector<ContentKey> keys;
    for (const std::string &word : words) {
        const std::vector<ContentKey> &bearers = named.at(word);
        keys.insert(keys.end(), bearers.begin(), bearers.end());
        if (!bearers.empty())
            continue;
        const auto key = keyFromHex(word);
        if (!key || !known.at(*key))
            throw ValueError(
                "there is no image \"" + word + "\"",
                "Name images as the data set does, by their path below its folder, or by the 32 digits "
                "of their content.");
        keys.push_back(*key);
    }
    return keys;
}

void changeExcluded(Project &project, const ExclusionChange &change, const std::stop_token &stop,
                    const Reporter &reporter)
{
    const ProjectSettings settings = project.settings();
    const DatasetRecord *training = settings.dataset(DatasetRole::Training);
    if (!training)
        throw ValueError("The project has no training images", "Add some first.");
    const auto dataset = openRecorded(*training, stop, reporter);
    std::vector<ContentKey> excluded = settings.excluded;
    if (std::find(change.include.begin(), change.include.end(), "all") != change.include.end()) {
        excluded.clear();
    } else {
        const std::vector<ContentKey> back = keysOfImages(*dataset->images, change.include);
        const std::unordered_set<ContentKey> included(back.begin(), back.end());
        std::erase_if(excluded, [&](const ContentKey &key) { return included.count(key) > 0; });
    }
    const std::vector<ContentKey> out = keysOfImages(*dataset->images, change.exclude);
    excluded.insert(excluded.end(), out.begin(), out.end());
    std::sort(excluded.begin(), excluded.end());
    const Split left =
        splitByContent(contentKeys(*dataset->images), settings.heldOut, dataset->groupKeys, excluded);
    if (left.training.empty())
        throw ValueError("no image would be left to train on", "Exclude fewer of them.");
    project.setExcluded(std::move(excluded));
}

} // namespace retort
