#include "base/error.h"
#include "workflow/measuredlabels.h"
#include "workflow/rowblocks.h"
#include "workflow/session.h"

#include <algorithm>
#include <chrono>

namespace retort {

namespace {

void append(LogitSummary &all, const LogitSummary &more)
{
    const auto before = static_cast<double>(all.answers.size());
    const auto added = static_cast<double>(more.answers.size());
    const auto mean = [&](double a, double b) {
        return before + added > 0 ? (a * before + b * added) / (before + added) : 0.0;
    };
    all.meanConfidence = mean(all.meanConfidence, more.meanConfidence);
    all.meanEntropy = mean(all.meanEntropy, more.meanEntropy);
    all.answers.insert(all.answers.end(), more.answers.begin(), more.answers.end());
    all.confidences.insert(all.confidences.end(), more.confidences.begin(), more.confidences.end());
    all.margins.insert(all.margins.end(), more.margins.begin(), more.margins.end());
    all.classCounts.resize(std::max(all.classCounts.size(), more.classCounts.size()));
    for (std::size_t c = 0; c < more.classCounts.size(); ++c)
        all.classCounts[c] += more.classCounts[c];
}

std::vector<std::int32_t> answersOf(const Matrix &proxies, const Matrix &embeddings, const std::stop_token &stop)
{
    std::vector<std::int32_t> answers;
    forRowBlocks(embeddings, proxies.rows(), stop, [&](std::int64_t, const Matrix &block) {
        const Matrix logits = teacherLogits(block, proxies, 1.0);
        for (std::int64_t i = 0; i < logits.rows(); ++i) {
            const auto row = logits.row(i);
            answers.push_back(static_cast<std::int32_t>(std::max_element(row.begin(), row.end()) - row.begin()));
        }
    });
    return answers;
}

std::vector<double> weightsOf(const Weighting &weighting)
{
    std::vector<double> weights;
    for (const WeightedTemplate &entry : weighting.templates)
        weights.push_back(entry.weight);
    return weights;
}

} // namespace

LogitSummary summariseProxies(const Matrix &proxies, const Matrix &imageEmbeddings, double logitScale,
                              const std::stop_token &stop)
{
    LogitSummary summary;
    forRowBlocks(imageEmbeddings, proxies.rows(), stop, [&](std::int64_t, const Matrix &block) {
        append(summary, summarise(teacherLogits(block, proxies, logitScale)));
    });
    return summary;
}

LogitSummary summarisePrompts(const Weighting &weighting, const PromptEmbeddings &prompts,
                              const Matrix &imageEmbeddings, double logitScale, const std::stop_token &stop)
{
    if (weighting.rule != WeightRule::AutoClip)
        return summariseProxies(classProxies(prompts, weightsOf(weighting), weighting.normalise), imageEmbeddings,
                                logitScale, stop);
    LogitSummary summary;
    forRowBlocks(imageEmbeddings, prompts.classes, stop, [&](std::int64_t, const Matrix &block) {
        append(summary, summarise(autoClipLogits(weighting, prompts, block, logitScale, nullptr, stop)));
    });
    return summary;
}

Matrix weightedLogits(const Weighting &weighting, const PromptEmbeddings &prompts, const Matrix &imageEmbeddings,
                      double logitScale, std::stop_token stop)
{
    if (weighting.rule == WeightRule::AutoClip)
        return autoClipLogits(weighting, prompts, imageEmbeddings, logitScale, nullptr, stop);
    return teacherLogits(imageEmbeddings, classProxies(prompts, weightsOf(weighting), weighting.normalise),
                         logitScale);
}

PromptScore scorePrompts(const Session &session, const PromptEmbeddings &prompts, Weighting weighting,
                         bool findTheWeights, bool withTemplates, const MeasuredLabels *labels,
                         std::stop_token stop, const Reporter &reporter, const Matrix *reference)
{
    const auto start = std::chrono::steady_clock::now();
    const double scale = session.teacher->info().logitScale;
    const Matrix &training = *session.training.embeddings;
    if (weighting.templates.size() != prompts.templates.size())
        throw ValueError("There are " + std::to_string(weighting.templates.size()) + " weights for " +
                         std::to_string(prompts.templates.size()) + " encoded templates");
    if (findTheWeights) {
        const std::vector<double> weights =
            findWeights(weighting, prompts, *learnedEmbeddings(session), scale, reference, stop, reporter);
        for (std::size_t p = 0; p < weights.size(); ++p)
            weighting.templates[p].weight = weights[p];
    }

    PromptScore score;
    score.training = summarisePrompts(weighting, prompts, training, scale, stop);
    if (!session.excluded.empty())
        leaveOut(score.training, session.excluded,
                 summarisePrompts(weighting, prompts, someRows(training, session.excluded), scale, stop));
    if (session.test)
        score.test = summarisePrompts(weighting, prompts, *session.test->embeddings, scale, stop);

    // Labels come in here, after the weights were found, and go into nothing but the figures below.
    const EmbeddedDataset *labelled = nullptr;
    if (labels && !labels->empty())
        labelled = labels->role == DatasetRole::Test ? &*session.test : &session.training;
    if (labelled)
        score.accuracy = sampleAccuracy(labels->tuning, measuredAnswers(score, *labels)->answers);
    if (withTemplates) {
        std::int64_t done = 0;
        for (const Matrix &proxies : prompts.perTemplate) {
            throwIfStopped(stop);
            score.templateAccuracy.push_back(
                labelled
                    ? std::optional(
                          sampleAccuracy(labels->tuning, answersOf(proxies, *labelled->embeddings, stop)).percent)
                    : std::nullopt);
            reporter.report(
                {"scoring templates", ++done, static_cast<std::int64_t>(prompts.perTemplate.size()), "templates"});
        }
    }
    score.weighting = std::move(weighting);
    score.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return score;
}

} // namespace retort
