#include "measure/sampleestimates.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace retort {

namespace {

constexpr double normalQuantile = 1.959963984540054; // 97.5 %

/// 97.5 % quantile of Student's t (Abramowitz and Stegun 26.7.5; exact for one and two degrees of freedom).
double studentQuantile(double freedom)
{
    if (freedom <= 1)
        return 12.706204736;
    if (freedom <= 2)
        return 4.302652730;
    const double z = normalQuantile;
    const double z2 = z * z;
    const double g1 = z * (z2 + 1) / 4;
    const double g2 = z * ((5 * z2 + 16) * z2 + 3) / 96;
    const double g3 = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
    const double g4 = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
    return z + (g1 + (g2 + (g3 + g4 / freedom) / freedom) / freedom) / freedom;
}

/// An image that is counted among others; `hit`: and counted itself.
struct Item
{
    std::size_t place; ///< in the sample
    bool hit;
};

/// How many images of a stratum are counted among, and counted.
struct Counts
{
    double among = 0;
    double hits = 0;
};

class Estimator
{
public:
    explicit Estimator(const LabelledSample &sample)
        : m_sample(sample), m_drawn(std::max<std::size_t>(1, sample.stratumSizes.size()))
    {
        for (std::size_t i = 0; i < sample.images.size(); ++i)
            ++m_drawn[stratum(i)];
        for (const std::int32_t group : sample.groups)
            m_groups = std::max(m_groups, static_cast<std::size_t>(group) + 1);
        double known = 0;
        double all = 0;
        for (std::size_t h = 0; h < sample.stratumSizes.size(); ++h) {
            all += size(h);
            known += m_drawn[h] > 0 ? size(h) : 0;
        }
        m_covered = all > 0 ? 100 * known / all : 100;
    }

    [[nodiscard]] double covered() const { return m_covered; }
    /// How many images of the population one of the sample stands for.
    [[nodiscard]] double weight(std::size_t place) const { return weightIn(stratum(place)); }

    [[nodiscard]] bool isGrouped() const { return m_groups > 0; }
    [[nodiscard]] std::size_t strata() const { return m_drawn.size(); }
    [[nodiscard]] std::size_t stratum(std::size_t place) const
    {
        return m_sample.strata.empty() ? 0 : static_cast<std::size_t>(m_sample.strata[place]);
    }

    [[nodiscard]] Proportion ratio(std::span<const Item> items) const
    {
        if (isGrouped())
            return ratioOfGroups(items);
        std::vector<Counts> counts(strata());
        for (const Item &item : items) {
            Counts &of = counts[stratum(item.place)];
            of.among += 1;
            of.hits += item.hit ? 1 : 0;
        }
        return ratio(counts);
    }

    /// Without groups, whose images are not for themselves: counts of each stratum are all there is to know.
    [[nodiscard]] Proportion ratio(std::span<const Counts> counts) const
    {
        double x = 0;
        double y = 0;
        double images = 0;
        for (std::size_t h = 0; h < counts.size(); ++h) {
            x += counts[h].among * weightIn(h);
            y += counts[h].hits * weightIn(h);
            images += counts[h].among;
        }
        if (!(x > 0))
            return {};
        Proportion result = wilson(y / x, effectiveOfStrata(counts, y / x, x, y));
        result.count = static_cast<std::int64_t>(images);
        return result;
    }

private:
    [[nodiscard]] bool isDrawn() const { return !m_sample.stratumSizes.empty(); }
    [[nodiscard]] double size(std::size_t h) const { return static_cast<double>(m_sample.stratumSizes[h]); }
    /// A stratum of which nothing was drawn has no images to be weighed.
    [[nodiscard]] double weightIn(std::size_t h) const
    {
        return !isDrawn() ? 1 : m_drawn[h] > 0 ? size(h) / static_cast<double>(m_drawn[h]) : 0;
    }

    [[nodiscard]] double effectiveOfStrata(std::span<const Counts> counts, double share, double x, double y) const
    {
        double population = 0;
        for (std::size_t h = 0; h < counts.size(); ++h)
            population += m_drawn[h] == 0 ? 0 : isDrawn() ? size(h) : static_cast<double>(m_drawn[h]);
        constexpr double added = 2;
        double variance = 0;  // of sum w (y - R x)
        double sameShare = 0; // the same, were all strata alike, over R (1 - R)
        for (std::size_t h = 0; h < counts.size(); ++h) {
            const auto drawn = static_cast<double>(m_drawn[h]);
            if (drawn == 0)
                continue;
            const double all = isDrawn() ? size(h) : drawn;
            const double left = isDrawn() ? 1 - drawn / all : 1; // finite population correction
            const double xHere = (counts[h].among + added * x / population) / (drawn + added);
            const double yHere = (counts[h].hits + added * y / population) / (drawn + added);
            const double mean = yHere - share * xHere;
            const double square = yHere * (1 - share) * (1 - share) + (xHere - yHere) * share * share;
            const double factor = all * all * left / drawn;
            variance += factor * std::max(0.0, square - mean * mean);
            sameShare += factor * xHere;
        }
        const double spread = share * (1 - share);
        if (spread > 1e-12)
            return spread * x * x / variance;
        return x * x / sameShare;
    }

    [[nodiscard]] Proportion ratioOfGroups(std::span<const Item> items) const
    {
        double x = 0;
        double y = 0;
        for (const Item &item : items) {
            const double w = weight(item.place);
            x += w;
            y += item.hit ? w : 0;
        }
        if (!(x > 0))
            return {};
        Proportion result = wilson(y / x, effectiveOfGroups(items, y / x, x));
        result.count = static_cast<std::int64_t>(items.size());
        return result;
    }

    [[nodiscard]] double effectiveOfGroups(std::span<const Item> items, double share, double x) const
    {
        std::vector<double> weights(m_groups);
        std::vector<double> residuals(m_groups);
        for (const Item &item : items) {
            const auto group = static_cast<std::size_t>(m_sample.groups[item.place]);
            const double w = weight(item.place);
            weights[group] += w;
            residuals[group] += w * ((item.hit ? 1 : 0) - share);
        }
        double single = 0; // images as if each were for itself: groups never say more than that
        for (const Item &item : items)
            single += weight(item.place) * weight(item.place);
        double count = 0;
        double squares = 0;
        double weightSquares = 0;
        for (std::size_t g = 0; g < m_groups; ++g) {
            count += weights[g] > 0 ? 1 : 0;
            squares += residuals[g] * residuals[g];
            weightSquares += weights[g] * weights[g];
        }
        if (count < 2)
            return 0;
        const double spread = share * (1 - share);
        if (!(spread > 1e-12))
            return x * x / weightSquares;
        const double effective = spread * x * x * (count - 1) / (count * squares);
        const double t = normalQuantile / studentQuantile(count - 1);
        return std::min(effective * t * t, x * x / single);
    }

    const LabelledSample &m_sample;
    std::vector<std::int64_t> m_drawn; ///< images of the sample, a stratum
    std::size_t m_groups = 0;
    double m_covered = 100;
};

std::int32_t answerOf(const LabelledSample &sample, std::size_t place, std::span<const std::int32_t> answers)
{
    const auto image = static_cast<std::size_t>(sample.images[place]);
    if (image >= answers.size())
        throw ValueError("there are answers to " + std::to_string(answers.size()) +
                         " images and a label of image " + std::to_string(image));
    return answers[image];
}

void checkClass(std::int32_t value, std::int64_t classes)
{
    if (value >= classes)
        throw ValueError("class " + std::to_string(value) + " is beyond the " + std::to_string(classes) +
                             " classes there are",
                         "Check that labels and class list belong together.");
}

/// Images with both a class as label and an answer.
template<typename F>
void forJudged(const LabelledSample &sample, std::span<const std::int32_t> answers, F f)
{
    for (std::size_t i = 0; i < sample.images.size(); ++i) {
        const std::int32_t answer = answerOf(sample, i, answers);
        if (sample.labels[i] >= 0 && answer >= 0)
            f(i, sample.labels[i], answer);
    }
}

} // namespace

Proportion sampleAccuracy(const LabelledSample &sample, std::span<const std::int32_t> answers)
{
    std::vector<Item> items;
    items.reserve(sample.images.size());
    forJudged(sample, answers, [&](std::size_t i, std::int32_t label, std::int32_t answer) {
        items.push_back({i, label == answer});
    });
    return Estimator(sample).ratio(items);
}

SampleFigures sampleFigures(const LabelledSample &sample, std::span<const std::int32_t> answers,
                            std::int64_t classes)
{
    const Estimator estimator(sample);
    std::vector<Item> all;
    std::vector<std::vector<Item>> byLabel(static_cast<std::size_t>(classes));
    std::vector<std::vector<Item>> byAnswer(static_cast<std::size_t>(classes));
    forJudged(sample, answers, [&](std::size_t i, std::int32_t label, std::int32_t answer) {
        checkClass(std::max(label, answer), classes);
        const Item item{i, label == answer};
        all.push_back(item);
        byLabel[static_cast<std::size_t>(label)].push_back(item);
        byAnswer[static_cast<std::size_t>(answer)].push_back(item);
    });

    SampleFigures figures;
    figures.covered = estimator.covered();
    figures.accuracy = estimator.ratio(all);
    const auto total = [&](const std::vector<Item> &items, bool hitsOnly) {
        double sum = 0;
        for (const Item &item : items)
            sum += hitsOnly && !item.hit ? 0 : estimator.weight(item.place);
        return sum;
    };
    double named = 0;
    for (std::size_t c = 0; c < byLabel.size(); ++c) {
        ClassFigures of;
        of.recall = estimator.ratio(byLabel[c]);
        of.precision = estimator.ratio(byAnswer[c]);
        const double both = total(byLabel[c], false) + total(byAnswer[c], false);
        of.f1 = both > 0 ? 200 * total(byLabel[c], true) / both : 0;
        if (of.recall.count > 0) {
            figures.balancedAccuracy += of.recall.percent;
            figures.macroF1 += of.f1;
            named += 1;
        }
        figures.classes.push_back(of);
    }
    if (named > 0) {
        figures.balancedAccuracy /= named;
        figures.macroF1 /= named;
    }

    std::vector<Item> told;
    std::vector<Item> seen;
    for (std::size_t i = 0; i < sample.labels.size(); ++i) {
        seen.push_back({i, sample.labels[i] == cannotTell});
        if (sample.labels[i] != cannotTell)
            told.push_back({i, sample.labels[i] == noneOfThese});
    }
    figures.none = estimator.ratio(told);
    figures.unclear = estimator.ratio(seen);
    return figures;
}

std::vector<ConfusionCell> sampleConfusion(const LabelledSample &sample, std::span<const std::int32_t> answers,
                                           std::int64_t classes)
{
    const Estimator estimator(sample);
    struct Cell
    {
        ConfusionCell told;
        std::vector<Counts> hits; ///< a stratum; without groups
    };
    struct Row ///< of a label: what its cells are shares of
    {
        std::vector<std::size_t> places;
        std::vector<Counts> among;
    };
    std::vector<Row> rows(static_cast<std::size_t>(classes));
    std::map<std::pair<std::int32_t, std::int32_t>, Cell> cells;
    forJudged(sample, answers, [&](std::size_t i, std::int32_t label, std::int32_t answer) {
        checkClass(std::max(label, answer), classes);
        Row &row = rows[static_cast<std::size_t>(label)];
        Cell &cell = cells[{label, answer}];
        ++cell.told.count;
        cell.told.images += estimator.weight(i);
        row.places.push_back(i);
        row.among.resize(estimator.strata());
        cell.hits.resize(estimator.strata());
        row.among[estimator.stratum(i)].among += 1;
        cell.hits[estimator.stratum(i)].hits += 1;
    });
    std::vector<ConfusionCell> result;
    std::vector<Item> items;
    for (auto &[pair, cell] : cells) {
        std::tie(cell.told.label, cell.told.answer) = pair;
        const Row &row = rows[static_cast<std::size_t>(cell.told.label)];
        if (estimator.isGrouped()) {
            items.clear();
            for (const std::size_t i : row.places)
                items.push_back({i, answerOf(sample, i, answers) == cell.told.answer});
            cell.told.share = estimator.ratio(items);
        } else {
            for (std::size_t h = 0; h < row.among.size(); ++h)
                cell.hits[h].among = row.among[h].among;
            cell.told.share = estimator.ratio(cell.hits);
        }
        result.push_back(cell.told);
    }
    return result;
}

} // namespace retort
