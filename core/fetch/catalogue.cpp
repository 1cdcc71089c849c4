#include "fetch/catalogue.h"

#include "base/error.h"
#include "base/files.h"
#include "formats/jsonobject.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <set>

namespace retort {

namespace {

constexpr const char *remedy = "Install Retort again.";

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

bool isPlainName(const std::string &name)
{
    return !name.empty() && name.front() != '.' && name.find_first_of("/\\") == std::string::npos;
}

std::vector<std::string> texts(const JsonObject &object, const std::string &key)
{
    std::vector<std::string> result;
    const nlohmann::json &value = object.value(key);
    if (!value.is_null() && !value.is_array())
        object.fail(key, "must be a list of texts", remedy);
    for (const nlohmann::json &entry : value) {
        if (!entry.is_string())
            object.fail(key, "must be a list of texts", remedy);
        result.push_back(entry.get<std::string>());
    }
    return result;
}

std::string need(const JsonObject &object, const std::string &key)
{
    std::string text = object.text(key, {});
    if (text.empty())
        object.fail(key, "is missing", remedy);
    return text;
}

WantedFile parseFile(const JsonObject &object)
{
    WantedFile file;
    file.name = need(object, "name");
    if (!isPlainName(file.name))
        object.fail("name", "is no plain file name", remedy);
    file.urls = texts(object, "urls");
    if (file.urls.empty())
        object.fail("urls", "is missing", remedy);
    for (const std::string &url : file.urls)
        if (url.rfind("https://", 0) != 0)
            object.fail("urls", "has an address that is not https: " + url, remedy);
    if (object.has("bytes"))
        file.bytes = static_cast<std::uint64_t>(object.integer("bytes", 0, 1, std::int64_t(1) << 50));
    file.sha256 = object.text("sha256", {});
    const bool hex = file.sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!file.sha256.empty() && (!hex || file.sha256.size() < 8 || file.sha256.size() > 64))
        object.fail("sha256", "is not 8 to 64 lower-case hexadecimal digits", remedy);
    return file;
}

FetchEntry parseEntry(const JsonObject &object)
{
    FetchEntry entry;
    entry.name = need(object, "name");
    if (!isPlainName(entry.name))
        object.fail("name", "is no plain name", remedy);
    const std::string kind = need(object, "kind");
    if (kind != "teacher" && kind != "start")
        object.fail("kind", "is \"" + kind + "\", not \"teacher\" or \"start\"", remedy);
    entry.kind = kind == "teacher" ? FetchEntry::Kind::Teacher : FetchEntry::Kind::Start;
    entry.title = need(object, "title");
    entry.maker = need(object, "maker");
    entry.aliases = texts(object, "aliases");
    entry.licence = need(object, "licence");
    entry.page = need(object, "page");
    entry.about = object.text("about", {});
    const nlohmann::json &files = object.value("files");
    if (!files.is_array() || files.empty())
        object.fail("files", "must be a list", remedy);
    std::set<std::string> names;
    for (const nlohmann::json &file : files) {
        entry.files.push_back(parseFile(JsonObject(file, object.fileName(), entry.name + ".files")));
        if (!names.insert(entry.files.back().name).second)
            object.fail("files", "names " + entry.files.back().name + " twice", remedy);
    }
    return entry;
}

} // namespace

std::uint64_t FetchEntry::bytes() const
{
    return std::accumulate(files.begin(), files.end(), std::uint64_t(0),
                           [](std::uint64_t sum, const WantedFile &file) { return sum + file.bytes.value_or(0); });
}

std::vector<std::string> FetchEntry::unpinned() const
{
    std::vector<std::string> names;
    for (const WantedFile &file : files)
        if (file.sha256.empty())
            names.push_back(file.name);
    return names;
}

std::vector<FetchEntry> parseFetchList(std::string_view json, const std::filesystem::path &fileName)
{
    const nlohmann::json parsed = parseJson(json, fileName);
    const JsonObject object(parsed, fileName, {});
    const nlohmann::json &entries = object.value("entries");
    if (!entries.is_array())
        object.fail("entries", "must be a list", remedy);
    std::vector<FetchEntry> list;
    std::set<std::string> names;
    for (const nlohmann::json &entry : entries) {
        list.push_back(parseEntry(JsonObject(entry, fileName, "entries")));
        std::vector<std::string> all = list.back().aliases;
        all.push_back(list.back().name);
        for (const std::string &name : all)
            if (!names.insert(lowerCase(name)).second)
                object.fail("entries", "has the name " + name + " twice", remedy);
    }
    return list;
}

std::vector<FetchEntry> shippedFetchList(const std::filesystem::path &resources)
{
    const std::filesystem::path file = resources / "fetch.json";
    return parseFetchList(readTextFile(file), file);
}

const FetchEntry *findEntry(const std::vector<FetchEntry> &list, std::string_view name)
{
    const std::string wanted = lowerCase(name);
    const auto found = std::find_if(list.begin(), list.end(), [&](const FetchEntry &entry) {
        return lowerCase(entry.name) == wanted ||
               std::any_of(entry.aliases.begin(), entry.aliases.end(),
                           [&](const std::string &alias) { return lowerCase(alias) == wanted; });
    });
    return found == list.end() ? nullptr : &*found;
}

} // namespace retort
