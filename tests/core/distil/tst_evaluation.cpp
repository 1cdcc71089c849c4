// The probe graph and its summary against loops in double.
#include "distil/evaluation.h"
#include "distil/probecomparison.h"
#include "tensor/convert.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace retort;

namespace {

struct Tensors
{
    torch::Tensor teacherEdges, teacherLogits, studentEdges, studentLogits;
};

ProbeComparison compared(const Tensors &t, std::int64_t topK)
{
    return compareProbe(
        {toMatrix(t.teacherEdges), toMatrix(t.teacherLogits), toMatrix(t.studentEdges), toMatrix(t.studentLogits)},
        topK);
}

Tensors relations(std::int64_t samples, std::int64_t classes)
{
    torch::manual_seed(9);
    const auto edges = [&] { return torch::rand({samples, classes}) * 1.8 - 0.9; };
    const auto logits = [&] { return torch::randn({samples, classes}) * 3; };
    return {edges(), logits(), edges(), logits()};
}

double pearsonOf(const std::vector<double> &x, const std::vector<double> &y)
{
    const auto n = static_cast<double>(x.size());
    double mx = 0, my = 0, xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        mx += x[i] / n;
        my += y[i] / n;
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - mx) * (y[i] - my);
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
    }
    return xy / std::sqrt(xx * yy);
}

std::vector<double> line(const torch::Tensor &matrix, int dimension, std::int64_t which)
{
    const torch::Tensor values = matrix.select(dimension, which).to(torch::kFloat64).contiguous();
    return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

} // namespace

class EvaluationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void edgesAreTheUnionOfBothTops()
    {
        const Tensors r = relations(7, 5);
        const ProbeComparison result = compared(r, 2);
        QCOMPARE(result.teacher.samples, std::int64_t(7));
        QCOMPARE(result.student.proxies, std::int64_t(5));
        QCOMPARE(result.teacher.edges.size(), result.student.edges.size());
        std::set<std::pair<int, int>> expected;
        for (int sample = 0; sample < 7; ++sample)
            for (const torch::Tensor &side : {r.teacherEdges, r.studentEdges}) {
                std::vector<std::pair<double, int>> row;
                for (int c = 0; c < 5; ++c)
                    row.emplace_back(-side[sample][c].item<double>(), c);
                std::sort(row.begin(), row.end());
                expected.emplace(sample, row[0].second);
                expected.emplace(sample, row[1].second);
            }
        for (int sample = 0; sample < 7; ++sample)
            for (const torch::Tensor &side : {r.teacherLogits, r.studentLogits})
                expected.emplace(sample, int(side[sample].argmax().item<std::int64_t>()));
        QCOMPARE(result.teacher.edges.size(), expected.size());
        auto at = expected.begin();
        for (std::size_t i = 0; i < result.teacher.edges.size(); ++i, ++at) {
            const GraphEdge &t = result.teacher.edges[i];
            const GraphEdge &s = result.student.edges[i];
            QCOMPARE(std::make_pair(int(t.sample), int(t.proxy)), *at);
            QCOMPARE(s.sample, t.sample);
            QCOMPARE(s.proxy, t.proxy);
            QCOMPARE(t.weight, r.teacherEdges[t.sample][t.proxy].item<float>());
            QCOMPARE(s.weight, r.studentEdges[t.sample][t.proxy].item<float>());
            const auto share = [&](const torch::Tensor &logits) {
                return logits[t.sample].softmax(0)[t.proxy].item<float>();
            };
            QVERIFY(std::abs(result.teacher.probabilities[i] - share(r.teacherLogits)) < 1e-6F);
            QVERIFY(std::abs(result.student.probabilities[i] - share(r.studentLogits)) < 1e-6F);
        }
        QCOMPARE(compared(r, 99).teacher.edges.size(), std::size_t(35)); // no more than there are
    }

    void summary()
    {
        const Tensors r = relations(9, 4);
        const ProbeComparison result = compared(r, 3);
        double rows = 0, columns = 0, kl = 0, margin = 0;
        int same = 0;
        for (int i = 0; i < 9; ++i) {
            const auto place = static_cast<std::size_t>(i);
            const double row = pearsonOf(line(r.teacherEdges, 0, i), line(r.studentEdges, 0, i));
            rows += row / 9;
            QVERIFY(std::abs(static_cast<double>(result.student.rowCorrelations[place]) - row) < 1e-5);
            double mean = 0;
            double square = 0;
            for (const double value : line(r.studentEdges, 0, i)) {
                mean += value / 4;
                square += value * value / 4;
            }
            QVERIFY(std::abs(static_cast<double>(result.student.rowMeans[place]) - mean) < 1e-6);
            QVERIFY(std::abs(static_cast<double>(result.student.rowDeviations[place]) -
                             std::sqrt(square - mean * mean)) < 1e-6);
            std::vector<double> p = line(r.teacherLogits, 0, i), q = line(r.studentLogits, 0, i);
            const auto answer = [](const std::vector<double> &v) {
                return std::max_element(v.begin(), v.end()) - v.begin();
            };
            same += answer(p) == answer(q);
            QCOMPARE(result.teacher.answers[static_cast<std::size_t>(i)], static_cast<std::int32_t>(answer(p)));
            QCOMPARE(result.student.answers[static_cast<std::size_t>(i)], static_cast<std::int32_t>(answer(q)));
            for (auto *v : {&p, &q}) {
                double sum = 0;
                for (double &value : *v)
                    sum += value = std::exp(value);
                for (double &value : *v)
                    value /= sum;
            }
            double own = 0;
            for (int c = 0; c < 4; ++c)
                own += p[static_cast<std::size_t>(c)] *
                       std::log(p[static_cast<std::size_t>(c)] / q[static_cast<std::size_t>(c)]);
            kl += own / 9;
            QVERIFY(std::abs(static_cast<double>(result.student.nodeKl[place]) - own) < 1e-5);
            std::sort(q.begin(), q.end());
            margin += (q[3] - q[2]) / 9;
            QVERIFY(std::abs(static_cast<double>(result.student.margins[place]) - (q[3] - q[2])) < 1e-6);
            QVERIFY(std::abs(static_cast<double>(result.student.confidences[static_cast<std::size_t>(i)]) - q[3]) <
                    1e-6);
        }
        for (int c = 0; c < 4; ++c) {
            const double column = pearsonOf(line(r.teacherEdges, 1, c), line(r.studentEdges, 1, c));
            columns += column / 4;
            QVERIFY(std::abs(static_cast<double>(result.student.columnCorrelations[static_cast<std::size_t>(c)]) -
                             column) < 1e-5);
        }
        QVERIFY(result.teacher.nodeKl.empty());
        QVERIFY(std::abs(result.summary.edgeCorrelation - rows) < 1e-5);
        QVERIFY(std::abs(result.summary.columnCorrelation - columns) < 1e-5);
        QVERIFY(std::abs(result.summary.nodeKl - kl) < 1e-5);
        QVERIFY(std::abs(result.summary.meanMargin - margin) < 1e-6);
        QCOMPARE(result.summary.agreement, 100.0 * same / 9);
        for (int a = 0; a < 4; ++a)
            for (int b = 0; b < 4; ++b)
                QVERIFY(std::abs(static_cast<double>(result.student.proxyCorrelations.at(a, b)) -
                                 pearsonOf(line(r.studentEdges, 1, a), line(r.studentEdges, 1, b))) < 1e-5);
    }

    void twoClassesAndConstantColumnsStayFinite()
    {
        Tensors r = relations(2, 2);
        r.studentEdges.select(1, 0).fill_(0.5);
        const ProbeComparison result = compared(r, 3);
        QCOMPARE(result.summary.edgeCorrelation, 0.0);
        QCOMPARE(result.summary.columnCorrelation, 0.0);
        QCOMPARE(result.student.proxyCorrelations.at(0, 1), 0.0F);
        QVERIFY(std::isfinite(result.summary.nodeKl));
    }

    void oneClass()
    {
        const ProbeComparison result = compared(relations(3, 1), 3);
        QCOMPARE(result.student.edges.size(), std::size_t(3));
        QCOMPARE(result.summary.nodeKl, 0.0);
        QCOMPARE(result.summary.agreement, 100.0);
        QCOMPARE(result.student.margins, std::vector<float>(3, 1.0F));
    }

    void answers()
    {
        Answers answers;
        appendAnswers(torch::tensor({{0.0F, 2.0F, 1.0F}, {5.0F, -5.0F, 5.5F}}), answers);
        appendAnswers(torch::tensor({{1000.0F, -1000.0F, 0.0F}}), answers);
        QCOMPARE(answers.classes, (std::vector<std::int32_t>{1, 2, 0}));
        QVERIFY(std::abs(static_cast<double>(answers.confidences[0]) - 0.6652409557748219) < 1e-6);
        QVERIFY(std::abs(static_cast<double>(answers.margins[0]) - (0.6652409557748219 - 0.24472847105479767)) <
                1e-6);
        QCOMPARE(answers.margins[2], 1.0F);
    }
};

QTEST_GUILESS_MAIN(EvaluationTest)
#include "tst_evaluation.moc"
