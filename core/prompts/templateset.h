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

/// Reads plain text (a template a line, '#' comments), a JSON array, or open_clip's / CLIP_benchmark's JSON
/// ({"name": ["a photo of a {c}.", ...]}, where {c} becomes {}). Throws InputError with line or key.
[[nodiscard]] TemplateSet readTemplateSet(const std::filesystem::path &file);
/// The sets shipped in resources/templates, by name.
[[nodiscard]] std::vector<TemplateSet> shippedTemplateSets(const std::filesystem::path &resources);
/// Throws ValueError unless the text holds "{}" exactly once.
void validateTemplate(const std::string &text);

} // namespace retort
