#include "datasets/groups.h"

#include "base/error.h"
#include "data/split.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <regex>
#include <unordered_map>

namespace retort {

namespace {

/// Sets of items that are joined two by two.
class Sets
{
public:
    explicit Sets(std::size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), 0); }

    std::size_t find(std::size_t item)
    {
        while (m_parent[item] != item) {
            m_parent[item] = m_parent[m_parent[item]];
            item = m_parent[item];
        }
        return item;
    }
    void join(std::size_t a, std::size_t b) { m_parent[find(a)] = find(b); }

private:
    std::vector<std::size_t> m_parent;
};

ContentKey keyOfName(const std::string &name)
{
    return contentKey({reinterpret_cast<const std::uint8_t *>(name.data()), name.size()});
}

} // namespace

std::vector<ContentKey> groupKeys(std::span<const std::string> groups, std::span<const ContentKey> images)
{
    Sets sets(images.size());
    std::unordered_map<std::string, std::size_t> firstOfGroup;
    std::unordered_map<ContentKey, std::size_t> firstOfContent;
    std::vector<ContentKey> keys(images.size());
    for (std::size_t i = 0; i < images.size(); ++i) {
        keys[i] = groups[i].empty() ? images[i] : keyOfName(groups[i]);
        if (!groups[i].empty())
            sets.join(i, firstOfGroup.emplace(groups[i], i).first->second);
        sets.join(i, firstOfContent.emplace(images[i], i).first->second);
    }
    // Of groups that were joined the smallest key stands for all: no matter of the order in which they came.
    std::vector<ContentKey> smallest = keys;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        ContentKey &of = smallest[sets.find(i)];
        of = std::min(of, keys[i]);
    }
    for (std::size_t i = 0; i < keys.size(); ++i)
        keys[i] = smallest[sets.find(i)];
    return keys;
}

std::string folderOf(const std::string &name)
{
    const std::size_t slash = name.rfind('/');
    return slash == std::string::npos ? "." : name.substr(0, slash);
}

std::vector<std::string> groupsByPattern(std::span<const std::string> names, const std::string &pattern)
{
    std::vector<std::string> groups(names.size());
    bool any = false;
    try {
        const std::regex compiled(pattern, std::regex::ECMAScript | std::regex::optimize);
        for (std::size_t i = 0; i < names.size(); ++i) {
            std::smatch match;
            if (!std::regex_search(names[i], match, compiled) || match.size() < 2 || match[1].length() == 0)
                continue;
            groups[i] = match[1].str();
            any = true;
        }
    } catch (const std::regex_error &e) {
        throw ValueError("the pattern \"" + pattern + "\" cannot be used: " + e.what(),
                         "Write a simpler one, such as name:^(part[0-9]+)_");
    }
    if (!any && !names.empty())
        throw ValueError("the pattern \"" + pattern + "\" matches no name; the first is " + names.front(),
                         "Names are relative to the data set, with '/' between folders.");
    return groups;
}

} // namespace retort
