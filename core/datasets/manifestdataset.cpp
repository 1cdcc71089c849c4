#include "datasets/manifestdataset.h"

#include "base/error.h"
#include "base/files.h"
#include "datasets/listeddataset.h"
#include "datasets/manifest.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>
#include <sys/stat.h>
#include <unordered_map>
#include <utility>

namespace retort {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largestManifest = std::size_t(2) << 30;

std::string extensionOf(const fs::path &file)
{
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

/// The labels that occur, in byte order, numbers by size.
std::vector<std::string> classesOf(const std::vector<ManifestEntry> &entries)
{
    std::set<std::string> names;
    for (const ManifestEntry &entry : entries) {
        if (!entry.label.empty())
            names.insert(entry.label);
    }
    std::vector<std::string> classes(names.begin(), names.end());
    const auto number = [](const std::string &text) {
        std::int64_t value = -1;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc() && end == text.data() + text.size() ? value : -1;
    };
    if (std::all_of(classes.begin(), classes.end(), [&](const std::string &name) { return number(name) >= 0; }))
        std::stable_sort(classes.begin(), classes.end(),
                         [&](const std::string &a, const std::string &b) { return number(a) < number(b); });
    return classes;
}

std::string problemOf(const struct stat &info, bool known)
{
    if (!known)
        return "does not exist";
    return S_ISREG(info.st_mode) ? std::string() : "is no file";
}

} // namespace

bool isManifest(const fs::path &file)
{
    const std::string extension = extensionOf(file);
    return extension == ".csv" || extension == ".tsv" || extension == ".jsonl" || extension == ".ndjson";
}

OpenedDataset openManifest(const fs::path &file, const DatasetChoice &choice, Opening opening,
                           const std::stop_token &stop, const Reporter &reporter)
{
    const std::string extension = extensionOf(file);
    const auto format =
        extension == ".jsonl" || extension == ".ndjson" ? ManifestFormat::JsonLines : ManifestFormat::Csv;
    const bool byColumn = choice.grouping.by == Grouping::By::Column;
    Manifest manifest = parseManifest(readTextFile(file, largestManifest), format, file.string(),
                                      byColumn ? choice.grouping.text : std::string());
    // Classes of all parts, so that every part numbers them alike.
    ListedFiles listed;
    listed.kind = DatasetKind::Manifest;
    listed.location = file;
    if (manifest.hasLabels) {
        listed.classNames = classesOf(manifest.entries);
        listed.labelFile = file;
    }
    if (manifest.hasSplits) {
        std::set<std::string> parts;
        for (const ManifestEntry &entry : manifest.entries)
            parts.insert(entry.split);
        listed.parts.assign(parts.begin(), parts.end());
        std::string part = choice.part.empty() ? "train" : choice.part;
        if (part == "test" && parts.count(part) == 0 && parts.count("val") != 0)
            part = "val";
        listed.part = part;
        auto &entries = manifest.entries;
        entries.erase(std::remove_if(entries.begin(), entries.end(),
                                     [&](const ManifestEntry &entry) { return entry.split != part; }),
                      entries.end());
        if (entries.empty())
            throw InputError(file, {}, "has no line with the split \"" + part + "\"",
                             "Choose another part, or say in the column \"split\" which lines belong to it.");
    }
    std::sort(manifest.entries.begin(), manifest.entries.end(),
              [](const ManifestEntry &a, const ManifestEntry &b) { return a.path < b.path; });
    const fs::path folder = file.parent_path();
    listed.store = std::make_shared<const FolderFiles>(folder);
    std::unordered_map<std::string, std::int32_t> numbers{{"", -1}};
    for (const std::string &name : listed.classNames)
        numbers.emplace(name, static_cast<std::int32_t>(numbers.size()) - 1);
    for (ManifestEntry &entry : manifest.entries) {
        throwIfStopped(stop);
        struct stat info
        {};
        const bool known = ::stat((folder / entry.path).c_str(), &info) == 0;
        if (std::string problem = problemOf(info, known); !problem.empty()) {
            listed.unreadable.push_back(
                {entry.path, std::move(problem) + " (line " + std::to_string(entry.line) + ")"});
            continue;
        }
        if (manifest.hasLabels)
            listed.labels.push_back(numbers.at(entry.label));
        if (manifest.hasGroups)
            listed.groups.push_back(std::move(entry.group));
        listed.files.push_back({std::move(entry.path), static_cast<std::uint64_t>(info.st_size),
                                std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec, 0});
    }
    constexpr const char *remedy = "Paths in a manifest are relative to the folder that it lies in.";
    if (listed.files.empty())
        throw InputError(file, {},
                         "none of the " + std::to_string(listed.unreadable.size()) +
                             " images that it lists is there; the first, " + listed.unreadable.front().name +
                             ", " + listed.unreadable.front().reason,
                         remedy);
    return openListed(std::move(listed), choice, opening, remedy, stop, reporter);
}

} // namespace retort
