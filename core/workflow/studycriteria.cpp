#include "workflow/studycriteria.h"

#include "measure/accuracy.h"
#include "measure/significance.h"

#include <functional>

namespace retort {

namespace {

constexpr std::size_t fewestTemplates = 3;

Weighting evenly(const std::vector<std::string> &templates, WeightRule rule)
{
    Weighting weighting;
    weighting.rule = rule;
    for (const std::string &text : templates)
        weighting.templates.push_back({text, 1.0 / static_cast<double>(templates.size())});
    return weighting;
}

} // namespace

void addCriteria(StudyResults &results, const Session &session, const std::vector<std::string> &templates,
                 const std::stop_token &stop, const Reporter &reporter)
{
    if (templates.size() < fewestTemplates)
        return;
    const Matrix &training = *session.training.embeddings;
    const double scale = session.teacher->info().logitScale;
    TextEmbeddings texts;
    const PromptEmbeddings prompts =
        encodePrompts(*session.teacher, templates, session.settings.classes, texts, stop, reporter);
    results.templates = templates;
    const LogitSummary ensemble =
        summarisePrompts(evenly(templates, WeightRule::Uniform), prompts, training, scale, stop);
    TemplateCriterion confidence{"mean confidence", {}};
    TemplateCriterion certainty{"low entropy", {}};
    TemplateCriterion margin{"mean margin", {}};
    TemplateCriterion agreeing{"agreement with all templates together", {}};
    for (std::size_t p = 0; p < templates.size(); ++p) {
        const LogitSummary alone = summarise(teacherLogits(training, prompts.perTemplate[p], scale));
        confidence.values.push_back(alone.meanConfidence);
        certainty.values.push_back(-alone.meanEntropy);
        const std::vector<double> margins(alone.margins.begin(), alone.margins.end());
        margin.values.push_back(spreadOf(margins).mean);
        agreeing.values.push_back(agreement(alone.answers, ensemble.answers).percent);
        const LogitSummary test =
            summarise(teacherLogits(*session.test->embeddings, prompts.perTemplate[p], scale));
        results.accuracies.push_back(agreement(test.answers, session.test->dataset->labels).percent);
    }
    // The rules' weights order templates as their scores do.
    for (const WeightRule rule : {WeightRule::MaxLogit, WeightRule::ZpeTest, WeightRule::AutoClip})
        results.criteria.push_back(
            {"rule " + ruleName(rule),
             findWeights(evenly(templates, rule), prompts, training, scale, nullptr, stop, reporter)});
    for (TemplateCriterion &criterion :
         {std::ref(confidence), std::ref(certainty), std::ref(margin), std::ref(agreeing)})
        results.criteria.push_back(std::move(criterion));
    for (TemplateCriterion &criterion : results.criteria)
        criterion.correlation = rankCorrelation(criterion.values, results.accuracies);
}

} // namespace retort
