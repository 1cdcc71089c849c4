// OpenGL draws what QPainter draws. Needs a display with OpenGL (a virtual one with software OpenGL will do).

#include "smallframe.h"
#include "widgets/common/theme.h"
#include "widgets/graph/glcanvas.h"
#include "widgets/graph/graphview.h"

#include <QOffscreenSurface>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace retort;
using namespace retort::test;

namespace {

constexpr double mayDiffer = 1.5;

/// QWidget::grab() would lead the canvas's QPainter elsewhere, and circle, class dots and names with it.
QImage shot(GraphView &view)
{
    auto *canvas = view.findChild<GlCanvas *>();
    const QImage image = canvas != nullptr ? canvas->grabFramebuffer() : view.grab().toImage();
    return image.convertToFormat(QImage::Format_RGB32);
}

/// Mean difference of a channel, 0 .. 255, of pictures made coarse: what covers half a pixel here and the other
/// half there is the same to an eye.
double difference(const QImage &a, const QImage &b)
{
    const QSize coarse = a.size() / 4;
    const QImage p = a.scaled(coarse, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    const QImage q = b.scaled(coarse, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    double sum = 0;
    for (int y = 0; y < p.height(); ++y)
        for (int x = 0; x < p.width(); ++x)
            sum += std::abs(qRed(p.pixel(x, y)) - qRed(q.pixel(x, y))) +
                   std::abs(qGreen(p.pixel(x, y)) - qGreen(q.pixel(x, y))) +
                   std::abs(qBlue(p.pixel(x, y)) - qBlue(q.pixel(x, y)));
    return sum / (3.0 * p.width() * p.height());
}

} // namespace

class TestGraphGl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QOffscreenSurface surface;
        surface.setFormat(glFormat());
        surface.create();
        const GlDriver driver = surface.isValid() ? askGlDriver(surface) : GlDriver();
        if (!driver.usable)
            QSKIP("no OpenGL 3.3 here: not compared");
        std::printf("renderer: %s\n", qPrintable(driver.renderer));
    }

    void bothDrawTheSame_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<int>("samples");
        QTest::newRow("straight") << int(GraphMode::Teacher) << 100;
        QTest::newRow("curves") << int(GraphMode::Student) << 800;
        QTest::newRow("difference") << int(GraphMode::Difference) << 800;
    }

    void bothDrawTheSame()
    {
        QFETCH(int, mode);
        QFETCH(int, samples);
        const auto scene = makeScene(*smallFrame(1, samples, 10), static_cast<GraphMode>(mode), {}, {3, 0});
        GraphView painter;
        GraphView card;
        card.setDrawing(GraphDrawing::OpenGl);
        for (GraphView *view : {&painter, &card}) {
            view->resize(500, 500);
            view->setScene(scene, false);
            view->show();
            QVERIFY(QTest::qWaitForWindowExposed(view));
            QTRY_VERIFY(view->settled());
        }
        QCOMPARE(card.drawing(), GraphDrawing::OpenGl);
        const QImage expected = shot(painter);
        QTRY_VERIFY2(difference(shot(card), expected) < mayDiffer,
                     qPrintable(QString::number(difference(shot(card), expected))));
        // And a view that shows something else differs more than that.
        painter.setScene(makeScene(*smallFrame(5, samples, 10), static_cast<GraphMode>(mode), {}, {0, 0}), false);
        QTRY_VERIFY(painter.settled());
        QVERIFY2(difference(shot(painter), expected) > mayDiffer,
                 qPrintable(QString::number(difference(shot(painter), expected))));
    }

    void goesBackToThePainter()
    {
        GraphView view;
        view.resize(300, 300);
        view.setDrawing(GraphDrawing::OpenGl);
        view.setScene(makeScene(*smallFrame(1, 50, 5), GraphMode::Teacher, {}, {}), false);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setDrawing(GraphDrawing::Painter);
        QTRY_VERIFY(view.settled());
        QCOMPARE(view.drawing(), GraphDrawing::Painter);
        QVERIFY(!shot(view).isNull());
    }
};

QTEST_MAIN(TestGraphGl)
#include "tst_graph_gl.moc"
