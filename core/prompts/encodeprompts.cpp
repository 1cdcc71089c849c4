#include "prompts/promptensemble.h"

#include <algorithm>

namespace retort {

namespace {

// Texts encoded before `known` is filled and stop is looked at: a second or so of a large text tower.
constexpr std::size_t blockTexts = 256;

} // namespace

PromptEmbeddings encodePrompts(const Teacher &teacher, std::span<const std::string> templates,
                               const ClassList &classes, TextEmbeddings &known, std::stop_token stop,
                               const Reporter &reporter)
{
    std::vector<std::string> missing;
    const std::size_t dimension = static_cast<std::size_t>(teacher.info().dimension);
    for (std::string &text : promptTexts(templates, classes)) {
        const auto found = known.find(text);
        if (found == known.end() || found->second.size() != dimension)
            missing.push_back(std::move(text));
    }
    const auto total = static_cast<std::int64_t>(missing.size());
    const Reporter notes{{}, reporter.note}; // the whole is counted here, not each block
    for (std::size_t start = 0; start < missing.size(); start += blockTexts) {
        throwIfStopped(stop);
        const std::span<const std::string> block =
            std::span(missing).subspan(start, std::min(blockTexts, missing.size() - start));
        const Matrix embeddings = teacher.encodeTexts(block, stop, notes);
        for (std::size_t i = 0; i < block.size(); ++i) {
            const auto row = embeddings.row(static_cast<std::int64_t>(i));
            known[block[i]].assign(row.begin(), row.end());
        }
        reporter.report({"encoding prompts", static_cast<std::int64_t>(start + block.size()), total, "texts"});
    }
    return assemblePrompts(templates, classes, known);
}

} // namespace retort
