#include "base/error.h"
#include "base/random.h"
#include "graph/circleorder.h"
#include "graph/edges.h"
#include "graph/forcelayout.h"
#include "graph/layout.h"
#include "graph/principalplaces.h"
#include "graph/quadtree.h"
#include "graph/syntheticgraphs.h"

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
        const auto points = proxyMeans(graph, proxies, 0);
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
        const auto a = proxyMeans(graph, proxies, 0);
        const auto b = proxyMeans(scaled, proxies, 0);
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
        QVERIFY(distanceTo(proxyMeans(few, proxies, 2)[0], proxyMeans(more, proxies, 2)[0]) < 1e-6);
        QVERIFY(distanceTo(proxyMeans(few, proxies, 0)[0], proxyMeans(more, proxies, 0)[0]) > 1e-3);
    }

    void layouts_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("classes");
        for (const LayoutKind kind : {LayoutKind::Radial, LayoutKind::Pca, LayoutKind::Force})
            for (const int classes : {1, 2, 3, 10, 100, 1000})
                QTest::addRow("%s of %d", layoutName(kind).c_str(), classes) << static_cast<int>(kind) << classes;
    }

    void layouts()
    {
        QFETCH(int, kind);
        QFETCH(int, classes);
        const auto layoutKind = static_cast<LayoutKind>(kind);
        const std::int64_t samples = classes == 1000 ? 300 : 400;
        const auto at = [&](double likeness) { return syntheticGraphs({samples, classes, 3, likeness, 5}); };
        const ProbeComparison first = at(0.5);
        const auto layout = layOut(layoutKind, first.teacher, &first.student, 3);
        QCOMPARE(layout.kind, layoutKind);
        QVERIFY(isPermutation(layout.order, classes));
        QCOMPARE(layout.order, circleOrder(first.teacher.proxyCorrelations));
        QCOMPARE(layout.proxies.size(), static_cast<std::size_t>(classes));

        // The same input, the same picture.
        const auto again = layOut(layoutKind, first.teacher, &first.student, 3);
        QCOMPARE(again.proxies, layout.proxies);
        QCOMPARE(again.offsets, layout.offsets);

        const auto teacher = samplePlaces(first.teacher, layout, 3);
        const auto student = samplePlaces(first.student, layout, 3);
        const std::vector<GraphEdge> shares = topShares(first.student, 3);
        for (std::int64_t i = 0; i < samples; i += 37) {
            std::vector<GraphEdge> own;
            std::copy_if(shares.begin(), shares.end(), std::back_inserter(own),
                         [&](const GraphEdge &edge) { return edge.sample == i; });
            QCOMPARE(placeOf(own, layout, i), student[static_cast<std::size_t>(i)]);
        }
        for (const auto *points : {&layout.proxies, &teacher, &student})
            for (const GraphPoint &point : *points)
                QVERIFY(std::hypot(point.x, point.y) <= 1 + 1e-5);

        // Over epochs: the teacher's samples stay whatever the student does to the union of edges, and a sample
        // moves exactly as the mean of its proxies does: not at all where its edges did not change.
        const ProbeComparison later = at(0.9);
        const auto teacherLater = samplePlaces(later.teacher, layout, 3);
        for (std::size_t i = 0; i < teacher.size(); ++i)
            QVERIFY(distanceTo(teacher[i], teacherLater[i]) < 1e-5);
        ProxyGraph changed = first.student;
        const std::int32_t moved = changed.edges[changed.edges.size() / 2].sample;
        for (GraphEdge &edge : changed.edges)
            if (edge.sample == moved)
                edge.weight = -edge.weight;
        const auto changedPlaces = samplePlaces(changed, layout, 3);
        double others = 0;
        for (std::size_t i = 0; i < student.size(); ++i)
            if (i != static_cast<std::size_t>(moved))
                others = std::max(others, distanceTo(student[i], changedPlaces[i]));
        QVERIFY2(others < 0.02, qPrintable(QString::number(others))); // the mean spread moves a little
        if (classes > 2)
            QVERIFY(distanceTo(student[static_cast<std::size_t>(moved)],
                               changedPlaces[static_cast<std::size_t>(moved)]) > 10 * others);
    }

    void samplesAtOneProxyAreSpread()
    {
        const ProbeComparison graphs = syntheticGraphs({1000, 10, 3, 0.9, 5});
        const GraphLayout layout = radialLayout(graphs.teacher, 3);
        const auto places = samplePlaces(graphs.teacher, layout, 3);
        const auto onAnother = [](const std::vector<GraphPoint> &points) {
            int close = 0;
            for (std::size_t i = 0; i < points.size(); ++i) {
                double nearest = 9;
                for (std::size_t k = 0; k < points.size(); ++k)
                    if (k != i)
                        nearest = std::min(nearest, distanceTo(points[i], points[k]));
                close += nearest < 0.004; // a quarter of a dot
            }
            return close;
        };
        const int before = onAnother(proxyMeans(graphs.teacher, layout.proxies, 3));
        const int after = onAnother(places);
        QVERIFY2(after * 4 < before, qPrintable(QStringLiteral("%1 of %2").arg(after).arg(before)));
        // And none leaves the neighbourhood of its proxies' mean.
        const auto means = proxyMeans(graphs.teacher, layout.proxies, 3);
        for (std::size_t i = 0; i < places.size(); ++i)
            QVERIFY(distanceTo(places[i], {layout.reach * means[i].x, layout.reach * means[i].y}) <= 0.16 + 1e-5);
    }

    void principalPlacesSeparateGroups()
    {
        // Two groups of classes: the first component tells them apart, whatever the sign of an eigenvector.
        Matrix correlations(8, 8);
        for (std::int64_t a = 0; a < 8; ++a)
            for (std::int64_t b = 0; b < 8; ++b)
                correlations.at(a, b) = a == b ? 1.0F : a % 2 == b % 2 ? 0.7F : -0.4F;
        const auto places = principalPlaces(correlations, nullptr);
        for (std::size_t a = 0; a < 8; ++a)
            for (std::size_t b = 0; b < 8; ++b)
                QCOMPARE(places[a].x * places[b].x > 0, a % 2 == b % 2);
        double farthest = 0;
        for (const GraphPoint &place : places)
            farthest = std::max(farthest, std::hypot(double(place.x), double(place.y)));
        QVERIFY(std::abs(farthest - 1) < 1e-5);
        // Both sides count: a student that says the contrary moves classes to the middle between the two.
        Matrix other = correlations;
        other.at(0, 0) = 0.5F;
        QVERIFY(principalPlaces(correlations, &other) != places);
        QCOMPARE(principalPlaces(Matrix(3, 3), nullptr), std::vector<GraphPoint>(3));
        const Matrix three(3, 3);
        QVERIFY(refusal([&] { (void)principalPlaces(correlations, &three); }).contains(QStringLiteral("sizes")));
        other.at(2, 3) = std::numeric_limits<float>::infinity();
        QVERIFY(refusal([&] { (void)principalPlaces(correlations, &other); }).contains(QStringLiteral("proxy 2")));
    }

    void principalPlacesAreTheComponents()
    {
        // Against the definition: of all pairs of orthogonal directions the two keep the most variance. The
        // reconstruction of random turns of the two must not be better.
        const Matrix correlations = randomCorrelations(6, 4);
        const auto places = principalPlaces(correlations, nullptr);
        double mean[2] = {0, 0};
        double xx = 0, yy = 0, xy = 0;
        for (const GraphPoint &place : places) {
            mean[0] += place.x / 6.0;
            mean[1] += place.y / 6.0;
        }
        for (const GraphPoint &place : places) {
            xx += (place.x - mean[0]) * (place.x - mean[0]);
            yy += (place.y - mean[1]) * (place.y - mean[1]);
            xy += (place.x - mean[0]) * (place.y - mean[1]);
        }
        QVERIFY(std::abs(mean[0]) < 1e-5 && std::abs(mean[1]) < 1e-5); // rows were centred
        QVERIFY(xx >= yy);
        QVERIFY(std::abs(xy) < 1e-3 * xx); // uncorrelated
    }

    void quadTreeIsNearTheExactSum()
    {
        RandomStream random{11};
        std::vector<QuadTree::Body> bodies(500);
        for (QuadTree::Body &body : bodies)
            body = {random.normal(), random.normal() * 3, 1 + random.uniform()};
        bodies[7] = bodies[8]; // at one place: they do not push each other
        const QuadTree exact(bodies, 0);
        const QuadTree quick(bodies);
        double wrong = 0;
        double total = 0;
        for (std::size_t i = 0; i < bodies.size(); ++i) {
            double x = 0;
            double y = 0;
            for (std::size_t k = 0; k < bodies.size(); ++k) {
                const double dx = bodies[i].x - bodies[k].x;
                const double dy = bodies[i].y - bodies[k].y;
                if (const double square = dx * dx + dy * dy; square > 0) {
                    x += bodies[k].mass * dx / square;
                    y += bodies[k].mass * dy / square;
                }
            }
            const auto e = exact.push(i);
            QVERIFY(std::hypot(e.x - x, e.y - y) < 1e-6 * (1 + std::hypot(x, y)));
            const auto q = quick.push(i);
            wrong += std::hypot(q.x - x, q.y - y);
            total += std::hypot(x, y);
        }
        QVERIFY2(wrong < 0.05 * total, qPrintable(QString::number(wrong / total)));
        const std::vector<QuadTree::Body> one(1);
        const std::vector<QuadTree::Body> same(20, {2, 2, 1});
        QCOMPARE(QuadTree(one).push(0).x, 0.0);
        QCOMPARE(QuadTree(same).push(3).x, 0.0);
    }

    void forceIsIncrementalAndCancelled()
    {
        const ProbeComparison graphs = syntheticGraphs({300, 12, 3, 0.9, 5});
        ForceLayout force(graphs.teacher, 3);
        const GraphLayout start = force.layout();
        force.step();
        QVERIFY(force.layout().proxies != start.proxies);
        QVERIFY(!force.settled());
        std::int64_t last = 0;
        const Reporter counting{[&](const Progress &progress) {
                                    QCOMPARE(progress.done, last + 1);
                                    QVERIFY(progress.done <= progress.total);
                                    last = progress.done;
                                },
                                {}};
        const GraphLayout settled = layOut(LayoutKind::Force, graphs.teacher, nullptr, 3, {}, counting);
        QVERIFY(last > 10);
        // Samples of one class lie closer to their proxy than to others.
        const auto places = samplePlaces(graphs.teacher, settled, 3);
        int closest = 0;
        for (std::size_t i = 0; i < places.size(); ++i) {
            std::size_t best = 0;
            for (std::size_t p = 1; p < settled.proxies.size(); ++p)
                if (distanceTo(places[i], settled.proxies[p]) < distanceTo(places[i], settled.proxies[best]))
                    best = p;
            closest += static_cast<std::int32_t>(best) == graphs.teacher.answers[i];
        }
        QVERIFY2(closest > 200, qPrintable(QString::number(closest)));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 (void)layOut(LayoutKind::Force, graphs.teacher, nullptr, 3, stop.get_token()));
    }

    void layoutNames()
    {
        for (const LayoutKind kind : {LayoutKind::Radial, LayoutKind::Pca, LayoutKind::Force})
            QCOMPARE(layoutNamed(layoutName(kind)), kind);
        QVERIFY(refusal([] { (void)layoutNamed("spiral"); }).contains(QStringLiteral("radial, pca, force")));
    }

    void fewClasses()
    {
        const ProxyGraph one = graphOf(2, 1, {{0, 0, 0.4F}, {1, 0, 0.4F}});
        const GraphLayout layout = radialLayout(one, 3);
        QCOMPARE(layout.proxies, std::vector<GraphPoint>(1)); // in the middle
        const auto places = samplePlaces(one, layout, 3);
        QVERIFY(distanceTo(places[0], places[1]) > 0.005); // round it

        const ProxyGraph two = graphOf(1, 2, {{0, 0, 0.4F}, {0, 1, 0.2F}});
        const auto point = samplePlaces(two, radialLayout(two, 3), 3)[0];
        QVERIFY(std::abs(point.x) < 0.02); // between the two, nearer to the first
        QVERIFY(point.y < 0);
    }

    void samplesAndClassesMustFit()
    {
        const ProxyGraph graph = graphOf(3, 4, {{0, 0, 0.4F}});
        const GraphLayout layout = radialLayout(graph, 3);
        QVERIFY(
            refusal([&] { (void)samplePlaces(graphOf(2, 4, {}), layout, 3); }).contains(QStringLiteral("probe")));
        QVERIFY(refusal([&] {
                    (void)samplePlaces(graphOf(3, 5, {}), layout, 3);
                }).contains(QStringLiteral("classes")));
        ProxyGraph damaged = graph;
        damaged.proxies = 5;
        QVERIFY(refusal([&] { (void)radialLayout(damaged, 3); }).contains(QStringLiteral("correlations of 4")));
    }

    void damagedGraphsAreRefused()
    {
        const auto proxies = proxyPositions(std::vector<std::int32_t>{0, 1});
        ProxyGraph graph = graphOf(3, 2, {{1, 0, std::numeric_limits<float>::quiet_NaN()}});
        const QString message = refusal([&] { (void)proxyMeans(graph, proxies, 0); });
        QVERIFY(message.contains(QStringLiteral("sample 1 and proxy 0")));
        QVERIFY(message.contains(QStringLiteral("run the epoch again")));
        graph.edges = {{0, 2, 0.1F}};
        QVERIFY(refusal([&] { (void)proxyMeans(graph, proxies, 0); }).contains(QStringLiteral("out of range")));
        graph.edges = {{1, 0, 0.1F}, {0, 0, 0.1F}};
        QVERIFY(refusal([&] { (void)proxyMeans(graph, proxies, 0); }).contains(QStringLiteral("out of order")));
        graph.edges = {{1, 0, 0.1F}, {1, 0, 0.1F}};
        QVERIFY(refusal([&] { (void)proxyMeans(graph, proxies, 0); }).contains(QStringLiteral("twice")));
        graph.edges = {{1, 0, 0.1F}};
        graph.probabilities = {0.5F, 0.5F};
        QVERIFY(refusal([&] { (void)proxyMeans(graph, proxies, 0); }).contains(QStringLiteral("2 probabilities")));
        graph.probabilities = {std::numeric_limits<float>::quiet_NaN()};
        QVERIFY(refusal([&] { (void)proxyMeans(graph, proxies, 0); }).contains(QStringLiteral("between 0 and 1")));
        graph.probabilities.clear();
        graph.edges = {};
        QVERIFY(refusal([&] {
                    (void)proxyMeans(graph, proxyPositions(std::vector<std::int32_t>{0}), 0);
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

    void differencesUseWholeRowsWhereKnown()
    {
        // Both sides' rows of five classes are alike but for scale; only two of the edges are stored.
        ProxyGraph teacher = graphOf(1, 5, {{0, 0, 0.9F}, {0, 1, 0.5F}});
        ProxyGraph student = graphOf(1, 5, {{0, 0, 0.45F}, {0, 1, 0.15F}});
        teacher.rowMeans = {0.3F};
        teacher.rowDeviations = {0.3F};
        student.rowMeans = {0.15F};
        student.rowDeviations = {0.15F};
        const auto difference = edgeDifference(teacher, student);
        QVERIFY(std::abs(difference[0].weight - (2 - 2)) < 1e-5F);
        QVERIFY(std::abs(difference[1].weight - (0 - 2 / 3.0F)) < 1e-5F);
        student.rowDeviations = {0}; // a constant row says nothing
        QVERIFY(std::abs(edgeDifference(teacher, student)[0].weight + 2) < 1e-5F);
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
