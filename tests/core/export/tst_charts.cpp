// Pictures of measurements: well-formed, everything inside, extremes and nothing at all.
#include "export/dotchart.h"

#include <QPointF>
#include <QXmlStreamReader>
#include <QtTest>

using namespace retort;

namespace {

/// Places of all circles; fails the caller where the text is no XML.
QList<QPointF> circles(const std::string &svg, bool &wellFormed)
{
    QXmlStreamReader reader(QByteArray::fromStdString(svg));
    QList<QPointF> places;
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == u"circle")
            places.append(QPointF(reader.attributes().value(QStringLiteral("cx")).toDouble(),
                                  reader.attributes().value(QStringLiteral("cy")).toDouble()));
    }
    wellFormed = !reader.hasError();
    return places;
}

} // namespace

class TestCharts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dotsLieWhereTheirValuesAre()
    {
        const std::string svg =
            dotChart("<a> & b", "x", {{"one", {80, 81, 82}, 81, 80.2, 81.8, true}, {"two & 3", {79}, 79, 79, 79}},
                     83, "teacher");
        bool wellFormed = false;
        const QList<QPointF> places = circles(svg, wellFormed);
        QVERIFY2(wellFormed, svg.c_str());
        QCOMPARE(places.size(), 4);
        QVERIFY(places[0].x() < places[1].x() && places[1].x() < places[2].x());
        QVERIFY(std::abs(places[1].x() - places[0].x() - (places[2].x() - places[1].x())) <
                0.3); // to the tenth written
        QVERIFY(places[3].x() < places[0].x());
        QVERIFY(places[3].y() > places[0].y());
        QVERIFY(svg.find("teacher") != std::string::npos && svg.find("two &amp; 3") != std::string::npos);
        for (const QPointF &place : places)
            QVERIFY(place.x() > 0 && place.x() < 760);
    }

    void extremesStayInside()
    {
        bool wellFormed = false;
        for (const double value : {0.0, -3.5, 1e12, 99.999})
            QCOMPARE(circles(dotChart("t", "x", {{"r", {value, value}, value, value, value}}), wellFormed).size(),
                     2);
        QVERIFY(circles(dotChart("t", "x", {}), wellFormed).isEmpty() && wellFormed);
        QVERIFY(circles(dotChart("t", "x", {{"nothing", {}}}), wellFormed).isEmpty() && wellFormed);
    }
};

QTEST_GUILESS_MAIN(TestCharts)
#include "tst_charts.moc"
