#include "prompts/classlist.h"

#include "base/error.h"
#include "prompts/textlines.h"

#include <algorithm>
#include <map>
#include <set>

namespace retort {

namespace {

constexpr const char *renameOne = "Rename one of them, or remove the line that is there twice.";

ClassEntry parseLine(const TextLine &line, const std::string &fileName)
{
    ClassEntry entry;
    std::set<std::string> seen;
    std::size_t start = 0;
    for (bool more = true; more;) {
        const std::size_t comma = line.text.find(',', start);
        more = comma != std::string::npos;
        std::string part = trimmed(std::string_view(line.text).substr(start, more ? comma - start : comma));
        start = comma + 1;
        const std::string where = "line " + std::to_string(line.number);
        if (part.empty())
            throw InputError(fileName, where, "has nothing between two commas or at an end",
                             "Write a class as \"name\" or \"name, alias, alias\".");
        if (!seen.insert(part).second)
            throw InputError(fileName, where, "names \"" + part + "\" twice", "Remove one of them.");
        if (entry.name.empty())
            entry.name = std::move(part);
        else
            entry.aliases.push_back(std::move(part));
    }
    return entry;
}

/// A class a line, each once.
ClassList parseLines(const std::string &text, const std::string &fileName)
{
    ClassList classes;
    std::map<std::string, int> lines;
    for (const TextLine &line : textLines(text, fileName)) {
        if (line.text.front() == '#')
            continue;
        ClassEntry entry = parseLine(line, fileName);
        const auto [earlier, isNew] = lines.emplace(entry.name, line.number);
        if (!isNew)
            throw InputError(fileName, "line " + std::to_string(line.number),
                             "the class name \"" + entry.name + "\" occurs already in line " +
                                 std::to_string(earlier->second),
                             renameOne);
        classes.push_back(std::move(entry));
    }
    return classes;
}

} // namespace

void validate(const ClassList &classes)
{
    if (classes.size() < 2)
        throw ValueError(classes.empty() ? "there are no classes"
                                         : "there is only one class, \"" + classes.front().name + "\"",
                         "Name at least two classes: an answer is a choice between them.");
    std::set<std::string> names;
    std::size_t foreground = 0;
    for (std::size_t c = 0; c < classes.size(); ++c) {
        const ClassEntry &entry = classes[c];
        if (trimmed(entry.name).empty())
            throw ValueError("class " + std::to_string(c + 1) + " has no name", "Give it a name or remove it.");
        if (!names.insert(entry.name).second)
            throw ValueError("the class name \"" + entry.name + "\" occurs twice", renameOne);
        std::set<std::string> own{entry.name};
        foreground += !entry.background;
        for (const std::string &alias : entry.aliases) {
            if (trimmed(alias).empty())
                throw ValueError("the class \"" + entry.name + "\" has an empty alias", "Remove it.");
            if (!own.insert(alias).second)
                throw ValueError("the class \"" + entry.name + "\" has the alias \"" + alias + "\" twice",
                                 "Remove one of them.");
        }
    }
    if (foreground < 2)
        throw ValueError("fewer than two classes are left beside the background",
                         "Take the mark from one of them.");
}

bool sameNames(const ClassList &a, const ClassList &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const ClassEntry &x, const ClassEntry &y) {
        return x.name == y.name && x.aliases == y.aliases;
    });
}

std::string rejectMeasureName(RejectMeasure measure)
{
    switch (measure) {
    case RejectMeasure::None:
        return "none";
    case RejectMeasure::Margin:
        return "margin";
    case RejectMeasure::Confidence:
        break;
    }
    return "confidence";
}

RejectMeasure rejectMeasureFromName(const std::string &name)
{
    for (const RejectMeasure measure : {RejectMeasure::None, RejectMeasure::Margin, RejectMeasure::Confidence})
        if (name == rejectMeasureName(measure))
            return measure;
    throw ValueError("answers cannot be rejected by \"" + name + "\"", "Choose one of none, margin, confidence.");
}

void validate(const RejectRule &rule)
{
    if (!(rule.threshold >= 0 && rule.threshold <= 1)) // also true for NaN
        throw ValueError("the threshold below which an answer counts as none of the classes is " +
                             std::to_string(rule.threshold),
                         "It is a number from 0 to 1.");
}

ClassList parseClassList(const std::string &text, const std::string &fileName)
{
    ClassList classes = parseLines(text, fileName);
    try {
        validate(classes);
    } catch (const ValueError &error) {
        throw InputError(fileName, {}, error.what(), error.remedy());
    }
    return classes;
}

ClassList parseAliasList(const std::string &text, const std::string &fileName)
{
    ClassList classes = parseLines(text, fileName);
    for (const ClassEntry &entry : classes)
        if (entry.aliases.empty())
            throw InputError(fileName, {}, "names no alias for \"" + entry.name + "\"",
                             "Write a line as \"name, alias, alias\".");
    if (classes.empty())
        throw InputError(fileName, {}, "names no alias", "Write a line as \"name, alias, alias\".");
    return classes;
}

std::vector<std::string> classNames(const ClassList &classes)
{
    std::vector<std::string> names(classes.size());
    std::transform(classes.begin(), classes.end(), names.begin(), [](const ClassEntry &c) { return c.name; });
    return names;
}

} // namespace retort
