#include "widgets/common/chart.h"

#include <QChartView>
#include <QLineSeries>
#include <QTest>

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

    void everyPointIsKept()
    {
        Chart chart(QStringLiteral("step"), QStringLiteral("loss"));
        chart.resize(400, 240);
        chart.show();
        const int line = chart.addLine(QStringLiteral("loss"), LineRole::Student);
        QList<QPointF> points;
        for (int i = 0; i < 20000; ++i)
            points.append({static_cast<double>(i), 1.0 / (1 + i)});
        chart.setPoints(line, points);
        chart.appendPoint(line, {20000, 9});
        QCoreApplication::processEvents();
        QCOMPARE(chart.points(line).size(), 20001);
        const auto series = chart.findChild<QChartView *>()->chart()->series();
        QCOMPARE(series.size(), 1);
        const auto *drawn = qobject_cast<QLineSeries *>(series.front());
        QVERIFY(drawn->count() < 2000);
        QVERIFY(drawn->points().contains(QPointF(20000, 9)));
    }

    void teacherLineComesAndGoes()
    {
        Chart chart(QStringLiteral("epoch"), QStringLiteral("accuracy, %"));
        chart.resize(400, 240);
        const int line = chart.addLine(QStringLiteral("student"), LineRole::Student);
        chart.setPoints(line, {{1, 70}, {2, 80}});
        chart.setTeacherLine(QStringLiteral("teacher"), 85.0);
        QCoreApplication::processEvents();
        QChart *inner = chart.findChild<QChartView *>()->chart();
        QCOMPARE(inner->series().size(), 2);
        const auto *teacher = qobject_cast<QLineSeries *>(inner->series().last());
        QCOMPARE(teacher->points().front().y(), 85.0);
        QCOMPARE(teacher->pen().style(), Qt::DashLine);
        QVERIFY(chart.accessibleDescription().contains(QStringLiteral("85")));
        chart.setTeacherLine({}, std::nullopt);
        QCOMPARE(inner->series().size(), 1);
        chart.clear();
        QCOMPARE(inner->series().size(), 0);
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
        }
    }
};

QTEST_MAIN(TestChart)
#include "tst_chart.moc"
