#include "fetch/fetchmodel.h"

#include "base/error.h"
#include "base/userdatafolder.h"

#include <algorithm>
#include <system_error>

namespace retort {

std::filesystem::path fetchFolder(FetchEntry::Kind kind)
{
    return userDataFolder() / (kind == FetchEntry::Kind::Teacher ? "teachers" : "starts");
}

FetchedModel fetchModel(const FetchEntry &entry, const std::filesystem::path &folder, const DownloadLimits &limits,
                        std::stop_token stop, const Reporter &reporter)
{
    FetchedModel model{entry.name, fetchedPath(entry, folder), {}};
    // Small files first: what is wrong with the connection shows before a long wait.
    std::vector<const WantedFile *> order;
    for (const WantedFile &file : entry.files)
        order.push_back(&file);
    std::stable_sort(order.begin(), order.end(), [](const WantedFile *a, const WantedFile *b) {
        return a->bytes.value_or(0) < b->bytes.value_or(0);
    });
    for (const WantedFile *file : order)
        model.files.push_back(download(*file, folder / entry.name, limits, stop, reporter));
    return model;
}

FetchState fetchState(const FetchEntry &entry, const std::filesystem::path &folder)
{
    std::size_t there = 0;
    bool begun = false;
    for (const WantedFile &file : entry.files) {
        std::error_code failed;
        const std::uint64_t bytes = std::filesystem::file_size(folder / entry.name / file.name, failed);
        if (!failed && (!file.bytes || *file.bytes == bytes))
            ++there;
        begun = begun || partBytes(file, folder / entry.name) > 0;
    }
    if (there == entry.files.size())
        return FetchState::There;
    return there > 0 || begun ? FetchState::Partly : FetchState::Missing;
}

std::filesystem::path fetchedPath(const FetchEntry &entry, const std::filesystem::path &folder)
{
    return entry.files.size() == 1 ? folder / entry.name / entry.files.front().name : folder / entry.name;
}

FetchEntry entryForUrl(const std::string &url, const std::string &name, const std::string &sha256)
{
    FetchEntry entry;
    WantedFile file;
    file.name = fileNameOf(url);
    file.urls = {url};
    file.sha256 = sha256;
    entry.name = name.empty() ? std::filesystem::path(file.name).stem().string() : name;
    if (entry.name.front() == '.' || entry.name.find('/') != std::string::npos)
        throw ValueError("\"" + entry.name + "\" is no name for a folder",
                         "Name it without slashes or leading dots.");
    entry.title = entry.name;
    entry.page = url;
    entry.files.push_back(std::move(file));
    return entry;
}

} // namespace retort
