// Which images an audit draws, and that estimates from what a person has answered of it are right on average.
#include "base/random.h"
#include "measure/auditdesign.h"
#include "measure/sampleestimates.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace retort;

namespace {

ContentKey keyOf(std::uint64_t number)
{
    RandomStream stream{number, 5};
    ContentKey key;
    for (std::uint8_t &byte : key.bytes)
        byte = static_cast<std::uint8_t>(stream.below(256));
    return key;
}

/// sizes: images a stratum.
std::vector<AuditCandidate> candidatesOf(const std::vector<std::int64_t> &sizes)
{
    std::vector<AuditCandidate> candidates;
    std::uint64_t number = 0;
    for (std::size_t h = 0; h < sizes.size(); ++h)
        for (std::int64_t i = 0; i < sizes[h]; ++i) {
            const ContentKey key = keyOf(number++);
            candidates.push_back({key, labelHalf(key), static_cast<std::int32_t>(h), false});
        }
    return candidates;
}

std::set<ContentKey> keysOf(const std::vector<AuditCandidate> &candidates, const std::vector<std::size_t> &drawn)
{
    std::set<ContentKey> keys;
    for (const std::size_t i : drawn)
        keys.insert(candidates[i].key);
    return keys;
}

std::int64_t inCell(const std::vector<AuditCandidate> &candidates, const std::vector<std::size_t> &drawn,
                    std::int32_t stratum, LabelHalf half)
{
    return std::count_if(drawn.begin(), drawn.end(), [&](std::size_t i) {
        return candidates[i].stratum == stratum && candidates[i].half == half;
    });
}

} // namespace

class TestAuditDesign : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothHalvesGetAlikeMany()
    {
        const auto candidates = candidatesOf({1000});
        const auto drawn = drawAudit(candidates, 200, 0);
        QCOMPARE(drawn.size(), std::size_t(200));
        QCOMPARE(keysOf(candidates, drawn).size(), std::size_t(200));
        QCOMPARE(inCell(candidates, drawn, 0, LabelHalf::Tuning), 100);
        QCOMPARE(inCell(candidates, drawn, 0, LabelHalf::Report), 100);
        // Whenever a person stops, both have come as often.
        for (const std::ptrdiff_t stop : {1, 10, 57, 131}) {
            const std::vector<std::size_t> seen(drawn.begin(), drawn.begin() + stop);
            QVERIFY(std::abs(inCell(candidates, seen, 0, LabelHalf::Tuning) -
                             inCell(candidates, seen, 0, LabelHalf::Report)) <= 1);
        }
    }

    void contentsDecide()
    {
        const auto candidates = candidatesOf({300, 60});
        const auto drawn = drawAudit(candidates, 50, 7);
        auto shuffled = candidates;
        RandomStream{1}.shuffle(shuffled);
        const auto again = drawAudit(shuffled, 50, 7);
        QCOMPARE(again.size(), drawn.size());
        for (std::size_t i = 0; i < drawn.size(); ++i) // in the same order, too
            QVERIFY(shuffled[again[i]].key == candidates[drawn[i]].key);
        QVERIFY(keysOf(candidates, drawAudit(candidates, 50, 8)) != keysOf(candidates, drawn));
    }

    void strataByTheRootOfTheirSize()
    {
        const auto candidates = candidatesOf({9000, 1000, 10, 3});
        const auto drawn = drawAudit(candidates, 200, 0);
        QCOMPARE(drawn.size(), std::size_t(200));
        std::vector<std::int64_t> counts;
        for (std::int32_t h = 0; h < 4; ++h)
            counts.push_back(inCell(candidates, drawn, h, LabelHalf::Tuning) +
                             inCell(candidates, drawn, h, LabelHalf::Report));
        QVERIFY(counts[0] > 2 * counts[1] && counts[0] < 4 * counts[1]); // root of 9
        QVERIFY(counts[2] >= 3 && counts[3] >= 2);
        for (std::int32_t h = 0; h < 2; ++h)
            QVERIFY(std::abs(inCell(candidates, drawn, h, LabelHalf::Tuning) -
                             inCell(candidates, drawn, h, LabelHalf::Report)) <= 1);
    }

    void noMoreThanThereAre()
    {
        const auto candidates = candidatesOf({30, 4});
        QCOMPARE(keysOf(candidates, drawAudit(candidates, 1000, 0)).size(), std::size_t(34));
        QVERIFY(drawAudit({}, 10, 0).empty());
        QCOMPARE(drawAudit(candidatesOf({1}), 10, 0).size(), std::size_t(1));
        QCOMPARE(drawAudit(candidatesOf({50, 50, 50, 50, 50}), 3, 0).size(), std::size_t(3)); // fewer than cells
    }

    // Drawing 60 and then 40 more gives the 100 that drawing 100 would have given.
    void aLongerDrawGoesOn()
    {
        const auto candidates = candidatesOf({500, 200});
        const auto first = drawAudit(candidates, 60, 3);
        auto later = candidates;
        for (const std::size_t i : first)
            later[i].drawn = true;
        const auto more = drawAudit(later, 40, 3);
        QCOMPARE(more.size(), std::size_t(40));
        auto both = keysOf(candidates, first);
        for (const std::size_t i : more)
            QVERIFY(both.insert(candidates[i].key).second);
        QVERIFY(both == keysOf(candidates, drawAudit(candidates, 100, 3)));
    }

    void strataOfAnswers()
    {
        std::vector<std::int32_t> answers;
        for (std::int32_t c = 0; c < 40; ++c)
            answers.insert(answers.end(), static_cast<std::size_t>(c == 7 ? 0 : 1 + c % 5 * 10), c);
        AnswerStrata strata = strataByAnswer(answers, 40, 400);
        QCOMPARE(strata.classes.size(), std::size_t(39)); // a class that no image gets has none
        QVERIFY(std::find(strata.classes.begin(), strata.classes.end(), 7) == strata.classes.end());
        for (std::size_t i = 0; i < answers.size(); ++i)
            QCOMPARE(strata.classes[static_cast<std::size_t>(strata.ofImage[i])], answers[i]);
        // Too few images for all of them: the largest, and one for the others.
        strata = strataByAnswer(answers, 40, 80);
        QCOMPARE(strata.classes.size(), std::size_t(10));
        QCOMPARE(strata.classes.back(), -1);
        QCOMPARE(strata.classes.front(), 4); // 41 images, the first of those
        QCOMPARE(strata.ofImage[0], 9);      // class 0 has one image
        QCOMPARE(strataByAnswer(answers, 40, 5).classes, std::vector<std::int32_t>{-1});
    }

    // The whole way: strata by answer, halves, draws with other seeds, a person who stops early.
    void estimatesAreUnbiased_data()
    {
        QTest::addColumn<bool>("stratified");
        QTest::addColumn<int>("answered");
        QTest::newRow("random, all answered") << false << 200;
        QTest::newRow("random, stopped early") << false << 90;
        QTest::newRow("strata, all answered") << true << 200;
        QTest::newRow("strata, stopped early") << true << 90;
    }

    void estimatesAreUnbiased()
    {
        QFETCH(bool, stratified);
        QFETCH(int, answered);
        constexpr int classes = 8;
        constexpr std::size_t images = 3000;
        RandomStream stream{21};
        std::vector<std::int32_t> labels;
        std::vector<std::int32_t> answers;
        double truth = 0;
        for (std::size_t i = 0; i < images; ++i) {
            const double u = stream.uniform();
            answers.push_back(static_cast<std::int32_t>(u * u * classes)); // the first classes are common
            const double right = answers.back() < 2 ? 0.95 : answers.back() < 5 ? 0.8 : 0.5;
            labels.push_back(stream.uniform() < right ? answers.back()
                                                      : static_cast<std::int32_t>(stream.below(classes)));
            truth += 100.0 * (labels.back() == answers.back()) / images;
        }
        std::vector<std::int32_t> strata(images, 0);
        std::vector<std::int64_t> sizes{images};
        if (stratified) {
            const AnswerStrata byAnswer = strataByAnswer(answers, classes, 200);
            strata = byAnswer.ofImage;
            sizes.assign(byAnswer.classes.size(), 0);
            for (const std::int32_t h : strata)
                ++sizes[static_cast<std::size_t>(h)];
        }
        constexpr std::uint64_t repeats = 1000;
        double sum[2] = {0, 0};
        double squares[2] = {0, 0};
        int held[2] = {0, 0};
        for (std::uint64_t repeat = 0; repeat < repeats; ++repeat) {
            // Halves belong to contents: other contents for each repeat.
            std::vector<AuditCandidate> candidates;
            for (std::size_t i = 0; i < images; ++i) {
                const ContentKey key = keyOf(repeat * images + i);
                candidates.push_back({key, labelHalf(key), strata[i], false});
            }
            LabelledSample halves[2];
            const auto drawn = drawAudit(candidates, 200, repeat);
            for (int n = 0; n < answered; ++n) {
                const std::size_t i = drawn[static_cast<std::size_t>(n)];
                LabelledSample &half = halves[candidates[i].half == LabelHalf::Report ? 1 : 0];
                half.images.push_back(static_cast<std::int64_t>(i));
                half.labels.push_back(labels[i]);
                half.strata.push_back(strata[i]);
                half.stratumSizes = sizes;
            }
            for (int h = 0; h < 2; ++h) {
                const Proportion accuracy = sampleAccuracy(halves[h], answers);
                sum[h] += accuracy.percent - truth;
                squares[h] += (accuracy.percent - truth) * (accuracy.percent - truth);
                held[h] += accuracy.low <= truth && truth <= accuracy.high;
            }
        }
        for (int h = 0; h < 2; ++h) {
            const double bias = sum[h] / repeats;
            const double deviation = std::sqrt(squares[h] / repeats);
            const double coverage = 100.0 * held[h] / repeats;
            qInfo("%s half: bias %.2f (deviation %.2f), coverage %.1f %%", h == 0 ? "tuning" : "report", bias,
                  deviation, coverage);
            QVERIFY(std::abs(bias) < 3.5 * deviation / std::sqrt(double(repeats)));
            QVERIFY(coverage > 91.5 && coverage < 98.5);
        }
    }
};

QTEST_GUILESS_MAIN(TestAuditDesign)
#include "tst_auditdesign.moc"
