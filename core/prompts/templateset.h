#pragma once

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
/// The sets shipped in the folder templates/ of `resources`, by name.
[[nodiscard]] std::vector<TemplateSet> shippedTemplateSets(const std::filesystem::path &resources);
/// Throws ValueError unless the text holds "{}" exactly once.
void validateTemplate(const std::string &text);
/// The template with a class name in place of "{}".
[[nodiscard]] std::string filledTemplate(const std::string &text, const std::string &name);

} // namespace retort
