#include "workflowfixture.h"

#include "widgets/common/workspace.h"
#include "widgets/distil/distilpage.h"
#include "widgets/distil/recipeform.h"
#include "widgets/runs/classifypanel.h"
#include "widgets/runs/runspage.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

constexpr int patience = 60000; // a loaded machine; nothing here takes long

} // namespace

/// New images, from the student's answers to learning from them.
class TestNewImages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<Place>();
        m_file = m_place->root() / "a.retort";
        createProject(m_place->choice("a.retort", m_place->imageFolder("all", true)), {}, {});
        {
            const auto project = opened(m_file);
            Recipe recipe = tinyRecipe();
            recipe.edgeWeight = 1.25; // to be told from the default
            const std::int64_t run = project->addRun("first", recipe);
            QCOMPARE(distilRun(*project, run, m_place->cache(), {}, {}, {}).state, RunState::Finished);
        }
        for (std::uint32_t i = 0; i < 4; ++i)
            testsupport::writeBmp(m_place->root() / "new" / (std::to_string(i) + ".bmp"),
                                  testsupport::sampleImage(18, 20, i == 0 ? 0 : 1000 + i));
        m_workspace = std::make_unique<Workspace>(m_place->root() / "resources");
        m_page = std::make_unique<RunsPage>(*m_workspace);
        m_page->resize(1200, 760);
        m_page->show();
        m_workspace->openProject(m_file);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session() && m_workspace->currentRun() == 1, patience);
        m_page->classifyPaths({m_place->root() / "new"});
        QTRY_VERIFY_WITH_TIMEOUT(panel().isVisible(), patience);
        QCOMPARE(panel().images()->result.names.size(), std::size_t(4));
    }

    void cleanup()
    {
        m_page.reset();
        m_workspace.reset();
        m_place.reset();
    }

    void areLearnedFromAndTakenBack()
    {
        QSignalSpy asked(m_page.get(), &Page::pageRequested);
        QSignalSpy said(m_workspace.get(), &Workspace::noted);
        add();
        QTRY_COMPARE_WITH_TIMEOUT(asked.count(), 1, patience);
        QCOMPARE(asked[0][0].toString(), QStringLiteral("distil/further"));
        QVERIFY2(said.last()[0].toString().startsWith(QStringLiteral("3 image(s) added")),
                 qPrintable(said.last()[0].toString()));
        QVERIFY(!panel().isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session() && trainingImages() == 63, patience);

        DistilPage distil(*m_workspace);
        distil.showPart(QStringLiteral("further"));
        const Recipe recipe = distil.findChild<RecipeForm *>()->recipe();
        QCOMPARE(recipe.start, std::string("run:1"));
        QCOMPARE(recipe.edgeWeight, 1.25);

        m_workspace->undoStack().undo();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session() && trainingImages() == 60, patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
    }

    void whatFailsIsTold()
    {
        std::filesystem::remove_all(m_place->root() / "new");
        add();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        QVERIFY(panel().isVisible()); // the answers are still of use
        QCOMPARE(trainingImages(), 60);
        bool told = false;
        for (const QLabel *label : m_page->findChildren<QLabel *>())
            told = told || (label->isVisible() && label->text().contains(QStringLiteral("not an image file")));
        QVERIFY(told);
    }

    void notToAnotherProject()
    {
        add();
        createProject(m_place->choice("b.retort", m_place->imageFolder("all", true)), {}, {});
        m_workspace->openProject(m_place->root() / "b.retort");
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->file().filename() == "b.retort" && m_workspace->session(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled() && m_workspace->idle(), patience);
        QCOMPARE(trainingImages(), 60);
        QVERIFY(!m_workspace->undoStack().canUndo());
    }

    void closedMeanwhile()
    {
        add();
        m_page.reset();
        m_workspace.reset();
        QCOMPARE(opened(m_file)->settings().dataset(DatasetRole::Training)->images, 60);
    }

private:
    [[nodiscard]] ClassifyPanel &panel() const { return *m_page->findChild<ClassifyPanel *>(); }
    void add() const
    {
        for (QPushButton *button : panel().findChildren<QPushButton *>())
            if (button->text().startsWith(QStringLiteral("Add these")))
                QTest::mouseClick(button, Qt::LeftButton);
    }
    [[nodiscard]] std::int64_t trainingImages() const
    {
        return m_workspace->session()->training.dataset->images->size();
    }

    std::unique_ptr<Place> m_place;
    std::filesystem::path m_file;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<RunsPage> m_page;
};

QTEST_MAIN(TestNewImages)
#include "tst_newimages.moc"
