#include "datasets/folderindex.h"

#include "base/error.h"
#include "base/files.h"
#include "data/split.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace retort {

namespace {

/// Raised when the layout changes, or when decoding would judge a file differently.
constexpr std::string_view mark = "retort folder index 2\n";
/// As it was while every file was decoded when it was first seen: without the mark whether it was.
constexpr std::string_view formerMark = "retort folder index 1\n";
static_assert(mark.size() == formerMark.size());

ContentKey keyOf(std::string_view text)
{
    return contentKey({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

template<typename T>
void put(std::string &out, const T &value)
{
    static_assert(std::is_trivially_copyable_v<T>);
    out.append(reinterpret_cast<const char *>(&value), sizeof value);
}

void putText(std::string &out, const std::string &text)
{
    put(out, static_cast<std::uint32_t>(text.size()));
    out += text;
}

/// Takes values off the front of a text; false once something is missing.
class Reader
{
public:
    explicit Reader(std::string_view text) : m_text(text) {}

    template<typename T>
    bool get(T &value)
    {
        if (m_text.size() < sizeof value)
            return false;
        std::memcpy(&value, m_text.data(), sizeof value);
        m_text.remove_prefix(sizeof value);
        return true;
    }
    bool getText(std::string &text)
    {
        std::uint32_t size = 0;
        if (!get(size) || m_text.size() < size)
            return false;
        text = m_text.substr(0, size);
        m_text.remove_prefix(size);
        return true;
    }

private:
    std::string_view m_text;
};

} // namespace

FolderIndex::FolderIndex(const std::filesystem::path &location, const std::string &part)
{
    std::error_code error;
    const std::filesystem::path real = std::filesystem::canonical(location, error);
    std::string text;
    try {
        m_file = userCacheFolder() / "index" /
                 (keyOf((error ? location : real).string() + (part.empty() ? "" : "\n" + part)).hex() + ".index");
        if (!std::filesystem::exists(m_file, error))
            return;
        text = readTextFile(m_file, std::size_t(4) << 30);
    } catch (const Error &) {
        return; // as if there were none: it is only a cache
    }
    const std::string_view all(text);
    constexpr std::size_t frame = mark.size() + sizeof(ContentKey);
    const std::string_view found = all.substr(0, std::min(all.size(), mark.size()));
    if (all.size() < frame || (found != mark && found != formerMark))
        return;
    const std::string_view body = all.substr(frame);
    ContentKey checksum;
    std::memcpy(checksum.bytes.data(), all.data() + mark.size(), sizeof checksum);
    if (keyOf(body) != checksum)
        return;
    Reader reader(body);
    std::string name;
    IndexEntry entry;
    while (reader.getText(name) && reader.get(entry.size) && reader.get(entry.modified) && reader.get(entry.key) &&
           reader.getText(entry.problem)) {
        std::uint8_t decoded = entry.problem.empty() ? 1 : 0;
        if (found == mark && !reader.get(decoded))
            return;
        entry.decoded = decoded != 0;
        m_entries[name] = entry;
    }
}

const IndexEntry *FolderIndex::find(const FoundFile &file) const
{
    const auto found = m_entries.find(file.name);
    if (found == m_entries.end() || found->second.size != file.size || found->second.modified != file.modified)
        return nullptr;
    return &found->second;
}

void FolderIndex::save(const std::vector<FoundFile> &files, const std::vector<std::optional<IndexEntry>> &entries,
                       std::int64_t now) const
{
    constexpr std::int64_t settled = 2'000'000'000;
    if (m_file.empty())
        return;
    std::string body;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::optional<IndexEntry> &entry = entries[i];
        if (!entry || entry->modified > now - settled)
            continue;
        putText(body, files[i].name);
        put(body, entry->size);
        put(body, entry->modified);
        put(body, entry->key);
        putText(body, entry->problem);
        put(body, static_cast<std::uint8_t>(entry->decoded ? 1 : 0));
    }
    std::string text(mark);
    put(text, keyOf(body));
    text += body;
    std::error_code error;
    std::filesystem::create_directories(m_file.parent_path(), error);
    writeFileAtomically(m_file, std::string_view(text));
}

} // namespace retort
