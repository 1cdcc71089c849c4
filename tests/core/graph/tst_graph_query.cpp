// Filters, selections, search, figures in words: what a person asks a graph.

#include "base/error.h"
#include "base/random.h"
#include "graph/classlikeness.h"
#include "graph/edges.h"
#include "graph/samplequery.h"
#include "smallframe.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace retort;
using namespace retort::test;

class TestGraphQuery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filtersNarrowOneAfterTheOther()
    {
        const auto frame = smallFrame(1, 300, 6);
        const ProxyGraph &t = frame->teacher;
        const ProxyGraph &s = frame->student;
        std::vector<std::int32_t> labels(300, -1);
        for (std::size_t i = 0; i < 300; i += 2)
            labels[i] = t.answers[i];
        using Kind = SampleCondition::Kind;
        const std::vector<SampleCondition> conditions{{Kind::Class, 2, 0, {}},
                                                      {Kind::Disagreement, 0, 0, {}},
                                                      {Kind::Margin, 0, 0.6, {}},
                                                      {Kind::NodeKl, 0, 0.05, {}},
                                                      {Kind::WrongByLabel, 0, 0, {}}};
        const FilteredSamples result = filtered(t, s, conditions, labels);
        std::vector<std::int64_t> remaining(5, 0);
        for (std::size_t i = 0; i < 300; ++i) {
            const bool meets[] = {t.answers[i] == 2 || s.answers[i] == 2, t.answers[i] != s.answers[i],
                                  s.margins[i] < 0.6F, s.nodeKl[i] >= 0.05F,
                                  i % 2 == 0 && labels[i] != s.answers[i]};
            bool all = true;
            for (std::size_t c = 0; c < 5; ++c) {
                all = all && meets[c];
                remaining[c] += all;
            }
            QCOMPARE(result.passes[i], all);
        }
        QCOMPARE(result.remaining, remaining);
        QCOMPARE(result.count, remaining.back());
        QVERIFY(remaining[1] > 0 && remaining[1] < remaining[0] && remaining[0] < 300);
        QCOMPARE(filtered(t, s, {}, {}).count, std::int64_t(300));
        const std::vector<SampleCondition> chosen{{Kind::Samples, 0, 0, {3, 8, 299}}};
        QCOMPARE(filtered(t, s, chosen, {}).count, std::int64_t(3));
        const std::vector<SampleCondition> unlabelled{{Kind::WrongByLabel, 0, 0, {}}};
        QCOMPARE(filtered(t, s, unlabelled, {}).count, std::int64_t(0));
    }

    void olderGraphsKeepWhatTheyDoNotKnow()
    {
        const auto frame = smallFrame(1, 50, 4);
        ProxyGraph old = frame->student;
        old.margins.clear();
        old.nodeKl.clear();
        using Kind = SampleCondition::Kind;
        const std::vector<SampleCondition> conditions{{Kind::Margin, 0, 0.1, {}}, {Kind::NodeKl, 0, 9, {}}};
        QCOMPARE(filtered(frame->teacher, old, conditions, {}).count, std::int64_t(50));
        ProxyGraph other = old;
        other.answers.pop_back();
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)filtered(frame->teacher, other, conditions, {}));
    }

    void samplesOfTwoClasses()
    {
        const auto frame = smallFrame(1, 300, 6);
        const ProxyGraph &t = frame->teacher;
        const ProxyGraph &s = frame->student;
        std::vector<bool> passes(300, true);
        for (std::size_t i = 0; i < 300; i += 7)
            passes[i] = false;
        const ClassPairSamples pair = samplesOfPair(t, s, 1, 2, passes);
        std::vector<std::int32_t> all;
        std::vector<std::int32_t> torn;
        for (std::int32_t i = 0; i < 300; ++i) {
            const auto at = static_cast<std::size_t>(i);
            const std::set<std::int32_t> both{t.answers[at], s.answers[at]};
            if (i % 7 == 0 || both.contains(0) || *both.rbegin() > 2)
                continue;
            all.push_back(i);
            if (both.size() == 2)
                torn.push_back(i);
        }
        QVERIFY(!torn.empty() && torn.size() < all.size());
        QCOMPARE(pair.all, all);
        QCOMPARE(pair.torn, torn);

        const std::vector<std::int32_t> ordered = samplesMostLike(t, s, 1, 2);
        QCOMPARE(static_cast<std::int64_t>(ordered.size()), std::count(t.answers.begin(), t.answers.end(), 1));
        std::map<std::int32_t, float> share;
        for (std::size_t e = 0; e < s.edges.size(); ++e)
            if (s.edges[e].proxy == 2)
                share[s.edges[e].sample] = s.probabilities[e];
        QVERIFY(share[ordered.front()] > share[ordered.back()]);
        for (std::size_t i = 1; i < ordered.size(); ++i)
            QVERIFY(share[ordered[i]] < share[ordered[i - 1]] ||
                    (share[ordered[i]] == share[ordered[i - 1]] && ordered[i] > ordered[i - 1]));
    }

    void lasso()
    {
        RandomStream random{3};
        std::vector<GraphPoint> points(2000);
        for (GraphPoint &point : points)
            point = {static_cast<float>(2 * random.uniform() - 1), static_cast<float>(2 * random.uniform() - 1)};
        // A circle of many corners, against its distance.
        std::vector<GraphPoint> circle;
        for (int i = 0; i < 200; ++i)
            circle.push_back({static_cast<float>(0.2 + 0.5 * std::cos(i * 2 * M_PI / 200)),
                              static_cast<float>(0.5 * std::sin(i * 2 * M_PI / 200))});
        const auto found = pointsInside(points, circle);
        for (std::int32_t i = 0; i < 2000; ++i) {
            const double distance =
                std::hypot(points[static_cast<std::size_t>(i)].x - 0.2, points[static_cast<std::size_t>(i)].y);
            if (std::abs(distance - 0.5) > 0.001)
                QCOMPARE(std::binary_search(found.begin(), found.end(), i), distance < 0.5);
        }
        // A shape with a notch: what lies in the notch is outside.
        const std::vector<GraphPoint> notched{{-1, -1}, {1, -1}, {1, 1}, {0, 0}, {-1, 1}};
        const std::vector<GraphPoint> probes{{0, -0.5F}, {0, 0.5F}, {0.9F, 0.8F}, {2, 0}};
        QCOMPARE(pointsInside(probes, notched), (std::vector<std::int32_t>{0, 2}));
        QVERIFY(pointsInside(probes, std::vector<GraphPoint>{{-1, -1}, {1, 1}}).empty());
        const std::vector<GraphPoint> broken{{NAN, 0}};
        QVERIFY(pointsInside(broken, notched).empty());
    }

    void similarSamplesAreSimilar()
    {
        const auto frame = smallFrame(3, 200, 6);
        const auto rowOf = [](const ProxyGraph &graph, std::int32_t sample) {
            std::map<std::int32_t, double> row;
            const auto shares = edgeShares(graph.edges);
            for (std::size_t i = 0; i < shares.size(); ++i)
                if (graph.edges[i].sample == sample)
                    row[graph.edges[i].proxy] = shares[i];
            return row;
        };
        const auto distance = [&](std::int32_t a, std::int32_t b) {
            double sum = 0;
            for (const ProxyGraph *graph : {&frame->teacher, &frame->student}) {
                auto x = rowOf(*graph, a);
                auto y = rowOf(*graph, b);
                for (std::int32_t p = 0; p < 6; ++p)
                    sum += (x[p] - y[p]) * (x[p] - y[p]);
            }
            return sum;
        };
        const auto found = similarSamples(frame->teacher, frame->student, 17, 10);
        QCOMPARE(found.size(), std::size_t(10));
        double before = 0;
        for (const std::int32_t sample : found) {
            QVERIFY(sample != 17);
            const double d = distance(17, sample);
            QVERIFY(d >= before - 1e-6);
            before = d;
        }
        for (std::int32_t i = 0; i < 200; ++i)
            if (i != 17 && std::find(found.begin(), found.end(), i) == found.end())
                QVERIFY(distance(17, i) >= before - 1e-6);
        QCOMPARE(similarSamples(frame->teacher, frame->student, 0, 999).size(), std::size_t(199));
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)similarSamples(frame->teacher, frame->student, 200, 1));
    }

    void namesAreFound()
    {
        const std::vector<std::string> names{"a/Cat.png", "cat", "dog", "CATALOGUE", "b/cat2.png", ""};
        QCOMPARE(namesLike(names, "cat", 9), (std::vector<std::size_t>{1, 3, 0, 4}));
        QCOMPARE(namesLike(names, "CAT", 2), (std::vector<std::size_t>{1, 3}));
        QVERIFY(namesLike(names, "bird", 9).empty());
        QVERIFY(namesLike(names, "", 9).empty());
    }

    void classLikenessesAreMeans()
    {
        const auto frame = smallFrame(1, 300, 5);
        const ProxyGraph &t = frame->teacher;
        const ProxyGraph &s = frame->student;
        const auto figures = classLikenesses(t, s);
        QCOMPARE(figures.size(), std::size_t(5));
        for (std::int32_t c = 0; c < 5; ++c) {
            std::int64_t count = 0;
            double kl = 0, same = 0, margin = 0, rows = 0;
            for (std::size_t i = 0; i < 300; ++i)
                if (t.answers[i] == c) {
                    ++count;
                    kl += s.nodeKl[i];
                    same += s.answers[i] == c;
                    margin += s.margins[i];
                    rows += s.rowCorrelations[i];
                }
            const ClassLikeness &f = figures[static_cast<std::size_t>(c)];
            QCOMPARE(f.samples, count);
            QVERIFY(count > 0);
            const auto n = static_cast<double>(count);
            QVERIFY(std::abs(*f.agreement - 100 * same / n) < 1e-9);
            QVERIFY(std::abs(*f.nodeKl - kl / n) < 1e-9);
            QVERIFY(std::abs(*f.margin - margin / n) < 1e-9);
            QVERIFY(std::abs(*f.rowCorrelation - rows / n) < 1e-9);
            QCOMPARE(*f.columnCorrelation, static_cast<double>(s.columnCorrelations[static_cast<std::size_t>(c)]));
        }
        ProxyGraph old = s;
        old.nodeKl.clear();
        QVERIFY(classLikenesses(t, old)[0].agreement.has_value());
        QVERIFY(!classLikenesses(t, old)[0].nodeKl.has_value());
        ProxyGraph none = t;
        std::fill(none.answers.begin(), none.answers.end(), 1);
        QVERIFY(!classLikenesses(none, s)[0].agreement.has_value());
        none.samples = 2;
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)classLikenesses(none, s));
    }

    void confusionsInNumbers()
    {
        // The teacher takes samples 0 to 2 for class 0; the student sees much of class 1 in them.
        ProxyGraph teacher;
        teacher.samples = 4;
        teacher.proxies = 3;
        for (std::int32_t sample = 0; sample < 4; ++sample)
            for (std::int32_t proxy = 0; proxy < 3; ++proxy)
                teacher.edges.push_back({sample, proxy, 0.1F});
        ProxyGraph student = teacher;
        teacher.answers = {0, 0, 0, 2};
        student.answers = {0, 1, 0, 2};
        teacher.confidences = student.confidences = {0.5F, 0.5F, 0.5F, 0.5F};
        teacher.probabilities = {0.8F, 0.1F, 0.1F, 0.7F, 0.2F, 0.1F, 0.9F, 0, 0.1F, 0, 0, 1};
        student.probabilities = {0.6F, 0.3F, 0.1F, 0.3F, 0.5F, 0.2F, 0.7F, 0.2F, 0.1F, 0, 0.1F, 0.9F};
        const auto worst = worstConfusions(teacher, student);
        QCOMPARE(worst.size(), std::size_t(2)); // class 1 has no sample
        QCOMPARE(worst[0].from, 0);
        QCOMPARE(worst[0].to, 1);
        QCOMPARE(worst[0].samples, std::int64_t(3));
        QVERIFY(std::abs(worst[0].teacher - 0.1) < 1e-6);
        QVERIFY(std::abs(worst[0].student - 1 / 3.0) < 1e-6);
        QVERIFY(std::abs(*worst[0].ratio() - 10 / 3.0) < 1e-5);
        QCOMPARE(worst[1].to, 1);
        QVERIFY(!worst[1].ratio().has_value()); // the teacher sees none of it
        QCOMPARE(worstConfusions(teacher, teacher).size(), std::size_t(0));
        student.probabilities.clear();
        QVERIFY(worstConfusions(teacher, student).empty());

        student.nodeKl = {0.1F, 0.9F, 0.2F, 0.9F};
        QCOMPARE(rankedDisagreements(teacher, student), (std::vector<std::int32_t>{1, 3, 2, 0}));
        student.nodeKl.clear(); // an older version's: by the confidences of different answers
        QCOMPARE(rankedDisagreements(teacher, student), (std::vector<std::int32_t>{1, 0, 2, 3}));
    }
};

QTEST_GUILESS_MAIN(TestGraphQuery)
#include "tst_graph_query.moc"
