#include "teacher/rowlist.h"

#include "base/error.h"
#include "base/files.h"
#include "data/split.h"

#include <algorithm>
#include <string_view>

namespace retort {

namespace {

ContentKey hashOf(std::string_view text)
{
    return contentKey({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

/// The key that a line spells, if it does.
bool parseKey(std::string_view text, ContentKey &key)
{
    if (text.size() != 2 * key.bytes.size())
        return false;
    const auto digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    for (std::size_t i = 0; i < key.bytes.size(); ++i) {
        const int high = digit(text[2 * i]);
        const int low = digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        key.bytes[i] = static_cast<std::uint8_t>(16 * high + low);
    }
    return true;
}

std::string_view withoutDot(std::string_view path)
{
    while (path.starts_with("./"))
        path.remove_prefix(2);
    return path;
}

/// The lines of a text, without their ends and without empty ones at its end.
std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = text.substr(begin, end - begin);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        lines.push_back(withoutDot(line));
        begin = end + 1;
    }
    while (!lines.empty() && lines.back().empty())
        lines.pop_back();
    return lines;
}

/// How much of all lines is the folder that they share, its '/' included; 0 unless all are whole paths.
std::size_t sharedFolder(const std::vector<std::string_view> &lines)
{
    std::string_view shared = lines.front().substr(0, lines.front().rfind('/') + 1);
    for (const std::string_view line : lines) {
        while (!line.starts_with(shared))
            shared = shared.substr(0, shared.substr(0, shared.size() - 1).rfind('/') + 1);
        if (shared.size() <= 1 || line.front() != '/')
            return 0;
    }
    return shared.size();
}

} // namespace

RowList::RowList(const std::filesystem::path &file, std::int64_t rows)
    : m_file(file), m_owners(static_cast<std::size_t>(rows))
{
    const std::string text = readTextFile(file, std::size_t(4) << 30);
    const std::vector<std::string_view> lines = linesOf(text);
    if (static_cast<std::int64_t>(lines.size()) != rows)
        throw InputError(file, {},
                         "lists " + std::to_string(lines.size()) + " images for " + std::to_string(rows) + " rows",
                         "Write a line for each row, in the rows' order: the path of its image.");
    const auto place = [](std::int64_t row) { return "line " + std::to_string(row + 1); };
    m_lines.reserve(lines.size());
    for (std::int64_t row = 0; row < rows; ++row) {
        const std::string_view line = lines[static_cast<std::size_t>(row)];
        if (line.empty())
            throw InputError(file, place(row), "is empty", "Write the path of the row's image.");
        Entry entry{{}, row};
        if (parseKey(line, entry.name))
            m_hasKeys = true;
        else
            entry.name = hashOf(line);
        m_lines.push_back(entry);
    }
    const auto byName = [](const Entry &a, const Entry &b) {
        return a.name != b.name ? a.name < b.name : a.row < b.row;
    };
    std::sort(m_lines.begin(), m_lines.end(), byName);
    const auto twice = std::adjacent_find(m_lines.begin(), m_lines.end(),
                                          [](const Entry &a, const Entry &b) { return a.name == b.name; });
    if (twice != m_lines.end())
        throw InputError(file, place((twice + 1)->row), "names the image of " + place(twice->row) + " again",
                         "List each image once.");
    if (const std::size_t shared = rows > 0 ? sharedFolder(lines) : 0; shared > 0) {
        m_shared.reserve(lines.size());
        for (std::int64_t row = 0; row < rows; ++row)
            m_shared.push_back({hashOf(lines[static_cast<std::size_t>(row)].substr(shared)), row});
        std::sort(m_shared.begin(), m_shared.end(), byName);
    }
}

std::int64_t RowList::find(const std::vector<Entry> &entries, const ContentKey &name)
{
    const auto found = std::lower_bound(entries.begin(), entries.end(), name,
                                        [](const Entry &entry, const ContentKey &n) { return entry.name < n; });
    return found != entries.end() && found->name == name ? found->row : -1;
}

std::int64_t RowList::search(const ImageSource &images, std::int64_t index) const
{
    if (m_hasKeys) {
        if (const std::int64_t row = find(m_lines, images.key(index)); row >= 0)
            return row;
    }
    // The longest end of the path that is listed, but none shorter than the name within the data set.
    const std::string name = images.name(index);
    const std::filesystem::path location(images.location(index));
    const std::string whole = std::filesystem::absolute(location).lexically_normal().string();
    const bool isFile = location.string().ends_with(name) && location.string() != name;
    for (const std::vector<Entry> *entries : {&m_lines, &m_shared}) {
        if (entries->empty())
            continue;
        if (const std::int64_t row = find(*entries, hashOf(isFile ? whole : name)); row >= 0)
            return row;
        for (std::size_t slash = 0; isFile && slash != std::string::npos; slash = whole.find('/', slash + 1)) {
            const std::string_view end = std::string_view(whole).substr(slash + 1);
            if (end.size() < name.size())
                break;
            if (const std::int64_t row = find(*entries, hashOf(end)); row >= 0)
                return row;
        }
    }
    return -1;
}

std::int64_t RowList::rowOf(const ImageSource &images, std::int64_t index) const
{
    const std::int64_t row = search(images, index);
    if (row < 0)
        throw InputError(
            m_file, {},
            "does not list " + images.location(index) + " (it lists " + std::to_string(m_owners.size()) +
                " images)",
            "Add a row and a line for every image that is used, or take the image out of the data set. A "
            "path may begin at any folder above the image; an image that is no file is named by its "
            "content key.");
    const ContentKey key = images.key(index);
    const std::lock_guard lock(m_mutex);
    ContentKey &owner = m_owners[static_cast<std::size_t>(row)];
    if (owner == ContentKey{})
        owner = key;
    else if (owner != key)
        throw InputError(m_file, "line " + std::to_string(row + 1),
                         "would stand for two different images; one is " + images.location(index),
                         "List paths that begin further up, so that they tell the two apart.");
    return row;
}

std::string rowListText(const ImageSource &images)
{
    std::string text;
    for (std::int64_t i = 0; i < images.size(); ++i) {
        const std::string name = images.name(i);
        text += (images.location(i) == name ? images.key(i).hex() : name) + "\n";
    }
    return text;
}

} // namespace retort
