#include "datasets/folderdataset.h"

#include "base/error.h"
#include "base/files.h"
#include "datasets/folderindex.h"
#include "datasets/folderscan.h"
#include "datasets/imagefolder.h"
#include "images/decode.h"
#include "images/parallel.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace retort {

namespace {

namespace fs = std::filesystem;

constexpr const char *whatIsRead =
    "Choose a folder with PNG, JPEG, BMP, WebP or TIFF images, flat or with a sub-folder "
    "a class, or with IDX files named like train-images-idx3-ubyte.";

/// What reading one file gave: an entry, or why the file could not be read from disk (which may pass, and so is
/// not remembered).
struct Reading
{
    std::optional<IndexEntry> entry;
    std::string problem;
};

Reading readOne(const fs::path &folder, const FoundFile &file)
{
    const fs::path path = folder / file.name;
    std::vector<std::byte> bytes;
    try {
        bytes = readFile(path, maximumImageFile);
    } catch (const InputError &e) {
        // Beside the file's name in a list, the path again would be noise.
        std::string problem = e.what();
        if (const std::string prefix = path.string() + ": "; problem.rfind(prefix, 0) == 0)
            problem.erase(0, prefix.size());
        return {std::nullopt, std::move(problem)};
    }
    IndexEntry entry;
    entry.size = file.size;
    entry.modified = file.modified;
    entry.key = contentKey({reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()});
    entry.problem = decodeImage(bytes).problem;
    return {std::move(entry), {}};
}

/// Everything about the files, from the index where it knows them, else by reading and decoding them.
std::vector<Reading> readAll(const fs::path &folder, const std::vector<FoundFile> &files,
                             const std::stop_token &stop, const Reporter &reporter)
{
    const std::int64_t now =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    const FolderIndex index(folder);
    std::vector<Reading> readings(files.size());
    std::vector<std::size_t> unknown;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (const IndexEntry *entry = index.find(files[i]))
            readings[i].entry = *entry;
        else
            unknown.push_back(i);
    }
    const auto remember = [&] {
        std::vector<std::optional<IndexEntry>> entries;
        entries.reserve(readings.size());
        for (const Reading &reading : readings)
            entries.push_back(reading.entry);
        try {
            index.save(files, entries, now);
        } catch (const Error &e) {
            reporter.say(std::string("The folder will be read again when it is opened the next time: ") +
                         e.what());
        }
    };
    const auto known = static_cast<std::int64_t>(files.size() - unknown.size());
    const auto total = static_cast<std::int64_t>(files.size());
    try {
        parallelFor(
            total - known, stop,
            [&](std::int64_t i) {
                const std::size_t file = unknown[static_cast<std::size_t>(i)];
                readings[file] = readOne(folder, files[file]);
            },
            [&](std::int64_t done) {
                reporter.report({"reading images", known + done, total, "images"});
            });
    } catch (const Cancelled &) {
        remember(); // the next attempt goes on from here
        throw;
    }
    if (!unknown.empty() || index.size() != files.size())
        remember();
    reporter.report({"reading images", total, total, "images"});
    return readings;
}

/// "train" and "test" side by side are rarely classes.
bool looksLikeParts(const std::vector<std::string> &folders)
{
    static constexpr std::array<std::string_view, 5> parts{"train", "test", "val", "valid", "validation"};
    return folders.size() > 1 && std::all_of(folders.begin(), folders.end(), [](const std::string &folder) {
               return std::find(parts.begin(), parts.end(), folder) != parts.end();
           });
}

void sayWhatIsOdd(const fs::path &folder, const FolderScan &scan, const OpenedDataset &opened,
                  const Reporter &reporter)
{
    if (!opened.unreadable.empty())
        reporter.say(std::to_string(opened.unreadable.size()) + " of " + std::to_string(scan.images.size()) +
                     " images cannot be read and are left out; the first: " + opened.unreadable.front().name +
                     ": " + opened.unreadable.front().reason);
    if (scan.classFolders.size() == 1)
        reporter.say("All class sub-folders there are is one, \"" + scan.classFolders.front() +
                     "\": a class list needs at least two classes.");
    if (looksLikeParts(scan.classFolders))
        reporter.say("The sub-folders are called like parts of a data set, not like classes; did you mean " +
                     (folder / scan.classFolders.front()).string() + "?");
    const auto beside = std::count(opened.labels.begin(), opened.labels.end(), -1);
    if (beside > 0)
        reporter.say(std::to_string(beside) + " images lie beside the class sub-folders and have no label.");
}

} // namespace

OpenedDataset openImageFolder(const fs::path &folder, KeyRange range, const std::stop_token &stop,
                              const Reporter &reporter)
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
    const std::vector<Reading> readings = readAll(folder, scan.images, stop, reporter);

    OpenedDataset opened;
    opened.kind = DatasetKind::ImageFolder;
    opened.location = folder;
    opened.unreadable = std::move(scan.unreadable);
    opened.classNames = scan.classFolders;
    std::vector<std::string> names;
    std::vector<ContentKey> keys;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const Reading &reading = readings[i];
        const std::string &name = scan.images[i].name;
        if (!reading.entry || !reading.entry->problem.empty()) {
            opened.unreadable.push_back({name, reading.entry ? reading.entry->problem : reading.problem});
            continue;
        }
        if (!range.holds(reading.entry->key))
            continue;
        names.push_back(name);
        keys.push_back(reading.entry->key);
        if (opened.classNames.empty())
            continue;
        const std::string folderName = classFolderOf(name);
        const auto found = std::lower_bound(opened.classNames.begin(), opened.classNames.end(), folderName);
        opened.labels.push_back(folderName.empty() ? -1
                                                   : static_cast<std::int32_t>(found - opened.classNames.begin()));
    }
    std::sort(opened.unreadable.begin(), opened.unreadable.end(),
              [](const UnreadableImage &a, const UnreadableImage &b) { return a.name < b.name; });
    if (opened.unreadable.size() >= scan.images.size() && names.empty())
        throw InputError(folder, {},
                         "none of its " + std::to_string(scan.images.size()) + " images can be read; the first, " +
                             opened.unreadable.front().name + ", " + opened.unreadable.front().reason,
                         whatIsRead);
    if (!opened.classNames.empty())
        opened.labelFile = folder;
    sayWhatIsOdd(folder, scan, opened, reporter);
    opened.fingerprint = fingerprint(keys);
    opened.images = std::make_shared<const ImageFolder>(folder, std::move(names), std::move(keys));
    return opened;
}

} // namespace retort
