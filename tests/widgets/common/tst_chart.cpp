#include "widgets/common/chart.h"
#include "widgets/common/chartaxis.h"

#include <QLocale>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace retort;

class TestChart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fewPointsStay()
    {
        const QList<QPointF> points{{0, 1}, {1, 3}, {2, 2}};
        QCOMPARE(decimated(points, 0, 2, 100), points);
        QCOMPARE(decimated({}, 0, 1, 100), QList<QPointF>());
    }

    void spikesSurvive()
    {
        QList<QPointF> points;
        for (int i = 0; i < 100000; ++i)
            points.append({static_cast<double>(i), std::sin(i * 0.001)});
        points[54321].setY(50);
        points[77777].setY(-50);
        const QList<QPointF> drawn = decimated(points, 0, 99999, 600);
        QVERIFY(drawn.size() <= 1202);
        QVERIFY(drawn.size() > 600);
        QVERIFY(drawn.contains(QPointF(54321, 50)));
        QVERIFY(drawn.contains(QPointF(77777, -50)));
        for (qsizetype i = 1; i < drawn.size(); ++i)
            QVERIFY(drawn[i - 1].x() < drawn[i].x());
    }

    // No mark at 105 %: there is no such agreement.
    void theAxisEndsWhereValuesDo()
    {
        Chart chart(QStringLiteral("epoch"), QStringLiteral("%"));
        const int line = chart.addLine(QStringLiteral("agreement"), LineRole::Student);
        chart.setPoints(line, {{1, 99}, {2, 99}});
        QVERIFY(chart.view().high > 101);
        chart.setYBounds(std::pair(0.0, 100.0));
        QVERIFY(chart.view().high > 100); // the upper half of a marker at 100
        QVERIFY(chart.view().high < 100.5);
        QVERIFY(chart.view().low < 95);
        chart.setPoints(line, {{1, 0}, {2, 0.5}});
        QVERIFY(chart.view().low > -0.1);
        chart.setPoints(line, {{1, 50}, {2, 300}}); // what should not be is seen all the same
        QVERIFY(chart.view().high > 300);
        chart.setPoints(line, {{1, 50}, {2, 99}});
        chart.setLogarithmic(true);
        QVERIFY(chart.view().high < 2.01);
        QVERIFY(chart.view().low < 1.7);
    }

    void onlyTheVisiblePartAndItsNeighbours()
    {
        QList<QPointF> points;
        for (int i = 0; i < 10000; ++i)
            points.append({static_cast<double>(i), static_cast<double>(i % 7)});
        const QList<QPointF> drawn = decimated(points, 4000, 5000, 50);
        QCOMPARE(drawn.front().x(), 3999.0);
        QCOMPARE(drawn.back().x(), 5001.0);
        QVERIFY(drawn.size() <= 2 * 51 + 2);
    }

    void bandsKeepTheirEdges()
    {
        QList<QPointF> low;
        QList<QPointF> high;
        for (int i = 0; i < 50000; ++i) {
            low.append({static_cast<double>(i), i == 33333 ? -9.0 : -1.0});
            high.append({static_cast<double>(i), i == 12345 ? 9.0 : 1.0});
        }
        const auto [below, above] = decimatedBand(low, high, 0, 49999, 300);
        QCOMPARE(below.size(), above.size());
        QVERIFY(below.size() <= 302);
        const auto least = [](const QPointF &a, const QPointF &b) { return a.y() < b.y(); };
        QCOMPARE(std::min_element(below.begin(), below.end(), least)->y(), -9.0);
        QCOMPARE(std::max_element(above.begin(), above.end(), least)->y(), 9.0);
    }

    void everyPointIsKept()
    {
        Chart chart(QStringLiteral("step"), QStringLiteral("loss"));
        chart.resize(400, 240);
        const int line = chart.addLine(QStringLiteral("loss"), LineRole::Student);
        QList<QPointF> points;
        for (int i = 0; i < 20000; ++i)
            points.append({static_cast<double>(i), 1.0 / (1 + i)});
        chart.setPoints(line, points);
        chart.appendPoint(line, {20000, 9});
        QCOMPARE(chart.points(line).size(), 20001);
        QVERIFY(chart.drawn(line).size() < 2000);
        QVERIFY(chart.drawn(line).contains(QPointF(20000, 9)));
        // One can go as near as to single points.
        chart.setZoomX(std::pair(10000.5, 10003.5));
        QCOMPARE(chart.drawn(line), points.mid(10000, 5)); // three, and the neighbours outside
    }

    void teacherLineComesAndGoes()
    {
        Chart chart(QStringLiteral("epoch"), QStringLiteral("accuracy, %"));
        chart.resize(400, 240);
        const int line = chart.addLine(QStringLiteral("student"), LineRole::Student);
        chart.setPoints(line, {{1, 70}, {2, 80}});
        chart.setTeacherLine(QStringLiteral("teacher"), 85.0);
        QCoreApplication::processEvents();
        QVERIFY(chart.view().high > 85);
        QVERIFY(chart.accessibleDescription().contains(QStringLiteral("teacher: 85")));
        chart.setTeacherLine({}, std::nullopt);
        QCoreApplication::processEvents();
        QVERIFY(chart.view().high < 85);
        QVERIFY(!chart.accessibleDescription().contains(QStringLiteral("teacher")));
        chart.clear();
        QCoreApplication::processEvents();
        QVERIFY(chart.accessibleDescription().isEmpty());
    }

    void wheelZoomsAroundThePointer()
    {
        Chart chart(QStringLiteral("step"), QStringLiteral("loss"));
        fill(chart);
        QSignalSpy zoomed(&chart, &Chart::zoomedX);
        const ChartView all = chart.view();
        const auto wheel = [&chart](int delta, Qt::KeyboardModifiers modifiers) {
            const QPointF at(chart.width() / 2.0, chart.height() / 2.0);
            QWheelEvent event(at, chart.mapToGlobal(at), {}, QPoint(0, delta), Qt::NoButton, modifiers,
                              Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(&chart, &event);
        };
        for (int i = 0; i < 5; ++i)
            wheel(120, Qt::NoModifier);
        QCOMPARE(zoomed.count(), 5);
        QVERIFY(chart.view().right - chart.view().left < 0.5 * (all.right - all.left));
        QCOMPARE(chart.view().high, all.high);
        wheel(120, Qt::ShiftModifier);
        QVERIFY(chart.view().high < all.high);
        QTest::mouseDClick(&chart, Qt::LeftButton, {}, chart.rect().center());
        QCOMPARE(chart.view(), all);
        for (int i = 0; i < 400; ++i) // as near as numbers allow, and no nearer
            wheel(120, Qt::NoModifier);
        QVERIFY(chart.view().right > chart.view().left);
        for (int i = 0; i < 400; ++i)
            wheel(-120, Qt::NoModifier);
        QCOMPARE(chart.view(), all);
        QVERIFY(!chart.zoomed());
    }

    void aDragZoomsIntoItsRectangle()
    {
        Chart chart(QStringLiteral("step"), QStringLiteral("loss"));
        fill(chart);
        const ChartView all = chart.view();
        const QPoint from(chart.width() / 2, chart.height() / 4);
        const QPoint to(chart.width() * 3 / 4, chart.height() / 2);
        QTest::mousePress(&chart, Qt::LeftButton, {}, from);
        QTest::mouseMove(&chart, to);
        QTest::mouseRelease(&chart, Qt::LeftButton, {}, to);
        const ChartView near = chart.view();
        QVERIFY(near.left > all.left && near.right < all.right && near.low > all.low && near.high < all.high);
        // Moved, what is shown stays as large.
        QTest::mousePress(&chart, Qt::MiddleButton, {}, to);
        QTest::mouseMove(&chart, to + QPoint(30, 0));
        QTest::mouseRelease(&chart, Qt::MiddleButton, {}, to + QPoint(30, 0));
        QVERIFY(chart.view().left < near.left);
        QVERIFY(std::abs((chart.view().right - chart.view().left) - (near.right - near.left)) < 1e-6);
        // A click alone changes nothing.
        const ChartView before = chart.view();
        QTest::mouseClick(&chart, Qt::LeftButton, {}, from);
        QCOMPARE(chart.view(), before);
    }

    void keysDoTheSame()
    {
        Chart chart(QStringLiteral("step"), QStringLiteral("loss"));
        fill(chart);
        const ChartView all = chart.view();
        QTest::keyClick(&chart, Qt::Key_Plus);
        QVERIFY(chart.view().right < all.right);
        const ChartView near = chart.view();
        QTest::keyClick(&chart, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(chart.view().left > near.left);
        QTest::keyClick(&chart, Qt::Key_Up);
        QVERIFY(chart.view().high < all.high);
        QTest::keyClick(&chart, Qt::Key_Right);
        QVERIFY(chart.pointer());
        const double first = *chart.pointer();
        QTest::keyClick(&chart, Qt::Key_Right);
        QVERIFY(*chart.pointer() > first);
        QTest::keyClick(&chart, Qt::Key_Left);
        QCOMPARE(*chart.pointer(), first);
        QTest::keyClick(&chart, Qt::Key_Escape);
        QCOMPARE(chart.view(), all);
        QVERIFY(!chart.pointer());
    }

    void thePointerReadsEveryLine()
    {
        Chart chart(QStringLiteral("step"), QStringLiteral("loss"));
        chart.resize(500, 300);
        const int first = chart.addLine(QStringLiteral("a"), LineRole::Class, 0);
        const int second = chart.addLine(QStringLiteral("b"), LineRole::Class, 1);
        const int early = chart.addLine(QStringLiteral("c"), LineRole::Class, 2);
        chart.setPoints(first, {{0, 1}, {50, 2}, {100, 3}});
        chart.setPoints(second, {{0, 5}, {60, 6}, {100, 7}});
        chart.setPoints(early, {{0, 9}, {10, 9}});
        chart.show();
        QCoreApplication::processEvents();
        const std::vector<Chart::Readout> values = chart.readout(52);
        QCOMPARE(values.size(), std::size_t(2)); // the third ended long before
        QCOMPARE(values[0].line, second);        // the largest first
        QCOMPARE(values[0].point, QPointF(60, 6));
        QCOMPARE(values[1].point, QPointF(50, 2));
        QSignalSpy pointed(&chart, &Chart::pointed);
        QTest::mouseMove(&chart, chart.rect().center());
        QVERIFY(chart.pointer());
        QCOMPARE(pointed.count(), 1);
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(&chart, &leave);
        QVERIFY(!chart.pointer());
    }

    void smoothingLeavesThePoints()
    {
        Chart chart(QStringLiteral("step"), QStringLiteral("loss"));
        fill(chart);
        const QList<QPointF> before = chart.points(0);
        chart.setSmoothing(0.9);
        QCOMPARE(chart.points(0), before);
        QVERIFY(chart.drawn(0) != before);
        QCOMPARE(chart.drawn(0).front(), before.front()); // not drawn towards 0
        chart.setSmoothing(0);
        QCOMPARE(chart.drawn(0), before);
    }

    void logarithmicAxisLeavesOutWhatHasNoPlace()
    {
        Chart chart(QStringLiteral("step"), QStringLiteral("loss"));
        chart.resize(400, 300);
        const int line = chart.addLine(QStringLiteral("a"), LineRole::Class);
        chart.setPoints(line, {{0, 100}, {1, 0}, {2, 0.01}});
        chart.setLogarithmic(true);
        const QList<QPointF> drawn = chart.drawn(line);
        QCOMPARE(drawn[0].y(), 2.0);
        QVERIFY(std::isnan(drawn[1].y()));
        QCOMPARE(drawn[2].y(), -2.0);
        QVERIFY(chart.view().low > -3 && chart.view().low < -2);
        QVERIFY(!chart.grab().isNull());
    }

    void ticksAreRound()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
        const auto texts = [](const std::vector<ChartTick> &ticks) {
            QStringList list;
            for (const ChartTick &tick : ticks)
                list.append(tick.text);
            return list.join(QLatin1Char(' '));
        };
        QCOMPARE(texts(chartTicks(0, 1, 5, ChartUnit::Number, false)), QStringLiteral("0.0 0.2 0.4 0.6 0.8 1.0"));
        QCOMPARE(texts(chartTicks(0.2, 3.4, 10, ChartUnit::Number, true)), QStringLiteral("1 2 3"));
        QCOMPARE(texts(chartTicks(0, 5400, 4, ChartUnit::Duration, false)), QStringLiteral("0 h 0.5 h 1 h 1.5 h"));
        QCOMPARE(texts(chartTicks(0, 40, 4, ChartUnit::Duration, false)),
                 QStringLiteral("0 s 10 s 20 s 30 s 40 s"));
        QCOMPARE(texts(logTicks(-2, 1, 4)), QStringLiteral("0.01 0.1 1 10"));
        QCOMPARE(texts(logTicks(0, 1, 6)), QStringLiteral("1 2 5 10"));
        QCOMPARE(texts(logTicks(std::log10(50), std::log10(90), 4)), QStringLiteral("50 60 70 80 90"));
        QVERIFY(chartTicks(1, 1, 5, ChartUnit::Number, false).empty());
        QVERIFY(logTicks(0, INFINITY, 5).empty());
    }

    void paintsAtAnySize()
    {
        Chart chart(QStringLiteral("step"), QStringLiteral("loss"));
        fill(chart);
        QImage image(900, 500, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        chart.paintTo(painter, image.size());
        painter.end();
        QImage blank(image.size(), QImage::Format_RGB32);
        blank.fill(Qt::white);
        QVERIFY(image != blank);
    }

    void oddValuesDoNotBreakTheAxes()
    {
        Chart chart(QStringLiteral("x"), QStringLiteral("y"));
        chart.resize(400, 240);
        chart.show();
        const int line = chart.addLine(QStringLiteral("a"), LineRole::Class);
        for (const QList<QPointF> &points :
             {QList<QPointF>{}, QList<QPointF>{{1, 5}}, QList<QPointF>{{1, 5}, {2, 5}},
              QList<QPointF>{{1, std::nan("")}, {2, 5}}, QList<QPointF>{{1, 1e30}, {2, -1e30}}}) {
            chart.setPoints(line, points);
            QCoreApplication::processEvents();
            QVERIFY(!chart.grab().isNull());
            chart.setLogarithmic(true);
            QVERIFY(!chart.grab().isNull());
            chart.setLogarithmic(false);
        }
    }

private:
    static void fill(Chart &chart)
    {
        chart.resize(500, 300);
        chart.show();
        const int line = chart.addLine(QStringLiteral("loss"), LineRole::Student);
        QList<QPointF> points;
        for (int i = 0; i < 100; ++i)
            points.append({static_cast<double>(i), i % 2 == 0 ? 1.0 : 2.0});
        chart.setPoints(line, points);
        QCoreApplication::processEvents();
    }
};

QTEST_MAIN(TestChart)
#include "tst_chart.moc"
