// What is drawn of a frame, and where names find room.

#include "base/error.h"
#include "base/random.h"
#include "graph/graphscene.h"
#include "graph/labels.h"
#include "smallframe.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

using namespace retort;
using namespace retort::test;

class TestGraphScene : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sidesAndFilters()
    {
        const auto frame = smallFrame(1, 200, 5);
        const auto teacher = makeScene(*frame, GraphMode::Teacher, {}, {});
        QCOMPARE(teacher->samples, frame->teacherPlaces);
        QCOMPARE(teacher->lines.size(), std::size_t(200)); // one edge a sample
        const auto student = makeScene(*frame, GraphMode::Student, {}, {0, 0});
        QCOMPARE(student->samples, frame->studentPlaces);
        QVERIFY(student->lines.empty());
        QCOMPARE(makeScene(*frame, GraphMode::Student, {}, {99, 0})->lines.size(), frame->student.edges.size());

        std::vector<bool> passes(200, false);
        for (std::size_t i = 0; i < 200; i += 3)
            passes[i] = true;
        const auto filtered = makeScene(*frame, GraphMode::Student, passes, {2, 0});
        for (std::size_t i = 0; i < 200; ++i)
            QCOMPARE(filtered->presence[i], passes[i] ? Presence::Full : Presence::Filtered);
        std::map<std::int32_t, int> lines;
        for (const GraphLine &line : filtered->lines) {
            QVERIFY(passes[static_cast<std::size_t>(line.sample)]);
            QCOMPARE(line.from, filtered->samples[static_cast<std::size_t>(line.sample)]);
            QCOMPARE(line.to, filtered->proxies[static_cast<std::size_t>(line.proxy)]);
            ++lines[line.sample];
        }
        for (const auto &[sample, count] : lines)
            QCOMPARE(count, 2);
        for (std::size_t i = 1; i < filtered->lines.size(); ++i) // the strongest lies on top
            QVERIFY(filtered->lines[i - 1].value <= filtered->lines[i].value);
        const auto strong = makeScene(*frame, GraphMode::Student, {}, {9, 0.4F});
        QVERIFY(!strong->lines.empty() && strong->lines.size() < frame->student.edges.size());
        for (const GraphLine &line : strong->lines)
            QVERIFY(line.value >= 0.4F);
    }

    void differences()
    {
        const auto frame = smallFrame(1, 200, 5);
        const auto scene = makeScene(*frame, GraphMode::Difference, {}, {1, 0.05F});
        QVERIFY(!scene->lines.empty());
        bool weak = false;
        bool strong = false;
        for (const GraphLine &line : scene->lines) {
            // The largest difference of its sample.
            float largest = 0;
            for (const GraphEdge &edge : frame->difference)
                if (edge.sample == line.sample)
                    largest = std::max(largest, std::abs(edge.weight));
            QCOMPARE(std::abs(line.value), largest);
            QVERIFY(largest >= 0.05F);
            weak = weak || line.value < 0;
            strong = strong || line.value > 0;
        }
        QVERIFY(weak && strong);
        for (std::size_t i = 0; i < 200; ++i)
            QCOMPARE(scene->presence[i] == Presence::Quiet,
                     frame->teacher.answers[i] == frame->student.answers[i]);
        QCOMPARE(differenceTone(0), 0.0F);
        QCOMPARE(differenceTone(-9), -1.0F);
    }

    void manyLinesAreBundled()
    {
        const auto few = makeScene(*smallFrame(1, 100, 5), GraphMode::Teacher, {}, {1, 0});
        for (const GraphLine &line : few->lines) { // straight
            QVERIFY(std::abs(line.control.x - (line.from.x + line.to.x) / 2) < 1e-6F);
            QVERIFY(std::abs(line.control.y - (line.from.y + line.to.y) / 2) < 1e-6F);
        }
        const auto many = makeScene(*smallFrame(1, 1000, 5), GraphMode::Teacher, {}, {3, 0});
        QVERIFY(many->lines.size() > straightLines);
        QVERIFY(many->bundles.size() < many->lines.size() / 10);
        std::vector<std::int64_t> lines(many->bundles.size(), 0);
        for (const GraphLine &line : many->lines) {
            const GraphBundle &bundle = many->bundles[static_cast<std::size_t>(line.bundle)];
            QCOMPARE(bundle.proxy, line.proxy);
            // The nearer its sample is to the bundle's, the nearer it turns to where all of them do.
            const double turnX = bundle.from.x + 0.35 * (bundle.to.x - bundle.from.x);
            const double middleX = (line.from.x + line.to.x) / 2.0;
            const double apart = std::hypot(line.from.x - bundle.from.x, line.from.y - bundle.from.y);
            const double share = bundle.lines < 4 ? 0 : std::max(0.0, 1 - apart / 0.5);
            QVERIFY(std::abs(line.control.x - (middleX + share * (turnX - middleX))) < 1e-5);
            ++lines[static_cast<std::size_t>(line.bundle)];
        }
        for (std::size_t b = 0; b < lines.size(); ++b)
            QCOMPARE(many->bundles[b].lines, lines[b]);
    }

    void detailFollowsTheView()
    {
        const auto scene = makeScene(*smallFrame(1, 300, 5), GraphMode::Teacher, {}, {2, 0});
        QCOMPARE(scene->lines.size(), std::size_t(600));
        const SceneDetail all = detailOf(*scene, {0.4F, 0.4F}, {0.5F, 0.5F}, 600);
        QCOMPARE(all.lines.size(), std::size_t(600));
        QVERIFY(!all.bundles);
        const SceneDetail tooMany = detailOf(*scene, {-1, -1}, {1, 1}, 599);
        QVERIFY(tooMany.bundles && tooMany.lines.empty());
        const GraphPoint middle = scene->lines[77].from;
        const SceneDetail part =
            detailOf(*scene, {middle.x - 0.1F, middle.y - 0.1F}, {middle.x + 0.1F, middle.y + 0.1F}, 599);
        QVERIFY(!part.bundles && !part.lines.empty());
        QVERIFY(std::binary_search(part.lines.begin(), part.lines.end(), 77U));
        for (const std::uint32_t line : part.lines)
            QVERIFY(std::abs(scene->lines[line].from.x - middle.x) <= 0.1F + 1e-6F);
    }

    void samplesMoveBetweenEpochs()
    {
        const auto from = makeScene(*smallFrame(1, 20, 4), GraphMode::Student, {}, {});
        const auto to = makeScene(*smallFrame(2, 20, 4), GraphMode::Student, {}, {});
        QCOMPARE(between(*from, to, 0)->samples, from->samples);
        QCOMPARE(between(*from, to, 1), to);
        const auto half = between(*from, to, 0.5);
        for (std::size_t i = 0; i < 20; ++i)
            QVERIFY(std::abs(half->samples[i].x - (from->samples[i].x + to->samples[i].x) / 2) < 1e-5F);
        for (const GraphLine &line : half->lines) // an edge goes along with its sample
            QCOMPARE(line.from, half->samples[static_cast<std::size_t>(line.sample)]);
        const auto other = makeScene(*smallFrame(2, 21, 4), GraphMode::Student, {}, {});
        QCOMPARE(between(*from, other, 0.5), other);
    }

    void damagedFramesAreRefused()
    {
        const auto good = smallFrame(1, 5, 3);
        const auto refused = [&](ProxyGraph teacher, ProxyGraph student) {
            QVERIFY_THROWS_EXCEPTION(ValueError, (void)makeFrame(4, teacher, student, good->layout, 3));
        };
        ProxyGraph bad = good->student;
        bad.answers.pop_back();
        refused(good->teacher, bad);
        bad = good->student;
        bad.answers[0] = 3;
        refused(good->teacher, bad);
        bad = good->student;
        bad.confidences.clear();
        refused(good->teacher, bad);
        bad = good->student;
        bad.edges[0].weight = std::numeric_limits<float>::quiet_NaN();
        refused(good->teacher, bad);
        const auto other = smallFrame(1, 6, 3); // another probe set
        refused(good->teacher, other->student);
        const auto more = smallFrame(1, 5, 4); // other classes
        refused(good->teacher, more->student);
    }

    void labelsNeverOverlap_data()
    {
        QTest::addColumn<int>("classes");
        QTest::addColumn<int>("kind");
        for (const int classes : {1, 2, 10, 16, 17, 100, 1000})
            for (const LayoutKind kind : {LayoutKind::Radial, LayoutKind::Pca, LayoutKind::Force})
                QTest::addRow("%d, %s", classes, layoutName(kind).c_str()) << classes << static_cast<int>(kind);
    }

    void labelsNeverOverlap()
    {
        QFETCH(int, classes);
        QFETCH(int, kind);
        const auto frame = smallFrame(1, 200, classes, static_cast<LayoutKind>(kind));
        RandomStream random{9};
        for (const double radius : {60.0, 250.0, 2000.0}) {
            std::vector<LabelBox> boxes;
            for (const GraphPoint &place : frame->layout->proxies)
                boxes.push_back(proxyLabel(place, 400, 300, radius, 10 + 190 * random.uniform(), 15,
                                           {kind == 0, classes >= 17, 8})
                                    .box);
            const auto shown = labelsWithRoom(boxes);
            QVERIFY(shown.front());
            // Points of one shown label lie in no other.
            for (std::size_t a = 0; a < boxes.size(); ++a)
                for (std::size_t b = 0; b < boxes.size() && shown[a]; ++b) {
                    if (a == b || !shown[b])
                        continue;
                    for (double u = -0.49; u < 0.5; u += 0.07)
                        for (const double v : {-0.45, 0.0, 0.45}) {
                            const double angle = boxes[a].degrees * M_PI / 180;
                            const double x = boxes[a].x + u * boxes[a].width * std::cos(angle) -
                                             v * boxes[a].height * std::sin(angle) - boxes[b].x;
                            const double y = boxes[a].y + u * boxes[a].width * std::sin(angle) +
                                             v * boxes[a].height * std::cos(angle) - boxes[b].y;
                            const double other = boxes[b].degrees * M_PI / 180;
                            const double along = x * std::cos(other) + y * std::sin(other);
                            const double across = y * std::cos(other) - x * std::sin(other);
                            QVERIFY(std::abs(along) > boxes[b].width / 2 - 1e-6 ||
                                    std::abs(across) > boxes[b].height / 2 - 1e-6);
                        }
                }
        }
    }

    void shortenedNames()
    {
        QCOMPARE(shortened("shirt", 5), std::string("shirt"));
        QCOMPARE(shortened("shirts", 5), std::string("shir\xE2\x80\xA6"));
        QCOMPARE(shortened("Gr\xC3\xBC\xC3\x9F\x65!", 5), std::string("Gr\xC3\xBC\xC3\x9F\xE2\x80\xA6"));
        QCOMPARE(shortened("Gr\xC3\xBC\xC3\x9F\x65", 5), std::string("Gr\xC3\xBC\xC3\x9F\x65"));
        QCOMPARE(shortened(std::string(300, 'x'), 24).size(), std::size_t(26));
        QCOMPARE(shortened("", 5), std::string());
    }
};

QTEST_GUILESS_MAIN(TestGraphScene)
#include "tst_graph_scene.moc"
