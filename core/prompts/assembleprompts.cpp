#include "base/error.h"
#include "prompts/promptensemble.h"
#include "prompts/templateset.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace retort {

namespace {

/// Adds the embedding of a filled template to a row.
void addText(const std::string &text, const TextEmbeddings &known, std::span<float> row)
{
    const auto found = known.find(text);
    if (found == known.end() || found->second.size() != row.size())
        throw ValueError("the prompt \"" + text + "\" has not been encoded");
    for (std::size_t d = 0; d < row.size(); ++d)
        row[d] += found->second[d];
}

void normalise(std::span<float> row)
{
    double squares = 0;
    for (const float value : row)
        squares += static_cast<double>(value) * value;
    const auto scale = static_cast<float>(1.0 / std::max(std::sqrt(squares), 1e-12));
    for (float &value : row)
        value *= scale;
}

} // namespace

std::vector<std::string> promptTexts(std::span<const std::string> templates, const ClassList &classes)
{
    std::vector<std::string> texts;
    std::set<std::string> seen;
    const auto add = [&](std::string text) {
        if (seen.insert(text).second)
            texts.push_back(std::move(text));
    };
    for (const std::string &pattern : templates) {
        for (const ClassEntry &entry : classes) {
            add(filledTemplate(pattern, entry.name));
            for (const std::string &alias : entry.aliases)
                add(filledTemplate(pattern, alias));
        }
    }
    return texts;
}

PromptEmbeddings assemblePrompts(std::span<const std::string> templates, const ClassList &classes,
                                 const TextEmbeddings &known)
{
    PromptEmbeddings prompts;
    prompts.templates.assign(templates.begin(), templates.end());
    prompts.classes = static_cast<std::int64_t>(classes.size());
    if (templates.empty() || classes.empty())
        return prompts;
    const auto first = known.find(filledTemplate(templates.front(), classes.front().name));
    const auto dimension = first == known.end() ? 1 : static_cast<std::int64_t>(first->second.size());
    for (const std::string &pattern : templates) {
        Matrix &matrix = prompts.perTemplate.emplace_back(prompts.classes, dimension);
        for (std::int64_t c = 0; c < prompts.classes; ++c) {
            const ClassEntry &entry = classes[static_cast<std::size_t>(c)];
            addText(filledTemplate(pattern, entry.name), known, matrix.row(c));
            for (const std::string &alias : entry.aliases)
                addText(filledTemplate(pattern, alias), known, matrix.row(c));
            normalise(matrix.row(c));
        }
    }
    return prompts;
}

} // namespace retort
