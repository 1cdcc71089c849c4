// What the Prompts page shows, against slow and obvious ways to the same numbers.
#include "workflowfixture.h"

#include "base/random.h"
#include "measure/labelhalf.h"
#include "prompts/weightingedit.h"
#include "workflow/labelpicture.h"
#include "workflow/promptsearch.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace retort;
using namespace retort::test;

namespace {

/// One image after the other, one template after the other, in double.
struct LongWay
{
    std::vector<std::int32_t> answers;
    std::vector<double> confidences;
    std::vector<double> margins;
    double meanConfidence = 0;
    double meanMargin = 0;
    double meanEntropy = 0;
};

LongWay longWay(const PromptEmbeddings &prompts, const Weighting &weighting, const Matrix &images, double scale)
{
    LongWay result;
    for (std::int64_t i = 0; i < images.rows(); ++i) {
        std::vector<double> z;
        for (std::int64_t c = 0; c < prompts.classes; ++c) {
            double sum = 0;
            std::vector<double> proxy(static_cast<std::size_t>(images.columns()));
            for (const WeightedTemplate &item : weighting.templates) {
                const auto p = std::find(prompts.templates.begin(), prompts.templates.end(), item.text) -
                               prompts.templates.begin();
                for (std::size_t d = 0; d < proxy.size(); ++d)
                    proxy[d] += item.weight * double(prompts.perTemplate[std::size_t(p)].row(c)[d]);
            }
            double squares = 0;
            for (std::size_t d = 0; d < proxy.size(); ++d) {
                sum += proxy[d] * double(images.row(i)[d]);
                squares += proxy[d] * proxy[d];
            }
            z.push_back(scale * (weighting.normalise ? sum / std::sqrt(squares) : sum));
        }
        const auto top = std::max_element(z.begin(), z.end()) - z.begin();
        double total = 0;
        for (const double value : z)
            total += std::exp(value - z[std::size_t(top)]);
        double second = 0;
        double entropy = 0;
        for (std::size_t c = 0; c < z.size(); ++c) {
            const double share = std::exp(z[c] - z[std::size_t(top)]) / total;
            entropy -= share > 0 ? share * std::log(share) : 0;
            if (std::ptrdiff_t(c) != top)
                second = std::max(second, share);
        }
        result.answers.push_back(std::int32_t(top));
        result.confidences.push_back(1 / total);
        result.margins.push_back(1 / total - second);
        result.meanConfidence += 1 / total / double(images.rows());
        result.meanMargin += (1 / total - second) / double(images.rows());
        result.meanEntropy += entropy / double(images.rows());
    }
    return result;
}

double shareMoved(const std::vector<std::int32_t> &a, const std::vector<std::int32_t> &b)
{
    double moved = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        moved += a[i] != b[i];
    return moved / double(a.size());
}

bool near(double a, double b, double tolerance = 2e-4)
{
    return std::abs(a - b) <= tolerance;
}

} // namespace

class TestPromptScorer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_place = std::make_unique<Place>();
        createProject(m_place->choice("a.retort", m_place->idx("idx", 160, true)), {}, {});
        m_session = openSession(Project::open(m_place->root() / "a.retort", nullptr)->settings(), m_place->cache(),
                                {}, {});
        m_labels =
            std::make_shared<const MeasuredLabels>(measuredLabels(*m_session, m_session->settings.classes, {}));
        const std::vector<std::string> templates{"a photo of a {}.",  "a dark {}",      "{}",
                                                 "a drawing of a {}", "the {} of ours", "{}, seen from above"};
        m_prompts = std::make_shared<const PromptEmbeddings>(
            encodePrompts(*m_session->teacher, templates, m_session->settings.classes, m_known, {}, {}));
        m_scale = m_session->teacher->info().logitScale;
        RandomStream random{3};
        double sum = 0;
        for (const std::string &text : templates)
            m_weighting.templates.push_back({text, random.uniform(), false});
        for (const WeightedTemplate &item : m_weighting.templates)
            sum += item.weight;
        for (WeightedTemplate &item : m_weighting.templates)
            item.weight /= sum;
        m_weighting.rule = WeightRule::Manual;
    }

    void everyPositionOfASlideIsTheLongWay_data()
    {
        QTest::addColumn<bool>("normalise");
        QTest::newRow("plain") << false;
        QTest::newRow("normalised") << true;
    }

    void everyPositionOfASlideIsTheLongWay()
    {
        QFETCH(bool, normalise);
        PromptScorer scorer(m_session, m_prompts, m_labels);
        QVERIFY(!scorer.samples());
        WeightSlide slide{withLock(m_weighting, std::vector<std::size_t>{4}, true), 1};
        slide.base.normalise = normalise;
        for (int i = 0; i <= 12; ++i) {
            const double weight = i / 12.0;
            const LiveScored live = scorer.slide(slide, weight, {});
            const Weighting at = withWeight(slide.base, 1, weight);
            QCOMPARE(live.score.weighting, at);
            compareWithLongWay(live, at);
            compareWithLongWay(scorer.score(at, true, {}), at);
        }
    }

    void orderAndAbsenceOfTemplatesDoNotMatter()
    {
        PromptScorer scorer(m_session, m_prompts, m_labels);
        Weighting some = withoutTemplates(m_weighting, std::vector<std::size_t>{0, 3});
        some = withMoved(some, std::vector<std::size_t>{0}, 4);
        compareWithLongWay(scorer.score(some, true, {}), some);
        some.templates[0].text = "unknown {}";
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)scorer.score(some, true, {}));
    }

    void autoClipIsScoredToo()
    {
        PromptScorer scorer(m_session, m_prompts, m_labels);
        Weighting weighting = m_weighting;
        weighting.rule = WeightRule::AutoClip;
        const LiveScored live = scorer.score(weighting, true, {});
        const LogitSummary expected = summarise(
            autoClipLogits(weighting, *m_prompts, *m_session->training.embeddings, m_scale, nullptr, {}));
        QCOMPARE(live.score.training.answers, expected.answers);
        QVERIFY(scorer.strip({weighting, 0}, 1, StripFigure::Confidence, {}).empty());
    }

    void aSampleIsOfTheSameImages()
    {
        PromptScorer scorer(m_session, m_prompts, m_labels, 10 * 60); // 30 and 30 images of 160 and 40
        QVERIFY(scorer.samples());
        PromptScorer whole(m_session, m_prompts, m_labels);
        const LiveScored sampled = scorer.score(m_weighting, false, {});
        const LiveScored all = scorer.score(m_weighting, true, {});
        QVERIFY(!all.places && all.score.training.answers.size() == 160);
        QCOMPARE(all.score.training.answers, whole.score(m_weighting, true, {}).score.training.answers);
        QVERIFY(sampled.places && !sampled.score.test);
        QCOMPARE(sampled.places->size(), std::size_t(30));
        // Those with the smallest keys, ascending.
        std::set<ContentKey> keys;
        const ImageSource &images = *m_session->training.dataset->images;
        for (std::int64_t i = 0; i < images.size(); ++i)
            keys.insert(images.key(i));
        const ContentKey largest = *std::next(keys.begin(), 29);
        std::vector<std::int64_t> expected;
        for (std::int64_t i = 0; i < images.size(); ++i)
            if (images.key(i) <= largest)
                expected.push_back(i);
        QCOMPARE(*sampled.places, expected);
        for (std::size_t i = 0; i < expected.size(); ++i)
            QCOMPARE(sampled.score.training.answers[i], all.score.training.answers[std::size_t(expected[i])]);
        // The slide of a sample is the score of that sample.
        const LiveScored slid = scorer.slide({m_weighting, 2}, 0.5, {});
        const LiveScored scored = scorer.score(withWeight(m_weighting, 2, 0.5), false, {});
        QCOMPARE(slid.score.training.answers, scored.score.training.answers);
        QCOMPARE(slid.tuning.answers, scored.tuning.answers);
        QVERIFY(near(slid.score.training.meanConfidence, scored.score.training.meanConfidence));
    }

    void labelsOfTheTuningHalfOnly()
    {
        PromptScorer scorer(m_session, m_prompts, m_labels);
        const LiveScored all = scorer.score(m_weighting, true, {});
        const LabelledSample &tuning = m_labels->tuning;
        QCOMPARE(all.tuning.answers.size(), tuning.images.size());
        int right = 0;
        for (std::size_t i = 0; i < tuning.images.size(); ++i) {
            const auto place = std::size_t(tuning.images[i]);
            QCOMPARE(all.tuning.answers[i], all.score.test->answers[place]);
            QCOMPARE(all.tuning.confidences[i], all.score.test->confidences[place]);
            right += tuning.labels[i] == all.tuning.answers[i];
        }
        QVERIFY(near(all.score.accuracy->percent, 100.0 * right / double(tuning.images.size()), 1e-9));
        const LabelPicture picture = labelPicture(all.tuning, 10);
        QCOMPARE(picture.figures.accuracy.percent, all.score.accuracy->percent);
        std::int64_t counted = 0;
        std::int64_t diagonal = 0;
        for (const ConfusionCell &cell : picture.confusion) {
            std::int64_t slow = 0;
            for (std::size_t i = 0; i < tuning.images.size(); ++i)
                slow += tuning.labels[i] == cell.label && all.tuning.answers[i] == cell.answer;
            QCOMPARE(cell.count, slow);
            counted += slow;
            diagonal += cell.label == cell.answer ? slow : 0;
        }
        QCOMPARE(counted, std::int64_t(tuning.images.size()));
        QCOMPARE(diagonal, std::int64_t(right));

        const std::vector<std::int32_t> training =
            tuningLabels(*m_session->training.dataset, m_session->settings.classes);
        const OpenedDataset &dataset = *m_session->training.dataset;
        for (std::size_t i = 0; i < training.size(); ++i)
            QCOMPARE(training[i], labelHalf(dataset.images->key(std::int64_t(i))) == LabelHalf::Tuning
                                      ? dataset.labels[i]
                                      : -1);
    }

    // Labels of the training images (an audit), some of which are excluded: neither way of scoring counts them.
    void excludedLabelsCountForNothing()
    {
        auto session = std::make_shared<Session>(*m_session);
        MeasuredLabels labels;
        labels.role = DatasetRole::Training;
        RandomStream random{8};
        for (std::int64_t i = 0; i < 160; i += 2) {
            labels.tuning.images.push_back(i);
            labels.tuning.labels.push_back(std::int32_t(random.below(10)));
            if (i % 8 == 0)
                session->excluded.push_back(i);
        }
        PromptScorer whole(session, m_prompts, std::make_shared<const MeasuredLabels>(labels));
        PromptScorer few(session, m_prompts, std::make_shared<const MeasuredLabels>(labels), 10 * 80);
        const LiveScored all = whole.score(m_weighting, true, {});
        std::int64_t right = 0;
        std::int64_t count = 0;
        for (std::size_t i = 0; i < labels.tuning.images.size(); ++i) {
            const bool out = labels.tuning.images[i] % 8 == 0;
            QCOMPARE(all.tuning.answers[i] < 0, out);
            right += all.tuning.answers[i] == labels.tuning.labels[i];
            count += !out;
        }
        QVERIFY(near(all.score.accuracy->percent, 100 * double(right) / double(count), 1e-9));
        const auto judged = whole.labelledSample(100'000);
        QCOMPARE(judged.images.places->size(), std::size_t(count));
        QCOMPARE(PromptJudge(whole, PromptCriterion::Accuracy).value(whole.proxiesOf(m_weighting), {}),
                 all.score.accuracy->percent / 100);
        const LiveScored some = few.score(m_weighting, false, {});
        QVERIFY(some.places && some.tuning.answers.size() == 40);
        for (std::size_t i = 0; i < some.tuning.answers.size(); ++i) {
            const auto entry = std::size_t((*some.tuning.entries)[i]);
            QVERIFY(labels.tuning.images[entry] % 8 != 0);
            QCOMPARE(some.tuning.sample->labels[i], labels.tuning.labels[entry]);
            QCOMPARE(some.tuning.answers[i], all.tuning.answers[entry]);
        }
    }

    void twoPicturesAreComparedImageByImage()
    {
        PromptScorer scorer(m_session, m_prompts, m_labels);
        PromptScorer sampling(m_session, m_prompts, m_labels, 10 * 20);
        const Weighting other = withWeight(m_weighting, 2, 1);
        const LiveScored first = scorer.score(m_weighting, true, {});
        const LiveScored second = scorer.score(other, true, {});
        const LiveScored some = sampling.score(other, false, {});
        for (const LiveScored *one : {&second, &some}) {
            const PairedComparison pair = compareTuning(first.tuning, one->tuning);
            std::int64_t onlyFirst = 0;
            std::int64_t onlySecond = 0;
            for (std::size_t i = 0; i < one->tuning.answers.size(); ++i) {
                const auto entry = one->tuning.entries ? std::size_t((*one->tuning.entries)[i]) : i;
                const std::int32_t label = m_labels->tuning.labels[entry];
                QCOMPARE(one->tuning.sample->labels[i], label);
                const bool before = first.tuning.answers[entry] == label;
                const bool after = one->tuning.answers[i] == label;
                onlyFirst += before && !after;
                onlySecond += after && !before;
            }
            QCOMPARE(pair.onlyFirst, onlyFirst);
            QCOMPARE(pair.onlySecond, onlySecond);
            QCOMPARE(pair.count, std::int64_t(one->tuning.answers.size()));
        }
        QVERIFY(some.tuning.answers.size() < second.tuning.answers.size());
        QCOMPARE(compareTuning({}, second.tuning).count, std::int64_t(0));
    }

    void stripsAreScoresAtTheirPositions()
    {
        PromptScorer scorer(m_session, m_prompts, m_labels);
        for (const double full : {1.0, 0.2}) {
            const WeightSlide slide{withLock(m_weighting, std::vector<std::size_t>{0}, true), 3};
            const double largest = largestWeight(slide.base, 3);
            const LiveScored now = scorer.score(slide.base, true, {});
            const auto confidence = scorer.strip(slide, full, StripFigure::Confidence, {});
            const auto entropy = scorer.strip(slide, full, StripFigure::Entropy, {});
            const auto movers = scorer.strip(slide, full, StripFigure::Movers, {});
            const auto accuracy = scorer.strip(slide, full, StripFigure::Accuracy, {});
            QCOMPARE(confidence.size(), stripPositions);
            for (std::size_t i = 0; i < stripPositions; ++i) {
                const double weight = std::min(largest, full * double(i) / 63);
                const LiveScored at = scorer.score(withWeight(slide.base, 3, weight), true, {});
                QVERIFY(near(double(confidence[i]), at.score.training.meanConfidence));
                QVERIFY(near(double(entropy[i]), at.score.training.meanEntropy));
                QVERIFY(near(double(movers[i]), shareMoved(now.score.training.answers, at.score.training.answers),
                             0.0126)); // two images on an edge may fall to either side
                QVERIFY(near(double(accuracy[i]), at.score.accuracy->percent / 100, 0.051));
            }
        }
    }

    void criteriaAreWhatTheySay()
    {
        PromptScorer scorer(m_session, m_prompts, m_labels);
        const Matrix &images = *m_session->training.embeddings;
        const LongWay slow = longWay(*m_prompts, m_weighting, images, m_scale);
        const Matrix proxies = scorer.proxiesOf(m_weighting);
        const auto value = [&](PromptCriterion criterion) {
            return PromptJudge(scorer, criterion).value(proxies, {});
        };
        QVERIFY(near(value(PromptCriterion::Margin), slow.meanMargin));
        double zpe = 0;
        std::vector<double> means(10);
        const Matrix logits = teacherLogits(images, proxies, m_scale);
        for (std::int64_t i = 0; i < logits.rows(); ++i)
            for (std::int64_t c = 0; c < 10; ++c)
                means[std::size_t(c)] += double(logits.at(i, c)) / double(logits.rows());
        for (std::int64_t i = 0; i < logits.rows(); ++i) {
            double top = -1e9;
            for (std::int64_t c = 0; c < 10; ++c)
                top = std::max(top, double(logits.at(i, c)) - means[std::size_t(c)]);
            zpe += top / double(logits.rows());
        }
        QVERIFY(near(value(PromptCriterion::Zpe), zpe));
        Weighting even = m_weighting;
        for (WeightedTemplate &item : even.templates)
            item.weight = 1.0 / 6;
        const LongWay ensemble = longWay(*m_prompts, even, images, m_scale);
        QVERIFY(near(value(PromptCriterion::Agreement), 1 - shareMoved(ensemble.answers, slow.answers), 0.0126));
        QVERIFY(near(value(PromptCriterion::Accuracy),
                     scorer.score(m_weighting, true, {}).score.accuracy->percent / 100, 1e-9));
        for (const char *name : {"margin", "zpe", "agreement", "accuracy"})
            QCOMPARE(criterionName(criterionFromName(name)), std::string(name));
        QVERIFY(holds(errorOf<ValueError>([] { (void)criterionFromName("best"); }), "margin, zpe"));
    }

    void templatesAreChosenGreedily()
    {
        PromptScorer scorer(m_session, m_prompts, m_labels);
        const PromptJudge judge(scorer, PromptCriterion::Margin);
        const Weighting locked = withLock(m_weighting, std::vector<std::size_t>{5}, true);
        for (const Weighting &weighting : {m_weighting, locked}) {
            const TemplateSelection selection = selectTemplates(scorer, judge, weighting, 4, {}, {});
            // The same, choice by choice, with weightings made by hand.
            std::set<std::size_t> chosen;
            double best = 0;
            for (std::size_t step = 0; step < 4; ++step) {
                std::size_t winner = 99;
                double value = 0;
                for (std::size_t p = 0; p < 6; ++p) {
                    if (chosen.contains(p) || weighting.templates[p].locked)
                        continue;
                    std::set<std::size_t> tried = chosen;
                    tried.insert(p);
                    const double with = judge.value(scorer.proxiesOf(evenly(weighting, tried)), {});
                    if (winner == 99 || with > value) {
                        winner = p;
                        value = with;
                    }
                }
                if (winner == 99 || (step > 0 && value < best + 1e-6))
                    break;
                chosen.insert(winner);
                best = value;
                QVERIFY(step < selection.steps.size());
                QCOMPARE(selection.steps[step].text, weighting.templates[winner].text);
                QCOMPARE(selection.steps[step].value, value);
            }
            QCOMPARE(selection.steps.size(), chosen.size());
            QCOMPARE(selection.weighting, evenly(weighting, chosen));
            validate(selection.weighting);
        }
        std::vector<std::size_t> all{0, 1, 2, 3, 4, 5};
        QVERIFY_THROWS_EXCEPTION(
            ValueError, (void)selectTemplates(scorer, judge, withLock(m_weighting, all, true), 4, {}, {}));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 (void)selectTemplates(scorer, judge, m_weighting, 4, stop.get_token(), {}));
    }

    void leavingOneOut()
    {
        PromptScorer scorer(m_session, m_prompts, m_labels);
        const PromptJudge judge(scorer, PromptCriterion::Margin);
        const Weighting muted = withMute(m_weighting, std::vector<std::size_t>{0}, true);
        const TemplateEffects effects = templateEffects(scorer, judge, muted, {}, {});
        QCOMPARE(effects.effects.size(), std::size_t(5)); // the muted one has no effect to speak of
        const Matrix &images = *m_session->training.embeddings;
        const LongWay all = longWay(*m_prompts, muted, images, m_scale);
        QVERIFY(near(effects.value, all.meanMargin));
        for (const TemplateEffect &effect : effects.effects) {
            Weighting others = muted;
            const double rest = 1 - muted.templates[effect.index].weight;
            for (std::size_t p = 0; p < 6; ++p)
                others.templates[p].weight = p == effect.index ? 0 : muted.templates[p].weight / rest;
            const LongWay without = longWay(*m_prompts, others, images, m_scale);
            QVERIFY(near(effect.without, without.meanMargin));
            QVERIFY(near(effect.difference, without.meanMargin - all.meanMargin, 4e-4));
            QVERIFY(near(effect.moved, shareMoved(all.answers, without.answers), 0.0126));
            double closest = -1;
            for (std::size_t q = 1; q < 6; ++q) {
                if (q == effect.index)
                    continue;
                double mean = 0;
                for (std::int64_t c = 0; c < 10; ++c)
                    for (std::size_t d = 0; d < std::size_t(images.columns()); ++d)
                        mean += double(m_prompts->perTemplate[effect.index].row(c)[d]) *
                                double(m_prompts->perTemplate[q].row(c)[d]) / 10;
                if (mean > closest) {
                    closest = mean;
                    QCOMPARE(effect.closest == q || effect.closest > q, true);
                }
            }
            QVERIFY(near(effect.closestCosine, closest));
        }
        QVERIFY(isRedundant({0, 0, 0, 0.001, 1, 0.99}));
        QVERIFY(!isRedundant({0, 0, 0, 0.01, 1, 0.99}));
        QVERIFY(!isRedundant({0, 0, 0, 0.001, 1, 0.9}));
        Weighting one = withMute(m_weighting, std::vector<std::size_t>{0, 1, 2, 3, 4}, true);
        QVERIFY(templateEffects(scorer, judge, one, {}, {}).effects.empty());
    }

    void likelyConfusions()
    {
        PromptScorer scorer(m_session, m_prompts, m_labels);
        const std::vector<ClassPair> pairs = likeliestConfusions(scorer, m_weighting, 5, {});
        QCOMPARE(pairs.size(), std::size_t(5));
        const Matrix proxies = scorer.proxiesOf(m_weighting);
        std::vector<double> cosines;
        for (std::int64_t a = 0; a < 10; ++a)
            for (std::int64_t b = a + 1; b < 10; ++b) {
                double dot = 0;
                double first = 0;
                double second = 0;
                for (std::int64_t d = 0; d < proxies.columns(); ++d) {
                    dot += double(proxies.at(a, d)) * double(proxies.at(b, d));
                    first += double(proxies.at(a, d)) * double(proxies.at(a, d));
                    second += double(proxies.at(b, d)) * double(proxies.at(b, d));
                }
                cosines.push_back(dot / std::sqrt(first * second));
            }
        std::sort(cosines.rbegin(), cosines.rend());
        for (std::size_t i = 0; i < 5; ++i)
            QVERIFY(near(pairs[i].cosine, cosines[i], 1e-9));
        const Matrix logits = teacherLogits(*m_session->training.embeddings, proxies, m_scale);
        for (const ClassPair &pair : pairs) {
            std::int64_t between = 0;
            for (std::int64_t i = 0; i < logits.rows(); ++i) {
                std::vector<std::pair<double, std::int32_t>> row;
                double total = 0;
                for (std::int32_t c = 0; c < 10; ++c) {
                    row.emplace_back(double(logits.at(i, c)), c);
                    total += std::exp(double(logits.at(i, c)));
                }
                std::sort(row.rbegin(), row.rend());
                const bool these =
                    std::minmax({row[0].second, row[1].second}) == std::pair(pair.first, pair.second);
                between += these && (std::exp(row[0].first) - std::exp(row[1].first)) / total < 0.2;
            }
            QCOMPARE(pair.between, between);
        }
    }

    void aliasesAreTriedOneByOne()
    {
        PromptScorer scorer(m_session, m_prompts, m_labels);
        const PromptJudge judge(scorer, PromptCriterion::Margin);
        ClassList classes = m_session->settings.classes;
        const ClassList candidates{{"3", {"three", "trio"}}, {"unknown", {"x"}}, {"7", {"7", "seven"}}};
        const std::vector<AliasEffect> effects =
            tryAliases(*m_session, judge, m_weighting, classes, candidates, m_known, {}, {});
        QCOMPARE(effects.size(), std::size_t(3)); // "7" is there already, "unknown" no class
        const double without = judge.value(scorer.proxiesOf(m_weighting), {});
        for (std::size_t i = 0; i < effects.size(); ++i) {
            const AliasEffect &effect = effects[i];
            QVERIFY(i == 0 || effects[i - 1].difference >= effect.difference);
            ClassList changed = classes;
            changed[std::size_t(effect.classIndex)].aliases.push_back(effect.alias);
            const PromptEmbeddings prompts =
                encodePrompts(*m_session->teacher, m_prompts->templates, changed, m_known, {}, {});
            const LongWay slow = longWay(prompts, m_weighting, *m_session->training.embeddings, m_scale);
            QVERIFY(near(effect.with, slow.meanMargin));
            QVERIFY(near(effect.difference, slow.meanMargin - without, 4e-4));
        }
    }

private:
    static Weighting evenly(Weighting weighting, const std::set<std::size_t> &chosen)
    {
        double left = 1;
        for (const WeightedTemplate &item : weighting.templates)
            left -= item.locked ? item.weight : 0;
        for (std::size_t p = 0; p < weighting.templates.size(); ++p)
            if (!weighting.templates[p].locked)
                weighting.templates[p].weight = chosen.contains(p) ? left / double(chosen.size()) : 0;
        weighting.rule = WeightRule::Manual;
        return weighting;
    }

    void compareWithLongWay(const LiveScored &live, const Weighting &weighting)
    {
        const LongWay training = longWay(*m_prompts, weighting, *m_session->training.embeddings, m_scale);
        const LongWay test = longWay(*m_prompts, weighting, *m_session->test->embeddings, m_scale);
        const std::pair<const LogitSummary &, const LongWay &> parts[]{{live.score.training, training},
                                                                       {*live.score.test, test}};
        for (const auto &[fast, slow] : parts) {
            QCOMPARE(fast.answers.size(), slow.answers.size());
            std::vector<std::int64_t> counts(10);
            for (std::size_t i = 0; i < slow.answers.size(); ++i) {
                ++counts[std::size_t(fast.answers[i])];
                if (slow.margins[i] > 1e-3)
                    QCOMPARE(fast.answers[i], slow.answers[i]);
                QVERIFY(near(double(fast.confidences[i]), slow.confidences[i]));
                QVERIFY(near(double(fast.margins[i]), slow.margins[i], 4e-4));
            }
            QCOMPARE(fast.classCounts, counts);
            QVERIFY(near(fast.meanConfidence, slow.meanConfidence));
            QVERIFY(near(fast.meanEntropy, slow.meanEntropy, 1e-3));
        }
    }

    std::unique_ptr<Place> m_place;
    std::shared_ptr<const Session> m_session;
    std::shared_ptr<const MeasuredLabels> m_labels;
    std::shared_ptr<const PromptEmbeddings> m_prompts;
    TextEmbeddings m_known;
    Weighting m_weighting;
    double m_scale = 1;
};

QTEST_GUILESS_MAIN(TestPromptScorer)
#include "tst_promptscorer.moc"
