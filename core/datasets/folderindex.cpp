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

/// Takes values off a text from a place on; false once something is missing.
class Reader
{
public:
    Reader(std::string_view text, std::size_t &place) : m_text(text), m_place(place) {}

    template<typename T>
    bool get(T &value)
    {
        if (m_text.size() - m_place < sizeof value)
            return false;
        std::memcpy(&value, m_text.data() + m_place, sizeof value);
        m_place += sizeof value;
        return true;
    }
    bool getText(std::string_view &text)
    {
        std::uint32_t size = 0;
        if (!get(size) || m_text.size() - m_place < size)
            return false;
        text = m_text.substr(m_place, size);
        m_place += size;
        return true;
    }

private:
    std::string_view m_text;
    std::size_t &m_place;
};

constexpr std::size_t frame = mark.size() + sizeof(ContentKey);

} // namespace

/// An entry as it lies in the text.
struct FolderIndex::Stored
{
    std::string_view name;
    std::uint64_t size = 0;
    std::int64_t modified = 0;
    ContentKey key;
    std::string_view problem;
    std::uint8_t decoded = 0;
};

bool FolderIndex::read(std::size_t &place, Stored &stored) const
{
    Reader reader(m_text, place);
    if (!reader.getText(stored.name) || !reader.get(stored.size) || !reader.get(stored.modified) ||
        !reader.get(stored.key) || !reader.getText(stored.problem))
        return false;
    stored.decoded = stored.problem.empty() ? 1 : 0;
    return m_former || reader.get(stored.decoded);
}

FolderIndex::FolderIndex(const std::filesystem::path &location, const std::string &part)
{
    std::error_code error;
    const std::filesystem::path real = std::filesystem::canonical(location, error);
    try {
        m_file = userCacheFolder() / "index" /
                 (keyOf((error ? location : real).string() + (part.empty() ? "" : "\n" + part)).hex() + ".index");
        if (!std::filesystem::exists(m_file, error))
            return;
        m_text = readTextFile(m_file, std::size_t(4) << 30);
    } catch (const Error &) {
        return; // as if there were none: it is only a cache
    }
    const std::string_view all(m_text);
    const std::string_view found = all.substr(0, std::min(all.size(), mark.size()));
    if (all.size() < frame || (found != mark && found != formerMark))
        return;
    ContentKey checksum;
    std::memcpy(checksum.bytes.data(), all.data() + mark.size(), sizeof checksum);
    if (keyOf(all.substr(frame)) != checksum)
        return;
    m_former = found == formerMark;
    Stored stored;
    std::string_view before;
    bool sorted = true;
    for (std::size_t place = frame; place < m_text.size();) {
        const std::size_t begin = place;
        if (!read(place, stored))
            return;
        sorted = sorted && before <= stored.name;
        before = stored.name;
        m_places.push_back(begin);
    }
    const auto nameAt = [this](std::size_t place) {
        Stored at;
        read(place, at);
        return at.name;
    };
    if (!sorted)
        std::sort(m_places.begin(), m_places.end(),
                  [&](std::size_t a, std::size_t b) { return nameAt(a) < nameAt(b); });
}

std::optional<IndexEntry> FolderIndex::find(const FoundFile &file) const
{
    Stored stored;
    const auto entry = [&](std::size_t number) {
        std::size_t place = m_places[number];
        read(place, stored);
        return stored.name;
    };
    if (m_next >= m_places.size() || entry(m_next) != file.name) {
        std::size_t low = 0;
        for (std::size_t high = m_places.size(); low < high;) {
            const std::size_t middle = low + (high - low) / 2;
            if (entry(middle) < file.name)
                low = middle + 1;
            else
                high = middle;
        }
        if (low == m_places.size() || entry(low) != file.name)
            return std::nullopt;
        m_next = low;
    }
    ++m_next;
    if (stored.size != file.size || stored.modified != file.modified)
        return std::nullopt;
    return IndexEntry{stored.key, std::string(stored.problem), stored.decoded != 0};
}

void FolderIndex::save(const std::vector<FoundFile> &files,
                       const std::function<const IndexEntry *(std::size_t)> &entryOf, std::int64_t now) const
{
    constexpr std::int64_t settled = 2'000'000'000;
    if (m_file.empty())
        return;
    std::string text(mark);
    put(text, ContentKey{});
    for (std::size_t i = 0; i < files.size(); ++i) {
        const IndexEntry *entry = entryOf(i);
        if (!entry || files[i].modified > now - settled)
            continue;
        putText(text, files[i].name);
        put(text, files[i].size);
        put(text, files[i].modified);
        put(text, entry->key);
        putText(text, entry->problem);
        put(text, static_cast<std::uint8_t>(entry->decoded ? 1 : 0));
    }
    const ContentKey checksum = keyOf(std::string_view(text).substr(frame));
    std::memcpy(text.data() + mark.size(), checksum.bytes.data(), sizeof checksum);
    std::error_code error;
    std::filesystem::create_directories(m_file.parent_path(), error);
    writeFileAtomically(m_file, std::string_view(text));
}

} // namespace retort
