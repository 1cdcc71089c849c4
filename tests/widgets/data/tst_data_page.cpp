#include "workflowfixture.h"

#include "widgets/common/classeditor.h"
#include "widgets/common/classlistmodel.h"
#include "widgets/common/imagegrid.h"
#include "widgets/common/imagelistmodel.h"
#include "widgets/common/livescore.h"
#include "widgets/common/parts.h"
#include "widgets/common/workspace.h"
#include "widgets/data/datapage.h"
#include "widgets/data/duplicategroupsmodel.h"
#include "widgets/data/duplicatesview.h"
#include "widgets/data/imageviewer.h"
#include "widgets/data/imagewall.h"
#include "workflow/searchimages.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

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
        QComboBox *classes = box(QStringLiteral("takes for this class"));
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

    void imagesAreExcludedAndTakenBack()
    {
        open(m_place->choice("a.retort", m_place->idx("idx")));
        showPage();
        auto &live = LiveScore::of(*m_workspace);
        QTRY_VERIFY_WITH_TIMEOUT(live.picture() && m_page->settled(), patience);
        const auto before = m_workspace->session();
        auto *grid = m_page->findChild<ImageWall *>()->findChild<ImageGrid *>();
        grid->selectionModel()->select(QItemSelection(images()->index(3), images()->index(5)),
                                       QItemSelectionModel::ClearAndSelect);
        QPushButton *exclude = buttonNamed(*m_page, QStringLiteral("Exclude from training"));
        QVERIFY(exclude && exclude->isEnabled());
        QTest::mouseClick(exclude, Qt::LeftButton);
        QCOMPARE(m_workspace->settings().excluded.size(), std::size_t(3));
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session() != before && m_page->settled(), patience);
        QCOMPARE(m_workspace->session()->excluded, (std::vector<std::int64_t>{3, 4, 5}));
        QCOMPARE(m_workspace->session()->training.embeddings,
                 before->training.embeddings); // nothing is embedded anew
        QVERIFY(images()->isMarked(3) && !images()->isMarked(6));
        QVERIFY(images()->index(4).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("excluded")));
        QVERIFY(says(QStringLiteral("3 images are excluded")));
        QTRY_COMPARE_WITH_TIMEOUT(std::count(live.picture()->score.training.answers.begin(),
                                             live.picture()->score.training.answers.end(), -1),
                                  std::ptrdiff_t(3), patience);

        // The same ones are still chosen, and can be taken back; by themselves too.
        QTRY_VERIFY_WITH_TIMEOUT(buttonNamed(*m_page, QStringLiteral("Take back")), patience);
        QComboBox *parts = box(QStringLiteral("part of the images"));
        parts->setCurrentIndex(parts->count() - 1);
        QVERIFY(parts->currentText().contains(QStringLiteral("excluded (3)")));
        Q_EMIT parts->activated(parts->count() - 1);
        QTRY_COMPARE_WITH_TIMEOUT(images()->rowCount(), 3, patience);
        grid->setFocus();
        grid->selectAll();
        QTest::keyClick(grid, Qt::Key_Delete);
        QVERIFY(m_workspace->settings().excluded.empty());
        m_workspace->undoStack().undo();
        QCOMPARE(m_workspace->settings().excluded.size(), std::size_t(3));
        m_workspace->undoStack().undo();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session()->excluded.empty() && m_workspace->idle(), patience);
    }

    void neverAllOfThem()
    {
        open(m_place->choice("a.retort", m_place->idx("idx")));
        showPage();
        QTRY_VERIFY_WITH_TIMEOUT(LiveScore::of(*m_workspace).picture() && m_page->settled(), patience);
        QSignalSpy failed(m_workspace.get(), &Workspace::failed);
        m_page->findChild<ImageWall *>()->findChild<ImageGrid *>()->selectAll();
        QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Exclude from training")), Qt::LeftButton);
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("left to train on")));
        QVERIFY(m_workspace->settings().excluded.empty());
        QVERIFY(!m_workspace->undoStack().canUndo());
    }

    void searchesByWordsAndByAnImage()
    {
        open(m_place->choice("a.retort", m_place->idx("idx")));
        showPage();
        QTRY_VERIFY_WITH_TIMEOUT(LiveScore::of(*m_workspace).picture() && m_page->settled(), patience);
        const auto session = m_workspace->session();
        QLineEdit *search = nullptr;
        for (QLineEdit *field : m_page->findChildren<QLineEdit *>())
            if (field->accessibleName().contains(QStringLiteral("by words")))
                search = field;
        QVERIFY(search && search->isEnabled());
        // Only the last of what was typed counts.
        search->setText(QStringLiteral("something else"));
        search->setText(QStringLiteral("a red thing"));
        const auto nearest =
            searchByText(*session->teacher, *session->training.embeddings, "a red thing", 160, {});
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled() && images()->hasCaptions(), patience);
        QCOMPARE(images()->rowCount(), 160);
        for (int row = 0; row < 160; ++row)
            QCOMPARE(images()->image(row), nearest.images[static_cast<std::size_t>(row)].row);
        search->clear();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled() && !images()->hasCaptions(), patience);
        QCOMPARE(images()->image(7), 7);

        auto *grid = m_page->findChild<ImageWall *>()->findChild<ImageGrid *>();
        grid->setCurrentIndex(images()->index(7));
        QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Images like this")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled() && images()->hasCaptions(), patience);
        const auto &rows = *session->training.embeddings;
        const auto alike = nearestRows(rows, rows.row(7), 160, {});
        QCOMPARE(images()->image(0), alike[0].row);
        QCOMPARE(images()->image(9), alike[9].row);
        QPushButton *chip = buttonNamed(*m_page, QStringLiteral("like #7"));
        QVERIFY(chip && chip->isVisible());
        QTest::mouseClick(chip, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled() && !images()->hasCaptions(), patience);
    }

    void oneImageLarge()
    {
        open(m_place->choice("a.retort", m_place->idx("idx")));
        showPage();
        QTRY_VERIFY_WITH_TIMEOUT(LiveScore::of(*m_workspace).picture() && m_page->settled(), patience);
        auto *grid = m_page->findChild<ImageWall *>()->findChild<ImageGrid *>();
        grid->setCurrentIndex(images()->index(2));
        grid->setFocus();
        QTest::keyClick(grid, Qt::Key_Space);
        auto *viewer = m_page->findChild<ImageViewer *>();
        QVERIFY(viewer->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("16 x 16 pixels")), patience);
        QVERIFY(says(QStringLiteral("#2")) && says(QStringLiteral("3 of 160")));
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral(" %")), patience);
        const auto &picture = *LiveScore::of(*m_workspace).picture();
        QVERIFY(says(QString::fromStdString(
            picture.classes[static_cast<std::size_t>(picture.score.training.answers[2])].name)));
        QTest::keyClick(viewer, Qt::Key_Right);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("4 of 160")), patience);
        QCOMPARE(grid->currentIndex().row(), 3);
        QTest::keyClick(viewer, Qt::Key_Escape);
        QVERIFY(!viewer->isVisible());

        // As the teacher sees them: the size of its input.
        QCheckBox *seen = nullptr;
        for (QCheckBox *candidate : m_page->findChildren<QCheckBox *>())
            if (candidate->text().contains(QStringLiteral("view")))
                seen = candidate;
        QVERIFY(seen && seen->isEnabled());
        seen->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        const int side = m_workspace->session()->teacher->info().preprocessing.crop;
        QCOMPARE(images()->source()->image(0).width, side);
    }

    void imagesThatAreAlike()
    {
        open(m_place->choice("a.retort", m_place->idx("idx")));
        showPage();
        const auto session = m_workspace->session();
        m_page->showPart(QStringLiteral("duplicates"));
        auto *view = m_page->findChild<DuplicatesView *>();
        auto *groups = view->findChild<DuplicateGroupsModel *>();
        const QAbstractItemModelTester tester(groups);
        auto *least = view->findChild<QDoubleSpinBox *>();
        least->setValue(0.99);
        QTRY_VERIFY_WITH_TIMEOUT(view->settled() && groups->rowCount() > 0, patience);
        const auto wanted = findNearDuplicates(*session->training.embeddings, 0.99, {}, {});
        QCOMPARE(groups->rowCount(), int(wanted.size()));
        std::size_t superfluous = 0;
        for (const DuplicateGroup &group : wanted)
            superfluous += group.members.size() - 1;
        auto *shown = view->findChild<ImageListModel *>();
        QCOMPARE(shown->rowCount(), int(wanted[0].members.size()));

        QTest::mouseClick(buttonNamed(*view, QStringLiteral("In every group")), Qt::LeftButton);
        QCOMPARE(m_workspace->settings().excluded.size(), superfluous);
        QTRY_VERIFY_WITH_TIMEOUT(!buttonNamed(*view, QStringLiteral("In every group"))->isEnabled(), patience);
        QVERIFY(!shown->isMarked(0) && shown->isMarked(1)); // the first one stays
        m_workspace->undoStack().undo();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session()->excluded.empty(), patience);

        // Another number makes the answer to the former one stale; nothing that alike is said.
        least->setValue(0.7);
        least->setValue(1.0);
        const auto exact = findNearDuplicates(*session->training.embeddings, 1.0, {}, {});
        QTRY_VERIFY_WITH_TIMEOUT(view->settled(), patience);
        QCOMPARE(groups->rowCount(), int(exact.size()));

        QComboBox *question = box(QStringLiteral("look for"));
        least->setValue(0.9);
        question->setCurrentIndex(1);
        Q_EMIT question->activated(1);
        const auto pairs = findOverlap(*session->training.embeddings, *session->test->embeddings, 0.9, {}, {});
        QVERIFY(!pairs.empty());
        QTRY_COMPARE_WITH_TIMEOUT(shown->rowCount(), int(pairs.size()), patience);
        QCOMPARE(shown->image(0), pairs[0].a);

        // Closed while it looks: the page goes, and the work with it.
        least->setValue(0.6);
        m_page.reset();
    }

    void otherPagesAskForImages()
    {
        open(m_place->choice("a.retort", m_place->idx("idx")));
        m_workspace->setImagesToShow({DatasetRole::Test, {4, 2}, QStringLiteral("because")});
        showPage();
        QTRY_COMPARE_WITH_TIMEOUT(images()->rowCount(), 2, patience);
        QCOMPARE(images()->image(1), 4);
        QVERIFY(buttonNamed(*m_page, QStringLiteral("Test images"))->isChecked());
        QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("because")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(images()->rowCount(), 40, patience);
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
        m_page->activateWindow(); // keys go to the active window only
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    [[nodiscard]] QComboBox *box(const QString &name) const
    {
        for (QComboBox *candidate : m_page->findChildren<QComboBox *>())
            if (candidate->accessibleName().contains(name))
                return candidate;
        return nullptr;
    }
    [[nodiscard]] ImageListModel *images() const
    {
        return m_page->findChild<ImageWall *>()->findChild<ImageListModel *>();
    }
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
