#include "workflow/promptsearch.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace retort {

namespace {

// Logits of a sample that a candidate is judged on: some hundredths of a second each.
constexpr std::int64_t judgedValues = 500'000;
// What a criterion must gain for one more template.
constexpr double leastGain = 1e-6;

struct CriterionName
{
    PromptCriterion criterion;
    const char *text;
};
constexpr std::array<CriterionName, 4> criterionNames{{{PromptCriterion::Margin, "margin"},
                                                       {PromptCriterion::Zpe, "zpe"},
                                                       {PromptCriterion::Agreement, "agreement"},
                                                       {PromptCriterion::Accuracy, "accuracy"}}};

/// Held templates as they are; of the free ones those that are marked share evenly what is left.
Weighting withChosen(Weighting weighting, const std::vector<bool> &chosen)
{
    double held = 0;
    double count = 0;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const WeightedTemplate &item = weighting.templates[i];
        held += item.held() ? item.weight : 0;
        count += !item.held() && chosen[i];
    }
    for (std::size_t i = 0; i < chosen.size(); ++i)
        if (WeightedTemplate &item = weighting.templates[i]; !item.held())
            item.weight = chosen[i] ? std::max(0.0, 1 - held) / count : 0;
    weighting.rule = WeightRule::Manual;
    return weighting;
}

} // namespace

std::string criterionName(PromptCriterion criterion)
{
    for (const CriterionName &name : criterionNames)
        if (name.criterion == criterion)
            return name.text;
    throw ValueError("unknown criterion");
}

PromptCriterion criterionFromName(const std::string &text)
{
    std::string known;
    for (const CriterionName &name : criterionNames) {
        if (text == name.text)
            return name.criterion;
        known += (known.empty() ? "" : ", ") + std::string(name.text);
    }
    throw ValueError("there is no criterion \"" + text + "\"", "Choose one of " + known + ".");
}

PromptJudge::PromptJudge(const PromptScorer &scorer, PromptCriterion criterion)
    : m_criterion(criterion), m_logitScale(scorer.logitScale())
{
    if (criterion == PromptCriterion::Accuracy) {
        PromptScorer::Labelled labelled = scorer.labelledSample(judgedValues);
        if (!labelled.tuning.sample)
            throw ValueError("nothing is labelled, so there is no accuracy to choose by",
                             "Choose by the margin, or audit some images first.");
        m_images = std::move(labelled.images);
        m_labels = std::move(labelled.tuning.sample);
        return;
    }
    m_images = scorer.sample(judgedValues);
    if (criterion == PromptCriterion::Agreement) {
        const PromptEmbeddings &prompts = scorer.prompts();
        const std::vector<double> even(prompts.templates.size(), 1.0 / double(prompts.templates.size()));
        m_reference = summariseProxies(classProxies(prompts, even, false), images(), m_logitScale, {}).answers;
    }
}

double PromptJudge::value(const Matrix &proxies, const std::stop_token &stop) const
{
    throwIfStopped(stop);
    const Matrix logits = teacherLogits(images(), proxies, m_logitScale);
    if (m_criterion == PromptCriterion::Zpe)
        return zpe(logits);
    const LogitSummary summary = summarise(logits);
    if (m_criterion == PromptCriterion::Accuracy)
        return sampleAccuracy(*m_labels, summary.answers).percent / 100;
    if (m_criterion == PromptCriterion::Agreement)
        return agreement(m_reference, summary.answers).percent / 100;
    const double sum = std::accumulate(summary.margins.begin(), summary.margins.end(), 0.0);
    return sum / static_cast<double>(summary.margins.size());
}

double PromptJudge::zpe(const Matrix &logits) const
{
    std::vector<double> means(static_cast<std::size_t>(logits.columns()));
    for (std::int64_t i = 0; i < logits.rows(); ++i)
        for (std::size_t c = 0; c < means.size(); ++c)
            means[c] += static_cast<double>(logits.row(i)[c]);
    for (double &mean : means)
        mean /= static_cast<double>(logits.rows());
    double sum = 0;
    for (std::int64_t i = 0; i < logits.rows(); ++i) {
        const auto row = logits.row(i);
        double top = static_cast<double>(row[0]) - means[0];
        for (std::size_t c = 1; c < means.size(); ++c)
            top = std::max(top, static_cast<double>(row[c]) - means[c]);
        sum += top;
    }
    return sum / static_cast<double>(logits.rows());
}

TemplateSelection selectTemplates(const PromptScorer &scorer, const PromptJudge &judge, const Weighting &weighting,
                                  std::size_t most, const std::stop_token &stop, const Reporter &reporter)
{
    std::vector<bool> chosen(weighting.templates.size());
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < chosen.size(); ++i)
        if (!weighting.templates[i].held())
            open.push_back(i);
    if (open.empty())
        throw ValueError("every template is locked or muted: there is nothing to choose from",
                         "Unlock some of them.");
    TemplateSelection selection;
    const auto total = static_cast<std::int64_t>(open.size());
    while (!open.empty() && selection.steps.size() < most) {
        std::size_t best = open.size();
        double value = 0;
        for (std::size_t k = 0; k < open.size(); ++k) {
            chosen[open[k]] = true;
            const double with = judge.value(scorer.proxiesOf(withChosen(weighting, chosen)), stop);
            chosen[open[k]] = false;
            if (best == open.size() || with > value) {
                best = k;
                value = with;
            }
        }
        if (!selection.steps.empty() && value < selection.steps.back().value + leastGain)
            break;
        chosen[open[best]] = true;
        selection.steps.push_back({weighting.templates[open[best]].text, value});
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(best));
        reporter.report(
            {"choosing templates", static_cast<std::int64_t>(selection.steps.size()), total, "templates"});
    }
    selection.weighting = withChosen(weighting, chosen);
    return selection;
}

} // namespace retort
