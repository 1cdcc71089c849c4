#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/common/themecontroller.h"

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QRegularExpression>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace retort;

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("retort-test"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_theme"));
        QSettings().clear();
    }

    void contrastFormula()
    {
        QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
        // #767676 on white is the well-known last grey that passes 4.5.
        QVERIFY(contrast(QColor(0x76, 0x76, 0x76), Qt::white) >= 4.5);
        QVERIFY(contrast(QColor(0x77, 0x77, 0x77), Qt::white) < 4.5);
    }

    void textReads_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void textReads()
    {
        QFETCH(bool, dark);
        const Theme &theme = dark ? Theme::darkTheme() : Theme::lightTheme();
        QCOMPARE(theme.dark, dark);
        for (const QColor &background : {theme.window, theme.surface, theme.raised}) {
            QVERIFY(contrast(theme.text, background) >= 4.5);
            QVERIFY2(contrast(theme.secondary, background) >= 4.5,
                     qPrintable(QString::number(contrast(theme.secondary, background))));
            // Marks, lines and icons: WCAG's limit for what is no text.
            for (const QColor &mark : {theme.good, theme.bad, theme.teacher, theme.accent})
                QVERIFY2(contrast(mark, background) >= 3.0, qPrintable(mark.name()));
        }
        QVERIFY(contrast(theme.accentText, theme.accent) >= 4.5);
        const QString sheet = theme.styleSheet();
        // Text on a selected row, and on a hovered or pressed primary button.
        const QRegularExpression selected(QStringLiteral("item:selected \\{ background: (#[0-9a-f]{6})"));
        const QColor selection(selected.match(sheet).captured(1));
        QVERIFY(selection.isValid());
        QVERIFY(contrast(theme.text, selection) >= 4.5);
        const QRegularExpression hovered(QStringLiteral("primary\"\\]:hover \\{ background: (#[0-9a-f]{6})"));
        QVERIFY(contrast(theme.accentText, QColor(hovered.match(sheet).captured(1))) >= 4.5);
    }

    void styleSheetIsFilled()
    {
        for (const Theme *theme : {&Theme::lightTheme(), &Theme::darkTheme()}) {
            const QString sheet = theme->styleSheet();
            QVERIFY(sheet.size() > 1000);
            const qsizetype start = sheet.indexOf(QStringLiteral("*/"));
            QVERIFY2(!sheet.mid(start).contains(QLatin1Char('@')), "a token was not replaced");
            // Every picture the sheet names is there.
            const QRegularExpression url(QStringLiteral("url\\(([^)]*)\\)"));
            for (auto match = url.globalMatch(sheet); match.hasNext();)
                QVERIFY(QFile::exists(match.next().captured(1)));
        }
    }

    void themeFollowsThePalette()
    {
        QCOMPARE(&Theme::of(Theme::lightTheme().palette()), &Theme::lightTheme());
        QCOMPARE(&Theme::of(Theme::darkTheme().palette()), &Theme::darkTheme());
    }

    void classColoursAreApart()
    {
        for (const Theme *theme : {&Theme::lightTheme(), &Theme::darkTheme()}) {
            QSet<QRgb> seen;
            for (int i = 0; i < 100; ++i) {
                const QColor colour = theme->classColour(i);
                QVERIFY2(contrast(colour, theme->surface) >= 1.6, qPrintable(colour.name()));
                seen.insert(colour.rgb());
            }
            QCOMPARE(seen.size(), 100);
        }
    }

    void divergingScale()
    {
        const Theme &theme = Theme::lightTheme();
        QCOMPARE(theme.diverging(0), theme.surface);
        QVERIFY(theme.diverging(-1).blue() > theme.diverging(-1).red());
        QVERIFY(theme.diverging(1).red() > theme.diverging(1).blue());
        QCOMPARE(theme.diverging(7), theme.diverging(1));
        QCOMPARE(Theme::darkTheme().diverging(0), Theme::darkTheme().raised);
    }

    void iconsFollowTheTheme()
    {
        const auto darkest = [](const QIcon &icon) {
            const QImage image = icon.pixmap(40, 40).toImage().convertToFormat(QImage::Format_ARGB32);
            int opaque = 0;
            QColor colour;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    if (image.pixelColor(x, y).alpha() > opaque) {
                        opaque = image.pixelColor(x, y).alpha();
                        colour = image.pixelColor(x, y);
                    }
            return colour.rgb();
        };
        const QIcon add = icon(QStringLiteral("add"));
        const QIcon bad = icon(QStringLiteral("error"), IconTone::Bad);
        QApplication::setPalette(Theme::lightTheme().palette());
        QCOMPARE(darkest(add), Theme::lightTheme().text.rgb());
        QApplication::setPalette(Theme::darkTheme().palette());
        QCOMPARE(darkest(add), Theme::darkTheme().text.rgb());
        QCOMPARE(darkest(bad), Theme::darkTheme().bad.rgb());
        QVERIFY(icon(QStringLiteral("no such icon")).isNull());
        const QStringList files = QDir(QStringLiteral(":/icons")).entryList();
        QVERIFY(files.size() > 30);
        for (const QString &file : files)
            QVERIFY(!icon(file.chopped(4)).pixmap(20, 20).isNull());
    }

    void schemeIsRemembered()
    {
        {
            ThemeController controller;
            QCOMPARE(controller.scheme(), ColourScheme::System);
            QSignalSpy changed(&controller, &ThemeController::changed);
            controller.setScheme(ColourScheme::Dark);
            QVERIFY(Theme::of(QApplication::palette()).dark);
            controller.setScheme(ColourScheme::Light);
            QVERIFY(!Theme::of(QApplication::palette()).dark);
            QVERIFY(changed.count() >= 1);
            controller.setScheme(ColourScheme::Dark);
            controller.showScheme(ColourScheme::Light); // not remembered
        }
        ThemeController again;
        QCOMPARE(again.scheme(), ColourScheme::Dark);
        QVERIFY(Theme::of(QApplication::palette()).dark);
        again.setScheme(ColourScheme::System);
        ThemeController third;
        QCOMPARE(third.scheme(), ColourScheme::System);
        QCOMPARE(QApplication::font().pixelSize(), Theme::fontPixels);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
