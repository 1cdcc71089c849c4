#include "fetchcommand.h"

#include "base/bytestext.h"
#include "command.h"
#include "fetch/fetchmodel.h"
#include "resourcesfolder.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>

namespace retort {

namespace {

const char *kindName(FetchEntry::Kind kind)
{
    return kind == FetchEntry::Kind::Teacher ? "teacher" : "start";
}

const char *stateName(FetchState state)
{
    switch (state) {
    case FetchState::There:
        return "fetched";
    case FetchState::Partly:
        return "partly";
    case FetchState::Missing:
        break;
    }
    return "missing";
}

Json toJson(const FetchEntry &entry, const std::filesystem::path &folder)
{
    Json files = Json::array();
    for (const WantedFile &file : entry.files)
        files.push_back({{"name", file.name},
                         {"bytes", file.bytes ? Json(*file.bytes) : Json(nullptr)},
                         {"sha256", file.sha256.empty() ? Json(nullptr) : Json(file.sha256)},
                         {"urls", file.urls}});
    return {{"name", entry.name},
            {"kind", kindName(entry.kind)},
            {"title", entry.title},
            {"maker", entry.maker},
            {"aliases", entry.aliases},
            {"licence", entry.licence},
            {"page", entry.page},
            {"bytes", entry.bytes() > 0 ? Json(entry.bytes()) : Json(nullptr)},
            {"files", files},
            {"state", stateName(fetchState(entry, folder))},
            {"path", fetchedPath(entry, folder).string()}};
}

int list(bool json)
{
    const std::vector<FetchEntry> entries = shippedFetchList(resourcesFolder());
    if (json) {
        Json all = Json::array();
        for (const FetchEntry &entry : entries)
            all.push_back(toJson(entry, fetchFolder(entry.kind)));
        print({{"entries", all}});
        return exitDone;
    }
    for (const FetchEntry &entry : entries) {
        const FetchState state = fetchState(entry, fetchFolder(entry.kind));
        std::printf("%-22s %-8s %8s  %-34s %s\n", entry.name.c_str(), kindName(entry.kind),
                    entry.bytes() > 0 ? bytesText(entry.bytes()).c_str() : "?",
                    (entry.maker + " " + entry.title).c_str(),
                    state == FetchState::Missing ? "" : stateName(state));
        std::printf("%-22s licence %s\n%-22s %s\n", "", entry.licence.c_str(), "", entry.page.c_str());
        for (const std::string &file : entry.unpinned())
            std::printf("%-22s not pinned by a hash: %s\n", "", file.c_str());
    }
    std::printf("Fetched to %s\n", fetchFolder(FetchEntry::Kind::Teacher).parent_path().c_str());
    return exitDone;
}

struct Options
{
    std::string what, name, sha256, to;
    bool json = false;
};

FetchEntry chosen(const Options &options)
{
    if (options.what.find("://") != std::string::npos) {
        std::string hash = options.sha256; // other programs print it in capitals
        std::transform(hash.begin(), hash.end(), hash.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return entryForUrl(options.what, options.name, hash);
    }
    if (!options.name.empty() || !options.sha256.empty())
        throw UsageError("--name and --sha256 belong to an address", "A name of the list has its own.");
    const std::vector<FetchEntry> entries = shippedFetchList(resourcesFolder());
    const FetchEntry *found = findEntry(entries, options.what);
    if (found)
        return *found;
    std::string names;
    for (const FetchEntry &entry : entries)
        names += (names.empty() ? "" : ", ") + entry.name;
    throw UsageError("there is no " + options.what + " on the list",
                     "Its names are: " + names + ". An address (https://...) is fetched as well.");
}

int fetch(const Options &options, CommandContext &context)
{
    const FetchEntry entry = chosen(options);
    const std::filesystem::path folder =
        options.to.empty() ? fetchFolder(entry.kind) : std::filesystem::path(options.to);
    if (!entry.licence.empty())
        context.terminal.note(entry.maker + " " + entry.title + ", licence " + entry.licence + ": " + entry.page);
    const auto start = std::chrono::steady_clock::now();
    const FetchedModel model = fetchModel(entry, folder, {}, context.stop, context.terminal.reporter());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    context.terminal.clear();
    for (const std::string &file : entry.unpinned())
        context.terminal.note("no SHA-256 is known for " + file + ": what came is only as good as its address");
    if (options.json) {
        Json files = Json::array();
        for (const DownloadedFile &file : model.files)
            files.push_back({{"path", file.path.string()},
                             {"bytes", file.bytes},
                             {"sha256", file.sha256},
                             {"url", file.wasThere ? Json(nullptr) : Json(file.url)},
                             {"resumed_at", file.resumedAt}});
        print({{"name", model.name}, {"path", model.path.string()}, {"files", files}, {"seconds", seconds}});
        return exitDone;
    }
    std::printf("%s\n", model.path.c_str());
    for (const DownloadedFile &file : model.files)
        std::printf("  %s  %s  sha256 %s%s\n", file.path.filename().c_str(), bytesText(file.bytes).c_str(),
                    file.sha256.c_str(), file.wasThere ? "  (was there)" : "");
    return exitDone;
}

} // namespace

void addFetchCommands(CLI::App &teacher, CommandContext &context)
{
    const auto json = std::make_shared<bool>(false);
    CLI::App *listing = teacher.add_subcommand("list", "What can be fetched by name, with size and licence");
    listing->add_flag("--json", *json, "Print JSON");
    listing->callback([json, &context] { context.action = [json] { return list(*json); }; });

    const auto options = std::make_shared<Options>();
    CLI::App *command = teacher.add_subcommand(
        "fetch", "Bring a teacher, or weights for a student to start from, and check it. Goes on where it was "
                 "interrupted");
    command->add_option("NAME", options->what, "A name of `teacher list`, or an https address")->required();
    command->add_option("--name", options->name, "Of an address: the folder to make");
    command->add_option("--sha256", options->sha256, "Of an address: what the file must be");
    command->add_option("--to", options->to, "Folder to put it in instead of the user's data folder");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback(
        [options, &context] { context.action = [options, &context] { return fetch(*options, context); }; });
}

} // namespace retort
