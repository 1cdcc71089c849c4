#include "datasets/folderdataset.h"

#include "base/error.h"
#include "datasets/folderscan.h"

#include <algorithm>
#include <memory>
#include <system_error>
#include <utility>

namespace retort {

namespace {

namespace fs = std::filesystem;

constexpr const char *whatIsRead = "Choose a folder with PNG, JPEG, BMP, WebP or TIFF images, flat or with a "
                                   "sub-folder a class, or with CIFAR's or "
                                   "IDX files; or a .csv, .jsonl, .tar or .zip of images.";

bool hasFolders(const fs::path &folder)
{
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        if (entry->is_directory(ignored) && entry->path().filename().string().front() != '.')
            return true;
    }
    return false;
}

} // namespace

std::vector<TopFolder> topFolders(const fs::path &folder)
{
    std::vector<TopFolder> folders;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        std::error_code ignored;
        if (name.front() == '.')
            continue;
        if (hasImageExtension(entry->path()))
            return {};
        if (!entry->is_directory(ignored))
            continue;
        if (folders.size() > 5)
            return {};
        folders.push_back({name, hasFolders(entry->path())});
    }
    return folders;
}

std::vector<std::int32_t> labelsByFolder(const std::vector<FoundFile> &files,
                                         const std::vector<std::string> &classFolders)
{
    std::vector<std::int32_t> labels;
    labels.reserve(files.size());
    for (const FoundFile &file : files) {
        const std::string name = classFolderOf(file.name);
        const auto found = std::lower_bound(classFolders.begin(), classFolders.end(), name);
        labels.push_back(name.empty() ? -1 : static_cast<std::int32_t>(found - classFolders.begin()));
    }
    return labels;
}

void sayWhatIsOdd(const std::vector<std::string> &classFolders, const std::vector<std::int32_t> &labels,
                  const Reporter &reporter)
{
    if (classFolders.size() == 1)
        reporter.say("All class sub-folders there are is one, \"" + classFolders.front() +
                     "\": a class list needs at least two classes.");
    const auto beside = std::count(labels.begin(), labels.end(), -1);
    if (beside > 0)
        reporter.say(std::to_string(beside) + " images lie beside the class sub-folders and have no label.");
}

OpenedDataset openImageFolder(const fs::path &folder, const DatasetChoice &choice, Opening opening,
                              const std::stop_token &stop, const Reporter &reporter)
{
    FolderScan scan = scanFolder(folder, stop);
    if (scan.images.empty()) {
        std::string what = "holds no image";
        if (scan.otherFiles > 0)
            what += " (" + std::to_string(scan.otherFiles) + " files of other kinds were passed over)";
        if (!scan.unreadable.empty())
            what += "; " + scan.unreadable.front().name + " " + scan.unreadable.front().reason;
        throw InputError(folder, {}, what, whatIsRead);
    }
    ListedFiles listed;
    listed.location = folder;
    listed.store = std::make_shared<const FolderFiles>(folder);
    listed.files = std::move(scan.images);
    listed.unreadable = std::move(scan.unreadable);
    listed.classNames = std::move(scan.classFolders);
    if (!listed.classNames.empty()) {
        listed.labelFile = folder;
        listed.labels = labelsByFolder(listed.files, listed.classNames);
    }
    const std::vector<std::string> classFolders = listed.classNames;
    OpenedDataset opened = openListed(std::move(listed), choice, opening, whatIsRead, stop, reporter);
    sayWhatIsOdd(classFolders, opened.labels, reporter);
    return opened;
}

} // namespace retort
