#include "workflowfixture.h"

#include "widgets/common/classeditor.h"
#include "widgets/common/classlistmodel.h"
#include "widgets/common/imagelistmodel.h"
#include "widgets/common/livescore.h"
#include "widgets/common/parts.h"
#include "widgets/common/workspace.h"
#include "widgets/data/datapage.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

constexpr int patience = 60000; // a loaded machine; nothing here takes long

QPushButton *buttonNamed(QWidget &parent, const QString &text)
{
    for (QPushButton *button : parent.findChildren<QPushButton *>())
        if (button->text().contains(text))
            return button;
    return nullptr;
}

} // namespace

class TestDataPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<Place>();
        m_workspace = std::make_unique<Workspace>(m_place->root() / "resources");
    }

    void cleanup()
    {
        m_page.reset();
        m_workspace.reset();
        m_place.reset();
    }

    void withoutAProject()
    {
        showPage();
        QCOMPARE(m_page->states().state(), PageStack::State::Empty);
        QSignalSpy asked(m_page.get(), &Page::pageRequested);
        QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Project")), Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][0].toString(), QStringLiteral("project"));
    }

    void showsBothSides()
    {
        open(m_place->choice("a.retort", m_place->idx("idx")));
        showPage();
        QTRY_COMPARE_WITH_TIMEOUT(images()->rowCount(), 160, patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        QVERIFY(says(QStringLiteral("160, for measuring only")));
        QVERIFY(says(QStringLiteral("16 x 16, grey")));
        QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Test images")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(images()->rowCount(), 40, patience);
    }

    void sortsByTheTeachersAnswers()
    {
        open(m_place->choice("a.retort", m_place->idx("idx")));
        showPage();
        auto &live = LiveScore::of(*m_workspace);
        QTRY_VERIFY_WITH_TIMEOUT(live.picture() && m_page->settled(), patience);
        const LogitSummary &summary = live.picture()->score.training;
        const auto boxes = m_page->findChildren<QComboBox *>();
        QComboBox *classes = boxes[0];
        QCOMPARE(classes->count(), 11);
        int chosen = 0;
        for (std::size_t c = 0; c < 10; ++c)
            if (summary.classCounts[c] > 0)
                chosen = static_cast<int>(c);
        classes->setCurrentIndex(chosen + 1);
        Q_EMIT classes->activated(chosen + 1);
        QTRY_COMPARE_WITH_TIMEOUT(images()->rowCount(), int(summary.classCounts[static_cast<std::size_t>(chosen)]),
                                  patience);
        for (int row = 0; row < images()->rowCount(); ++row)
            QCOMPARE(summary.answers[static_cast<std::size_t>(images()->image(row))], chosen);
    }

    void imagesThatMovedAreFoundAgain()
    {
        const NewProject choice = m_place->choice("a.retort", m_place->idx("idx"));
        open(choice);
        m_workspace->closeProject();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        fs::rename(m_place->root() / "idx", m_place->root() / "moved");
        m_workspace->openProject(choice.file);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->sessionError().has_value(), patience);
        showPage();
        QPushButton *again = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((again = buttonNamed(*m_page, QStringLiteral("new place"))) && again->isVisible(),
                                 patience);
        QVERIFY(says(QStringLiteral("idx"))); // which one is missing

        // Other images are not taken without being asked for.
        const std::string before = m_workspace->settings().dataset(DatasetRole::Training)->fingerprint;
        m_page->choose(m_place->idx("others", 80));
        QPushButton *use = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((use = buttonNamed(*m_page, QStringLiteral("Use these"))) && use->isVisible(),
                                 patience);
        QCOMPARE(m_workspace->settings().dataset(DatasetRole::Training)->fingerprint, before);

        m_page->choose(m_place->root() / "moved");
        QTRY_COMPARE_WITH_TIMEOUT(images()->rowCount(), 160, patience);
        QCOMPARE(m_workspace->settings().dataset(DatasetRole::Training)->fingerprint, before);
        QCOMPARE(m_workspace->settings().dataset(DatasetRole::Training)->location,
                 (m_place->root() / "moved").string());
    }

    void otherImagesAreChosenAndUndone()
    {
        open(m_place->choice("a.retort", m_place->idx("idx")));
        showPage();
        QTRY_COMPARE_WITH_TIMEOUT(images()->rowCount(), 160, patience);
        m_page->choose(m_place->root() / "nothing here");
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("nothing here")), patience);
        QCOMPARE(m_workspace->settings().dataset(DatasetRole::Training)->images, 160);

        m_page->choose(m_place->imageFolder("folder", true));
        QTRY_COMPARE_WITH_TIMEOUT(images()->rowCount(), 60, patience);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("folder of image files")), patience);
        m_workspace->undoStack().undo();
        QTRY_COMPARE_WITH_TIMEOUT(images()->rowCount(), 160, patience);
    }

    void classesOfAFlatFolderAreTyped()
    {
        open(m_place->choice("a.retort", m_place->imageFolder("flat", false)));
        showPage();
        QVERIFY(m_workspace->settings().classes.empty());
        auto *editor = m_page->findChild<ClassEditor *>();
        QVERIFY(editor->model().addClass(QStringLiteral("cat")));
        QVERIFY(m_workspace->settings().classes.empty()); // one is no choice
        QVERIFY(editor->model().addClass(QStringLiteral("dog, puppy")));
        QCOMPARE(m_workspace->settings().classes.size(), std::size_t(2));
        m_place->writeTextFile("names.txt", "# mine\nred, crimson\ngreen\nblue\n");
        editor->importFile(QString::fromStdString((m_place->root() / "names.txt").string()));
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->settings().classes.size(), std::size_t(3), patience);
        m_workspace->undoStack().undo();
        QCOMPARE(editor->model().rowCount(), 2);
        m_place->writeTextFile("bad.txt", "red\nred\n");
        editor->importFile(QString::fromStdString((m_place->root() / "bad.txt").string()));
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("line 2")), patience);
        QCOMPARE(m_workspace->settings().classes.size(), std::size_t(2));
    }

private:
    void open(const NewProject &choice)
    {
        m_workspace->createProject(choice);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session() && m_workspace->idle(), patience);
    }
    void showPage()
    {
        m_page = std::make_unique<DataPage>(*m_workspace);
        m_page->resize(1000, 700);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    [[nodiscard]] ImageListModel *images() const { return m_page->findChild<ImageListModel *>(); }
    /// Some visible text holds this.
    [[nodiscard]] bool says(const QString &text) const
    {
        for (const QLabel *label : m_page->findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(text))
                return true;
        return false;
    }

    std::unique_ptr<Place> m_place;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<DataPage> m_page;
};

QTEST_MAIN(TestDataPage)
#include "tst_data_page.moc"
