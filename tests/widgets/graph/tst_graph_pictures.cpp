// Golden pictures: every mode of a fixed small graph looks as it did. RETORT_WRITE_PICTURES=1 writes them anew;
// look at what changed before it is committed. No text in them: fonts differ.

#include "graph/figure.h"
#include "smallframe.h"
#include "widgets/common/theme.h"
#include "widgets/graph/figurepainter.h"
#include "widgets/graph/graphpainter.h"

#include <QDir>
#include <QPainter>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace retort;
using namespace retort::test;

namespace {

constexpr int tellingDifference = 40; ///< of a channel, 0 .. 255
constexpr double pixelsThatMayDiffer = 0.002;

QString pathOf(const QString &name)
{
    return QStringLiteral(RETORT_SOURCE_DIR "/tests/widgets/graph/pictures/") + name + QStringLiteral(".png");
}

/// Share of pixels in which two pictures differ so that one would see it.
double differingPixels(const QImage &a, const QImage &b)
{
    qint64 differing = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x) {
            const QRgb p = a.pixel(x, y);
            const QRgb q = b.pixel(x, y);
            differing += std::max({std::abs(qRed(p) - qRed(q)), std::abs(qGreen(p) - qGreen(q)),
                                   std::abs(qBlue(p) - qBlue(q))}) > tellingDifference;
        }
    return static_cast<double>(differing) / (static_cast<double>(a.width()) * a.height());
}

void compareWithGolden(const QImage &picture, const QString &name)
{
    if (qEnvironmentVariableIsSet("RETORT_WRITE_PICTURES")) {
        QDir().mkpath(QFileInfo(pathOf(name)).path());
        QVERIFY(picture.save(pathOf(name)));
        return;
    }
    const QImage golden(pathOf(name));
    QVERIFY2(!golden.isNull(), qPrintable(name));
    QCOMPARE(picture.size(), golden.size());
    const double share = differingPixels(picture, golden);
    if (share > pixelsThatMayDiffer)
        picture.save(QDir::temp().filePath(name + QStringLiteral(".png")));
    QVERIFY2(share <= pixelsThatMayDiffer,
             qPrintable(QStringLiteral("%1: %2 % of the pixels differ").arg(name).arg(100 * share)));
}

} // namespace

class TestGraphPictures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scenes_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<int>("samples");
        QTest::addColumn<bool>("filtered");
        QTest::addColumn<bool>("dark");
        QTest::newRow("teacher") << int(GraphMode::Teacher) << 120 << false << false;
        QTest::newRow("student") << int(GraphMode::Student) << 120 << false << false;
        QTest::newRow("difference") << int(GraphMode::Difference) << 120 << false << false;
        QTest::newRow("student-dark") << int(GraphMode::Student) << 120 << false << true;
        QTest::newRow("difference-dark") << int(GraphMode::Difference) << 120 << false << true;
        QTest::newRow("filtered") << int(GraphMode::Student) << 120 << true << false;
        QTest::newRow("bundled") << int(GraphMode::Student) << 600 << false << false;
        QTest::newRow("many") << int(GraphMode::Student) << 6000 << false << false; // bundles alone
    }

    void scenes()
    {
        QFETCH(int, mode);
        QFETCH(int, samples);
        QFETCH(bool, filtered);
        QFETCH(bool, dark);
        const auto frame = smallFrame(1, samples, 10);
        std::vector<bool> passes;
        for (std::size_t i = 0; filtered && i < frame->student.answers.size(); ++i)
            passes.push_back(frame->student.answers[i] == 3);
        const auto scene = makeScene(*frame, static_cast<GraphMode>(mode), passes, {3, 0});
        const Theme &theme = dark ? Theme::darkTheme() : Theme::lightTheme();
        QImage picture(320, 320, QImage::Format_RGB32);
        picture.fill(theme.surface);
        QPainter painter(&picture);
        painter.drawImage(0, 0, paintScene(*scene, {{160, 160}, 150}, {320, 320}, 1, theme));
        painter.end();
        compareWithGolden(picture, QStringLiteral("scene-") + QLatin1String(QTest::currentDataTag()));
    }

    void figures_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("layout");
        QTest::newRow("teacher") << int(FigureKind::Teacher) << int(LayoutKind::Radial);
        QTest::newRow("student") << int(FigureKind::Student) << int(LayoutKind::Radial);
        QTest::newRow("both") << int(FigureKind::Both) << int(LayoutKind::Radial);
        QTest::newRow("difference") << int(FigureKind::Difference) << int(LayoutKind::Radial);
        QTest::newRow("matrix") << int(FigureKind::Matrix) << int(LayoutKind::Radial);
        QTest::newRow("pca") << int(FigureKind::Student) << int(LayoutKind::Pca);
        QTest::newRow("force") << int(FigureKind::Student) << int(LayoutKind::Force);
    }

    void figures()
    {
        QFETCH(int, kind);
        QFETCH(int, layout);
        GraphDocument document;
        document.frame = smallFrame(1, 150, 10, static_cast<LayoutKind>(layout));
        GraphFigure figure = graphFigure(document, {static_cast<FigureKind>(kind), {2, 0}, {}});
        figure.shapes.erase(
            std::remove_if(figure.shapes.begin(), figure.shapes.end(),
                           [](const FigureShape &shape) { return shape.kind == FigureShape::Kind::Text; }),
            figure.shapes.end());
        compareWithGolden(figureImage(figure, 430),
                          QStringLiteral("figure-") + QLatin1String(QTest::currentDataTag()));
    }

    void theComparisonSeesWhatChanged()
    {
        const auto frame = smallFrame(1, 120, 10);
        const auto picture = [&](GraphMode mode, int edges) {
            QImage image(320, 320, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            painter.drawImage(0, 0,
                              paintScene(*makeScene(*frame, mode, {}, {edges, 0}), {{160, 160}, 150}, {320, 320},
                                         1, Theme::lightTheme()));
            return image;
        };
        QVERIFY(differingPixels(picture(GraphMode::Teacher, 3), picture(GraphMode::Student, 3)) >
                pixelsThatMayDiffer);
        QVERIFY(differingPixels(picture(GraphMode::Student, 3), picture(GraphMode::Student, 1)) >
                pixelsThatMayDiffer);
    }
};

QTEST_MAIN(TestGraphPictures)
#include "tst_graph_pictures.moc"
