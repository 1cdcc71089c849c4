// Intervals, agreement, the summary of logits and confusion counts.
#include "base/error.h"
#include "base/random.h"
#include "measure/accuracy.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

using namespace retort;

namespace {

Matrix randomLogits(std::int64_t rows, std::int64_t classes, double scale, std::uint64_t seed)
{
    Matrix logits(rows, classes);
    RandomStream stream({seed});
    for (std::int64_t i = 0; i < rows; ++i)
        for (float &value : logits.row(i))
            value = static_cast<float>(scale * stream.normal());
    return logits;
}

std::string messageOf(const std::function<void()> &work)
{
    try {
        work();
    } catch (const ValueError &error) {
        return error.fullText();
    }
    return "nothing was thrown";
}

} // namespace

class TestAccuracy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wilsonIntervals();
    void agreementLeavesOutWhatHasNoLabel();
    void summaryMatchesLoops_data();
    void summaryMatchesLoops();
    void rowsAreLeftOut();
    void summaryOfExtremes();
    void confusionCounts();
    void impossibleInputIsNamed();
};

void TestAccuracy::wilsonIntervals()
{
    // By the formula of Wilson 1927 with z = 1.959964, worked out by hand for 0, half and all.
    const Proportion none = proportion(0, 10);
    QCOMPARE(none.percent, 0.0);
    QVERIFY(std::abs(none.low) < 1e-9);
    QVERIFY(std::abs(none.high - 27.7533) < 1e-3);
    const Proportion half = proportion(50, 100);
    QVERIFY(std::abs(half.low - 40.3832) < 1e-3 && std::abs(half.high - 59.6168) < 1e-3);
    const Proportion all = proportion(10, 10);
    QCOMPARE(all.percent, 100.0);
    QVERIFY(std::abs(all.low - 72.2467) < 1e-3 && std::abs(all.high - 100) < 1e-9);
    const Proportion large = proportion(8500, 10000);
    QVERIFY(std::abs(large.low - 84.2867) < 1e-3 && std::abs(large.high - 85.6864) < 1e-3);
    const Proportion unknown = proportion(0, 0);
    QCOMPARE(unknown.low, 0.0);
    QCOMPARE(unknown.high, 100.0);
    QCOMPARE(unknown.count, std::int64_t(0));
}

void TestAccuracy::agreementLeavesOutWhatHasNoLabel()
{
    const std::vector<std::int32_t> a{0, 1, 2, -1, 3};
    const std::vector<std::int32_t> b{0, 2, 2, 1, -1};
    const Proportion share = agreement(a, b);
    QCOMPARE(share.count, std::int64_t(3));
    QVERIFY(std::abs(share.percent - 200.0 / 3) < 1e-9);
}

void TestAccuracy::summaryMatchesLoops_data()
{
    QTest::addColumn<int>("classes");
    QTest::addColumn<double>("scale");
    for (const int classes : {1, 2, 3, 7, 8, 9, 10, 100, 1000})
        for (const double scale : {0.1, 3.0, 60.0})
            QTest::addRow("%d classes, scale %g", classes, scale) << classes << scale;
}

void TestAccuracy::summaryMatchesLoops()
{
    QFETCH(int, classes);
    QFETCH(double, scale);
    const Matrix logits = randomLogits(50, classes, scale, 1);
    const LogitSummary summary = summarise(logits);
    std::vector<std::int64_t> counts(std::size_t(classes), 0);
    double confidences = 0;
    double entropies = 0;
    for (std::int64_t i = 0; i < logits.rows(); ++i) {
        const auto row = logits.row(i);
        const auto answer = std::size_t(std::max_element(row.begin(), row.end()) - row.begin());
        double sum = 0;
        for (const float value : row)
            sum += std::exp(double(value) - row[answer]);
        double second = 0;
        double entropy = 0;
        for (std::size_t c = 0; c < row.size(); ++c) {
            const double p = std::exp(double(row[c]) - row[answer]) / sum;
            entropy -= p > 0 ? p * std::log(p) : 0;
            if (c != answer)
                second = std::max(second, p);
        }
        const auto position = std::size_t(i);
        QCOMPARE(summary.answers[position], std::int32_t(answer));
        QVERIFY(std::abs(summary.confidences[position] - 1 / sum) < 1e-6);
        QVERIFY(std::abs(summary.margins[position] - (1 / sum - second)) < 1e-6);
        ++counts[answer];
        confidences += 1 / sum / 50;
        entropies += entropy / 50;
    }
    QCOMPARE(summary.classCounts, counts);
    QVERIFY(std::abs(summary.meanConfidence - confidences) < 1e-6);
    QVERIFY(std::abs(summary.meanEntropy - entropies) < 1e-5);
}

void TestAccuracy::rowsAreLeftOut()
{
    const Matrix logits = randomLogits(40, 5, 3, 7);
    const std::vector<std::int64_t> rows{0, 7, 8, 39};
    Matrix kept(36, 5);
    Matrix part(4, 5);
    for (std::int64_t i = 0, k = 0, p = 0; i < 40; ++i) {
        const bool out = std::find(rows.begin(), rows.end(), i) != rows.end();
        std::copy(logits.row(i).begin(), logits.row(i).end(), (out ? part.row(p++) : kept.row(k++)).begin());
    }
    LogitSummary summary = summarise(logits);
    const LogitSummary whole = summary;
    leaveOut(summary, rows, summarise(part));
    const LogitSummary expected = summarise(kept);
    QCOMPARE(summary.classCounts, expected.classCounts);
    QVERIFY(std::abs(summary.meanConfidence - expected.meanConfidence) < 1e-12);
    QVERIFY(std::abs(summary.meanEntropy - expected.meanEntropy) < 1e-12);
    for (std::int64_t i = 0; i < 40; ++i) {
        const bool out = std::find(rows.begin(), rows.end(), i) != rows.end();
        QCOMPARE(summary.answers[std::size_t(i)], out ? -1 : whole.answers[std::size_t(i)]);
    }
    leaveOut(summary, {}, summarise(Matrix(0, 5)));
    QCOMPARE(summary.classCounts, expected.classCounts);
}

void TestAccuracy::summaryOfExtremes()
{
    Matrix logits(4, 3);
    const float huge = std::numeric_limits<float>::max() / 4;
    const float rows[4][3] = {{-huge, huge, 0}, {5, 5, 5}, {-1000, -1001, -1e30F}, {0, 200, 100}};
    for (int i = 0; i < 4; ++i)
        std::copy(std::begin(rows[i]), std::end(rows[i]), logits.row(i).begin());
    const LogitSummary summary = summarise(logits);
    QCOMPARE(summary.answers, (std::vector<std::int32_t>{1, 0, 0, 1})); // the first of equals
    QCOMPARE(summary.confidences[0], 1.0F);
    QVERIFY(std::abs(summary.confidences[1] - 1.0F / 3) < 1e-6F);
    QVERIFY(std::abs(summary.margins[1]) < 1e-6F);
    QVERIFY(std::abs(summary.confidences[2] - 0.7310586F) < 1e-6F);
    QCOMPARE(summary.margins[3], 1.0F);
    QVERIFY(std::isfinite(summary.meanEntropy));

    const LogitSummary empty = summarise(Matrix(0, 3));
    QVERIFY(empty.answers.empty());
    QCOMPARE(empty.classCounts, (std::vector<std::int64_t>{0, 0, 0}));
    QCOMPARE(empty.meanConfidence, 0.0);
}

void TestAccuracy::confusionCounts()
{
    const std::vector<std::int32_t> labels{0, 0, 1, 2, -1, 1};
    const std::vector<std::int32_t> answers{0, 1, 1, 0, 2, -1};
    QCOMPARE(confusion(labels, answers, 3), (std::vector<std::int64_t>{1, 1, 0, 0, 1, 0, 1, 0, 0}));
}

void TestAccuracy::impossibleInputIsNamed()
{
    const std::vector<std::int32_t> one{0};
    const std::vector<std::int32_t> two{0, 1};
    QVERIFY(messageOf([&] { (void)agreement(one, two); }).find("1 and 2") != std::string::npos);
    QVERIFY(messageOf([&] { (void)confusion(two, one, 2); }).find("2 and 1") != std::string::npos);
    const std::string beyond = messageOf([&] { (void)confusion(two, two, 1); });
    QVERIFY2(beyond.find("class 1 is beyond the 1 classes") != std::string::npos, beyond.c_str());
    QVERIFY2(beyond.find("class list") != std::string::npos, beyond.c_str());
}

QTEST_GUILESS_MAIN(TestAccuracy)
#include "tst_accuracy.moc"
