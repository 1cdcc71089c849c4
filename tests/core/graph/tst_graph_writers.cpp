#include "base/error.h"
#include "graph/figure.h"
#include "graph/syntheticgraphs.h"
#include "graph/writers.h"
#include "graph/xmltext.h"

#include <QTest>
#include <QXmlStreamReader>

#include <limits>
#include <memory>
#include <utility>

using namespace retort;

namespace {

ProxyGraph smallGraph(float shift)
{
    ProxyGraph graph;
    graph.samples = 2;
    graph.proxies = 3;
    graph.edges = {{0, 0, 0.5F + shift}, {0, 1, 0.25F}, {1, 1, 0.75F}, {1, 2, 0.125F - shift}};
    graph.probabilities = {0.5F, 0.25F, 0.75F, 0};
    graph.proxyCorrelations = Matrix(3, 3);
    for (int i = 0; i < 3; ++i)
        graph.proxyCorrelations.at(i, i) = 1;
    graph.answers = {0, 1};
    graph.confidences = {0.5F, 0.75F};
    return graph;
}

GraphDocument documentOf(ProxyGraph teacher, ProxyGraph student, LayoutKind kind = LayoutKind::Radial)
{
    GraphDocument document;
    auto layout = std::make_shared<const GraphLayout>(layOut(kind, teacher, &student, 3));
    document.frame = makeFrame(1, std::move(teacher), std::move(student), std::move(layout), 3);
    return document;
}

/// Counts the elements of a document; fails the test when it is not well-formed.
QMap<QString, int> elementsOf(const std::string &xml)
{
    QXmlStreamReader reader(QByteArray::fromStdString(xml));
    QMap<QString, int> counts;
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::StartElement)
            ++counts[reader.name().toString()];
    if (reader.hasError())
        counts.clear();
    return counts;
}

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

class TestGraphWriters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void csv()
    {
        GraphDocument document = documentOf(smallGraph(0), smallGraph(0));
        document.sides = GraphSides::Teacher;
        document.classes = {"shirt", "coat, \"long\"", "bag"};
        document.sampleNames = {"a.png", "b\nc.png"};
        QCOMPARE(QString::fromStdString(graphCsv(document)),
                 QStringLiteral("sample,sample_name,proxy,class,teacher_cosine,teacher_probability\n"
                                "0,a.png,0,shirt,0.5,0.5\n"
                                "0,a.png,1,\"coat, \"\"long\"\"\",0.25,0.25\n"
                                "1,\"b\nc.png\",1,\"coat, \"\"long\"\"\",0.75,0.75\n"
                                "1,\"b\nc.png\",2,bag,0.125,0\n"));
    }

    void csvOfBothSides()
    {
        ProxyGraph student = smallGraph(0);
        student.edges.erase(student.edges.begin()); // only the teacher has it
        student.probabilities.clear();              // an older version's
        GraphDocument document = documentOf(smallGraph(0), student);
        const QString text = QString::fromStdString(graphCsv(document));
        QVERIFY(text.startsWith(QStringLiteral("sample,sample_name,proxy,class,teacher_cosine,teacher_probability,"
                                               "student_cosine,student_probability,difference\n")));
        QVERIFY(text.contains(QStringLiteral("\n0,,0,0,0.5,0.5,,,\n")));
        QVERIFY(text.contains(QStringLiteral("\n1,,2,2,0.125,0,0.125,,0\n")));
        document.sides = GraphSides::Student;
        QVERIFY(
            QString::fromStdString(graphCsv(document))
                .startsWith(QStringLiteral("sample,sample_name,proxy,class,student_cosine,student_probability\n"
                                           "0,,1,1,0.25,\n")));
        document.sides = GraphSides::Both;
        document.teacherName = "Run 2";
        QVERIFY(QString::fromStdString(graphCsv(document)).contains(QStringLiteral(",run_2_cosine,")));
    }

    void graphMlReadsBack()
    {
        GraphDocument document = documentOf(smallGraph(0), smallGraph(0.1F));
        document.classes = {"a & <b>", "c", std::string(300, 'd')};
        document.sampleNames = {"bad \xFF name", "\x01"};
        document.title = "run \"1\"";
        const std::string text = graphMl(document);
        const auto counts = elementsOf(text);
        QCOMPARE(counts[QStringLiteral("node")], 5);
        QCOMPARE(counts[QStringLiteral("edge")], 4);
        QVERIFY(text.find("a &amp; &lt;b&gt;") != std::string::npos);

        // Every data element names a declared key.
        QXmlStreamReader reader(QByteArray::fromStdString(text));
        QSet<QString> keys;
        int differences = 0;
        while (!reader.atEnd()) {
            if (reader.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (reader.name() == QLatin1String("key"))
                keys.insert(reader.attributes().value(QLatin1String("id")).toString());
            if (reader.name() == QLatin1String("data")) {
                const QString key = reader.attributes().value(QLatin1String("key")).toString();
                QVERIFY2(keys.contains(key), qPrintable(key));
                differences += key == QLatin1String("difference");
            }
        }
        QCOMPARE(differences, 4);
        document.sides = GraphSides::Teacher;
        QVERIFY(graphMl(document).find("student") == std::string::npos);
    }

    void figures_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("graphs");
        QTest::newRow("teacher") << int(FigureKind::Teacher) << 1;
        QTest::newRow("student") << int(FigureKind::Student) << 1;
        QTest::newRow("both") << int(FigureKind::Both) << 2;
        QTest::newRow("difference") << int(FigureKind::Difference) << 1;
        QTest::newRow("matrix") << int(FigureKind::Matrix) << 0;
    }

    void figures()
    {
        QFETCH(int, kind);
        QFETCH(int, graphs);
        GraphDocument document = documentOf(smallGraph(0), smallGraph(0.1F));
        document.classes = {"shirt & tie", "coat", "bag"};
        document.title = "run 1 <2>";
        FigureChoice choice;
        choice.kind = static_cast<FigureKind>(kind);
        const GraphFigure figure = graphFigure(document, choice);
        int discs = 0, curves = 0, cells = 0, names = 0;
        for (const FigureShape &shape : figure.shapes) {
            discs += shape.kind == FigureShape::Kind::Disc;
            curves += shape.kind == FigureShape::Kind::Curve;
            cells += shape.kind == FigureShape::Kind::Rectangle;
            names += shape.text == "coat";
            QVERIFY(shape.x >= 0 && shape.x <= figure.width && shape.y >= 0 && shape.y <= figure.height);
        }
        QCOMPARE(discs, graphs * (2 + 3));
        QCOMPARE(curves, graphs * 2);
        QCOMPARE(names, graphs > 0 ? graphs : 2);
        const bool legend = choice.kind == FigureKind::Difference || choice.kind == FigureKind::Matrix;
        QCOMPARE(cells, (graphs == 0 ? 6 : 0) + (legend ? 24 : 0));
        const std::string svg = figureSvg(figure);
        const auto counts = elementsOf(svg);
        QCOMPARE(counts[QStringLiteral("path")], curves);
        QCOMPARE(counts[QStringLiteral("rect")], cells + 1);
        QVERIFY(svg.find("run 1 &lt;2&gt;") != std::string::npos);
        QVERIFY(svg.find("shirt &amp; tie") != std::string::npos);
    }

    void figuresOfAnySize()
    {
        // One class to a thousand, a single sample, names of 300 characters, every layout.
        for (const std::int64_t classes : {1, 2, 100, 1000})
            for (const LayoutKind kind : {LayoutKind::Radial, LayoutKind::Pca, LayoutKind::Force}) {
                ProbeComparison graphs = syntheticGraphs({classes == 1 ? 1 : 50, classes, 3, 0.5, 3});
                GraphDocument document = documentOf(std::move(graphs.teacher), std::move(graphs.student), kind);
                document.classes.assign(static_cast<std::size_t>(classes), std::string(300, 'n'));
                for (const FigureKind figure : {FigureKind::Both, FigureKind::Difference, FigureKind::Matrix}) {
                    const std::string svg = figureSvg(graphFigure(document, {figure, {}, {}}));
                    QVERIFY(elementsOf(svg)[QStringLiteral("svg")] == 1);
                    QVERIFY(svg.size() < 8'000'000);
                    QVERIFY(svg.find("nan") == std::string::npos && svg.find("inf") == std::string::npos);
                }
            }
    }

    void refusals()
    {
        GraphDocument document;
        QVERIFY(refusal([&] { (void)graphFigure(document, {}); }).contains(QStringLiteral("no graph")));
        document = documentOf(smallGraph(0), smallGraph(0));
        document.classes = {"one"};
        QVERIFY(refusal([&] { (void)graphCsv(document); }).contains(QStringLiteral("1 names for 3 proxies")));
        document.classes.clear();
        document.sampleNames = {"one"};
        QVERIFY(refusal([&] { (void)graphMl(document); }).contains(QStringLiteral("1 names for 2 samples")));
        ProxyGraph damaged = smallGraph(0);
        damaged.edges[2].weight = std::numeric_limits<float>::infinity();
        QVERIFY(refusal([&] {
                    (void)documentOf(damaged, smallGraph(0));
                }).contains(QStringLiteral("sample 1 and proxy 1")));
    }

    void texts()
    {
        QCOMPARE(xmlText("a<b>&\"c\"\n\t\x7f"), std::string("a&lt;b&gt;&amp;&quot;c&quot;  \x7f"));
        QCOMPARE(xmlText("Gr\xC3\xBC\xC3\x9F\x65 \xE2\x82\xAC \xF0\x9F\x98\x80"),
                 std::string("Gr\xC3\xBC\xC3\x9F\x65 \xE2\x82\xAC \xF0\x9F\x98\x80"));
        // Overlong, a surrogate, cut short.
        QCOMPARE(xmlText("\xC0\xAF"), std::string("\xEF\xBF\xBD\xEF\xBF\xBD"));
        QVERIFY(xmlText("\xED\xA0\x80").starts_with("\xEF\xBF\xBD"));
        QCOMPARE(xmlText("x\xE2\x82"), std::string("x\xEF\xBF\xBD\xEF\xBF\xBD"));
        QCOMPARE(numberText(0.1F), std::string("0.1"));
        QCOMPARE(numberText(0.1), std::string("0.1"));
        QCOMPARE(fixedText(-2.25, 1), std::string("-2.2"));
    }
};

QTEST_GUILESS_MAIN(TestGraphWriters)
#include "tst_graph_writers.moc"
