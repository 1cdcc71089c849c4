#include "workflow/addimages.h"

#include "base/csvfield.h"
#include "base/error.h"
#include "base/files.h"
#include "datasets/groups.h"
#include "export/classify.h"
#include "workflow/openedparts.h"

#include <numeric>
#include <string>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <vector>

namespace retort {

namespace {

namespace fs = std::filesystem;

/// All images of the record's part, also those that it passes over. Throws InputError where they have changed, and
/// where they are not files that a list could name.
std::shared_ptr<const OpenedDataset> allImages(const DatasetRecord &record, const std::stop_token &stop,
                                               const Reporter &reporter)
{
    auto dataset = openRecorded(record, stop, reporter);
    if (dataset->kind != DatasetKind::ImageFolder && dataset->kind != DatasetKind::Manifest)
        throw InputError(record.location, {}, "holds its images packed: none can be added to them",
                         "Unpack them into a folder, and take that as the training images.");
    DatasetChoice all = record.choice;
    all.range = {};
    all.sample = {};
    if (all != record.choice)
        dataset = std::make_shared<const OpenedDataset>(openDataset(record.location, all, stop, reporter));
    return dataset;
}

/// The group of each image added, in the way that those before were grouped; empty where they were not.
std::vector<std::string> groupsOf(const std::vector<std::string> &added, const OpenedDataset &before,
                                  const Grouping &grouping)
{
    if (before.groups.empty())
        return {};
    std::vector<std::string> groups(added.size()); // each for itself: nothing else is known of them
    if (grouping.by == Grouping::By::Folder) {
        for (std::size_t i = 0; i < added.size(); ++i)
            groups[i] = folderOf(added[i]);
    } else if (grouping.by == Grouping::By::NamePattern) {
        // With the names before, of which some match: that none of the new ones does is no mistake.
        std::vector<std::string> names;
        for (std::int64_t i = 0; i < before.images->size(); ++i)
            names.push_back(before.images->name(i));
        names.insert(names.end(), added.begin(), added.end());
        const std::vector<std::string> found = groupsByPattern(names, grouping.text);
        std::copy(found.end() - static_cast<std::ptrdiff_t>(added.size()), found.end(), groups.begin());
    }
    return groups;
}

/// NAME-images.csv beside NAME.retort, or the next number that is free.
fs::path freeName(const fs::path &projectFile)
{
    const fs::path folder = fs::absolute(projectFile).parent_path();
    const std::string stem = projectFile.stem().string() + "-images";
    fs::path file = folder / (stem + ".csv");
    std::error_code failed;
    for (int number = 2; fs::exists(file, failed); ++number)
        file = folder / (stem + "-" + std::to_string(number) + ".csv");
    return file;
}

/// From the list's folder where the file lies below it: then both can be moved together.
std::string pathInList(const std::string &location, const fs::path &folder)
{
    const fs::path path = fs::absolute(location).lexically_normal();
    const fs::path relative = path.lexically_relative(folder);
    return relative.empty() || *relative.begin() == ".." ? path.string() : relative.string();
}

} // namespace

MoreImages listWithMore(const fs::path &projectFile, const ProjectSettings &settings, const ImageSource &pictures,
                        std::span<const std::int64_t> which, const std::stop_token &stop, const Reporter &reporter)
{
    const DatasetRecord *record = settings.dataset(DatasetRole::Training);
    if (!record)
        throw ValueError("The project has no training images", "Choose some first.");
    const auto before = allImages(*record, stop, reporter);
    const std::vector<ContentKey> keys = contentKeys(*before->images);
    const fs::path list = freeName(projectFile);
    const fs::path folder = list.parent_path();

    std::vector<std::string> paths;
    for (std::int64_t i = 0; i < before->images->size(); ++i)
        paths.push_back(pathInList(before->images->location(i), folder));
    std::unordered_set<ContentKey> known(keys.begin(), keys.end());
    std::unordered_set<std::string> knownPaths(paths.begin(), paths.end());
    std::vector<std::string> added;
    for (std::size_t i = 0; i < which.size(); ++i) {
        throwIfStopped(stop);
        reporter.report({"looking for new images", static_cast<std::int64_t>(i),
                         static_cast<std::int64_t>(which.size()), "images"});
        const std::string location = pictures.location(which[i]);
        std::error_code failed;
        if (!fs::is_regular_file(location, failed))
            throw InputError(location, {}, "is not an image file by itself: a list cannot name it",
                             "Unpack the images into a folder, and add that.");
        std::string path = pathInList(location, folder);
        if (!known.insert(pictures.key(which[i])).second || !knownPaths.insert(path).second)
            continue;
        added.push_back(std::move(path));
    }
    MoreImages more;
    more.added = static_cast<std::int64_t>(added.size());
    more.known = static_cast<std::int64_t>(which.size()) - more.added;
    if (added.empty())
        throw ValueError("all of these images are among the training images already", "There is nothing to add.");

    const bool labelled = !before->labels.empty() && !before->classNames.empty();
    const bool grouped = !before->groups.empty();
    const std::vector<std::string> groups = groupsOf(added, *before, record->choice.grouping);
    std::string text = std::string("path") + (labelled ? ",label" : "") + (grouped ? ",group" : "") + "\n";
    const auto write = [&](const std::string &path, const std::string &label, const std::string &group) {
        text += csvField(path);
        if (labelled)
            text += ',' + csvField(label);
        if (grouped)
            text += ',' + csvField(group);
        text += '\n';
    };
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const std::int32_t label = labelled ? before->labels[i] : -1;
        write(paths[i], label < 0 ? std::string() : before->classNames[static_cast<std::size_t>(label)],
              grouped ? before->groups[i] : std::string());
    }
    for (std::size_t i = 0; i < added.size(); ++i)
        write(added[i], {}, grouped ? groups[i] : std::string());

    DatasetChoice choice = record->choice;
    if (grouped)
        choice.grouping = {}; // as the list says
    writeFileAtomically(list, text);
    try {
        more.training = datasetRecord(openDataset(list, choice, stop, reporter), DatasetRole::Training, choice);
    } catch (...) {
        std::error_code failed;
        fs::remove(list, failed);
        throw;
    }
    return more;
}

MoreImages addImages(Project &project, std::span<const fs::path> paths, const std::stop_token &stop,
                     const Reporter &reporter)
{
    const auto pictures = findPictures({paths.begin(), paths.end()}, stop, reporter);
    std::vector<std::int64_t> all(static_cast<std::size_t>(pictures->size()));
    std::iota(all.begin(), all.end(), std::int64_t(0));
    MoreImages more = listWithMore(project.file(), project.settings(), *pictures, all, stop, reporter);
    project.setDataset(more.training);
    return more;
}

} // namespace retort
