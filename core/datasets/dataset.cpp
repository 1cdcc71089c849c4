#include "datasets/dataset.h"

#include "base/error.h"
#include "datasets/archivedataset.h"
#include "datasets/cifardataset.h"
#include "datasets/folderdataset.h"
#include "datasets/folderscan.h"
#include "datasets/groups.h"
#include "datasets/idxdataset.h"
#include "datasets/manifestdataset.h"
#include "datasets/parts.h"

#include <optional>
#include <system_error>
#include <unordered_set>
#include <utility>

namespace retort {

namespace {

namespace fs = std::filesystem;

std::int64_t countDuplicates(const ImageSource &images)
{
    std::unordered_set<ContentKey> seen;
    seen.reserve(static_cast<std::size_t>(images.size()));
    std::int64_t duplicates = 0;
    for (std::int64_t i = 0; i < images.size(); ++i)
        duplicates += seen.insert(images.key(i)).second ? 0 : 1;
    return duplicates;
}

/// Images that are looked at in a way of the person's choice.
class ViewedImages : public ImageSource
{
public:
    ViewedImages(std::shared_ptr<const ImageSource> images, ImageView view)
        : m_images(std::move(images)), m_view(view)
    {}

    [[nodiscard]] std::int64_t size() const override { return m_images->size(); }
    [[nodiscard]] ContentKey key(std::int64_t index) const override { return m_images->key(index); }
    [[nodiscard]] Image image(std::int64_t index) const override { return m_images->image(index); }
    [[nodiscard]] std::string name(std::int64_t index) const override { return m_images->name(index); }
    [[nodiscard]] std::string location(std::int64_t index) const override { return m_images->location(index); }
    [[nodiscard]] ImageView view() const override { return m_view; }

private:
    std::shared_ptr<const ImageSource> m_images;
    ImageView m_view;
};

OpenedDataset openFolder(const fs::path &folder, const DatasetChoice &choice, Opening opening,
                         const std::stop_token &stop, const Reporter &reporter)
{
    if (const std::vector<IdxImagesFile> files = findIdxImages(folder); !files.empty())
        return openIdxFolder(folder, files, choice);
    if (std::optional<OpenedDataset> cifar = openCifar(folder, choice))
        return std::move(*cifar);
    const std::vector<TopFolder> folders = topFolders(folder);
    std::string part;
    try {
        part = partFolder(folders, choice.part);
    } catch (const ValueError &e) {
        throw InputError(folder, {}, e.what(), e.remedy());
    }
    if (part.empty())
        return openImageFolder(folder, choice, opening, stop, reporter);
    OpenedDataset opened = openImageFolder(folder / part, choice, opening, stop, reporter);
    opened.location = folder;
    opened.parts = partsOf(folders);
    return opened;
}

OpenedDataset open(const fs::path &path, const DatasetChoice &choice, Opening opening, const std::stop_token &stop,
                   const Reporter &reporter)
{
    std::error_code error;
    if (!fs::exists(path, error))
        throw InputError(path, {}, error ? "cannot be reached: " + error.message() : "does not exist",
                         "Check the path; if the data set was moved, point to its new place.");
    if (fs::is_directory(path, error))
        return openFolder(path, choice, opening, stop, reporter);
    if (hasImageExtension(path))
        throw InputError(path, {}, "is a single image", "Choose the folder that holds your images.");
    if (isManifest(path))
        return openManifest(path, choice, opening, stop, reporter);
    if (std::optional<OpenedDataset> cifar = openCifar(path, choice))
        return std::move(*cifar);
    if (isArchive(path))
        return openArchive(path, choice, opening, stop, reporter);
    return openIdxFile(path, choice);
}

/// Makes what the choice says of groups true.
void group(OpenedDataset &opened, const Grouping &grouping)
{
    const auto count = static_cast<std::size_t>(opened.images->size());
    const auto names = [&] {
        std::vector<std::string> all(count);
        for (std::size_t i = 0; i < count; ++i)
            all[i] = opened.images->name(static_cast<std::int64_t>(i));
        return all;
    };
    switch (grouping.by) {
    case Grouping::By::None:
        opened.groups.clear();
        break;
    case Grouping::By::Folder:
        opened.groups = names();
        for (std::string &name : opened.groups)
            name = folderOf(name);
        break;
    case Grouping::By::NamePattern:
        opened.groups = groupsByPattern(names(), grouping.text);
        break;
    case Grouping::By::Column:
        if (opened.groups.empty())
            throw ValueError("only the images of a manifest have a column to be grouped by",
                             "Use folder or name:REGEX here, or open a CSV or JSONL file that lists the images.");
        break;
    case Grouping::By::Given:
        break;
    }
    if (opened.groups.empty())
        return;
    std::vector<ContentKey> keys(count);
    for (std::size_t i = 0; i < count; ++i)
        keys[i] = opened.images->key(static_cast<std::int64_t>(i));
    opened.groupKeys = groupKeys(opened.groups, keys);
}

} // namespace

OpenedDataset openDataset(const fs::path &path, const DatasetChoice &choice, std::stop_token stop,
                          const Reporter &reporter, Opening opening)
{
    DatasetChoice wanted = choice;
    wanted.part = partName(choice.part);
    OpenedDataset opened = open(path, wanted, opening, stop, reporter);
    if (opened.images->size() == 0)
        throw InputError(path, {}, "has no image in the share of images that was asked for",
                         "Use a wider share, or a larger data set.");
    if (choice.coarseLabels && opened.kind != DatasetKind::Cifar)
        throw InputError(path, {}, "has one kind of labels only", "Leave the choice of coarse labels out.");
    opened.duplicates = countDuplicates(*opened.images);
    group(opened, wanted.grouping);
    if (choice.view != ImageView{})
        opened.images = std::make_shared<const ViewedImages>(opened.images, choice.view);
    return opened;
}

} // namespace retort
