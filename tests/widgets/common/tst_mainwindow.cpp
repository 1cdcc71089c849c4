#include "widgets/common/commandpalette.h"
#include "widgets/common/fuzzymatch.h"
#include "widgets/common/mainwindow.h"
#include "widgets/common/page.h"
#include "widgets/common/statusstrip.h"
#include "widgets/common/themecontroller.h"

#include <QAction>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QProgressBar>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>

#include <atomic>

using namespace retort;

namespace {

/// With the handlers that Qt calls at the end of a drag.
class DroppedOn : public MainWindow
{
public:
    using MainWindow::dropEvent;
    using MainWindow::MainWindow;
};

class PlainPage : public Page
{
public:
    explicit PlainPage(const QString &id)
    {
        setObjectName(id);
        auto *action = new QAction(QStringLiteral("Paint %1 green").arg(id), this);
        addAction(action);
    }
    void showPart(const QString &part) override { shown = part; }

    QString shown = QStringLiteral("not asked");
};

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("retort-test"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_mainwindow"));
        QSettings().clear();
        m_theme = std::make_unique<ThemeController>();
    }

    void fuzzy()
    {
        QVERIFY(fuzzyScore(QStringLiteral("gtd"), QStringLiteral("Go to Data")));
        QVERIFY(fuzzyScore(QStringLiteral("GO DATA"), QStringLiteral("Go to Data")));
        QVERIFY(!fuzzyScore(QStringLiteral("gtx"), QStringLiteral("Go to Data")));
        QVERIFY(!fuzzyScore(QStringLiteral("a"), QString()));
        QCOMPARE(fuzzyScore(QString(), QStringLiteral("anything")), 0);
        // Beginnings of words and runs of letters count more than scattered ones.
        QVERIFY(*fuzzyScore(QStringLiteral("dark"), QStringLiteral("Colours: dark")) >
                *fuzzyScore(QStringLiteral("dark"), QStringLiteral("Delete a run and keep it")));
        QVERIFY(*fuzzyScore(QStringLiteral("run"), QStringLiteral("Go to Runs")) >
                *fuzzyScore(QStringLiteral("run"), QStringLiteral("Group under it now")));
        QVERIFY(*fuzzyScore(QStringLiteral("undo"), QStringLiteral("Undo")) >
                *fuzzyScore(QStringLiteral("undo"), QStringLiteral("Undo change classes")));
    }

    void pagesComeWhenChosen()
    {
        MainWindow window(*m_theme);
        window.setPlaceholder(new QLabel(QStringLiteral("start")));
        window.show();
        QStringList made;
        window.setFactory([&made](const QString &id) {
            made.append(id);
            return new PlainPage(id);
        });
        QCOMPARE(made, QStringList{QStringLiteral("project")});
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_5, Qt::ControlModifier);
        QCOMPARE(window.currentPage(), QStringLiteral("runs"));
        QCOMPARE(made, (QStringList{QStringLiteral("project"), QStringLiteral("runs")}));
        QVERIFY(window.page(QStringLiteral("runs"))->isVisible());
        QVERIFY(!window.page(QStringLiteral("graph")));
        QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(made.size(), 2); // kept
        Q_EMIT window.page(QStringLiteral("project"))->pageRequested(QStringLiteral("graph"));
        QCOMPARE(window.currentPage(), QStringLiteral("graph"));
        auto *rail = window.findChild<QToolButton *>(QStringLiteral("rail-graph"));
        QVERIFY(rail->isChecked());
        QCOMPARE(rail->accessibleName(), QStringLiteral("Graph"));
        window.setFactory({});
        QVERIFY(!window.page(QStringLiteral("graph")));
    }

    // "data/audit": a part of a page, asked for before or after there is one.
    void partsOfPages()
    {
        MainWindow window(*m_theme);
        window.show();
        window.showPage(QStringLiteral("data/audit"));
        QCOMPARE(window.currentPage(), QStringLiteral("data"));
        window.setFactory([](const QString &id) { return new PlainPage(id); });
        auto *data = static_cast<PlainPage *>(window.page(QStringLiteral("data")));
        QCOMPARE(data->shown, QStringLiteral("audit"));
        window.showPage(QStringLiteral("data"));
        QCOMPARE(data->shown, QString());
        window.showPage(QStringLiteral("graph"));
        Q_EMIT window.page(QStringLiteral("graph"))->pageRequested(QStringLiteral("data/audit"));
        QCOMPARE(data->shown, QStringLiteral("audit"));
        QVERIFY(data->isVisible());
    }

    void paletteFindsAndRuns()
    {
        MainWindow window(*m_theme);
        window.setFactory([](const QString &id) { return new PlainPage(id); });
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        auto *palette = window.findChild<CommandPalette *>();
        QVERIFY(palette->isVisible());
        QVERIFY(palette->matches().size() > 8);
        // What the page at hand can do comes first.
        QCOMPARE(palette->matches().front()->text(), QStringLiteral("Paint project green"));
        auto *field = palette->findChild<QLineEdit *>();
        QVERIFY(field->hasFocus());
        QTest::keyClicks(field, QStringLiteral("promp"));
        QCOMPARE(palette->matches().front()->text(), QStringLiteral("Go to Prompts"));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(window.currentPage(), QStringLiteral("prompts"));
        QVERIFY(!palette->isVisible());
        window.openPalette();
        QTest::keyClicks(field, QStringLiteral("zzzz"));
        QVERIFY(palette->matches().isEmpty());
        QTest::keyClick(field, Qt::Key_Return);
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!palette->isVisible());
    }

    void disabledCommandsAreLeftOut()
    {
        MainWindow window(*m_theme);
        window.setFactory([](const QString &id) { return new PlainPage(id); });
        const auto listed = [&window](const QString &text) {
            window.openPalette();
            const QList<QAction *> matches = window.findChild<CommandPalette *>()->matches();
            return std::any_of(matches.begin(), matches.end(),
                               [&text](const QAction *action) { return action->text() == text; });
        };
        window.show();
        QVERIFY(!listed(QStringLiteral("Close project")));
        window.setProjectFile(QStringLiteral("/tmp/demo.retort"));
        QVERIFY(listed(QStringLiteral("Close project")));
        QCOMPARE(window.windowTitle(), QStringLiteral("demo.retort – Retort"));
        QUndoStack stack;
        window.setUndoStack(&stack);
        QVERIFY(!listed(QStringLiteral("Undo")));
        stack.push(new QUndoCommand(QStringLiteral("change classes")));
        QVERIFY(listed(QStringLiteral("Undo change classes")));
    }

    void closingMayHaveToWait()
    {
        MainWindow window(*m_theme);
        window.show();
        int asked = 0;
        window.setCloseHandler([&asked] {
            ++asked;
            return false;
        });
        QSignalSpy closed(&window, &MainWindow::closed);
        QVERIFY(!window.close());
        QVERIFY(window.isVisible());
        QCOMPARE(asked, 1);
        window.finishClosing();
        QCOMPARE(closed.count(), 1);
        QVERIFY(!window.isVisible());
    }

    void droppedFilesAreOpened()
    {
        DroppedOn window(*m_theme);
        QSignalSpy opened(&window, &MainWindow::openRequested);
        QSignalSpy fresh(&window, &MainWindow::newRequested);
        const auto drop = [&window](const QString &path) {
            QMimeData data;
            data.setUrls({QUrl::fromLocalFile(path)});
            QDropEvent event(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            window.dropEvent(&event);
        };
        drop(QStringLiteral("/tmp/a.retort"));
        drop(QStringLiteral("/tmp/images"));
        QCOMPARE(opened.value(0).value(0).toString(), QStringLiteral("/tmp/a.retort"));
        QCOMPARE(fresh.value(0).value(0).toString(), QStringLiteral("/tmp/images"));
    }

    void firstFrameIsTold()
    {
        MainWindow window(*m_theme);
        QSignalSpy frame(&window, &MainWindow::firstFrameShown);
        window.show();
        QTRY_COMPARE(frame.count(), 1);
    }

    void stripShowsLongJobs()
    {
        StatusStrip strip;
        strip.show();
        JobRunner runner(QStringLiteral("test"));
        strip.watch(&runner);
        auto *bar = strip.findChild<QProgressBar *>();
        std::atomic<bool> go = false;
        bool cancelled = false;
        const auto work = [&go](std::stop_token stop, const Reporter &reporter) {
            reporter.report({"embedding", 250, 1000, "images"});
            while (!go && !stop.stop_requested())
                std::this_thread::yield();
            return 0;
        };
        runner.submit<int>(
            QStringLiteral("quick"), {}, this, [](std::stop_token, const Reporter &) { return 0; }, [](int) {});
        runner.submit<int>(
            QStringLiteral("Opening images"), {}, this, work, [](int) {},
            [&cancelled](const JobError &error) { cancelled = error.cancelled; });
        runner.submit<int>(QStringLiteral("behind it"), {}, this, work, [](int) {});
        QVERIFY(!bar->isVisible());
        QTRY_VERIFY(bar->isVisible());
        QCOMPARE(bar->value(), 250);
        QString all;
        for (const QLabel *label : strip.findChildren<QLabel *>())
            all += label->text() + QLatin1Char('|');
        QVERIFY2(all.contains(QStringLiteral("Opening images")), qPrintable(all));
        QVERIFY2(all.contains(QStringLiteral("embedding")), qPrintable(all));
        QToolButton *queue = nullptr;
        QToolButton *cancel = nullptr;
        for (QToolButton *button : strip.findChildren<QToolButton *>())
            (button->menu() ? queue : cancel) = button;
        QTRY_COMPARE(queue->text(), QStringLiteral("+1 queued"));
        QTest::mouseClick(cancel, Qt::LeftButton);
        QTRY_VERIFY(cancelled);
        go = true;
        QTRY_VERIFY(!runner.busy());
        QVERIFY(!bar->isVisible());
    }

private:
    std::unique_ptr<ThemeController> m_theme;
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
