#include "base/error.h"
#include "base/random.h"
#include "graph/circleorder.h"
#include "graph/edges.h"
#include "graph/layout.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

using namespace retort;

namespace {

/// Correlations of classes that lie on a ring in the order of `ring`.
Matrix ringCorrelations(const std::vector<std::int32_t> &ring)
{
    const auto n = static_cast<std::int64_t>(ring.size());
    Matrix result(n, n);
    for (std::int64_t a = 0; a < n; ++a)
        for (std::int64_t b = 0; b < n; ++b)
            result.at(ring[a], ring[b]) =
                static_cast<float>(std::cos(2 * M_PI * static_cast<double>(a - b) / static_cast<double>(n)));
    return result;
}

Matrix randomCorrelations(std::int64_t n, std::uint64_t seed)
{
    RandomStream random{seed};
    Matrix result(n, n);
    for (std::int64_t a = 0; a < n; ++a)
        for (std::int64_t b = 0; b <= a; ++b)
            result.at(a, b) = result.at(b, a) = a == b ? 1.0F : static_cast<float>(2 * random.uniform() - 1);
    return result;
}

double tourLength(const Matrix &correlations, const std::vector<std::int32_t> &order)
{
    double sum = 0;
    for (std::size_t i = 0; i < order.size(); ++i)
        sum += 1 - correlations.at(order[i], order[(i + 1) % order.size()]);
    return sum;
}

bool isPermutation(std::vector<std::int32_t> order, std::int64_t n)
{
    std::sort(order.begin(), order.end());
    std::vector<std::int32_t> wanted(static_cast<std::size_t>(n));
    std::iota(wanted.begin(), wanted.end(), 0);
    return order == wanted;
}

ProxyGraph graphOf(std::int64_t samples, std::int64_t proxies, std::vector<GraphEdge> edges)
{
    ProxyGraph graph;
    graph.samples = samples;
    graph.proxies = proxies;
    graph.edges = std::move(edges);
    graph.proxyCorrelations = ringCorrelations([&] {
        std::vector<std::int32_t> ring(static_cast<std::size_t>(proxies));
        std::iota(ring.begin(), ring.end(), 0);
        return ring;
    }());
    graph.answers.assign(static_cast<std::size_t>(samples), 0);
    graph.confidences.assign(static_cast<std::size_t>(samples), 0.5F);
    return graph;
}

double distanceTo(const GraphPoint &a, const GraphPoint &b)
{
    return std::hypot(a.x - b.x, a.y - b.y);
}

/// The message of the ValueError that `call` throws; empty if it throws none.
template<typename Call>
QString refusal(Call call)
{
    try {
        call();
    } catch (const ValueError &error) {
        return QString::fromStdString(error.fullText());
    }
    return {};
}

} // namespace

class TestGraphLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void orderFindsRing()
    {
        // Shuffled ring: the only order that has all neighbours together is the ring itself.
        std::vector<std::int32_t> ring(24);
        std::iota(ring.begin(), ring.end(), 0);
        RandomStream random{7};
        random.shuffle(ring);
        const Matrix correlations = ringCorrelations(ring);
        const auto order = circleOrder(correlations);
        QVERIFY(isPermutation(order, 24));
        QCOMPARE(order.front(), 0);
        QVERIFY(order[1] < order.back());
        QVERIFY(std::abs(tourLength(correlations, order) - tourLength(correlations, ring)) < 1e-4);
    }

    void orderIsShortest()
    {
        // Against all tours of 7 classes.
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const Matrix correlations = randomCorrelations(7, seed);
            std::vector<std::int32_t> tour{0, 1, 2, 3, 4, 5, 6};
            double best = tourLength(correlations, tour);
            while (std::next_permutation(tour.begin() + 1, tour.end()))
                best = std::min(best, tourLength(correlations, tour));
            const double found = tourLength(correlations, circleOrder(correlations));
            QVERIFY2(found < best + 0.05,
                     qPrintable(QStringLiteral("seed %1: %2, best %3").arg(seed).arg(found).arg(best)));
        }
    }

    void orderKeepsGroupsTogether()
    {
        // Three groups of similar classes, interleaved by index.
        Matrix correlations(12, 12);
        for (std::int64_t a = 0; a < 12; ++a)
            for (std::int64_t b = 0; b < 12; ++b)
                correlations.at(a, b) = a == b ? 1.0F : a % 3 == b % 3 ? 0.8F : -0.2F;
        const auto order = circleOrder(correlations);
        int changes = 0;
        for (std::size_t i = 0; i < order.size(); ++i)
            changes += order[i] % 3 != order[(i + 1) % order.size()] % 3;
        QCOMPARE(changes, 3);
    }

    void orderOfFewAndMany()
    {
        QCOMPARE(circleOrder(randomCorrelations(1, 1)), (std::vector<std::int32_t>{0}));
        QCOMPARE(circleOrder(randomCorrelations(2, 1)), (std::vector<std::int32_t>{0, 1}));
        QCOMPARE(circleOrder(randomCorrelations(3, 1)), (std::vector<std::int32_t>{0, 1, 2}));
        const Matrix many = randomCorrelations(1000, 3);
        const auto order = circleOrder(many);
        QVERIFY(isPermutation(order, 1000));
        QCOMPARE(circleOrder(many), order);
        std::vector<std::int32_t> unordered(1000);
        std::iota(unordered.begin(), unordered.end(), 0);
        QVERIFY(tourLength(many, order) < 0.1 * tourLength(many, unordered));
    }

    void orderRefuses()
    {
        Matrix bad = randomCorrelations(4, 1);
        bad.at(2, 3) = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(refusal([&] { (void)circleOrder(bad); }).contains(QStringLiteral("proxies 2 and 3")));
        QVERIFY(refusal([] { (void)circleOrder(Matrix(3, 4)); }).contains(QStringLiteral("3 x 4")));
        QVERIFY(refusal([] { (void)circleOrder(Matrix()); }).contains(QStringLiteral("0 x 0")));
    }

    void proxiesLieOnCircle()
    {
        const std::vector<std::int32_t> order{0, 2, 1, 3};
        const auto points = proxyPositions(order);
        for (const GraphPoint &point : points)
            QVERIFY(std::abs(std::hypot(point.x, point.y) - 1) < 1e-6);
        QVERIFY(distanceTo(points[0], {0, -1}) < 1e-6); // first at the top
        QVERIFY(distanceTo(points[2], {1, 0}) < 1e-6);  // second to the right: clockwise
        QVERIFY(distanceTo(points[1], {0, 1}) < 1e-6);
    }

    void samplesMeanSomething()
    {
        const std::vector<std::int32_t> order{0, 1, 2, 3};
        const auto proxies = proxyPositions(order);
        // Sure of class 1, torn between 0 and 1, knowing nothing, without an edge.
        const ProxyGraph graph = graphOf(4, 4,
                                         {{0, 0, 0.1F},
                                          {0, 1, 0.9F},
                                          {0, 2, 0.1F},
                                          {0, 3, 0.1F},
                                          {1, 0, 0.6F},
                                          {1, 1, 0.6F},
                                          {1, 2, 0.0F},
                                          {1, 3, 0.0F},
                                          {2, 0, 0.3F},
                                          {2, 1, 0.3F},
                                          {2, 2, 0.3F},
                                          {2, 3, 0.3F}});
        const auto points = samplePositions(graph, proxies);
        QVERIFY(distanceTo(points[0], proxies[1]) < 0.1);
        QVERIFY(std::abs(distanceTo(points[1], proxies[0]) - distanceTo(points[1], proxies[1])) < 1e-5);
        QVERIFY(distanceTo(points[1], proxies[0]) < distanceTo(points[1], proxies[2]));
        QVERIFY(distanceTo(points[2], {0, 0}) < 1e-6);
        QCOMPARE(points[3], (GraphPoint{0, 0}));
        for (const GraphPoint &point : points)
            QVERIFY(std::hypot(point.x, point.y) <= 1.0 + 1e-6);
    }

    void placesIgnoreScaleAndShift()
    {
        RandomStream random{5};
        ProxyGraph graph = graphOf(50, 6, {});
        ProxyGraph scaled = graph;
        for (std::int32_t sample = 0; sample < 50; ++sample) {
            const auto shift = static_cast<float>(random.uniform() - 0.5);
            for (std::int32_t proxy = 0; proxy < 6; ++proxy) {
                const auto weight = static_cast<float>(random.uniform());
                graph.edges.push_back({sample, proxy, weight});
                scaled.edges.push_back({sample, proxy, 0.1F * weight + shift});
            }
        }
        const auto proxies = proxyPositions(circleOrder(graph.proxyCorrelations));
        const auto a = samplePositions(graph, proxies);
        const auto b = samplePositions(scaled, proxies);
        for (std::size_t i = 0; i < a.size(); ++i)
            QVERIFY(distanceTo(a[i], b[i]) < 1e-4);
    }

    void sharesOfASampleSumToOne()
    {
        const std::vector<GraphEdge> edges{{0, 0, 0.9F}, {0, 1, 0.1F}, {0, 2, 0.1F},
                                           {3, 1, 0.2F}, {5, 0, 0.3F}, {5, 1, 0.3F}};
        const auto shares = edgeShares(edges);
        QVERIFY(std::abs(shares[0] + shares[1] + shares[2] - 1) < 1e-6F);
        QVERIFY(shares[0] > 0.8F);
        QCOMPARE(shares[3], 1.0F);
        QCOMPARE(shares[4], 0.5F);
        QVERIFY(edgeShares({}).empty());
    }

    void topKLeavesOtherEdgesOut()
    {
        // The same two largest edges; what else is stored must not move the sample.
        const auto proxies = proxyPositions(std::vector<std::int32_t>{0, 1, 2, 3});
        const ProxyGraph few = graphOf(1, 4, {{0, 0, 0.9F}, {0, 1, 0.5F}});
        const ProxyGraph more = graphOf(1, 4, {{0, 0, 0.9F}, {0, 1, 0.5F}, {0, 3, 0.4F}});
        QVERIFY(distanceTo(samplePositions(few, proxies, 2)[0], samplePositions(more, proxies, 2)[0]) < 1e-6);
        QVERIFY(distanceTo(samplePositions(few, proxies, 0)[0], samplePositions(more, proxies, 0)[0]) > 1e-3);
    }

    void fewClasses()
    {
        const ProxyGraph one = graphOf(1, 1, {{0, 0, 0.4F}});
        const GraphLayout layout = layOut(&one, nullptr);
        QCOMPARE(layout.proxies.size(), std::size_t(1));
        QVERIFY(distanceTo(layout.teacher[0], layout.proxies[0]) < 1e-6);
        QVERIFY(layout.student.empty());

        const ProxyGraph two = graphOf(1, 2, {{0, 0, 0.4F}, {0, 1, 0.2F}});
        const GraphLayout both = layOut(nullptr, &two);
        QVERIFY(std::abs(both.student[0].x) < 1e-6); // on the line between the two
        QVERIFY(both.student[0].y < 0);
        QVERIFY(layOut(nullptr, nullptr).proxies.empty());
    }

    void bothSidesShareProxies()
    {
        ProxyGraph teacher = graphOf(1, 5, {{0, 0, 0.4F}, {0, 1, 0.2F}});
        ProxyGraph student = teacher;
        student.proxyCorrelations = randomCorrelations(5, 9);
        const GraphLayout layout = layOut(&teacher, &student);
        QCOMPARE(layout.order, circleOrder(teacher.proxyCorrelations));
        QCOMPARE(layout.teacher, layout.student);
    }

    void damagedGraphsAreRefused()
    {
        const auto proxies = proxyPositions(std::vector<std::int32_t>{0, 1});
        ProxyGraph graph = graphOf(3, 2, {{1, 0, std::numeric_limits<float>::quiet_NaN()}});
        const QString message = refusal([&] { (void)samplePositions(graph, proxies); });
        QVERIFY(message.contains(QStringLiteral("sample 1 and proxy 0")));
        QVERIFY(message.contains(QStringLiteral("run the epoch again")));
        graph.edges = {{0, 2, 0.1F}};
        QVERIFY(refusal([&] { (void)samplePositions(graph, proxies); }).contains(QStringLiteral("out of range")));
        graph.edges = {{1, 0, 0.1F}, {0, 0, 0.1F}};
        QVERIFY(refusal([&] { (void)samplePositions(graph, proxies); }).contains(QStringLiteral("out of order")));
        graph.edges = {{1, 0, 0.1F}, {1, 0, 0.1F}};
        QVERIFY(refusal([&] { (void)samplePositions(graph, proxies); }).contains(QStringLiteral("twice")));
        graph.edges = {};
        QVERIFY(refusal([&] {
                    (void)samplePositions(graph, proxyPositions(std::vector<std::int32_t>{0}));
                }).contains(QStringLiteral("2 proxies")));
    }

    void edgesAreFound()
    {
        const ProxyGraph graph =
            graphOf(4, 3, {{0, 1, 0.5F}, {2, 0, 0.1F}, {2, 1, 0.7F}, {2, 2, 0.7F}, {3, 0, -1}});
        QCOMPARE(edgesOf(graph, 1).size(), std::size_t(0));
        QCOMPARE(edgesOf(graph, 2).size(), std::size_t(3));
        QCOMPARE(edgesOf(graph, 3).front().weight, -1.0F);
        QCOMPARE(edgesOf(graph, 9).size(), std::size_t(0));
        // Equal weights by proxy.
        QCOMPARE(largestEdges(graph, 2, 2), (std::vector<GraphEdge>{{2, 1, 0.7F}, {2, 2, 0.7F}}));
        QCOMPARE(largestEdges(graph, 2, 0).size(), std::size_t(3));
        QCOMPARE(topEdges(graph, 1), (std::vector<GraphEdge>{{0, 1, 0.5F}, {2, 1, 0.7F}, {3, 0, -1}}));
        QCOMPARE(topEdges(graph, 0), graph.edges);
        QCOMPARE(topEdges(graph, 5), graph.edges);
    }

    void differencesIgnoreScale()
    {
        const ProxyGraph teacher = graphOf(
            3, 3,
            {{0, 0, 0.2F}, {0, 1, 0.3F}, {0, 2, 0.1F}, {1, 0, 0.3F}, {1, 1, 0.3F}, {2, 0, 0.9F}, {2, 1, 0.1F}});
        ProxyGraph student = teacher;
        for (GraphEdge &edge : student.edges)
            edge.weight = 3 * edge.weight - 0.2F;
        for (const GraphEdge &edge : edgeDifference(teacher, student))
            QVERIFY(std::abs(edge.weight) < 1e-5F);

        // The student swaps the classes of sample 2.
        std::swap(student.edges[5].weight, student.edges[6].weight);
        const auto difference = edgeDifference(teacher, student);
        QCOMPARE(difference.size(), std::size_t(7));
        QVERIFY(std::abs(difference[5].weight + 2) < 1e-5F);
        QVERIFY(std::abs(difference[6].weight - 2) < 1e-5F);
        QCOMPARE(difference[6].proxy, 1);
    }

    void differencesOnlyWhereBothKnow()
    {
        const ProxyGraph teacher = graphOf(2, 3, {{0, 0, 0.2F}, {0, 1, 0.3F}, {1, 2, 0.5F}});
        const ProxyGraph student = graphOf(2, 3, {{0, 1, 0.2F}, {0, 2, 0.3F}, {1, 2, 0.5F}});
        const auto difference = edgeDifference(teacher, student);
        QCOMPARE(difference.size(), std::size_t(2));
        QCOMPARE(difference[0].proxy, 1);
        QCOMPARE(difference[1].sample, 1);
        QVERIFY(refusal([&] { (void)edgeDifference(teacher, graphOf(2, 4, {})); }).contains(QStringLiteral("4")));
    }
};

QTEST_GUILESS_MAIN(TestGraphLayout)
#include "tst_graph_layout.moc"
