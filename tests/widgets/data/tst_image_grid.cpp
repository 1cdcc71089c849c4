#include "fakeimages.h"
#include "widgets/common/imagegrid.h"

#include <QScrollBar>
#include <QTest>

using namespace retort;

class TestImageGrid : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMillionImages()
    {
        const auto images = std::make_shared<FakeImages>(1'000'000);
        ImageListModel model;
        model.setSource(images);
        ImageGrid grid;
        grid.setImages(&model);
        grid.resize(640, 480);
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));

        // Places and rows belong together, at both ends.
        for (const int row : {0, 1, 17, 999'999}) {
            grid.scrollTo(model.index(row, 0));
            const QRect rect = grid.visualRect(model.index(row, 0));
            QVERIFY(grid.viewport()->rect().contains(rect.center()));
            QCOMPARE(grid.indexAt(rect.center()).row(), row);
        }
        QVERIFY(!grid.indexAt(QPoint(grid.viewport()->width() - 1, 10)).isValid());
        QTRY_VERIFY(grid.settled());
        QVERIFY(images->decoded < 500); // only what was in view
    }

    void keysMove()
    {
        ImageListModel model;
        model.setSource(std::make_shared<FakeImages>(100));
        ImageGrid grid;
        grid.setImages(&model);
        grid.resize(640, 480);
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));
        grid.setCurrentIndex(model.index(0, 0));
        QTest::keyClick(&grid, Qt::Key_Right);
        QCOMPARE(grid.currentIndex().row(), 1);
        QTest::keyClick(&grid, Qt::Key_Down);
        const int perRow = grid.currentIndex().row() - 1;
        QVERIFY(perRow > 2);
        QTest::keyClick(&grid, Qt::Key_Up);
        QCOMPARE(grid.currentIndex().row(), 1);
        QTest::keyClick(&grid, Qt::Key_End);
        QCOMPARE(grid.currentIndex().row(), 99);
        QTest::keyClick(&grid, Qt::Key_Down);
        QCOMPARE(grid.currentIndex().row(), 99);
        QTest::keyClick(&grid, Qt::Key_Home);
        QCOMPARE(grid.currentIndex().row(), 0);
        QTest::keyClick(&grid, Qt::Key_Left);
        QCOMPARE(grid.currentIndex().row(), 0);
    }

    void aRangeIsSelectedInReadingOrder()
    {
        ImageListModel model;
        model.setSource(std::make_shared<FakeImages>(100));
        ImageGrid grid;
        grid.setImages(&model);
        grid.resize(640, 480);
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));
        const auto click = [&](int row, Qt::KeyboardModifiers keys) {
            QTest::mouseClick(grid.viewport(), Qt::LeftButton, keys,
                              grid.visualRect(model.index(row, 0)).center());
        };
        click(1, Qt::NoModifier);
        click(8, Qt::ShiftModifier);
        QCOMPARE(grid.selectionModel()->selectedIndexes().size(), 8);
    }

    void staysAtTheSameImagesWhenTheWidthChanges()
    {
        ImageListModel model;
        model.setSource(std::make_shared<FakeImages>(10'000));
        ImageGrid grid;
        grid.setImages(&model);
        grid.resize(640, 480);
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));
        grid.scrollTo(model.index(5000, 0), QAbstractItemView::PositionAtTop);
        grid.resize(900, 480);
        QCoreApplication::processEvents();
        QVERIFY(grid.viewport()->rect().intersects(grid.visualRect(model.index(5000, 0))));
    }
};

QTEST_MAIN(TestImageGrid)
#include "tst_image_grid.moc"
