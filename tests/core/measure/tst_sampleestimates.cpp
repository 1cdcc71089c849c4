// What labels say of answers: halves, strata, groups, and whether intervals hold what they promise.
#include "base/error.h"
#include "base/random.h"
#include "measure/labelhalf.h"
#include "measure/sampleestimates.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace retort;

namespace {

ContentKey keyOf(std::uint64_t number)
{
    RandomStream stream{number};
    ContentKey key;
    for (std::uint8_t &byte : key.bytes)
        byte = static_cast<std::uint8_t>(stream.below(256));
    return key;
}

bool near(double a, double b, double tolerance = 1e-9)
{
    return std::abs(a - b) < tolerance;
}

/// A population with known labels and answers; strata are the answers.
struct World
{
    std::vector<std::int32_t> labels;
    std::vector<std::int32_t> answers;
    std::int32_t classes = 0;

    [[nodiscard]] double accuracy() const
    {
        double hits = 0;
        double count = 0;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            hits += labels[i] >= 0 && labels[i] == answers[i];
            count += labels[i] >= 0;
        }
        return 100 * hits / count;
    }
    [[nodiscard]] double recall(std::int32_t of) const
    {
        double hits = 0;
        double count = 0;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            hits += labels[i] == of && answers[i] == of;
            count += labels[i] == of;
        }
        return 100 * hits / count;
    }
};

/// Class c gets about 1 / (c + 1)^0.7 of the images; how often it is right differs from class to class; a few
/// images show none of the classes.
World worldOf(std::int32_t classes, std::int64_t images, const std::vector<double> &right, std::uint64_t seed)
{
    World world;
    world.classes = classes;
    double total = 0;
    for (std::int32_t c = 0; c < classes; ++c)
        total += std::pow(c + 1, -0.7);
    RandomStream stream{seed};
    for (std::int32_t c = 0; c < classes; ++c) {
        const auto count = static_cast<std::int64_t>(static_cast<double>(images) * std::pow(c + 1, -0.7) / total);
        for (std::int64_t i = 0; i < count; ++i) {
            const bool hit = stream.uniform() < right[static_cast<std::size_t>(c) % right.size()];
            std::int32_t label =
                hit ? c : static_cast<std::int32_t>(stream.below(static_cast<std::uint64_t>(classes)));
            if (stream.uniform() < 0.03)
                label = noneOfThese;
            world.labels.push_back(label);
            world.answers.push_back(c);
        }
    }
    return world;
}

/// `count` images, at random from all, or as many from each answer as the square root of its number asks for.
LabelledSample draw(const World &world, std::int64_t count, bool stratified, std::uint64_t seed)
{
    std::vector<std::vector<std::int64_t>> members(static_cast<std::size_t>(stratified ? world.classes : 1));
    for (std::size_t i = 0; i < world.labels.size(); ++i)
        members[stratified ? static_cast<std::size_t>(world.answers[i]) : 0].push_back(
            static_cast<std::int64_t>(i));
    double roots = 0;
    for (const auto &stratum : members)
        roots += std::sqrt(static_cast<double>(stratum.size()));
    RandomStream stream{seed, 77};
    LabelledSample sample;
    for (std::size_t h = 0; h < members.size(); ++h) {
        auto &stratum = members[h];
        stream.shuffle(stratum);
        const double share = std::sqrt(static_cast<double>(stratum.size())) / roots;
        const auto wanted = std::clamp<std::size_t>(
            static_cast<std::size_t>(std::lround(static_cast<double>(count) * share)), 2, stratum.size());
        for (std::size_t i = 0; i < wanted; ++i) {
            sample.images.push_back(stratum[i]);
            sample.labels.push_back(world.labels[static_cast<std::size_t>(stratum[i])]);
            sample.strata.push_back(static_cast<std::int32_t>(h));
        }
        sample.stratumSizes.push_back(static_cast<std::int64_t>(stratum.size()));
    }
    return sample;
}

} // namespace

class TestSampleEstimates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void halvesAreHalvesAndStay()
    {
        int report = 0;
        int high = 0; // of those with a high key
        int highReport = 0;
        for (std::uint64_t i = 0; i < 20'000; ++i) {
            const ContentKey key = keyOf(i);
            const bool isReport = labelHalf(key) == LabelHalf::Report;
            report += isReport;
            high += key.bytes[0] >= 128;
            highReport += key.bytes[0] >= 128 && isReport;
        }
        QVERIFY(std::abs(report - 10'000) < 300);
        QVERIFY(std::abs(highReport - high / 2) < 300); // independent of KeyRange
        // What is stored in projects depends on it.
        std::uint64_t halves = 0; // of the keys 0 .. 63
        for (std::uint8_t i = 0; i < 64; ++i) {
            ContentKey key;
            key.bytes[15] = i;
            halves |= static_cast<std::uint64_t>(labelHalf(key) == LabelHalf::Report) << i;
        }
        QCOMPARE(halves, 0x75CD8AF7248BDAC8ULL);
    }

    void withoutADesignItIsWilson()
    {
        LabelledSample sample;
        std::vector<std::int32_t> answers;
        for (std::int32_t i = 0; i < 200; ++i) {
            sample.images.push_back(i);
            sample.labels.push_back(i % 10 == 0 ? cannotTell : i % 10 == 1 ? noneOfThese : i % 4);
            answers.push_back(i % 7 == 0 ? (i + 1) % 4 : i % 4);
        }
        std::int64_t hits = 0;
        std::int64_t count = 0;
        for (std::size_t i = 0; i < 200; ++i) {
            count += sample.labels[i] >= 0;
            hits += sample.labels[i] >= 0 && sample.labels[i] == answers[i];
        }
        const Proportion expected = proportion(hits, count);
        const Proportion accuracy = sampleAccuracy(sample, answers);
        QCOMPARE(accuracy.count, 160);
        QVERIFY(near(accuracy.percent, expected.percent) && near(accuracy.low, expected.low) &&
                near(accuracy.high, expected.high));
        const SampleFigures figures = sampleFigures(sample, answers, 4);
        QVERIFY(near(figures.accuracy.low, expected.low));
        QVERIFY(near(figures.none.percent, 100.0 * 20 / 180) && near(figures.none.high, proportion(20, 180).high));
        QVERIFY(near(figures.unclear.percent, 10) && near(figures.unclear.low, proportion(20, 200).low));
        QCOMPARE(figures.covered, 100.0);
        // All right, all wrong.
        for (std::size_t i = 0; i < 200; ++i)
            answers[i] = std::max(0, sample.labels[i]);
        QVERIFY(near(sampleAccuracy(sample, answers).low, proportion(160, 160).low));
        for (std::int32_t &answer : answers)
            answer = (answer + 1) % 4;
        QVERIFY(near(sampleAccuracy(sample, answers).high, proportion(0, 160).high));
        const Proportion nothing = sampleAccuracy({}, answers);
        QVERIFY(nothing.count == 0 && nothing.low == 0 && nothing.high == 100);
    }

    void classFiguresMatchLoops()
    {
        const World world = worldOf(5, 400, {0.9, 0.6}, 3);
        LabelledSample sample;
        sample.images.resize(world.labels.size());
        std::iota(sample.images.begin(), sample.images.end(), 0);
        sample.labels = world.labels;
        const SampleFigures figures = sampleFigures(sample, world.answers, 6);
        double balanced = 0;
        double f1 = 0;
        for (std::int32_t c = 0; c < 5; ++c) {
            double both = 0;
            double labelled = 0;
            double answered = 0;
            for (std::size_t i = 0; i < world.labels.size(); ++i) {
                if (world.labels[i] < 0)
                    continue;
                labelled += world.labels[i] == c;
                answered += world.answers[i] == c;
                both += world.labels[i] == c && world.answers[i] == c;
            }
            const ClassFigures &of = figures.classes[static_cast<std::size_t>(c)];
            QVERIFY(near(of.recall.percent, 100 * both / labelled));
            QVERIFY(near(of.precision.percent, 100 * both / answered));
            QVERIFY(near(of.f1, 200 * both / (labelled + answered)));
            balanced += 100 * both / labelled / 5;
            f1 += 200 * both / (labelled + answered) / 5;
        }
        QCOMPARE(figures.classes[5].recall.count, 0);
        QVERIFY(near(figures.balancedAccuracy, balanced) && near(figures.macroF1, f1));

        double images = 0;
        for (const ConfusionCell &cell : sampleConfusion(sample, world.answers, 6)) {
            std::int64_t count = 0;
            std::int64_t labelled = 0;
            for (std::size_t i = 0; i < world.labels.size(); ++i) {
                count += world.labels[i] == cell.label && world.answers[i] == cell.answer;
                labelled += world.labels[i] == cell.label;
            }
            QCOMPARE(cell.count, count);
            QVERIFY(near(cell.images, static_cast<double>(count)));
            QVERIFY(near(cell.share.percent, proportion(count, labelled).percent) &&
                    near(cell.share.high, proportion(count, labelled).high));
            images += cell.images;
        }
        QVERIFY(near(images, static_cast<double>(figures.accuracy.count)));
    }

    // Weights by hand: 900 images of which 9 of 10 are right, 100 of which 1 of 4.
    void strataAreWeighed()
    {
        LabelledSample sample;
        std::vector<std::int32_t> answers(1000, 0);
        const auto add = [&](std::int64_t image, std::int32_t label, std::int32_t stratum) {
            sample.images.push_back(image);
            sample.labels.push_back(label);
            sample.strata.push_back(stratum);
        };
        for (std::int64_t i = 0; i < 10; ++i)
            add(i, i == 0 ? 1 : 0, 0);
        for (std::int64_t i = 0; i < 4; ++i)
            add(900 + i, i == 0 ? 0 : 1, 1);
        sample.stratumSizes = {900, 100};
        const Proportion accuracy = sampleAccuracy(sample, answers);
        QVERIFY(near(accuracy.percent, 100 * (0.9 * 0.9 + 0.1 * 0.25)));
        QCOMPARE(accuracy.count, 14);
        const auto cells = sampleConfusion(sample, answers, 2);
        QVERIFY(near(cells[0].images, 900 * 0.9 + 25) && near(cells[1].images, 90 + 75));
        // What of a class gets its own name is its recall, in either stratum.
        std::vector<std::int32_t> mixed = answers;
        mixed[1] = mixed[0] = mixed[901] = 1;
        const SampleFigures figures = sampleFigures(sample, mixed, 2);
        int own = 0;
        for (const ConfusionCell &cell : sampleConfusion(sample, mixed, 2)) {
            const Proportion recall = figures.classes[static_cast<std::size_t>(cell.label)].recall;
            const double share = cell.label == cell.answer ? recall.percent : 100 - recall.percent;
            own += cell.label == cell.answer;
            QVERIFY(near(cell.share.percent, share) && cell.share.count == recall.count);
            QVERIFY(near(cell.share.high - cell.share.low, recall.high - recall.low));
        }
        QCOMPARE(own, 2);
        // A stratum without an image of the sample cannot speak.
        sample.stratumSizes.push_back(250);
        QVERIFY(near(sampleFigures(sample, answers, 2).covered, 80));
        QVERIFY(near(sampleAccuracy(sample, answers).percent, accuracy.percent));
        // An empty one has nothing to say.
        sample.stratumSizes.back() = 0;
        QVERIFY(near(sampleFigures(sample, answers, 2).covered, 100));
    }

    // Once every image is labelled nothing is left to guess.
    void aFinitePopulation()
    {
        const World world = worldOf(3, 300, {0.8}, 5);
        const auto all = static_cast<std::int64_t>(world.labels.size());
        LabelledSample sample = draw(world, all, false, 1);
        QCOMPARE(static_cast<std::int64_t>(sample.images.size()), all);
        Proportion accuracy = sampleAccuracy(sample, world.answers);
        QVERIFY(near(accuracy.percent, world.accuracy()) && near(accuracy.low, accuracy.high));
        sample = draw(world, all / 2, false, 1);
        accuracy = sampleAccuracy(sample, world.answers);
        sample.stratumSizes.clear();
        const Proportion unbounded = sampleAccuracy(sample, world.answers);
        QVERIFY(near((accuracy.high - accuracy.low) / (unbounded.high - unbounded.low), std::sqrt(0.5), 0.02));
    }

    // 50 groups of 20 that are right or wrong as a whole say no more than 50 images would.
    void groupsWidenTheInterval()
    {
        LabelledSample sample;
        std::vector<std::int32_t> answers(1000);
        for (std::int32_t i = 0; i < 1000; ++i) {
            sample.images.push_back(i);
            sample.labels.push_back(1);
            sample.groups.push_back(i / 20);
            answers[static_cast<std::size_t>(i)] = (i / 20) % 2 == 0 ? 1 : 0;
        }
        const Proportion grouped = sampleAccuracy(sample, answers);
        const Proportion fifty = proportion(25, 50);
        QCOMPARE(grouped.percent, 50.0);
        QCOMPARE(grouped.count, 1000);
        QVERIFY(grouped.low < fifty.low + 0.1 && grouped.low > fifty.low - 1); // Student's t, G / (G - 1)
        const std::vector<std::int32_t> right(1000, 1);
        QVERIFY(near(sampleAccuracy(sample, right).low, proportion(50, 50).low));
        // Each for itself, and groups that are half right: no more than independent images say.
        LabelledSample single = sample;
        std::iota(single.groups.begin(), single.groups.end(), 0);
        QVERIFY(near(sampleAccuracy(single, answers).low, proportion(500, 1000).low, 0.1));
        for (std::int32_t i = 0; i < 1000; ++i)
            answers[static_cast<std::size_t>(i)] = i % 2;
        QVERIFY(near(sampleAccuracy(sample, answers).low, proportion(500, 1000).low));
        std::fill(sample.groups.begin(), sample.groups.end(), 0);
        QCOMPARE(sampleAccuracy(sample, right).low, 0.0);
    }

    void estimatesAreUnbiasedAndIntervalsHold_data()
    {
        QTest::addColumn<bool>("stratified");
        QTest::addColumn<int>("classes");
        QTest::addColumn<int>("images");
        QTest::addColumn<int>("count");
        QTest::addColumn<QList<double>>("right");
        QTest::newRow("random") << false << 10 << 5000 << 100 << QList<double>{0.95, 0.6, 0.85, 0.99, 0.7};
        QTest::newRow("random, a third of all") << false << 5 << 300 << 100 << QList<double>{0.9, 0.7};
        QTest::newRow("random, nearly all right") << false << 10 << 4000 << 100 << QList<double>{0.98};
        QTest::newRow("strata") << true << 10 << 5000 << 100 << QList<double>{0.95, 0.6, 0.85, 0.99, 0.7};
        QTest::newRow("strata, a third of all") << true << 5 << 300 << 100 << QList<double>{0.9, 0.7};
        QTest::newRow("strata, nearly all right") << true << 10 << 4000 << 100 << QList<double>{0.98};
        QTest::newRow("strata of few") << true << 20 << 2000 << 50 << QList<double>{0.9, 0.5};
        QTest::newRow("strata of many") << true << 4 << 20'000 << 400 << QList<double>{0.9, 0.5, 0.99};
    }

    void estimatesAreUnbiasedAndIntervalsHold()
    {
        QFETCH(bool, stratified);
        QFETCH(int, classes);
        QFETCH(int, images);
        QFETCH(int, count);
        QFETCH(QList<double>, right);
        const World world = worldOf(classes, images, {right.begin(), right.end()}, 11);
        constexpr int repeats = 2000;
        double sum = 0;
        double squares = 0;
        double confused = 0; // estimated numbers of confused images
        double confusedSquares = 0;
        int held = 0;
        int recallHeld = 0;
        int recalls = 0;
        for (int repeat = 0; repeat < repeats; ++repeat) {
            const LabelledSample sample = draw(world, count, stratified, static_cast<std::uint64_t>(repeat));
            const SampleFigures figures = sampleFigures(sample, world.answers, classes);
            const double error = figures.accuracy.percent - world.accuracy();
            sum += error;
            squares += error * error;
            held += figures.accuracy.low <= world.accuracy() && world.accuracy() <= figures.accuracy.high;
            const Proportion recall = figures.classes[0].recall;
            if (recall.count > 0) {
                ++recalls;
                recallHeld += recall.low <= world.recall(0) && world.recall(0) <= recall.high;
            }
            double here = 0;
            for (const ConfusionCell &cell : sampleConfusion(sample, world.answers, classes))
                here += cell.label != cell.answer ? cell.images : 0;
            confused += here;
            confusedSquares += here * here;
        }
        const double bias = sum / repeats;
        const double deviation = std::sqrt(squares / repeats);
        const double coverage = 100.0 * held / repeats;
        const double recallCoverage = 100.0 * recallHeld / recalls;
        qInfo("bias %.3f (deviation %.2f), coverage %.1f %%, of a recall %.1f %%", bias, deviation, coverage,
              recallCoverage);
        // Three standard errors of the simulation, and what a ratio may be off by.
        QVERIFY(std::abs(bias) < 3.5 * deviation / std::sqrt(repeats) + 0.1);
        QVERIFY(coverage > 92.5 && coverage < 98);
        QVERIFY(recallCoverage > 92 && recallCoverage <= 100);
        double wrong = 0;
        for (std::size_t i = 0; i < world.labels.size(); ++i)
            wrong += world.labels[i] >= 0 && world.labels[i] != world.answers[i];
        const double mean = confused / repeats;
        const double error = std::sqrt((confusedSquares / repeats - mean * mean) / repeats);
        QVERIFY(std::abs(mean - wrong) < 3.5 * error);
    }

    void impossibleInputIsNamed()
    {
        LabelledSample sample;
        sample.images = {0, 7};
        sample.labels = {0, 0};
        const std::vector<std::int32_t> answers{0, 1};
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)sampleAccuracy(sample, answers));
        sample.images = {0, 1};
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)sampleFigures(sample, answers, 1));
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)sampleConfusion(sample, answers, 1));
    }
};

QTEST_GUILESS_MAIN(TestSampleEstimates)
#include "tst_sampleestimates.moc"
