#include "data/packedimages.h"
#include "widgets/common/theme.h"
#include "widgets/distil/samplestrip.h"

#include <QLabel>
#include <QTest>

using namespace retort;

namespace {

std::shared_ptr<const PackedImages> twentyImages()
{
    std::vector<std::uint8_t> pixels(20 * 8 * 8);
    std::vector<ContentKey> keys(20);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(i);
    for (std::size_t i = 0; i < keys.size(); ++i)
        keys[i].bytes[0] = static_cast<std::uint8_t>(i);
    return std::make_shared<const PackedImages>(8, 8, 1, pixels, keys);
}

QList<QWidget *> shownCells(const SampleStrip &strip)
{
    QList<QWidget *> cells;
    for (QWidget *child : strip.findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly))
        if (child->isVisible())
            cells.append(child);
    return cells;
}

} // namespace

class TestSampleStrip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setPalette(Theme::lightTheme().palette()); }

    void showsAsManyAsFit()
    {
        SampleStrip strip;
        strip.resize(300, 130);
        strip.show();
        strip.setImages(twentyImages(), {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13});
        QCOMPARE(shownCells(strip).size(), 3);
        strip.resize(2000, 130);
        QCoreApplication::processEvents();
        QCOMPARE(shownCells(strip).size(), SampleStrip::maximum);
        QTRY_VERIFY(strip.settled());
        QTRY_VERIFY(!shownCells(strip).front()->findChild<QLabel *>()->pixmap().isNull());
    }

    void saysBothAnswersInWords()
    {
        SampleStrip strip;
        strip.resize(600, 130);
        strip.show();
        strip.setImages(twentyImages(), {4, 5, 6});
        strip.setAnswers({0, 1, 0}, {0, 0, -1}, {QStringLiteral("shirt"), QStringLiteral("coat <b>")});
        const QList<QWidget *> cells = shownCells(strip);
        QCOMPARE(cells[0]->accessibleName(), QStringLiteral("Both say shirt."));
        QCOMPARE(cells[1]->accessibleName(), QStringLiteral("Teacher: coat <b>. Student: shirt."));
        QCOMPARE(cells[2]->accessibleName(), QStringLiteral("Teacher: shirt"));
        bool escaped = false;
        for (const QLabel *label : cells[1]->findChildren<QLabel *>())
            escaped = escaped || label->text().contains(QStringLiteral("&lt;b&gt;"));
        QVERIFY2(escaped, "a class name must not become markup");
        // Other images: the answers belonged to the old ones.
        strip.setImages(twentyImages(), {7});
        QCOMPARE(shownCells(strip).front()->accessibleName(), QStringLiteral("Teacher: "));
    }

    void withoutImagesThereIsNothing()
    {
        SampleStrip strip;
        strip.resize(600, 130);
        strip.show();
        strip.setImages(nullptr, {});
        QVERIFY(shownCells(strip).isEmpty());
        QVERIFY(strip.settled());
    }
};

QTEST_MAIN(TestSampleStrip)
#include "tst_samplestrip.moc"
