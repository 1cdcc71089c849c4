#include "smallframe.h"
#include "widgets/graph/graphview.h"

#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace retort;
using namespace retort::test;

namespace {

/// Counts how often a widget is painted.
class PaintCounter : public QObject
{
public:
    bool eventFilter(QObject *, QEvent *event) override
    {
        paints += event->type() == QEvent::Paint;
        return false;
    }
    int paints = 0;
};

void turnWheel(GraphView &view, const QPointF &place, int by)
{
    QWheelEvent wheel(place, view.mapToGlobal(place), {}, {0, by}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QCoreApplication::sendEvent(&view, &wheel);
}

} // namespace

class TestGraphView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void idleCostsNothing()
    {
        GraphView view;
        view.resize(400, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setScene(makeScene(*smallFrame(1, 100, 5), GraphMode::Teacher, {}, {}), false);
        view.setScene(makeScene(*smallFrame(2, 100, 5), GraphMode::Teacher, {}, {}), true);
        QTest::qWait(600); // the move takes its time
        QTRY_VERIFY(view.settled());
        QCoreApplication::processEvents();
        PaintCounter counter;
        view.installEventFilter(&counter);
        QTest::qWait(10'000);
        QCOMPARE(counter.paints, 0);
        view.setSelection({3}, {}, {});
        QTRY_VERIFY(counter.paints > 0);
    }

    void aClickFindsTheSample()
    {
        GraphView view;
        view.resize(500, 500);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        auto scene = std::make_shared<GraphScene>();
        scene->proxies = {{0, -1}, {0, 1}};
        scene->samples = {{0, 0}, {0.5F, 0}, {-0.5F, 0.2F}};
        scene->answers = {0, 1, 1};
        scene->presence = {Presence::Full, Presence::Quiet, Presence::Filtered};
        view.setScene(scene, false);
        QTRY_VERIFY(view.settled());
        QSignalSpy samples(&view, &GraphView::sampleClicked);
        QSignalSpy nothing(&view, &GraphView::nothingClicked);
        QSignalSpy proxies(&view, &GraphView::proxyClicked);

        // The middle of the circle follows from what a proxy's click finds at the top and at the bottom.
        const auto click = [&view](const QPoint &place) { QTest::mouseClick(&view, Qt::LeftButton, {}, place); };
        int top = -1;
        int bottom = -1;
        for (int y = 0; y < view.height(); ++y) {
            const auto before = proxies.count();
            click({view.width() / 2, y});
            if (proxies.count() > before) {
                const int proxy = proxies.last().front().toInt();
                top = proxy == 0 && top < 0 ? y : top;
                bottom = proxy == 1 ? y : bottom;
            }
        }
        QVERIFY(top > 0 && bottom > top);
        const QPoint middle(view.width() / 2, (top + bottom) / 2);
        samples.clear();
        click(middle + QPoint(2, 2));
        QCOMPARE(samples.count(), 1);
        QCOMPARE(samples.last().front().value<std::size_t>(), std::size_t(0));
        const int radius = (bottom - top) / 2;
        click(middle + QPoint(radius / 2, 0));
        QCOMPARE(samples.last().front().value<std::size_t>(), std::size_t(1));
        nothing.clear();
        samples.clear();
        click(middle + QPoint(-radius / 2, radius / 5)); // filtered away: not there for the mouse
        QCOMPARE(samples.count(), 0);
        QCOMPARE(nothing.count(), 1);
    }

    void lassoAndRectangle()
    {
        GraphView view;
        view.resize(500, 500);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        auto scene = std::make_shared<GraphScene>();
        scene->proxies = {{0, -1}, {0, 1}};
        scene->samples = {{0, 0}, {0.5F, 0}, {-0.5F, 0.2F}, {-0.5F, -0.2F}};
        scene->answers = {0, 1, 1, 0};
        scene->presence = {Presence::Full, Presence::Quiet, Presence::Filtered, Presence::Full};
        view.setScene(scene, false);
        QTRY_VERIFY(view.settled());
        std::vector<std::int32_t> enclosed;
        connect(&view, &GraphView::samplesEnclosed, this,
                [&](const std::vector<std::int32_t> &samples) { enclosed = samples; });
        QSignalSpy camera(&view, &GraphView::cameraChanged);
        const auto drag = [&](const std::vector<GraphPoint> &way, Qt::KeyboardModifiers modifiers) {
            const GraphTransform at = view.transform();
            enclosed = {-1};
            QTest::mousePress(&view, Qt::LeftButton, modifiers, at.map(way.front()).toPoint());
            for (const GraphPoint &point : way) {
                QMouseEvent move(QEvent::MouseMove, at.map(point), view.mapToGlobal(at.map(point)), Qt::NoButton,
                                 Qt::LeftButton, modifiers);
                QCoreApplication::sendEvent(&view, &move);
            }
            QTest::mouseRelease(&view, Qt::LeftButton, modifiers, at.map(way.back()).toPoint());
        };
        // Round the left half; the filtered one in it is not there for the mouse.
        const std::vector<GraphPoint> left{{0.1F, -0.6F}, {-0.9F, -0.6F}, {-0.9F, 0.6F}, {0.1F, 0.6F}};
        drag(left, Qt::ShiftModifier);
        QCOMPARE(enclosed, (std::vector<std::int32_t>{0, 3}));
        drag({{0.3F, -0.3F}, {0.7F, 0.3F}}, Qt::ControlModifier);
        QCOMPARE(enclosed, std::vector<std::int32_t>{1});
        view.setTool(GraphTool::Lasso);
        drag(left, {});
        QCOMPARE(enclosed, (std::vector<std::int32_t>{0, 3}));
        view.setTool(GraphTool::Rectangle);
        drag({{0.7F, 0.3F}, {0.3F, -0.3F}}, {});
        QCOMPARE(enclosed, std::vector<std::int32_t>{1});
        drag({{0.6F, 0.6F}, {0.9F, 0.9F}}, {}); // nothing there
        QVERIFY(enclosed.empty());
        QCOMPARE(camera.count(), 0);
        // The zoomed view encloses what it shows.
        view.setCamera({3, {0, 0}});
        drag({{-0.05F, -0.05F}, {0.05F, 0.05F}}, {});
        QCOMPARE(enclosed, std::vector<std::int32_t>{0});
        view.setTool(GraphTool::Move);
        drag({{0, 0}, {0.1F, 0.1F}, {0.2F, 0.1F}}, {});
        QVERIFY(camera.count() > 0);
    }

    void zoomKeepsWhatIsUnderTheMouse()
    {
        GraphView view;
        GraphView other;
        connect(&view, &GraphView::cameraChanged, &other, &GraphView::setCamera);
        for (GraphView *v : {&view, &other}) {
            v->resize(400, 400);
            v->show();
            QVERIFY(QTest::qWaitForWindowExposed(v));
        }
        auto scene = std::make_shared<GraphScene>();
        scene->proxies = {{0, -1}, {0, 1}};
        scene->samples = {{0.3F, 0.1F}};
        scene->answers = {0};
        scene->presence = {Presence::Full};
        view.setScene(scene, false);
        other.setScene(scene, false);
        QSignalSpy samples(&view, &GraphView::sampleClicked);
        // The sample lies in the middle of the places that find it.
        QPoint sum;
        int hits = 0;
        for (int y = 100; y < 300; y += 3)
            for (int x = 100; x < 350; x += 3) {
                samples.clear();
                QTest::mouseClick(&view, Qt::LeftButton, {}, {x, y});
                if (samples.count() > 0) {
                    sum += QPoint(x, y);
                    ++hits;
                }
            }
        QVERIFY(hits > 10);
        const QPoint found = sum / hits;
        turnWheel(view, found, 120);
        samples.clear();
        QTest::mouseClick(&view, Qt::LeftButton, {}, found);
        QCOMPARE(samples.count(), 1);
        QSignalSpy otherSamples(&other, &GraphView::sampleClicked);
        QTest::mouseClick(&other, Qt::LeftButton, {}, found); // the other view went along
        QCOMPARE(otherSamples.count(), 1);
        QSignalSpy camera(&view, &GraphView::cameraChanged);
        QTest::keyClick(&view, Qt::Key_0);
        QCOMPARE(camera.count(), 1);
        QCOMPARE(camera.last().front().value<GraphCamera>(), GraphCamera());
    }

    void keysStep()
    {
        GraphView view;
        QSignalSpy steps(&view, &GraphView::stepAsked);
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::keyClick(&view, Qt::Key_Left);
        QCOMPARE(steps.count(), 2);
        QCOMPARE(steps[0].front().toInt(), 1);
        QCOMPARE(steps[1].front().toInt(), -1);
    }
};

QTEST_MAIN(TestGraphView)
#include "tst_graph_view.moc"
