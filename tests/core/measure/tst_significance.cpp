// McNemar's test against exact integers, calibration against slow counting, what moved.
#include "base/error.h"
#include "base/random.h"
#include "measure/calibration.h"
#include "measure/classwarnings.h"
#include "measure/moves.h"
#include "measure/rejection.h"
#include "measure/significance.h"

#include <QtTest>

#include <cmath>
#include <cstdint>
#include <vector>

using namespace retort;

namespace {

/// C(n, k) / 2^n summed with integers; n up to 60.
double exactMcNemar(int a, int b)
{
    const int n = a + b;
    std::vector<std::uint64_t> row{1};
    for (int i = 0; i < n; ++i) {
        std::vector<std::uint64_t> next{1};
        for (std::size_t k = 1; k < row.size(); ++k)
            next.push_back(row[k - 1] + row[k]);
        next.push_back(1);
        row = next;
    }
    long double sum = 0;
    for (int k = 0; k <= std::min(a, b); ++k)
        sum += static_cast<long double>(row[static_cast<std::size_t>(k)]);
    return static_cast<double>(std::min(1.0L, 2 * sum / std::pow(2.0L, n)));
}

} // namespace

class TestSignificance : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mcNemarIsExact()
    {
        for (int a = 0; a <= 30; ++a)
            for (int b = 0; b <= 30; ++b) {
                const double exact = exactMcNemar(a, b);
                QVERIFY2(std::abs(mcNemar(a, b) - exact) <= 1e-12 + 1e-10 * exact,
                         qPrintable(QStringLiteral("%1 %2").arg(a).arg(b)));
            }
        QVERIFY(std::abs(mcNemar(10, 2) - 158.0 / 4096) < 1e-12); // 2 (1 + 12 + 66) / 2^12, by hand
        QCOMPARE(mcNemar(0, 0), 1.0);
        // Large and lopsided: no overflow, no nan.
        QVERIFY(mcNemar(50'000, 50'000) > 0.99);
        const double tiny = mcNemar(100, 40'000);
        QVERIFY(tiny >= 0 && tiny < 1e-300);
    }

    void studentsTestForPairs()
    {
        // scipy 1.16: ttest_rel(...) and its confidence_interval(0.95).
        const std::vector<double> a{81.2, 80.9, 81.7, 81.1, 80.8};
        const std::vector<double> b{80.7, 80.9, 81.0, 80.6, 80.9};
        const PairedDifference pair = pairedDifference(a, b);
        QVERIFY(std::abs(pair.mean - 0.32) < 1e-12);
        QVERIFY(std::abs(pair.t - 2.0485900789263085) < 1e-9);
        QVERIFY(std::abs(pair.probability - 0.10986605951689) < 1e-10);
        QVERIFY(std::abs(pair.low + 0.11369458966087898) < 1e-9 &&
                std::abs(pair.high - 0.7536945896608767) < 1e-9);
        QVERIFY(pairedDifference(b, a).mean == -pair.mean &&
                pairedDifference(b, a).probability == pair.probability);
        QCOMPARE(pairedDifference(a, a).probability, 1.0);
        const std::vector<double> shifted{82, 83};
        const std::vector<double> plain{81, 82};
        QCOMPARE(pairedDifference(shifted, plain).probability, 0.0); // the same difference each time
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)pairedDifference(a, plain));
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)pairedDifference(std::vector{1.0}, std::vector{2.0}));
        // scipy: 2 * t.sf(t, degrees)
        const double expected[][3] = {{2.0, 9, 0.07655282377070101},
                                      {0.5, 1, 0.7048327646991335},
                                      {10, 9, 3.578237431924736e-06},
                                      {35, 19, 1.0168081022047902e-18},
                                      {0, 4, 1}};
        for (const auto &[t, degrees, probability] : expected) {
            QVERIFY2(std::abs(studentT(t, degrees) - probability) <= 1e-9 * probability,
                     qPrintable(QString::number(studentT(t, degrees), 'g', 15)));
            QCOMPARE(studentT(-t, degrees), studentT(t, degrees));
        }
    }

    void probabilitiesAreCorrectedByHolm()
    {
        // By hand: sorted 0.01, 0.02, 0.03, 0.04 times 4, 3, 2, 1 are 0.04, 0.06, 0.06, 0.04; none below an
        // earlier one.
        QCOMPARE(holm(std::vector{0.04, 0.01, 0.03, 0.02}), (std::vector{0.06, 0.04, 0.06, 0.06}));
        QCOMPARE(holm(std::vector{0.9, 0.6}), (std::vector{1.0, 1.0}));
        QVERIFY(holm({}).empty());
    }

    void ranksCorrelate()
    {
        const std::vector<double> x{1, 2, 2, 3, 5, 4};
        const std::vector<double> y{2, 1, 4, 4, 6, 5};
        QVERIFY(std::abs(rankCorrelation(x, y) - 0.8676470588235294) < 1e-12); // scipy.stats.spearmanr
        QCOMPARE(rankCorrelation(std::vector{1.0, 2.0, 30.0}, std::vector{-5.0, -50.0, -51.0}), -1.0);
        QCOMPARE(rankCorrelation(std::vector{1.0, 1.0, 1.0}, std::vector{1.0, 2.0, 3.0}), 0.0);
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)rankCorrelation(x, std::vector{1.0}));
    }

    void pairsAreCounted()
    {
        //                                     both first second none, no label, no answer
        const std::vector<std::int32_t> labels{1, 1, 1, 1, -1, 1};
        const std::vector<std::int32_t> first{1, 1, 0, 0, 1, -1};
        const std::vector<std::int32_t> second{1, 0, 1, 2, 1, 1};
        const PairedComparison pair = compareAnswers(labels, first, second);
        QCOMPARE(pair.count, std::int64_t(4));
        QCOMPARE(pair.onlyFirst, std::int64_t(1));
        QCOMPARE(pair.onlySecond, std::int64_t(1));
        QCOMPARE(pair.probability, 1.0);
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)compareAnswers(labels, first, std::vector<std::int32_t>{1}));
    }

    void calibrationMatchesCounting()
    {
        RandomStream random{7};
        std::vector<std::int32_t> labels;
        std::vector<std::int32_t> answers;
        std::vector<float> confidences;
        for (int i = 0; i < 900; ++i) {
            labels.push_back(static_cast<std::int32_t>(random.below(5)) - 1);
            answers.push_back(static_cast<std::int32_t>(random.below(4)));
            confidences.push_back(static_cast<float>(random.below(11)) / 10.0F); // the edges and 1 among them
        }
        const Calibration calibration = calibrationOf(labels, answers, confidences);
        double error = 0;
        std::int64_t all = 0;
        for (std::size_t bin = 0; bin < calibrationBins; ++bin) {
            double confidence = 0;
            double right = 0;
            std::int64_t count = 0;
            for (std::size_t i = 0; i < labels.size(); ++i) {
                const double tenths = 10.0 * double(confidences[i]); // 0.3F lies above 0.3, 0.7F below 0.7
                const bool last = bin + 1 == calibrationBins;
                if (labels[i] < 0 || tenths < double(bin) || (!last && tenths >= double(bin + 1)))
                    continue;
                confidence += double(confidences[i]);
                right += labels[i] == answers[i];
                ++count;
            }
            QCOMPARE(calibration.bins[bin].count, count);
            all += count;
            if (count == 0)
                continue;
            QVERIFY(std::abs(calibration.bins[bin].meanConfidence - confidence / double(count)) < 1e-9);
            QVERIFY(std::abs(calibration.bins[bin].accuracy - right / double(count)) < 1e-9);
            error += std::abs(confidence - right);
        }
        QVERIFY(std::abs(calibration.error - error / double(all)) < 1e-9);
        QVERIFY(calibration.bins.back().count > 0);
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)calibrationOf(labels, answers, std::vector<float>{1}));
        labels.push_back(0); // of an excluded image
        answers.push_back(-1);
        confidences.push_back(0.9F);
        QCOMPARE(calibrationOf(labels, answers, confidences).error, calibration.error);
        const Calibration none = calibrationOf({}, {}, {});
        QCOMPARE(none.error, 0.0);
    }

    void rejectionMatchesCounting()
    {
        RandomStream random{5};
        LabelledSample sample;
        std::vector<std::int32_t> answers;
        std::vector<float> margins;
        for (int i = 0; i < 500; ++i) {
            sample.images.push_back(i);
            sample.labels.push_back(static_cast<std::int32_t>(random.below(6)) - 2); // none and unclear among them
            answers.push_back(static_cast<std::int32_t>(random.below(4)));
            margins.push_back(static_cast<float>(random.below(5)) / 4.0F); // some exactly at the threshold
        }
        const std::vector<bool> background{false, false, true, false};
        const double threshold = 0.5;
        const Rejection effect = rejectionOf(answers, margins, threshold, background);
        const LabelledRejection labelled = rejectionOn(sample, answers, margins, threshold, background);
        std::vector<std::int64_t> counts(4);
        std::int64_t doubtful = 0;
        std::int64_t something = 0;
        double shown = 0, answered = 0, right = 0, none = 0, caught = 0;
        for (std::size_t i = 0; i < answers.size(); ++i) {
            const bool low = margins[i] < 0.5F;
            const bool rejected = low || answers[i] == 2;
            doubtful += low;
            something += !low && answers[i] == 2;
            if (!rejected)
                ++counts[static_cast<std::size_t>(answers[i])];
            if (sample.labels[i] == cannotTell)
                continue;
            if (sample.labels[i] == noneOfThese || sample.labels[i] == 2) {
                ++none;
                caught += rejected;
            } else {
                ++shown;
                answered += !rejected;
                right += !rejected && answers[i] == sample.labels[i];
            }
        }
        QCOMPARE(effect.images, std::int64_t(500));
        QCOMPARE(effect.doubtful, doubtful);
        QCOMPARE(effect.background, something);
        QCOMPARE(effect.counts, counts);
        QCOMPARE(labelled.coverage.percent, 100 * answered / shown);
        QCOMPARE(labelled.accuracy.percent, 100 * right / answered);
        QCOMPARE(labelled.caught.percent, 100 * caught / none);
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)rejectionOf(answers, std::vector<float>{1}, 0, background));
        // An image that has been excluded counts for nothing, whatever was said of it.
        for (const std::int32_t label : {0, 2, noneOfThese}) {
            sample.images.push_back(static_cast<std::int64_t>(sample.images.size()));
            sample.labels.push_back(label);
            answers.push_back(-1);
            margins.push_back(0);
        }
        QCOMPARE(rejectionOf(answers, margins, threshold, background).counts, effect.counts);
        QCOMPARE(rejectionOf(answers, margins, threshold, background).images, effect.images);
        const LabelledRejection without = rejectionOn(sample, answers, margins, threshold, background);
        QCOMPARE(without.coverage.percent, labelled.coverage.percent);
        QCOMPARE(without.coverage.count, labelled.coverage.count);
        QCOMPARE(without.accuracy.percent, labelled.accuracy.percent);
        QCOMPARE(without.caught.count, labelled.caught.count);
        // Nothing is rejected at 0, where no class is background.
        QCOMPARE(rejectionOf(answers, margins, 0, std::vector<bool>(4)).none(), std::int64_t(0));
    }

    void classesThatEmptyOrSwell()
    {
        using Counts = std::vector<std::int64_t>;
        const auto at = [](const std::vector<ClassWarning> &warnings) {
            std::vector<std::pair<int, bool>> result;
            for (const ClassWarning &warning : warnings)
                result.emplace_back(warning.classIndex, warning.swells);
            return result;
        };
        using Found = std::vector<std::pair<int, bool>>;
        // Four classes of 100 images on average.
        QCOMPARE(at(classWarnings(Counts{100, 100, 100, 100}, Counts{90, 110, 100, 100})), Found{});
        QCOMPARE(at(classWarnings(Counts{260, 100, 40, 0}, Counts{100, 100, 100, 100})),
                 (Found{{0, true}, {3, false}})); // 40 is less, but not a third
        QCOMPARE(at(classWarnings(Counts{33, 167, 100, 100}, Counts{99, 101, 100, 100})), (Found{{0, false}}));
        QCOMPARE(at(classWarnings(Counts{34, 166, 100, 100}, Counts{99, 101, 100, 100})), Found{});
        QCOMPARE(at(classWarnings(Counts{0, 200, 100, 100}, Counts{0, 200, 100, 100})), Found{}); // as before
        // Without a baseline only what is plain to see.
        QCOMPARE(at(classWarnings(Counts{201, 199, 0}, {})), (Found{{0, true}, {2, false}}));
        QCOMPARE(at(classWarnings(Counts{300, 100}, {})), Found{}); // of two, one always has half or more
        QCOMPARE(at(classWarnings(Counts{0, 0}, {})), Found{});
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)classWarnings(Counts{1}, Counts{1, 2}));
    }

    void moves()
    {
        const std::vector<std::int32_t> before{0, 0, 1, 1, 2, 0};
        const std::vector<std::int32_t> after{1, 1, 1, 0, 2, 2};
        const auto groups = findMoves(before, after);
        QCOMPARE(groups.size(), std::size_t(3));
        QCOMPARE(groups[0].from, 0);
        QCOMPARE(groups[0].to, 1);
        QCOMPARE(groups[0].images, (std::vector<std::int64_t>{0, 1}));
        QCOMPARE(groups[1].images, (std::vector<std::int64_t>{5})); // 0 to 2 before 1 to 0
        QVERIFY(findMoves(before, before).empty());
        QVERIFY(findMoves(before, std::vector<std::int32_t>{1}).empty());
    }
};

QTEST_GUILESS_MAIN(TestSignificance)
#include "tst_significance.moc"
