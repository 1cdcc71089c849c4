#include "widgets/common/imageconversion.h"
#include "widgets/common/page.h"
#include "widgets/common/parts.h"

#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace retort;

class TestParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void words()
    {
        QCOMPARE(groupedNumber(1234567), QStringLiteral("1,234,567"));
        QCOMPARE(percentText(85.34), QStringLiteral("85.3 %"));
        QCOMPARE(durationText(12.4), QStringLiteral("12 s"));
        QCOMPARE(durationText(180), QStringLiteral("3 min"));
        QCOMPARE(durationText(4800), QStringLiteral("80 min"));
        QCOMPARE(durationText(6000), QStringLiteral("1 h 40 min"));
        QCOMPARE(durationText(7200), QStringLiteral("2 h"));
        QCOMPARE(durationText(-1), QString());
    }

    void imagesConvert()
    {
        // Three pixels a row: rows of QImage are padded to four bytes.
        const Image grey{2, 3, 1, {1, 2, 3, 4, 5, 6}};
        const QImage one = toQImage(grey);
        QCOMPARE(one.size(), QSize(3, 2));
        QCOMPARE(qGray(one.pixel(0, 1)), 4);
        QCOMPARE(qGray(one.pixel(2, 1)), 6);
        const Image colour{1, 2, 3, {255, 0, 0, 0, 0, 255}};
        const QImage two = toQImage(colour);
        QCOMPARE(two.pixelColor(0, 0), QColor(Qt::red));
        QCOMPARE(two.pixelColor(1, 0), QColor(Qt::blue));
        QVERIFY(toQImage({}).isNull());
        QCOMPARE(toThumbnail(grey, 30).size(), QSize(30, 20));
        QCOMPARE(qGray(toThumbnail(grey, 30).pixel(5, 5)), 1); // a small image grows in whole pixels
        const Image large{100, 50, 1, std::vector<std::uint8_t>(5000, 9)};
        QCOMPARE(toThumbnail(large, 20).size(), QSize(10, 20));
    }

    void pageStates()
    {
        PageStack stack;
        auto *content = new QLabel(QStringLiteral("content"));
        stack.setContent(content);
        stack.resize(600, 400);
        stack.show();
        QVERIFY(content->isVisible());

        int pressed = 0;
        stack.showEmpty(QStringLiteral("Nothing here yet."), QStringLiteral("Add"), [&pressed] { ++pressed; });
        QCOMPARE(stack.state(), PageStack::State::Empty);
        QVERIFY(!content->isVisible());
        auto *button = stack.findChild<QPushButton *>();
        QVERIFY(button->isVisible());
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(pressed, 1);

        stack.showError(QStringLiteral("x.idx is cut short."), QStringLiteral("Copy it again."));
        QCOMPARE(stack.state(), PageStack::State::Error);
        QVERIFY(!button->isVisible());

        // What is quick does not flicker: the bar comes later, and not at all when the content is there by then.
        stack.showLoading(QStringLiteral("Opening"), 1, 2);
        QCOMPARE(stack.state(), PageStack::State::Loading);
        auto *bar = stack.findChild<QProgressBar *>();
        QVERIFY(!bar->isVisible());
        QTRY_VERIFY(bar->isVisible());
        QCOMPARE(bar->value(), 500);
        stack.showContent();
        QVERIFY(content->isVisible());
        stack.showLoading(QStringLiteral("Opening"));
        stack.showContent();
        QTest::qWait(250);
        QVERIFY(content->isVisible());
    }

    void actionMayReplaceTheState()
    {
        PageStack stack;
        stack.showEmpty(QStringLiteral("a"), QStringLiteral("b"),
                        [&stack] { stack.showError(QStringLiteral("c"), QStringLiteral("d")); });
        stack.show();
        QTest::mouseClick(stack.findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(stack.state(), PageStack::State::Error);
    }

    void banner()
    {
        QWidget window;
        window.resize(500, 100);
        Banner banner(&window);
        window.show();
        QVERIFY(!banner.isVisible());
        int undone = 0;
        banner.show(Banner::Kind::News, QStringLiteral("Run 3 was deleted."), QStringLiteral("Undo"),
                    [&undone] { ++undone; });
        QVERIFY(banner.isVisible());
        QCOMPARE(banner.accessibleName(), QStringLiteral("Run 3 was deleted."));
        QTest::mouseClick(banner.findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(undone, 1);
        QVERIFY(!banner.isVisible());
        banner.show(Banner::Kind::Error, QStringLiteral("Disk full."));
        QVERIFY(!banner.findChild<QPushButton *>()->isVisible());
        QTest::mouseClick(banner.findChild<QToolButton *>(), Qt::LeftButton);
        QVERIFY(!banner.isVisible());
    }
};

QTEST_MAIN(TestParts)
#include "tst_parts.moc"
