#include "datasets/dataset.h"

#include "base/error.h"
#include "datasets/folderdataset.h"
#include "datasets/folderscan.h"
#include "datasets/idxdataset.h"

#include <algorithm>
#include <system_error>
#include <unordered_set>

namespace retort {

namespace {

std::int64_t countDuplicates(const ImageSource &images)
{
    std::unordered_set<ContentKey> seen;
    seen.reserve(static_cast<std::size_t>(images.size()));
    std::int64_t duplicates = 0;
    for (std::int64_t i = 0; i < images.size(); ++i)
        duplicates += seen.insert(images.key(i)).second ? 0 : 1;
    return duplicates;
}

OpenedDataset open(const std::filesystem::path &path, const std::string &part, KeyRange range,
                   const std::stop_token &stop, const Reporter &reporter)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        throw InputError(path, {}, error ? "cannot be reached: " + error.message() : "does not exist",
                         "Check the path; if the data set was moved, point to its new place.");
    if (!std::filesystem::is_directory(path, error)) {
        if (hasImageExtension(path))
            throw InputError(path, {}, "is a single image", "Choose the folder that holds your images.");
        return openIdxFile(path, range);
    }
    const std::vector<IdxImagesFile> files = findIdxImages(path);
    return files.empty() ? openImageFolder(path, range, stop, reporter) : openIdxFolder(path, files, part, range);
}

} // namespace

OpenedDataset openDataset(const std::filesystem::path &path, const DatasetChoice &choice, std::stop_token stop,
                          const Reporter &reporter)
{
    OpenedDataset opened = open(path, partName(choice.part), choice.range, stop, reporter);
    if (opened.images->size() == 0)
        throw InputError(path, {}, "has no image in the share of images that was asked for",
                         "Use a wider share, or a larger data set.");
    opened.duplicates = countDuplicates(*opened.images);
    return opened;
}

bool hasIdxPart(const std::filesystem::path &path, const std::string &part)
{
    const std::vector<IdxImagesFile> files = findIdxImages(path);
    return std::any_of(files.begin(), files.end(),
                       [&](const IdxImagesFile &file) { return file.part == partName(part); });
}

} // namespace retort
