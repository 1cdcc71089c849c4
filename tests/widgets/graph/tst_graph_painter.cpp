#include "smallframe.h"
#include "widgets/common/theme.h"
#include "widgets/graph/edgetablemodel.h"
#include "widgets/graph/epochbar.h"
#include "widgets/graph/graphpainter.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include <cmath>

using namespace retort;
using namespace retort::test;

namespace {

bool hasInk(const QImage &image, const QPointF &place, int reach)
{
    for (int y = -reach; y <= reach; ++y)
        for (int x = -reach; x <= reach; ++x)
            if (qAlpha(image.pixel((place * image.devicePixelRatio()).toPoint() + QPoint(x, y))) > 60)
                return true;
    return false;
}

std::vector<EpochRecord> epochs(int count)
{
    std::vector<EpochRecord> result(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        result[static_cast<std::size_t>(i)].epoch = i + 1;
    return result;
}

} // namespace

class TestGraphPainter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samplesArePainted()
    {
        const auto frame = smallFrame(1, 3, 4);
        for (const double ratio : {1.0, 2.0}) {
            const auto scene = makeScene(*frame, GraphMode::Teacher, {}, {0, 0});
            const GraphTransform at{{100, 100}, 80};
            const QImage image = paintScene(*scene, at, {200, 200}, ratio, Theme::lightTheme());
            QCOMPARE(image.size(), QSize(200, 200) * ratio);
            for (const GraphPoint &sample : scene->samples)
                QVERIFY(hasInk(image, at.map(sample), 2));
            QVERIFY(!hasInk(image, QPointF(3, 3), 2));
        }
    }

    void edgeTable()
    {
        const auto frame = smallFrame(1, 10, 6);
        EdgeTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSample(frame, {"a", "b", "c", "d", "e", "f"}, 4);
        QVERIFY(model.rowCount() >= 3); // the union of both sides' three largest
        double before = 2;
        for (int row = 0; row < 6; ++row) { // the teacher's closest first
            const double weight = model.index(row, EdgeTableModel::TeacherColumn).data().toString().toDouble();
            QVERIFY(weight <= before);
            before = weight;
        }
        model.setSample(frame, {}, 4);
        QVERIFY(!model.index(0, 0).data().toString().isEmpty()); // without names: numbers
        model.setSample(frame, {}, std::nullopt);
        QCOMPARE(model.rowCount(), 0);
    }

    void epochBarGoesAlongAtTheEnd()
    {
        EpochBar bar;
        QSignalSpy chosen(&bar, &EpochBar::epochChosen);
        bar.setEpochs(epochs(3), 2);
        QCOMPARE(bar.epoch(), 3);
        bar.setEpochs(epochs(4), 4); // a run that trains
        QCOMPARE(bar.epoch(), 4);
        QCOMPARE(chosen.count(), 2);
        bar.findChild<QSlider *>()->setValue(1);
        QCOMPARE(bar.epoch(), 2);
        bar.setEpochs(epochs(5), 4); // somebody looks at epoch 2: it stays
        QCOMPARE(bar.epoch(), 2);
        QCOMPARE(chosen.count(), 3);
        bar.setEpochs({}, 0);
        QCOMPARE(bar.epoch(), 0);
    }
};

QTEST_MAIN(TestGraphPainter)
#include "tst_graph_painter.moc"
