#include "base/error.h"
#include "store/graphblob.h"

#include <QTest>

using namespace retort;

class TestStoreGraphBlob : public QObject
{
    Q_OBJECT

    static ProxyGraph graph()
    {
        ProxyGraph graph;
        graph.samples = 3;
        graph.proxies = 2;
        return graph;
    }
    static std::string problemOf(const StoredEdges &edges)
    {
        try {
            ProxyGraph into = graph();
            restoreEdges(decodeEdges(encodeEdges(edges), "the graph"), into, "the graph");
        } catch (const StoreError &error) {
            return error.what();
        }
        return {};
    }

private Q_SLOTS:
    void thereAndBack()
    {
        const StoredEdges edges{{{0, 1, 32767, 65535}, {2, 0, -32767, 0}, {2, 1, 0, 1}}, true};
        ProxyGraph into = graph();
        restoreEdges(decodeEdges(encodeEdges(edges), "the graph"), into, "the graph");
        QCOMPARE(into.edges, (std::vector<GraphEdge>{{0, 1, 1.0F}, {2, 0, -1.0F}, {2, 1, 0.0F}}));
        QCOMPARE(into.probabilities.front(), 1.0F);
    }

    // Whoever draws the graph takes samples and proxies for positions.
    void edgesToNowhere_data()
    {
        QTest::addColumn<int>("sample");
        QTest::addColumn<int>("proxy");
        QTest::newRow("behind the samples") << 3 << 0;
        QTest::newRow("behind the proxies") << 0 << 2;
        QTest::newRow("before the samples") << -1 << 0;
        QTest::newRow("before the proxies") << 0 << -1;
    }
    void edgesToNowhere()
    {
        QFETCH(int, sample);
        QFETCH(int, proxy);
        QCOMPARE(problemOf({{{sample, proxy, 0, 0}}, false}),
                 std::string("the graph is damaged: an edge leads to no sample or proxy"));
    }
};

QTEST_APPLESS_MAIN(TestStoreGraphBlob)
#include "tst_store_graphblob.moc"
