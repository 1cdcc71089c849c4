#include "prompts/templateset.h"

#include "base/error.h"
#include "base/files.h"
#include "prompts/textlines.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace retort {

namespace {

using Json = nlohmann::json;

constexpr std::size_t largestFile = std::size_t(4) << 20;
constexpr const char *templateHint = "Write {} where the class name goes, as in \"a photo of a {}.\".";
constexpr const char *shapeHint =
    "Expected is [\"a photo of a {}.\", ...] or {\"name of the set\": [\"a photo of a {c}.\", ...]}.";

/// Collects templates and refuses what cannot be one, naming the place.
class Collector
{
public:
    Collector(const std::filesystem::path &file, TemplateSet &set) : m_file(file), m_set(set) {}

    void add(const std::string &text, const std::string &place)
    {
        try {
            validateTemplate(text);
        } catch (const ValueError &error) {
            throw InputError(m_file, place, error.what(), error.remedy());
        }
        const auto [earlier, isNew] = m_places.emplace(text, place);
        if (!isNew)
            throw InputError(m_file, place, "\"" + text + "\" is there already, in " + earlier->second,
                             "Remove one of them; to make it count more, give it a larger weight.");
        m_set.templates.push_back(text);
    }

private:
    const std::filesystem::path &m_file;
    TemplateSet &m_set;
    std::map<std::string, std::string> m_places;
};

TemplateSet fromText(const std::filesystem::path &file, const std::string &content)
{
    TemplateSet set;
    Collector collector(file, set);
    for (const TextLine &line : textLines(content, file.string())) {
        if (line.text.front() != '#')
            collector.add(line.text, "line " + std::to_string(line.number));
        else if (set.description.empty() && set.templates.empty())
            set.description = trimmed(line.text.substr(1));
    }
    return set;
}

Json parse(const std::filesystem::path &file, const std::string &content)
{
    // Lists of templates are two levels deep; more would only be an attack on the stack.
    const auto shallow = [&](int depth, Json::parse_event_t event, Json &) {
        const bool opens = event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
        if (opens && depth > 1)
            throw InputError(file, {}, "is nested too deeply for a list of templates", shapeHint);
        return true;
    };
    try {
        return Json::parse(content, shallow);
    } catch (const Json::exception &error) {
        throw InputError(file, {}, std::string("is not valid JSON: ") + error.what(), shapeHint);
    }
}

void addAll(Collector &collector, const std::filesystem::path &file, const Json &list, const std::string &key)
{
    const std::string prefix = key.empty() ? "" : "key \"" + key + "\", ";
    if (!list.is_array())
        throw InputError(file, prefix.substr(0, prefix.size() - 2), "is no list of templates", shapeHint);
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string place = prefix + "entry " + std::to_string(i + 1);
        if (!list[i].is_string())
            throw InputError(file, place, "is no text", shapeHint);
        auto text = list[i].get<std::string>();
        for (std::size_t at = text.find("{c}"); at != std::string::npos; at = text.find("{c}", at))
            text.replace(at, 3, "{}");
        collector.add(trimmed(text), place);
    }
}

/// The set of this name, or all of them.
std::vector<TemplateSet> fromJson(const std::filesystem::path &file, const std::string &content,
                                  const std::string &wanted)
{
    const Json json = parse(file, content);
    std::vector<TemplateSet> sets;
    if (json.is_array()) {
        Collector collector(file, sets.emplace_back());
        addAll(collector, file, json, {});
        return sets;
    }
    if (!json.is_object() || json.empty())
        throw InputError(file, {}, "holds no list of templates", shapeHint);
    std::string names;
    for (const auto &[key, list] : json.items()) {
        names += (names.empty() ? "" : ", ") + key;
        if (!wanted.empty() && key != wanted)
            continue;
        TemplateSet &set = sets.emplace_back();
        set.name = key;
        Collector collector(file, set);
        addAll(collector, file, list, key);
    }
    if (sets.empty())
        throw InputError(file, {}, "holds no set \"" + wanted + "\"", "It has: " + names + ".");
    return sets;
}

std::vector<TemplateSet> parseSets(const std::string &content, const std::filesystem::path &file,
                                   const std::string &wanted)
{
    const std::size_t first = content.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    // A template may start with "{}", so a brace alone does not make a file JSON.
    const bool isJson = file.extension() == ".json" ||
                        (first != std::string::npos && (content[first] == '[' || content[first] == '{') &&
                         content.compare(first, 2, "{}") != 0);
    std::vector<TemplateSet> sets =
        isJson ? fromJson(file, content, wanted) : std::vector{fromText(file, content)};
    for (TemplateSet &set : sets) {
        if (set.templates.empty())
            throw InputError(file, set.name.empty() ? "" : "key \"" + set.name + "\"", "holds no template",
                             templateHint);
        if (set.name.empty())
            set.name = file.stem().string();
    }
    return sets;
}

} // namespace

void validateTemplate(const std::string &text)
{
    if (const std::string reason = whyNoText(text); !reason.empty())
        throw ValueError("the template " + reason, "Type it again, without what is invisible.");
    if (const std::size_t count = characterCount(text); count > longestTemplate)
        throw ValueError("the template has " + std::to_string(count) + " characters, " +
                             std::to_string(longestTemplate) + " at most are taken",
                         "A teacher reads some 300 and cuts off the rest: say it in fewer words.");
    const std::size_t first = text.find("{}");
    if (first == std::string::npos)
        throw ValueError("the template \"" + text + "\" has no {}", templateHint);
    if (text.find("{}", first + 2) != std::string::npos)
        throw ValueError("the template \"" + text + "\" has more than one {}", templateHint);
}

std::string filledTemplate(const std::string &text, const std::string &name)
{
    validateTemplate(text);
    std::string filled = text;
    return filled.replace(filled.find("{}"), 2, name);
}

TemplateSet readTemplateSet(const std::filesystem::path &file, const std::string &wanted)
{
    std::vector<TemplateSet> sets = parseSets(readTextFile(file, largestFile), file, wanted);
    if (sets.size() > 1) {
        std::string names;
        for (const TemplateSet &set : sets)
            names += (names.empty() ? "" : ", ") + set.name;
        throw InputError(file, {}, "holds several sets: " + names, "Say which one you want.");
    }
    return std::move(sets.front());
}

std::vector<TemplateSet> readTemplateSets(const std::filesystem::path &file)
{
    return parseSets(readTextFile(file, largestFile), file, {});
}

std::vector<TemplateSet> parseTemplateSets(const std::string &content, const std::filesystem::path &file)
{
    return parseSets(content, file, {});
}

void writeTemplateSet(const std::filesystem::path &file, const TemplateSet &set)
{
    if (set.templates.empty())
        throw ValueError("there is no template to be saved");
    const bool asJson = file.extension() == ".json";
    std::string text = set.description.empty() || asJson ? "" : "# " + set.description + "\n";
    Json list = Json::array();
    for (const std::string &one : set.templates) {
        validateTemplate(one);
        if (!asJson && one.front() == '#')
            throw ValueError("the template \"" + one + "\" would be read as a comment", "Save the set as .json.");
        text += one + "\n";
        std::string other = one;
        list.push_back(other.replace(other.find("{}"), 2, "{c}"));
    }
    if (asJson)
        text = Json{{set.name.empty() ? file.stem().string() : set.name, std::move(list)}}.dump(2) + "\n";
    writeFileAtomically(file, text);
}

std::vector<TemplateSet> shippedTemplateSets(const std::filesystem::path &resources)
{
    const std::filesystem::path folder = resources / "templates";
    std::vector<TemplateSet> sets;
    try {
        for (const auto &entry : std::filesystem::directory_iterator(folder))
            if (entry.path().extension() == ".txt")
                sets.push_back(readTemplateSet(entry.path()));
    } catch (const std::filesystem::filesystem_error &error) {
        throw InputError(folder, {}, "cannot be read: " + error.code().message(),
                         "The template sets belong to the program; install it again.");
    }
    std::sort(sets.begin(), sets.end(),
              [](const TemplateSet &a, const TemplateSet &b) { return a.name < b.name; });
    return sets;
}

} // namespace retort
