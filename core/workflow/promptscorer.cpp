#include "workflow/promptscorer.h"

#include "base/error.h"
#include "prompts/weightingedit.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>

namespace retort {

namespace {

// Logits that a strip is made of: it has 64 positions, and there is one a template.
constexpr std::int64_t stripValues = 100'000;

std::int64_t rowsFor(std::int64_t values, std::int64_t classes)
{
    return std::max<std::int64_t>(1, values / std::max<std::int64_t>(1, classes));
}

/// Those `most` of `places` whose images have the smallest content keys, ascending.
std::vector<std::int64_t> smallestKeys(std::vector<std::int64_t> places, std::int64_t most,
                                       const ImageSource &images)
{
    if (static_cast<std::int64_t>(places.size()) > most) {
        std::vector<std::pair<ContentKey, std::int64_t>> keyed;
        for (const std::int64_t place : places)
            keyed.emplace_back(images.key(place), place);
        std::nth_element(keyed.begin(), keyed.begin() + most, keyed.end());
        for (std::int64_t i = 0; i < most; ++i)
            places[static_cast<std::size_t>(i)] = keyed[static_cast<std::size_t>(i)].second;
        places.resize(static_cast<std::size_t>(most));
    }
    std::sort(places.begin(), places.end());
    return places;
}

std::vector<std::int64_t> withoutPlaces(std::vector<std::int64_t> places,
                                        const std::vector<std::int64_t> &excluded)
{
    std::erase_if(places,
                  [&](std::int64_t place) { return std::binary_search(excluded.begin(), excluded.end(), place); });
    return places;
}

LiveImages imagesAt(const Matrix &embeddings, std::vector<std::int64_t> places)
{
    auto some = std::make_shared<const Matrix>(someRows(embeddings, places));
    return {std::move(some), std::make_shared<const std::vector<std::int64_t>>(std::move(places))};
}

/// Entries of a sample, its images counted from 0.
LabelledSample entriesOf(const LabelledSample &sample, const std::vector<std::int64_t> &entries)
{
    LabelledSample some;
    some.stratumSizes = sample.stratumSizes;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto entry = static_cast<std::size_t>(entries[i]);
        some.images.push_back(static_cast<std::int64_t>(i));
        some.labels.push_back(sample.labels[entry]);
        if (!sample.groups.empty())
            some.groups.push_back(sample.groups[entry]);
        if (!sample.strata.empty())
            some.strata.push_back(sample.strata[entry]);
    }
    return some;
}

LogitSummary summaryAt(const LogitLine &line, double t, const std::stop_token &stop)
{
    const std::vector<float> scales = line.scales(t);
    return summarise(line.rows(), line.columns(), [&](std::int64_t first, std::int64_t rows, Matrix &scratch) {
        throwIfStopped(stop);
        scratch = Matrix(rows, line.columns());
        line.logits(t, scales, first, scratch);
        return scratch.data();
    });
}

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

PromptEmbeddings selectedPrompts(const PromptEmbeddings &prompts, const Weighting &weighting)
{
    PromptEmbeddings result;
    result.classes = prompts.classes;
    for (const WeightedTemplate &item : weighting.templates) {
        const auto found = std::find(prompts.templates.begin(), prompts.templates.end(), item.text);
        if (found == prompts.templates.end())
            throw ValueError("the template \"" + item.text + "\" has not been encoded");
        result.templates.push_back(item.text);
        result.perTemplate.push_back(
            prompts.perTemplate[static_cast<std::size_t>(found - prompts.templates.begin())]);
    }
    return result;
}

PromptScorer::PromptScorer(std::shared_ptr<const Session> session, std::shared_ptr<const PromptEmbeddings> prompts,
                           std::shared_ptr<const MeasuredLabels> labels, std::int64_t values)
    : m_session(std::move(session)), m_prompts(std::move(prompts)), m_labels(std::move(labels))
{
    m_trainingLabels = std::make_shared<const std::vector<std::int32_t>>(
        tuningLabels(*m_session->training.dataset, m_session->settings.classes));
    if (!m_labels->tuning.empty()) {
        std::vector<std::int64_t> all(m_labels->tuning.images.size());
        std::iota(all.begin(), all.end(), 0);
        m_tuning = std::make_shared<const LabelledSample>(entriesOf(m_labels->tuning, all));
    }
    const std::int64_t images =
        m_session->training.embeddings->rows() + (m_session->test ? m_session->test->embeddings->rows() : 0);
    m_training = {m_session->training.embeddings, nullptr};
    if (images <= rowsFor(values, m_prompts->classes)) {
        if (m_session->test)
            m_second = {m_session->test->embeddings, nullptr};
    } else {
        m_training = sample(values / 2);
        m_live = labelledSample(values / 2);
        m_second = m_live.images;
    }
    if (!m_session->excluded.empty())
        m_excluded = someRows(*m_session->training.embeddings, m_session->excluded);
    m_stripped = sample(stripValues);
    m_measured = labelledSample(stripValues);
}

double PromptScorer::logitScale() const
{
    return m_session->teacher->info().logitScale;
}

LiveImages PromptScorer::sample(std::int64_t values) const
{
    const EmbeddedDataset &part = m_session->training;
    const std::int64_t most = rowsFor(values, m_prompts->classes);
    const std::vector<std::int64_t> &excluded = m_session->excluded;
    if (part.embeddings->rows() <= most && excluded.empty())
        return {part.embeddings, nullptr};
    std::vector<std::int64_t> places(static_cast<std::size_t>(part.embeddings->rows()));
    std::iota(places.begin(), places.end(), 0);
    return imagesAt(*part.embeddings,
                    smallestKeys(withoutPlaces(std::move(places), excluded), most, *part.dataset->images));
}

PromptScorer::Labelled PromptScorer::labelledSample(std::int64_t values) const
{
    if (!m_tuning)
        return {};
    const LabelledSample &tuning = m_labels->tuning;
    const bool test = m_labels->role == DatasetRole::Test;
    const EmbeddedDataset &part = test ? *m_session->test : m_session->training;
    const std::vector<std::int64_t> excluded = test ? std::vector<std::int64_t>() : m_session->excluded;
    const std::int64_t most = rowsFor(values, m_prompts->classes);
    Labelled result;
    result.tuning.sample = m_tuning;
    // Somebody may have been asked about an image before it was excluded.
    std::vector<std::int64_t> places = withoutPlaces(tuning.images, excluded);
    if (places.size() < tuning.images.size() || static_cast<std::int64_t>(places.size()) > most) {
        const std::vector<std::int64_t> kept = smallestKeys(std::move(places), most, *part.dataset->images);
        std::vector<std::int64_t> entries;
        places.clear();
        for (std::size_t i = 0; i < tuning.images.size(); ++i)
            if (std::binary_search(kept.begin(), kept.end(), tuning.images[i])) {
                entries.push_back(static_cast<std::int64_t>(i));
                places.push_back(tuning.images[i]);
            }
        result.tuning.sample = std::make_shared<const LabelledSample>(entriesOf(tuning, entries));
        result.tuning.entries = std::make_shared<const std::vector<std::int64_t>>(std::move(entries));
    }
    result.images = imagesAt(*part.embeddings, std::move(places));
    return result;
}

Matrix PromptScorer::proxiesOf(const Weighting &weighting) const
{
    return classProxies(*m_prompts, weights(weighting), weighting.normalise);
}

std::vector<double> PromptScorer::weights(const Weighting &weighting) const
{
    std::vector<double> result(m_prompts->templates.size());
    for (const WeightedTemplate &item : weighting.templates) {
        const auto found = std::find(m_prompts->templates.begin(), m_prompts->templates.end(), item.text);
        if (found == m_prompts->templates.end())
            throw ValueError("the template \"" + item.text + "\" has not been encoded");
        result[static_cast<std::size_t>(found - m_prompts->templates.begin())] = item.weight;
    }
    return result;
}

ProxyLine PromptScorer::proxies(const WeightSlide &slide) const
{
    const double largest = largestWeight(slide.base, slide.index);
    return proxyLine(*m_prompts, weights(withWeight(slide.base, slide.index, 0)),
                     weights(withWeight(slide.base, slide.index, largest)), slide.base.normalise);
}

LogitSummary PromptScorer::summary(const Weighting &weighting, const Matrix &embeddings,
                                   const std::stop_token &stop) const
{
    if (weighting.rule == WeightRule::AutoClip)
        return summarisePrompts(weighting, selectedPrompts(*m_prompts, weighting), embeddings, logitScale(), stop);
    return summariseProxies(proxiesOf(weighting), embeddings, logitScale(), stop);
}

void PromptScorer::measure(LiveScored &scored, std::optional<LogitSummary> second, bool all) const
{
    const bool sampled = samples() && !all;
    TuningAnswers &tuning = scored.tuning;
    if (sampled) {
        scored.places = m_training.places;
        tuning = m_live.tuning;
        if (second) {
            tuning.answers = std::move(second->answers);
            tuning.confidences = std::move(second->confidences);
            tuning.margins = std::move(second->margins);
        }
    } else {
        scored.score.test = std::move(second);
        tuning.sample = m_tuning;
        if (const LogitSummary *answers = measuredAnswers(scored.score, *m_labels); answers && m_tuning)
            for (const std::int64_t place : m_labels->tuning.images) {
                tuning.answers.push_back(answers->answers[static_cast<std::size_t>(place)]);
                tuning.confidences.push_back(answers->confidences[static_cast<std::size_t>(place)]);
                tuning.margins.push_back(answers->margins[static_cast<std::size_t>(place)]);
            }
    }
    if (tuning.sample)
        scored.score.accuracy = sampleAccuracy(*tuning.sample, tuning.answers);
}

LiveScored PromptScorer::score(const Weighting &weighting, bool all, const std::stop_token &stop)
{
    const auto start = std::chrono::steady_clock::now();
    LiveScored scored;
    scored.score.weighting = weighting;
    const bool whole = all && samples();
    scored.score.training =
        summary(weighting, whole ? *m_session->training.embeddings : *m_training.embeddings, stop);
    if (!m_excluded.empty() && (whole || !samples()))
        leaveOut(scored.score.training, m_session->excluded, summary(weighting, m_excluded, stop));
    const Matrix *second = m_second.embeddings.get();
    if (whole)
        second = m_session->test ? m_session->test->embeddings.get() : nullptr;
    measure(scored, second ? std::optional(summary(weighting, *second, stop)) : std::nullopt, all);
    scored.score.seconds = secondsSince(start);
    return scored;
}

void PromptScorer::prepare(const WeightSlide &slide)
{
    if (m_line && m_line->slide.index == slide.index && m_line->slide.base == slide.base)
        return;
    m_line.reset();
    const ProxyLine along = proxies(slide);
    m_line = Line{slide, LogitLine(along, *m_training.embeddings, logitScale()),
                  m_second.embeddings ? LogitLine(along, *m_second.embeddings, logitScale()) : LogitLine(),
                  m_excluded.empty() || samples() ? LogitLine() : LogitLine(along, m_excluded, logitScale())};
}

LiveScored PromptScorer::slide(const WeightSlide &slide, double weight, const std::stop_token &stop)
{
    const auto start = std::chrono::steady_clock::now();
    prepare(slide);
    LiveScored scored;
    scored.score.weighting = withWeight(slide.base, slide.index, weight);
    const double largest = largestWeight(slide.base, slide.index);
    const double t = largest > 0 ? scored.score.weighting.templates[slide.index].weight / largest : 0;
    scored.score.training = summaryAt(m_line->training, t, stop);
    if (m_line->excluded.rows() > 0)
        leaveOut(scored.score.training, m_session->excluded, summaryAt(m_line->excluded, t, stop));
    measure(scored, m_second.embeddings ? std::optional(summaryAt(m_line->second, t, stop)) : std::nullopt, false);
    scored.score.seconds = secondsSince(start);
    return scored;
}

std::vector<float> PromptScorer::strip(const WeightSlide &slide, double full, StripFigure figure,
                                       const std::stop_token &stop) const
{
    const bool accuracy = figure == StripFigure::Accuracy;
    if (slide.base.rule == WeightRule::AutoClip || (accuracy && !m_tuning))
        return {};
    const Matrix &images = accuracy ? *m_measured.images.embeddings : *m_stripped.embeddings;
    std::vector<std::int32_t> now;
    if (figure == StripFigure::Movers)
        now = summary(slide.base, images, stop).answers;
    const LogitLine line(proxies(slide), images, logitScale());
    const double largest = largestWeight(slide.base, slide.index);
    std::vector<float> values;
    for (std::size_t i = 0; i < stripPositions; ++i) {
        const double weight = std::min(full * static_cast<double>(i) / (stripPositions - 1), largest);
        const LogitSummary at = summaryAt(line, largest > 0 ? weight / largest : 0, stop);
        double value = 0;
        switch (figure) {
        case StripFigure::Confidence:
            value = at.meanConfidence;
            break;
        case StripFigure::Entropy:
            value = at.meanEntropy;
            break;
        case StripFigure::Movers:
            value = 1 - agreement(now, at.answers).percent / 100;
            break;
        case StripFigure::Accuracy:
            value = sampleAccuracy(*m_measured.tuning.sample, at.answers).percent / 100;
            break;
        }
        values.push_back(static_cast<float>(value));
    }
    return values;
}

Matrix PromptScorer::spread(const Weighting &weighting, double full, const std::stop_token &stop) const
{
    return autoClipSpread(weighting, selectedPrompts(*m_prompts, weighting), *m_stripped.embeddings, logitScale(),
                          static_cast<std::int64_t>(stripPositions), full, stop);
}

Weighting PromptScorer::find(const Weighting &weighting, const std::stop_token &stop,
                             const Reporter &reporter) const
{
    Weighting found = weighting;
    const std::vector<double> values =
        findWeights(weighting, selectedPrompts(*m_prompts, weighting), *learnedEmbeddings(*m_session),
                    logitScale(), nullptr, stop, reporter);
    for (std::size_t p = 0; p < values.size(); ++p)
        found.templates[p].weight = values[p];
    return found;
}

} // namespace retort
