#include "base/error.h"
#include "graph/writers.h"
#include "graph/xmltext.h"

#include <QTest>
#include <QXmlStreamReader>

#include <limits>

using namespace retort;

namespace {

ProxyGraph smallGraph(float shift)
{
    ProxyGraph graph;
    graph.samples = 2;
    graph.proxies = 3;
    graph.edges = {{0, 0, 0.5F + shift}, {0, 1, 0.25F}, {1, 1, 0.75F}, {1, 2, 0.125F - shift}};
    graph.proxyCorrelations = Matrix(3, 3);
    for (int i = 0; i < 3; ++i)
        graph.proxyCorrelations.at(i, i) = 1;
    graph.answers = {0, 1};
    graph.confidences = {0.5F, 0.75F};
    return graph;
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
        const ProxyGraph teacher = smallGraph(0);
        GraphDocument document;
        document.teacher = &teacher;
        document.classes = {"shirt", "coat, \"long\"", "bag"};
        document.sampleNames = {"a.png", "b\nc.png"};
        QCOMPARE(QString::fromStdString(graphCsv(document)),
                 QStringLiteral("sample,sample_name,proxy,class,teacher_cosine\n"
                                "0,a.png,0,shirt,0.5\n"
                                "0,a.png,1,\"coat, \"\"long\"\"\",0.25\n"
                                "1,\"b\nc.png\",1,\"coat, \"\"long\"\"\",0.75\n"
                                "1,\"b\nc.png\",2,bag,0.125\n"));
    }

    void csvOfBothSides()
    {
        const ProxyGraph teacher = smallGraph(0);
        ProxyGraph student = smallGraph(0);
        student.edges.erase(student.edges.begin()); // only the teacher has it
        GraphDocument document;
        document.teacher = &teacher;
        document.student = &student;
        const QString text = QString::fromStdString(graphCsv(document));
        QVERIFY(text.startsWith(
            QStringLiteral("sample,sample_name,proxy,class,teacher_cosine,student_cosine,difference\n")));
        QVERIFY(text.contains(QStringLiteral("\n0,,0,0,0.5,,\n")));
        QVERIFY(text.contains(QStringLiteral("\n1,,2,2,0.125,0.125,0\n")));
        document.teacher = nullptr;
        QVERIFY(QString::fromStdString(graphCsv(document))
                    .startsWith(QStringLiteral("sample,sample_name,proxy,class,student_cosine\n0,,1,1,0.25\n")));
    }

    void graphMlReadsBack()
    {
        const ProxyGraph teacher = smallGraph(0);
        const ProxyGraph student = smallGraph(0.1F);
        GraphDocument document;
        document.teacher = &teacher;
        document.student = &student;
        document.classes = {"a & <b>", "c", "d"};
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
        document.student = nullptr;
        QVERIFY(graphMl(document).find("student") == std::string::npos);
    }

    void svgHasEverySampleOnEachSide()
    {
        const ProxyGraph teacher = smallGraph(0);
        const ProxyGraph student = smallGraph(0.1F);
        GraphDocument document;
        document.teacher = &teacher;
        document.classes = {"shirt & tie", "coat", "bag"};
        const auto one = elementsOf(graphSvg(document));
        QCOMPARE(one[QStringLiteral("circle")], 1 + 2 + 3); // ring, samples, proxies
        document.student = &student;
        const auto both = elementsOf(graphSvg(document));
        QCOMPARE(both[QStringLiteral("circle")], 2 * (1 + 2 + 3));
        QVERIFY(graphSvg(document).find("shirt &amp; tie") != std::string::npos);
    }

    void refusals()
    {
        ProxyGraph graph = smallGraph(0);
        GraphDocument document;
        QVERIFY(refusal([&] { (void)graphSvg(document); }).contains(QStringLiteral("no graph")));
        document.teacher = &graph;
        document.classes = {"one"};
        QVERIFY(refusal([&] { (void)graphCsv(document); }).contains(QStringLiteral("1 names for 3 proxies")));
        document.classes.clear();
        document.sampleNames = {"one"};
        QVERIFY(refusal([&] { (void)graphMl(document); }).contains(QStringLiteral("1 names for 2 samples")));
        document.sampleNames.clear();
        graph.answers = {0, 3};
        QVERIFY(refusal([&] { (void)graphMl(document); }).contains(QStringLiteral("one answer")));
        graph.answers = {0, 1};
        graph.edges[2].weight = std::numeric_limits<float>::infinity();
        QVERIFY(refusal([&] { (void)graphMl(document); }).contains(QStringLiteral("sample 1 and proxy 1")));
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
