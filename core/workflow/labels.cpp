#include "workflow/labels.h"

#include <algorithm>
#include <numeric>

namespace retort {

std::int32_t classNamed(const ClassList &classes, const std::string &name)
{
    const auto is = [&](const ClassEntry &entry) { return entry.name == name; };
    const auto isAlso = [&](const ClassEntry &entry) {
        return std::find(entry.aliases.begin(), entry.aliases.end(), name) != entry.aliases.end();
    };
    auto found = std::find_if(classes.begin(), classes.end(), is);
    if (found == classes.end())
        found = std::find_if(classes.begin(), classes.end(), isAlso);
    return found == classes.end() ? -1 : static_cast<std::int32_t>(found - classes.begin());
}

MappedLabels mapLabels(const OpenedDataset &dataset, const ClassList &classes)
{
    MappedLabels result;
    if (dataset.labels.empty() || classes.empty())
        return result;
    std::vector<std::int32_t> target; // of the data set's label i
    if (dataset.classNames.empty()) {
        target.resize(classes.size());
        std::iota(target.begin(), target.end(), 0);
    } else {
        std::size_t matched = 0;
        for (const std::string &name : dataset.classNames) {
            target.push_back(classNamed(classes, name));
            matched += target.back() >= 0 ? 1 : 0;
        }
        const std::string folders = "the sub-folders of " + dataset.location.string();
        if (matched == 0 && target.size() == classes.size()) {
            std::iota(target.begin(), target.end(), 0);
            result.note = folders + " are matched to the classes by position: no name is the same";
        } else if (matched == 0) {
            result.note = folders + " are none of the classes, so there are no labels to measure with";
            return result;
        } else if (matched < target.size()) {
            result.note = std::to_string(target.size() - matched) + " of " + folders +
                          " are none of the classes; their images are left out of accuracies";
        }
    }
    result.labels.reserve(dataset.labels.size());
    for (const std::int32_t label : dataset.labels)
        result.labels.push_back(label >= 0 && static_cast<std::size_t>(label) < target.size()
                                    ? target[static_cast<std::size_t>(label)]
                                    : -1);
    if (dataset.classNames.empty()) {
        const auto outside = std::count(result.labels.begin(), result.labels.end(), -1);
        if (outside > 0)
            result.note = std::to_string(outside) + " labels of " + dataset.labelFile.string() +
                          " are beyond the " + std::to_string(classes.size()) +
                          " classes; their images are left out of accuracies";
    }
    return result;
}

} // namespace retort
