#pragma once

#include "base/progress.h"
#include "prompts/classlist.h"
#include "workflow/promptscorer.h"

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

/// What prompts are judged by. All but the last need no label.
enum class PromptCriterion {
    Margin,    ///< mean difference of the two largest softmax shares of an image, 0 .. 1
    Zpe,       ///< mean highest logit once each class's mean over the images is taken off (docs/method.md)
    Agreement, ///< share of images that get the class they get from all templates, equally weighted, 0 .. 1
    Accuracy ///< share of right answers on the tuning half of the labels, 0 .. 1; whoever uses it has seen labels
};
/// "margin", "zpe", "agreement", "accuracy".
[[nodiscard]] std::string criterionName(PromptCriterion criterion);
/// Throws ValueError listing the names.
[[nodiscard]] PromptCriterion criterionFromName(const std::string &name);

/// Values class proxies by a criterion, on a sample of the images that is the same each time. Larger is better.
class PromptJudge
{
public:
    /// Of the scorer's images; Accuracy throws ValueError where nothing is labelled.
    PromptJudge(const PromptScorer &scorer, PromptCriterion criterion);

    [[nodiscard]] PromptCriterion criterion() const { return m_criterion; }
    [[nodiscard]] const Matrix &images() const { return *m_images.embeddings; }
    [[nodiscard]] double value(const Matrix &proxies, const std::stop_token &stop) const;

private:
    [[nodiscard]] double zpe(const Matrix &logits) const;

    PromptCriterion m_criterion;
    double m_logitScale;
    LiveImages m_images;
    std::vector<std::int32_t> m_reference;          ///< of Agreement, one an image
    std::shared_ptr<const LabelledSample> m_labels; ///< of Accuracy
};

struct SelectionStep
{
    std::string text;
    double value = 0; ///< of the templates chosen so far, this one included
};
struct TemplateSelection
{
    Weighting weighting; ///< those chosen share evenly what the locked ones leave, the others have 0; by hand
    std::vector<SelectionStep> steps;
};
/// Greedy forward selection: from none of the free templates on, that one joins with which the criterion gets
/// largest, until none raises it any more or `most` are in. Held templates keep their weights throughout.
[[nodiscard]] TemplateSelection selectTemplates(const PromptScorer &scorer, const PromptJudge &judge,
                                                const Weighting &weighting, std::size_t most,
                                                const std::stop_token &stop, const Reporter &reporter);

/// What leaving one template out would do.
struct TemplateEffect
{
    std::size_t index = 0;    ///< of the weighting
    double without = 0;       ///< the criterion with the others alone
    double difference = 0;    ///< without - with: above 0, the template lowers the criterion
    double moved = 0;         ///< share of the images that would get another class, 0 .. 1
    std::size_t closest = 0;  ///< the template whose class embeddings are most like its own
    double closestCosine = 0; ///< their mean cosine over the classes
};
struct TemplateEffects
{
    double value = 0;                    ///< of all of them
    std::vector<TemplateEffect> effects; ///< of those that count for something, in the order of the weighting
};
/// Leave-one-out: the others keep their proportions. No effects where only one template is heard.
[[nodiscard]] TemplateEffects templateEffects(const PromptScorer &scorer, const PromptJudge &judge,
                                              const Weighting &weighting, const std::stop_token &stop,
                                              const Reporter &reporter);
/// A template says the same as another one: very like it, and nothing to speak of moves without it.
[[nodiscard]] bool isRedundant(const TemplateEffect &effect);

/// Two classes that are hard to tell apart.
struct ClassPair
{
    std::int32_t first = 0;
    std::int32_t second = 0;
    double cosine = 0;        ///< of their proxies
    std::int64_t between = 0; ///< images whose two best classes they are, with a margin below 0.2
};
/// The `most` pairs with the largest cosine, largest first.
[[nodiscard]] std::vector<ClassPair> likeliestConfusions(const PromptScorer &scorer, const Weighting &weighting,
                                                         std::size_t most, const std::stop_token &stop);

/// What one more name for a class would do.
struct AliasEffect
{
    std::int32_t classIndex = 0;
    std::string alias;
    double with = 0;       ///< the criterion with it
    double difference = 0; ///< with - without
    double moved = 0;      ///< share of images that would get another class, 0 .. 1
};
/// Tries each alias of `candidates` (classes by name; those that are there already, or whose class is not, are
/// passed over) alone. Encodes what `known` lacks. The largest difference first.
[[nodiscard]] std::vector<AliasEffect> tryAliases(const Session &session, const PromptJudge &judge,
                                                  const Weighting &weighting, const ClassList &classes,
                                                  const ClassList &candidates, TextEmbeddings &known,
                                                  const std::stop_token &stop, const Reporter &reporter);

} // namespace retort
