#include "datasets/idxdataset.h"

#include "base/error.h"
#include "data/idx.h"
#include "datasets/packeddataset.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

namespace retort {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view packed = ".gz";
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> namings{
    {{"images-idx3-ubyte", "labels-idx1-ubyte"}, {"images.idx3-ubyte", "labels.idx1-ubyte"}}};

bool endsWith(std::string_view text, std::string_view end)
{
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string withoutGz(const fs::path &file)
{
    std::string name = file.filename().string();
    if (endsWith(name, packed))
        name.resize(name.size() - packed.size());
    return name;
}

std::optional<IdxImagesFile> recognised(const fs::path &file)
{
    const std::string name = withoutGz(file);
    for (const auto &naming : namings) {
        if (!endsWith(name, naming.first))
            continue;
        const std::string_view before = std::string_view(name).substr(0, name.size() - naming.first.size());
        const bool test = endsWith(before, "t10k-") || endsWith(before, "test-");
        return IdxImagesFile{file, endsWith(before, "train-") ? "train" : test ? "test" : ""};
    }
    return std::nullopt;
}

/// The labels file that belongs to an images file; empty when there is none.
fs::path labelsBeside(const fs::path &file)
{
    const std::string name = withoutGz(file);
    const bool isPacked = name.size() != file.filename().string().size();
    for (const auto &naming : namings) {
        if (!endsWith(name, naming.first))
            continue;
        const std::string labels =
            name.substr(0, name.size() - naming.first.size()).append(naming.second.data(), naming.second.size());
        for (const bool gz : {isPacked, !isPacked}) {
            fs::path candidate = file.parent_path() / (gz ? labels + std::string(packed) : labels);
            std::error_code error;
            if (fs::exists(candidate, error))
                return candidate;
        }
    }
    return {};
}

std::vector<std::int32_t> readLabels(const fs::path &file, const fs::path &imagesFile, std::size_t images)
{
    const IdxArray labels = readIdxFile(file);
    if (labels.isImages())
        throw InputError(file, "offset 3", "holds images where labels were expected",
                         "Put the labels file back, or rename this one to open the images without labels.");
    if (labels.values.size() != images)
        throw InputError(
            file, "offset 4",
            "has " + std::to_string(labels.values.size()) + " labels, but " + imagesFile.filename().string() +
                " has " + std::to_string(images) + " images",
            "Put the labels that belong to these images beside them, or rename the labels file to open "
            "the images without labels.");
    return {labels.values.begin(), labels.values.end()};
}

} // namespace

std::vector<IdxImagesFile> findIdxImages(const fs::path &folder)
{
    std::vector<IdxImagesFile> found;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        if (std::optional<IdxImagesFile> file = recognised(entry->path()); file && entry->is_regular_file(ignored))
            found.push_back(std::move(*file));
    }
    std::sort(found.begin(), found.end(),
              [](const IdxImagesFile &a, const IdxImagesFile &b) { return a.file.native() < b.file.native(); });
    // "x" sorts right before "x.gz".
    const auto same = [](const IdxImagesFile &a, const IdxImagesFile &b) {
        return withoutGz(a.file) == withoutGz(b.file);
    };
    found.erase(std::unique(found.begin(), found.end(), same), found.end());
    return found;
}

OpenedDataset openIdxFile(const fs::path &file, const DatasetChoice &choice)
{
    IdxArray array = readIdxFile(file);
    if (!array.isImages())
        throw InputError(
            file, "offset 3", "holds labels, not images",
            "Choose the images file (such as train-images-idx3-ubyte); its labels are found beside it.");
    constexpr std::int64_t longestSide = 16384;
    for (const std::size_t d : {std::size_t{1}, std::size_t{2}}) {
        if (array.dims[d] > longestSide)
            throw InputError(file, "offset " + std::to_string(4 + 4 * d),
                             "says that images have a side of " + std::to_string(array.dims[d]) +
                                 " pixels; at most " + std::to_string(longestSide) + " are read",
                             "Check that this is a file of images.");
    }
    OpenedDataset opened;
    opened.kind = DatasetKind::Idx;
    opened.location = file;
    opened.labelFile = labelsBeside(file);
    if (!opened.labelFile.empty())
        opened.labels = readLabels(opened.labelFile, file, static_cast<std::size_t>(array.dims[0]));

    packRecords(opened, std::move(array.values), static_cast<int>(array.dims[1]), static_cast<int>(array.dims[2]),
                1, choice);
    return opened;
}

OpenedDataset openIdxFolder(const fs::path &folder, const std::vector<IdxImagesFile> &files,
                            const DatasetChoice &choice)
{
    const std::string &part = choice.part;
    std::vector<IdxImagesFile> wanted;
    const auto collect = [&](const std::string &name) {
        std::copy_if(files.begin(), files.end(), std::back_inserter(wanted),
                     [&](const IdxImagesFile &file) { return file.part == name; });
    };
    collect(part.empty() ? "train" : part);
    if (wanted.empty() && part.empty())
        wanted = files;
    std::string names;
    for (const IdxImagesFile &file : wanted.empty() ? files : wanted)
        names += (names.empty() ? "" : ", ") + file.file.filename().string();
    if (wanted.empty())
        throw InputError(folder, {}, "has no IDX images of the part \"" + part + "\"; there are " + names,
                         part == "test" ? "Put t10k-images-idx3-ubyte beside them, or choose a file."
                                        : "Put train-images-idx3-ubyte beside them, or choose a file.");
    if (wanted.size() > 1)
        throw InputError(folder, {}, "has several IDX files of images: " + names, "Choose one of the files.");
    OpenedDataset opened = openIdxFile(wanted.front().file, choice);
    opened.location = folder;
    for (const IdxImagesFile &file : files) {
        if (!file.part.empty())
            opened.parts.push_back(file.part);
    }
    return opened;
}

} // namespace retort
