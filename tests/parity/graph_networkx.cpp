// A graph as GraphML, read by networkx: every node, edge and value comes back, see graph_networkx.py.
#include "base/files.h"
#include "graph/syntheticgraphs.h"
#include "graph/writers.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace retort;

namespace {

/// Numbers are compared as numbers: Python writes them otherwise.
void compareLines(const QByteArray &read, const QByteArray &expected)
{
    const auto words = read.split(' ');
    const auto wanted = expected.split(' ');
    QVERIFY2(words.size() == wanted.size(), (read + "\n" + expected).constData());
    for (qsizetype i = 0; i < words.size(); ++i) {
        const auto equals = [](const QByteArray &word) { return word.indexOf('=') + 1; };
        QCOMPARE(words[i].left(equals(words[i])), wanted[i].left(equals(wanted[i])));
        bool isNumber = false;
        const double number = wanted[i].mid(equals(wanted[i])).toDouble(&isNumber);
        if (isNumber)
            QVERIFY2(std::abs(words[i].mid(equals(words[i])).toDouble() - number) <= 1e-7 * (1 + std::abs(number)),
                     (read + "\n" + expected).constData());
        else
            QCOMPARE(words[i], wanted[i]);
    }
}

QByteArray text(float value)
{
    return QByteArray::number(double(value), 'g', 9);
}

} // namespace

class TestGraphNetworkx : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingComesBack_data()
    {
        QTest::addColumn<int>("sides");
        QTest::newRow("teacher") << int(GraphSides::Teacher);
        QTest::newRow("student") << int(GraphSides::Student);
        QTest::newRow("both") << int(GraphSides::Both);
    }

    void everythingComesBack()
    {
        QFETCH(int, sides);
        const QString python = qEnvironmentVariable("RETORT_PEER_PYTHON");
        if (python.isEmpty())
            QSKIP("RETORT_PEER_PYTHON names no Python with networkx: not compared");
        ProbeComparison graphs = syntheticGraphs({40, 6, 3, 0.6, 3});
        auto layout = std::make_shared<const GraphLayout>(radialLayout(graphs.teacher, 3));
        GraphDocument document;
        document.frame = makeFrame(2, std::move(graphs.teacher), std::move(graphs.student), layout, 3);
        document.sides = static_cast<GraphSides>(sides);
        document.classes = {"a & b", "<c>", "\"d\"", "e'", "f\xC3\xBC", std::string(300, 'g')};
        for (int i = 0; i < 40; ++i)
            document.sampleNames.push_back("folder/im&ge-" + std::to_string(i) + ".png");
        document.title = "run 1, epoch 2";

        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("graph.graphml"));
        const QString answer = folder.filePath(QStringLiteral("answer.txt"));
        writeFileAtomically(file.toStdString(), graphMl(document));
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(python, {QStringLiteral(RETORT_SOURCE_DIR "/tests/parity/graph_networkx.py"), file, answer});
        QVERIFY(process.waitForFinished(120'000));
        const QByteArray output = process.readAll();
        if (output.contains("ModuleNotFoundError"))
            QSKIP("this Python lacks networkx: not compared");
        QVERIFY2(process.exitCode() == 0, output.constData());

        QList<QByteArray> expected{"run 1, epoch 2", "undirected"};
        const GraphFrame &frame = *document.frame;
        const auto node = [&](char kind, std::size_t index, const GraphPoint &place, const std::string &name) {
            expected << QByteArray("node ") + kind + QByteArray::number(qulonglong(index)) +
                            (kind == 'p' ? " proxy " : " sample ") + text(place.x) + ' ' + text(place.y) + ' ' +
                            QByteArray::fromStdString(name);
        };
        for (std::size_t proxy = 0; proxy < 6; ++proxy)
            node('p', proxy, layout->proxies[proxy], document.classes[proxy]);
        const bool teacher = document.sides != GraphSides::Student;
        const bool student = document.sides != GraphSides::Teacher;
        for (std::size_t sample = 0; sample < 40; ++sample) {
            node('s', sample, (student ? frame.studentPlaces : frame.teacherPlaces)[sample],
                 document.sampleNames[sample]);
            std::map<QByteArray, QByteArray> values;
            const auto side = [&](const QByteArray &key, const ProxyGraph &graph, const GraphPoint &place) {
                const auto quoted = [](const std::string &name) {
                    // repr() of Python: double quotes where the text holds a single one.
                    const QByteArray mark = name.find('\'') != std::string::npos ? "\"" : "'";
                    return mark + QByteArray::fromStdString(name) + mark;
                };
                values[key + "_answer"] =
                    quoted(document.classes[static_cast<std::size_t>(graph.answers[sample])]);
                values[key + "_confidence"] = text(graph.confidences[sample]);
                values[key + "_margin"] = text(graph.margins[sample]);
                values[key + "_x"] = text(place.x);
                values[key + "_y"] = text(place.y);
                if (!graph.nodeKl.empty()) {
                    values[key + "_kl"] = text(graph.nodeKl[sample]);
                    values[key + "_row_correlation"] = text(graph.rowCorrelations[sample]);
                }
            };
            if (teacher)
                side("teacher", frame.teacher, frame.teacherPlaces[sample]);
            if (student)
                side("student", frame.student, frame.studentPlaces[sample]);
            for (const auto &[key, value] : values)
                expected << key + ' ' + value;
        }
        for (std::size_t e = 0; e < frame.student.edges.size(); ++e) {
            const GraphEdge &edge = frame.student.edges[e];
            QByteArray line = "edge s" + QByteArray::number(edge.sample) + " p" + QByteArray::number(edge.proxy);
            if (teacher && student)
                line += " difference=" + text(frame.difference[e].weight);
            if (student)
                line += " student_cosine=" + text(edge.weight) +
                        " student_probability=" + text(frame.student.probabilities[e]);
            if (teacher)
                line += " teacher_cosine=" + text(frame.teacher.edges[e].weight) +
                        " teacher_probability=" + text(frame.teacher.probabilities[e]);
            expected << line;
        }
        QFile read(answer);
        QVERIFY(read.open(QIODevice::ReadOnly));
        const auto lines = read.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), expected.size());
        for (qsizetype i = 0; i < lines.size(); ++i)
            compareLines(lines[i], expected[i]);
    }
};

QTEST_GUILESS_MAIN(TestGraphNetworkx)
#include "graph_networkx.moc"
