#include "base/error.h"
#include "smallframe.h"
#include "widgets/common/theme.h"
#include "widgets/graph/edgetablemodel.h"
#include "widgets/graph/epochbar.h"
#include "widgets/graph/graphpainter.h"
#include "widgets/graph/graphscene.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include <cmath>

using namespace retort;

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

class TestGraphScene : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sidesAndFilters()
    {
        const auto frame = smallFrame(1, 200, 5, 3);
        const auto teacher = makeScene(*frame, GraphMode::Teacher, {});
        QCOMPARE(teacher->samples, frame->layout.teacher);
        QCOMPARE(teacher->lines.size(), std::size_t(200)); // one edge a sample
        const auto student = makeScene(*frame, GraphMode::Student, {-1, false, 0});
        QCOMPARE(student->samples, frame->layout.student);
        QVERIFY(student->lines.empty());

        GraphFilter filter;
        filter.wantedClass = 2;
        filter.onlyDisagreements = true;
        const auto filtered = makeScene(*frame, GraphMode::Student, filter);
        std::size_t shown = 0;
        for (std::size_t i = 0; i < 200; ++i) {
            const bool two = frame->teacher.answers[i] == 2 || frame->student.answers[i] == 2;
            const bool differ = frame->teacher.answers[i] != frame->student.answers[i];
            QCOMPARE(filtered->presence[i] == Presence::Full, two && differ);
            QCOMPARE(filtered->presence[i] == Presence::Filtered, !(two && differ));
            shown += two && differ;
        }
        QVERIFY(shown > 0);
        QCOMPARE(filtered->lines.size(), shown);

        const auto difference = makeScene(*frame, GraphMode::Difference, {});
        QCOMPARE(difference->lines.size(), std::size_t(200));
        for (std::size_t i = 0; i < 200; ++i)
            QCOMPARE(difference->presence[i] == Presence::Quiet,
                     frame->teacher.answers[i] == frame->student.answers[i]);
        QCOMPARE(difference->lines[7].from, frame->layout.teacher[7]);
        QCOMPARE(difference->lines[7].to, frame->layout.student[7]);
        QCOMPARE(difference->lines[7].colour, frame->teacher.answers[7] != frame->student.answers[7] ? 1 : 0);
    }

    void samplesMoveBetweenEpochs()
    {
        const auto from = makeScene(*smallFrame(1, 20, 4, 1), GraphMode::Student, {});
        const auto to = makeScene(*smallFrame(2, 20, 4, 2), GraphMode::Student, {});
        QCOMPARE(between(*from, to, 0)->samples, from->samples);
        QCOMPARE(between(*from, to, 1), to);
        const auto half = between(*from, to, 0.5);
        for (std::size_t i = 0; i < 20; ++i) {
            QVERIFY(std::abs(half->samples[i].x - (from->samples[i].x + to->samples[i].x) / 2) < 1e-5F);
            QCOMPARE(half->lines[i].from, half->samples[i]); // an edge goes along with its sample
            QCOMPARE(half->lines[i].to, to->lines[i].to);
        }
        const auto other = makeScene(*smallFrame(2, 21, 4, 2), GraphMode::Student, {});
        QCOMPARE(between(*from, other, 0.5), other);
    }

    void damagedFramesAreRefused()
    {
        const auto good = smallFrame(1, 5, 3, 1);
        ProxyGraph bad = good->student;
        bad.answers.pop_back();
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)makeFrame(4, good->teacher, bad, 3));
        bad = good->student;
        bad.answers[0] = 3;
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)makeFrame(4, good->teacher, bad, 3));
        bad = good->student;
        bad.samples = 6;
        QVERIFY_THROWS_EXCEPTION(ValueError, (void)makeFrame(4, good->teacher, bad, 3));
    }

    void samplesArePainted()
    {
        const auto frame = smallFrame(1, 3, 4, 5);
        for (const double ratio : {1.0, 2.0}) {
            const auto scene = makeScene(*frame, GraphMode::Teacher, {-1, false, 0});
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
        const auto frame = smallFrame(1, 10, 6, 8);
        EdgeTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSample(frame, {"a", "b", "c", "d", "e", "f"}, 4);
        QCOMPARE(model.rowCount(), 6);
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

QTEST_MAIN(TestGraphScene)
#include "tst_graph_scene.moc"
