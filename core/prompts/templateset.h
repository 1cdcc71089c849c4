#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace retort {

/// A named list of prompt templates, each with "{}" once.
struct TemplateSet
{
    std::string name;
    std::string description;
    std::vector<std::string> templates;
};

/// Reads plain text (a template a line, '#' comments; the first comment is the description), a JSON array, or
/// CLIP_benchmark's JSON ({"name": ["a photo of a {c}.", ...]}, where {c} becomes {}), as open_clip's lists are
/// passed on. UTF-8. A file with several sets needs `set` to say which. Throws InputError with line or key for a
/// template without exactly one "{}", one that is there twice, or none at all.
[[nodiscard]] TemplateSet readTemplateSet(const std::filesystem::path &file, const std::string &set = {});
/// All sets of a file, in the order of their names.
[[nodiscard]] std::vector<TemplateSet> readTemplateSets(const std::filesystem::path &file);
/// The same of its content; `file` is for messages, names, and its ending.
[[nodiscard]] std::vector<TemplateSet> parseTemplateSets(const std::string &content,
                                                         const std::filesystem::path &file);
/// Writes a set that readTemplateSet() gives back: as CLIP_benchmark's JSON where the file ends in .json, else as
/// text. Throws ValueError for a set that has no such form (none in it, a template that is none, or that text
/// would take for a comment), and Error when the file cannot be written; the file is the old one or the new one,
/// never half of it.
void writeTemplateSet(const std::filesystem::path &file, const TemplateSet &set);
/// The sets shipped in the folder templates/ of `resources`, by name.
[[nodiscard]] std::vector<TemplateSet> shippedTemplateSets(const std::filesystem::path &resources);
/// Characters of a template at most: CLIP reads 77 tokens, some 300 letters, and cuts off what follows.
inline constexpr std::size_t longestTemplate = 1000;
/// Throws ValueError unless the text is UTF-8 without control characters, holds "{}" exactly once and is no longer
/// than longestTemplate.
void validateTemplate(const std::string &text);
/// The template with a class name in place of "{}".
[[nodiscard]] std::string filledTemplate(const std::string &text, const std::string &name);

} // namespace retort
