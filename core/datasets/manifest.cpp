#include "datasets/manifest.h"

#include "base/error.h"
#include "datasets/parts.h"
#include "formats/csvreader.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>
#include <utility>

namespace retort {

namespace {

constexpr const char *example =
    "Write a first line with the names of the columns, such as path,label,split,group, "
    "and then a line an image.";

std::string lowerCase(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// Checks what both formats have in common, and collects.
class Collector
{
public:
    explicit Collector(const std::string &fileName) : m_fileName(fileName) {}

    void add(ManifestEntry entry)
    {
        const auto fail = [&](const std::string &what, const std::string &remedy) {
            throw InputError(m_fileName, "line " + std::to_string(entry.line), what, remedy);
        };
        if (entry.path.empty())
            fail("has no path", "Name an image file, relative to this file.");
        if (entry.path.find('\0') != std::string::npos || entry.split.find('\0') != std::string::npos)
            fail("holds a zero byte", "Save the file as UTF-8 text.");
        if (m_manifest.hasSplits) {
            try {
                entry.split = partName(lowerCase(entry.split));
            } catch (const ValueError &) {
                fail("the split \"" + entry.split + "\" is none that is known", "Use train, test or val.");
            }
            if (entry.split.empty())
                fail("says no split", "Write train, test or val.");
        }
        const auto [before, isNew] = m_lines.emplace(entry.path, entry.line);
        if (!isNew)
            fail("names " + entry.path + " again, which line " + std::to_string(before->second) + " has named",
                 "Remove one of the lines.");
        m_manifest.entries.push_back(std::move(entry));
    }
    [[nodiscard]] Manifest &manifest() { return m_manifest; }

private:
    const std::string &m_fileName;
    Manifest m_manifest;
    std::unordered_map<std::string, std::int64_t> m_lines;
};

Manifest parseCsv(std::string_view text, const std::string &fileName, const std::string &groupColumn)
{
    CsvReader reader(text, fileName, example);
    const auto path = reader.column("path");
    const auto label = reader.column("label");
    const auto split = reader.column("split");
    const auto group = reader.column(groupColumn.empty() ? "group" : groupColumn);
    if (!path)
        reader.fail("names no column \"path\"", example);
    if (!group && !groupColumn.empty())
        reader.fail("names no column \"" + groupColumn + "\"", "Group by a column that there is.");

    Collector collector(fileName);
    collector.manifest().hasLabels = label.has_value();
    collector.manifest().hasSplits = split.has_value();
    collector.manifest().hasGroups = group.has_value();
    std::vector<std::string> fields;
    while (reader.next(fields)) {
        ManifestEntry entry;
        entry.line = reader.line();
        entry.path = std::move(fields[*path]);
        if (label)
            entry.label = fields[*label];
        if (split)
            entry.split = fields[*split];
        if (group)
            entry.group = fields[*group];
        collector.add(std::move(entry));
    }
    return std::move(collector.manifest());
}

Manifest parseJsonLines(std::string_view text, const std::string &fileName, const std::string &groupColumn)
{
    constexpr const char *objects = "Write an object a line, such as {\"path\": \"a.jpg\", \"label\": \"cat\"}.";
    constexpr int deepest = 8;
    Collector collector(fileName);
    Manifest &manifest = collector.manifest();
    std::int64_t line = 0;
    std::int64_t withSplit = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view content = text.substr(begin, end - begin);
        begin = end + 1;
        ++line;
        if (content.find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        const auto fail = [&](const std::string &what) {
            throw InputError(fileName, "line " + std::to_string(line), what, objects);
        };
        // A parser that recurses would let one line of brackets end the program.
        const nlohmann::json::parser_callback_t shallow = [&](int depth, auto, auto &) {
            if (depth > deepest)
                fail("is nested too deeply");
            return true;
        };
        nlohmann::json object;
        try {
            object = nlohmann::json::parse(content, shallow);
        } catch (const nlohmann::json::exception &) {
            fail("is no JSON");
        }
        if (!object.is_object())
            fail("is no JSON object");
        const auto value = [&](const std::string &key) -> std::string {
            const auto found = object.find(key);
            if (found == object.end() || found->is_null())
                return {};
            if (found->is_number_integer())
                return found->dump();
            if (!found->is_string())
                fail("\"" + key + "\" is neither text nor a whole number");
            return found->template get<std::string>();
        };
        ManifestEntry entry;
        entry.line = line;
        entry.path = value("path");
        entry.label = value("label");
        entry.split = value("split");
        entry.group = value(groupColumn.empty() ? "group" : groupColumn);
        manifest.hasLabels = manifest.hasLabels || !entry.label.empty();
        manifest.hasGroups = manifest.hasGroups || !entry.group.empty();
        withSplit += entry.split.empty() ? 0 : 1;
        // All lines say a split or none does.
        manifest.hasSplits = withSplit > 0;
        if (withSplit > 0 && withSplit <= static_cast<std::int64_t>(manifest.entries.size()))
            fail("\"split\" is not in every line");
        collector.add(std::move(entry));
    }
    if (!groupColumn.empty() && !manifest.hasGroups)
        throw InputError(fileName, {}, "has no \"" + groupColumn + "\" in any line",
                         "Group by a key that there is.");
    return std::move(manifest);
}

} // namespace

Manifest parseManifest(std::string_view text, ManifestFormat format, const std::string &fileName,
                       const std::string &groupColumn)
{
    if (text.rfind("\xEF\xBB\xBF", 0) == 0)
        text.remove_prefix(3);
    if (text.rfind("\xFF\xFE", 0) == 0 || text.rfind("\xFE\xFF", 0) == 0)
        throw InputError(fileName, "line 1", "is UTF-16 text", "Save it as UTF-8.");
    Manifest manifest = format == ManifestFormat::Csv ? parseCsv(text, fileName, groupColumn)
                                                      : parseJsonLines(text, fileName, groupColumn);
    if (manifest.entries.empty())
        throw InputError(fileName, {}, "lists no image", example);
    return manifest;
}

} // namespace retort
