#include "base/error.h"
#include "base/random.h"
#include "measure/answerpair.h"

#include <QTest>

#include <cmath>
#include <map>

using namespace retort;

namespace {

struct Case
{
    LabelledSample reference;
    std::vector<std::int32_t> classes;
    std::vector<float> confidences, margins;

    [[nodiscard]] AnswerSpans spans() const { return {classes, confidences, margins}; }
};

/// Labels of every other image, some of which say nothing; shares that lie on the edges of bars too.
Case makeCase(std::int64_t images, std::int64_t count, std::uint64_t seed)
{
    RandomStream stream{seed};
    Case made;
    for (std::int64_t i = 0; i < images; ++i) {
        made.classes.push_back(static_cast<std::int32_t>(stream.below(static_cast<std::uint64_t>(count))));
        made.confidences.push_back(static_cast<float>(stream.below(41)) / 40);
        made.margins.push_back(static_cast<float>(stream.below(41)) / 40);
        if (i % 2 == 0)
            continue;
        made.reference.images.push_back(i);
        made.reference.labels.push_back(
            static_cast<std::int32_t>(stream.below(static_cast<std::uint64_t>(count) + 2)) - 2);
    }
    return made;
}

} // namespace

class TestAnswerPair : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void againstSlowLoops_data()
    {
        QTest::addColumn<int>("images");
        QTest::addColumn<int>("classes");
        QTest::newRow("2 classes") << 301 << 2;
        QTest::newRow("10 classes") << 1000 << 10;
        QTest::newRow("more classes than images") << 40 << 100;
    }

    void againstSlowLoops()
    {
        QFETCH(int, images);
        QFETCH(int, classes);
        const Case made = makeCase(images, classes, 3);
        const AnswerPair pair = compareWithReference(made.reference, made.spans(), classes);

        std::map<std::pair<int, int>, std::int64_t> cells;
        std::int64_t same = 0, judged = 0;
        std::array<MarginBin, marginBins> margins{};
        for (std::size_t i = 0; i < made.reference.images.size(); ++i) {
            const auto image = static_cast<std::size_t>(made.reference.images[i]);
            const int label = made.reference.labels[i];
            const int answer = made.classes[image];
            if (label < 0)
                continue;
            ++judged;
            same += label == answer;
            ++cells[{label, answer}];
            for (std::size_t b = 0; b < marginBins; ++b) {
                const double low = static_cast<double>(b) / marginBins;
                const double high = b + 1 == marginBins ? 2.0 : static_cast<double>(b + 1) / marginBins;
                const auto margin = static_cast<double>(made.margins[image]);
                if (margin * marginBins >= low * marginBins && margin * marginBins < high * marginBins)
                    ++(label == answer ? margins[b].same : margins[b].other);
            }
        }
        QCOMPARE(pair.figures.accuracy.count, judged);
        QVERIFY(std::abs(pair.figures.accuracy.percent - 100.0 * double(same) / double(judged)) < 1e-9);
        QCOMPARE(pair.confusion.size(), cells.size());
        for (const ConfusionCell &cell : pair.confusion) {
            const std::int64_t count = cells.at({cell.label, cell.answer});
            QCOMPARE(cell.count, count);
            QCOMPARE(placesOfCell(made.reference, made.classes, cell.label, cell.answer).size(),
                     static_cast<std::size_t>(count));
        }
        for (std::size_t b = 0; b < marginBins; ++b) {
            QCOMPARE(pair.margins[b].same, margins[b].same);
            QCOMPARE(pair.margins[b].other, margins[b].other);
        }
        QCOMPARE(static_cast<std::int64_t>(pair.mistakes.size()), judged - same);
        float before = 2;
        for (const std::int64_t place : pair.mistakes) {
            const auto image = static_cast<std::size_t>(made.reference.images[static_cast<std::size_t>(place)]);
            QVERIFY(made.reference.labels[static_cast<std::size_t>(place)] != made.classes[image]);
            QVERIFY(made.confidences[image] <= before);
            before = made.confidences[image];
        }
        std::int64_t inBins = 0;
        for (std::size_t b = 0; b < calibrationBins; ++b) {
            std::int64_t slow = 0;
            for (std::size_t i = 0; i < made.reference.images.size(); ++i)
                slow += made.reference.labels[i] >= 0 &&
                        binOf(made.confidences[static_cast<std::size_t>(made.reference.images[i])],
                              calibrationBins) == b;
            QCOMPARE(pair.calibration.bins[b].count, slow);
            inBins += slow;
        }
        QCOMPARE(inBins, judged);
    }

    void oneOwnAnswersAgree()
    {
        const Case made = makeCase(60, 5, 4);
        const AnswerPair pair = compareWithReference(referenceOf(made.classes), made.spans(), 5);
        QCOMPARE(pair.figures.accuracy.percent, 100.0);
        QCOMPARE(pair.figures.accuracy.count, std::int64_t(60));
        QVERIFY(pair.mistakes.empty());
        QVERIFY(topConfusions(pair.confusion, 10).empty());
    }

    void topConfusionsComeInOrder()
    {
        const Case made = makeCase(500, 6, 5);
        const AnswerPair pair = compareWithReference(made.reference, made.spans(), 6);
        const std::vector<ConfusionCell> all = topConfusions(pair.confusion, 1000);
        for (std::size_t i = 0; i < all.size(); ++i) {
            QVERIFY(all[i].label != all[i].answer);
            QVERIFY(i == 0 || all[i - 1].images >= all[i].images);
        }
        const std::vector<ConfusionCell> first = topConfusions(pair.confusion, 3);
        QCOMPARE(first.size(), std::size_t(3));
        for (std::size_t i = 0; i < 3; ++i)
            QVERIFY(first[i].label == all[i].label && first[i].answer == all[i].answer);
    }

    void lengthsMustFit()
    {
        Case made = makeCase(10, 2, 6);
        made.margins.pop_back();
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(compareWithReference(made.reference, made.spans(), 2)),
                                 ValueError);
        made = makeCase(10, 2, 6);
        made.reference.images.back() = 10;
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(compareWithReference(made.reference, made.spans(), 2)),
                                 ValueError);
    }
};

QTEST_GUILESS_MAIN(TestAnswerPair)
#include "tst_answerpair.moc"
