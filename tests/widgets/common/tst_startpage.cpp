#include "widgets/common/parts.h"
#include "widgets/common/recentprojects.h"
#include "widgets/common/startpage.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace retort;

namespace {

QLineEdit *fieldNamed(const QWidget &page, const QString &name)
{
    for (QLineEdit *field : page.findChildren<QLineEdit *>())
        if (field->accessibleName() == name)
            return field;
    return nullptr;
}

QPushButton *buttonNamed(const QWidget &page, const QString &text)
{
    for (QPushButton *button : page.findChildren<QPushButton *>())
        if (button->text() == text)
            return button;
    return nullptr;
}

} // namespace

class TestStartPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("retort-test"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_startpage"));
    }

    void init() { QSettings().clear(); }

    void recentListIsShortAndNewestFirst()
    {
        for (int i = 0; i < 14; ++i)
            addRecentProject(QStringLiteral("/tmp/%1.retort").arg(i));
        addRecentProject(QStringLiteral("/tmp/9.retort"));
        const QStringList files = recentProjects();
        QCOMPARE(files.size(), 10);
        QCOMPARE(files.front(), QStringLiteral("/tmp/9.retort"));
        QCOMPARE(files.count(QStringLiteral("/tmp/9.retort")), 1);
        removeRecentProject(QStringLiteral("/tmp/9.retort"));
        QVERIFY(!recentProjects().contains(QStringLiteral("/tmp/9.retort")));
    }

    void missingProjectIsToldAndRemoved()
    {
        QTemporaryDir folder;
        QFile there(folder.filePath(QStringLiteral("there.retort")));
        QVERIFY(there.open(QIODevice::WriteOnly));
        const QString gone = folder.filePath(QStringLiteral("gone.retort"));
        addRecentProject(gone);
        addRecentProject(there.fileName());
        StartPage page("/resources");
        page.resize(900, 700);
        page.show();
        auto *list = page.findChild<QListWidget *>();
        QCOMPARE(list->count(), 2);
        const auto folderText = [list](int row) {
            return list->itemWidget(list->item(row))->findChild<QLabel *>(QStringLiteral("folder"))->text();
        };
        QTRY_VERIFY(folderText(1).contains(QStringLiteral("no longer there")));
        QVERIFY(!folderText(0).contains(QStringLiteral("no longer there")));

        QSignalSpy opened(&page, &StartPage::openRequested);
        list->setCurrentRow(1);
        Q_EMIT list->itemActivated(list->item(1));
        QCOMPARE(opened.value(0).value(0).toString(), gone);
        page.showProblem(QStringLiteral("gone.retort does not exist"), QStringLiteral("Look for it."), gone);
        auto *banner = page.findChild<Banner *>();
        QVERIFY(banner->isVisible());
        QVERIFY(banner->text().contains(QStringLiteral("Look for it.")));
        QTest::mouseClick(buttonNamed(*banner, QStringLiteral("Take off the list")), Qt::LeftButton);
        QCOMPARE(recentProjects(), QStringList{there.fileName()});
        QCOMPARE(list->count(), 1);
        page.showProblem(QStringLiteral("held by process 7"), {}, there.fileName());
        QTest::mouseClick(buttonNamed(*banner, QStringLiteral("Try again")), Qt::LeftButton);
        QCOMPARE(opened.value(1).value(0).toString(), there.fileName());
        // A problem with something that is not on the list offers nothing of the kind.
        page.showProblem(QStringLiteral("x"), {}, QStringLiteral("/elsewhere.retort"));
        QVERIFY(!buttonNamed(*banner, QStringLiteral("Take off the list")));
    }

    void formSaysWhatWasTyped()
    {
        StartPage page("/resources");
        page.resize(900, 700);
        page.show();
        QTest::mouseClick(buttonNamed(page, QStringLiteral("New project")), Qt::LeftButton);
        QPushButton *create = buttonNamed(page, QStringLiteral("Create project"));
        QVERIFY(create->isVisible());
        QVERIFY(!create->isEnabled());
        fieldNamed(page, QStringLiteral("Images"))->setText(QStringLiteral("/data/birds"));
        QVERIFY2(fieldNamed(page, QStringLiteral("Save as"))->text().endsWith(QStringLiteral("/birds.retort")),
                 "a name is suggested");
        QVERIFY(create->isEnabled());
        NewProject choice = page.choice();
        QCOMPARE(choice.dataset, std::filesystem::path("/data/birds"));
        QVERIFY(!choice.test && !choice.classes);
        QCOMPARE(choice.teacher, std::filesystem::path("/resources/demo-teacher"));

        fieldNamed(page, QStringLiteral("Test images"))->setText(QStringLiteral(" /data/test "));
        fieldNamed(page, QStringLiteral("Class names"))->setText(QStringLiteral("/data/names.txt"));
        fieldNamed(page, QStringLiteral("Save as"))->setText(QStringLiteral("/work/a"));
        page.findChild<QComboBox *>()->setCurrentIndex(1);
        QVERIFY2(!create->isEnabled(), "a teacher of one's own needs a folder");
        fieldNamed(page, QStringLiteral("Folder or file of the teacher"))->setText(QStringLiteral("/models/clip"));
        QVERIFY(create->isEnabled());
        QSignalSpy created(&page, &StartPage::createRequested);
        QTest::mouseClick(create, Qt::LeftButton);
        QCOMPARE(created.count(), 1);
        choice = created[0][0].value<NewProject>();
        QCOMPARE(choice.file, std::filesystem::path("/work/a.retort"));
        QCOMPARE(*choice.test, std::filesystem::path("/data/test"));
        QCOMPARE(*choice.classes, std::filesystem::path("/data/names.txt"));
        QCOMPARE(choice.teacher, std::filesystem::path("/models/clip"));
    }

    void everyFieldHasAName()
    {
        StartPage page("/resources");
        for (const QLineEdit *field : page.findChildren<QLineEdit *>())
            QVERIFY(!field->accessibleName().isEmpty());
    }
};

QTEST_MAIN(TestStartPage)
#include "tst_startpage.moc"
