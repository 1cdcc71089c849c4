#include "base/error.h"
#include "prompts/promptensemble.h"

#include <algorithm>

namespace retort {

namespace {

// Texts encoded before `known` is filled and stop is looked at: a second or so of a large text tower.
constexpr std::size_t blockTexts = 256;

PromptEmbeddings fixedPrompts(const Teacher &teacher, std::span<const std::string> templates,
                              const ClassList &classes)
{
    const std::int64_t known = teacher.info().fixedClasses;
    if (static_cast<std::int64_t>(classes.size()) != known)
        throw ValueError("the teacher's answers are about " + std::to_string(known) +
                             " classes, and the list names " + std::to_string(classes.size()),
                         "Name the classes that the answers were recorded for, in their order.");
    PromptEmbeddings prompts;
    prompts.templates.assign(templates.begin(), templates.end());
    prompts.classes = known;
    prompts.perTemplate.assign(templates.size(), teacher.classEmbeddings());
    return prompts;
}

} // namespace

PromptEmbeddings encodePrompts(const Teacher &teacher, std::span<const std::string> templates,
                               const ClassList &classes, TextEmbeddings &known, std::stop_token stop,
                               const Reporter &reporter)
{
    if (teacher.info().fixedClasses > 0)
        return fixedPrompts(teacher, templates, classes);
    const auto isKnown =
        [&known, dimension = static_cast<std::size_t>(teacher.info().dimension)](const std::string &text) {
            const auto found = known.find(text);
            return found != known.end() && found->second.size() == dimension;
        };
    const auto put = [&known](const std::string &text, std::span<const float> row) {
        known[text].assign(row.begin(), row.end());
    };
    std::vector<std::string> missing = promptTexts(templates, classes);
    std::erase_if(missing, isKnown);
    teacher.recallTexts(
        missing,
        [&](std::int64_t i, std::span<const float> row) { put(missing[static_cast<std::size_t>(i)], row); },
        reporter);
    std::erase_if(missing, isKnown);
    const auto total = static_cast<std::int64_t>(missing.size());
    const Reporter notes{{}, reporter.note}; // the whole is counted here, not each block
    for (std::size_t start = 0; start < missing.size(); start += blockTexts) {
        throwIfStopped(stop);
        const std::span<const std::string> block =
            std::span(missing).subspan(start, std::min(blockTexts, missing.size() - start));
        const Matrix embeddings = teacher.encodeTexts(block, stop, notes);
        for (std::size_t i = 0; i < block.size(); ++i)
            put(block[i], embeddings.row(static_cast<std::int64_t>(i)));
        teacher.keepTexts(block, embeddings, notes);
        reporter.report({"encoding prompts", static_cast<std::int64_t>(start + block.size()), total, "texts"});
    }
    return assemblePrompts(templates, classes, known);
}

} // namespace retort
