#pragma once

#include "base/matrix.h"
#include "base/progress.h"
#include "prompts/classlist.h"
#include "prompts/weighting.h"
#include "teacher/teacher.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

/// Text embeddings of templates x classes, t_{p,c} in docs/method.md: unit rows, aliases averaged and normalised.
struct PromptEmbeddings
{
    std::vector<std::string> templates;
    std::int64_t classes = 0;
    std::vector<Matrix> perTemplate; ///< P matrices [C x D]
};

/// Embeddings of one teacher by text; of another length are taken as missing.
using TextEmbeddings = std::map<std::string, std::vector<float>>;

/// Every text that templates and classes make, aliases included, each once.
[[nodiscard]] std::vector<std::string> promptTexts(std::span<const std::string> templates,
                                                   const ClassList &classes);
/// Puts embeddings together. Throws ValueError naming a text that is not among them.
[[nodiscard]] PromptEmbeddings assemblePrompts(std::span<const std::string> templates, const ClassList &classes,
                                               const TextEmbeddings &known);
/// Encodes every template with every class name and alias. `known` may hold texts already encoded, and the
/// teacher's cache others; new ones are added to both block by block, so that a stop loses little. A teacher that
/// reads no text has the same embeddings of its classes under every template: ValueError where there are not as
/// many classes.
[[nodiscard]] PromptEmbeddings encodePrompts(const Teacher &teacher, std::span<const std::string> templates,
                                             const ClassList &classes, TextEmbeddings &known, std::stop_token stop,
                                             const Reporter &reporter);

/// T_c = sum_p w_p t_{p,c}, normalised if asked for: [C x D]. With it Z = s V T' equals the weighted mean of every
/// prompt's logits exactly, without running them.
[[nodiscard]] Matrix classProxies(const PromptEmbeddings &prompts, std::span<const double> weights,
                                  bool normalise);
/// Z = s V T' [N x C].
[[nodiscard]] Matrix teacherLogits(const Matrix &imageEmbeddings, const Matrix &proxies, double logitScale);

/// Finds weights (sum 1) for weighting.rule, without labels; held templates keep theirs and the rest share what
/// is left. Under Manual the rest share it in the proportion they have. `reference` (zpe only) holds embeddings of
/// a reference set. Throws ValueError when the rule needs what is missing, or when maxlogit without softmax meets
/// a score that is not positive. Under AutoClip these are the mean weights over images; logits come from
/// autoClipLogits. Images are taken in blocks, so memory stays bounded; their order does not matter beyond
/// rounding.
[[nodiscard]] std::vector<double> findWeights(const Weighting &weighting, const PromptEmbeddings &prompts,
                                              const Matrix &imageEmbeddings, double logitScale,
                                              const Matrix *reference, std::stop_token stop,
                                              const Reporter &reporter);
/// Z with weights of its own for each image (AutoCLIP, docs/method.md). meanWeights may be null.
[[nodiscard]] Matrix autoClipLogits(const Weighting &weighting, const PromptEmbeddings &prompts,
                                    const Matrix &imageEmbeddings, double logitScale,
                                    std::vector<double> *meanWeights, std::stop_token stop);

/// How AutoCLIP's weights of each template are spread over the images: [P x bins], shares of the images whose
/// weight lies in each of `bins` equal parts of 0 .. full (the last one holds what is above).
[[nodiscard]] Matrix autoClipSpread(const Weighting &weighting, const PromptEmbeddings &prompts,
                                    const Matrix &imageEmbeddings, double logitScale, std::int64_t bins,
                                    double full, std::stop_token stop);

} // namespace retort
