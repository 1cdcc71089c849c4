#include "base/error.h"
#include "prompts/weightingedit.h"
#include "workflow/promptsearch.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace retort {

namespace {

constexpr double redundantCosine = 0.97;
constexpr double redundantMoved = 0.002; ///< share of the images
constexpr double narrow = 0.2;           ///< margin below which two classes count as hard to tell apart

double cosine(std::span<const float> a, std::span<const float> b)
{
    double product = 0;
    double first = 0;
    double second = 0;
    for (std::size_t d = 0; d < a.size(); ++d) {
        product += static_cast<double>(a[d]) * b[d];
        first += static_cast<double>(a[d]) * a[d];
        second += static_cast<double>(b[d]) * b[d];
    }
    return product / std::max(std::sqrt(first * second), 1e-12);
}

/// Mean over the classes.
double likeness(const Matrix &a, const Matrix &b)
{
    double sum = 0;
    for (std::int64_t c = 0; c < a.rows(); ++c)
        sum += cosine(a.row(c), b.row(c));
    return sum / static_cast<double>(a.rows());
}

double shareMoved(const std::vector<std::int32_t> &before, const std::vector<std::int32_t> &after)
{
    return 1 - agreement(before, after).percent / 100;
}

const Matrix &embeddingsOf(const PromptEmbeddings &prompts, const std::string &text)
{
    const auto found = std::find(prompts.templates.begin(), prompts.templates.end(), text);
    return prompts.perTemplate[static_cast<std::size_t>(found - prompts.templates.begin())];
}

} // namespace

TemplateEffects templateEffects(const PromptScorer &scorer, const PromptJudge &judge, const Weighting &weighting,
                                const std::stop_token &stop, const Reporter &reporter)
{
    std::vector<std::size_t> heard;
    for (std::size_t i = 0; i < weighting.templates.size(); ++i)
        if (weighting.templates[i].weight > 0)
            heard.push_back(i);
    const auto answers = [&](const Matrix &proxies) {
        return summariseProxies(proxies, judge.images(), scorer.logitScale(), stop).answers;
    };
    const Matrix all = scorer.proxiesOf(weighting);
    const std::vector<std::int32_t> before = answers(all);
    TemplateEffects result;
    result.value = judge.value(all, stop);
    if (heard.size() < 2)
        return result; // nothing is left without the only one
    for (const std::size_t index : heard) {
        throwIfStopped(stop);
        // Whether it is locked or not: what would be if it were not there.
        const Matrix proxies = scorer.proxiesOf(withoutTemplates(weighting, std::span(&index, 1)));
        TemplateEffect effect;
        effect.index = index;
        effect.without = judge.value(proxies, stop);
        effect.difference = effect.without - result.value;
        effect.moved = shareMoved(before, answers(proxies));
        effect.closestCosine = -1;
        const Matrix &own = embeddingsOf(scorer.prompts(), weighting.templates[index].text);
        for (const std::size_t other : heard) {
            if (other == index)
                continue;
            const double like = likeness(own, embeddingsOf(scorer.prompts(), weighting.templates[other].text));
            if (like > effect.closestCosine) {
                effect.closestCosine = like;
                effect.closest = other;
            }
        }
        result.effects.push_back(effect);
        reporter.report({"leaving templates out", static_cast<std::int64_t>(result.effects.size()),
                         static_cast<std::int64_t>(heard.size()), "templates"});
    }
    return result;
}

bool isRedundant(const TemplateEffect &effect)
{
    return effect.closestCosine >= redundantCosine && effect.moved <= redundantMoved;
}

std::vector<ClassPair> likeliestConfusions(const PromptScorer &scorer, const Weighting &weighting,
                                           std::size_t most, const std::stop_token &stop)
{
    const Matrix proxies = scorer.proxiesOf(weighting);
    std::vector<ClassPair> pairs;
    const auto larger = [](const ClassPair &a, const ClassPair &b) { return a.cosine > b.cosine; };
    for (std::int64_t a = 0; a < proxies.rows(); ++a) {
        throwIfStopped(stop);
        for (std::int64_t b = a + 1; b < proxies.rows(); ++b)
            pairs.push_back({static_cast<std::int32_t>(a), static_cast<std::int32_t>(b),
                             cosine(proxies.row(a), proxies.row(b)), 0});
        // A thousand classes have half a million pairs: only the best are kept.
        if (pairs.size() > 4 * most) {
            std::nth_element(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(most), pairs.end(),
                             larger);
            pairs.resize(most);
        }
    }
    std::sort(pairs.begin(), pairs.end(), larger);
    pairs.resize(std::min(pairs.size(), most));

    std::map<std::pair<std::int32_t, std::int32_t>, std::size_t> places;
    for (std::size_t i = 0; i < pairs.size(); ++i)
        places.emplace(std::pair(pairs[i].first, pairs[i].second), i);
    const LiveImages images = scorer.sample(500'000);
    const Matrix logits = teacherLogits(*images.embeddings, proxies, scorer.logitScale());
    const LogitSummary summary = summarise(logits);
    for (std::int64_t i = 0; i < logits.rows(); ++i) {
        const auto position = static_cast<std::size_t>(i);
        if (static_cast<double>(summary.margins[position]) >= narrow)
            continue;
        const std::int32_t answer = summary.answers[position];
        const auto row = logits.row(i);
        std::int32_t second = answer == 0 ? 1 : 0;
        for (std::int32_t c = 0; c < static_cast<std::int32_t>(row.size()); ++c)
            if (c != answer && row[static_cast<std::size_t>(c)] > row[static_cast<std::size_t>(second)])
                second = c;
        if (const auto found = places.find(std::minmax(answer, second)); found != places.end())
            ++pairs[found->second].between;
    }
    return pairs;
}

std::vector<AliasEffect> tryAliases(const Session &session, const PromptJudge &judge, const Weighting &weighting,
                                    const ClassList &classes, const ClassList &candidates, TextEmbeddings &known,
                                    const std::stop_token &stop, const Reporter &reporter)
{
    std::vector<std::string> templates;
    std::vector<double> weights;
    for (const WeightedTemplate &item : weighting.templates) {
        templates.push_back(item.text);
        weights.push_back(item.weight);
    }
    const double scale = session.teacher->info().logitScale;
    const auto proxiesOf = [&](const ClassList &list) {
        return classProxies(encodePrompts(*session.teacher, templates, list, known, stop, reporter), weights,
                            weighting.normalise);
    };
    Matrix proxies = proxiesOf(classes);
    const double without = judge.value(proxies, stop);
    const std::vector<std::int32_t> before = summariseProxies(proxies, judge.images(), scale, stop).answers;
    std::vector<AliasEffect> effects;
    for (const ClassEntry &candidate : candidates) {
        const auto found = std::find_if(classes.begin(), classes.end(),
                                        [&](const ClassEntry &entry) { return entry.name == candidate.name; });
        if (found == classes.end())
            continue;
        const auto place = static_cast<std::int64_t>(found - classes.begin());
        for (const std::string &alias : candidate.aliases) {
            throwIfStopped(stop);
            if (alias == found->name ||
                std::find(found->aliases.begin(), found->aliases.end(), alias) != found->aliases.end())
                continue;
            ClassEntry entry = *found;
            entry.aliases.push_back(alias);
            const Matrix changed = proxiesOf({entry}); // of this class alone: the others stay as they are
            const auto row = proxies.row(place);
            const std::vector<float> kept(row.begin(), row.end());
            std::copy(changed.row(0).begin(), changed.row(0).end(), row.begin());
            AliasEffect effect{static_cast<std::int32_t>(place), alias, judge.value(proxies, stop), 0, 0};
            effect.difference = effect.with - without;
            effect.moved = shareMoved(before, summariseProxies(proxies, judge.images(), scale, stop).answers);
            std::copy(kept.begin(), kept.end(), row.begin());
            effects.push_back(std::move(effect));
        }
    }
    std::stable_sort(effects.begin(), effects.end(),
                     [](const AliasEffect &a, const AliasEffect &b) { return a.difference > b.difference; });
    return effects;
}

} // namespace retort
