#pragma once

#include "command.h"
#include "prompts/templateset.h"
#include "workflow/promptscorer.h"

#include <memory>
#include <string>

namespace retort {

// What the calls of `retort-cli prompts` share.

/// --templates: a file, or the name of a shipped set. Throws UsageError naming the sets there are.
[[nodiscard]] TemplateSet templateSet(const std::string &name);
/// The templates of a set with equal weights, in place of those of a weighting.
[[nodiscard]] Weighting withSet(Weighting weighting, const TemplateSet &set);

/// A project with everything that prompts are judged with, open and encoded.
struct PromptsWork
{
    std::unique_ptr<Project> project;
    ProjectSettings settings;
    std::shared_ptr<const Session> session;
    TextEmbeddings known;
    std::unique_ptr<PromptScorer> scorer; ///< for the templates it was opened with
};
/// Throws ValueError for a project without class names. `templates` are encoded.
[[nodiscard]] PromptsWork openPrompts(std::unique_ptr<Project> project, const std::vector<std::string> &templates,
                                      CommandContext &context);
[[nodiscard]] std::vector<std::string> templateTexts(const Weighting &weighting);

void addPromptSearchCommands(CLI::App &prompts, CommandContext &context); ///< find, suggest
void addPromptCompareCommand(CLI::App &prompts, CommandContext &context);
void addPromptNoneCommand(CLI::App &prompts, CommandContext &context);

} // namespace retort
