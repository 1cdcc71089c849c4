#include "projectfixture.h"

#include "widgets/common/chart.h"
#include "widgets/common/workspace.h"
#include "widgets/runs/curvesview.h"
#include "widgets/runs/runsmodel.h"
#include "widgets/runs/runspage.h"
#include "widgets/runs/runtable.h"

#include <QAction>
#include <QLineEdit>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

constexpr int patience = 60000; // a loaded machine; nothing here takes long

} // namespace

class TestRunsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QSettings().remove(QStringLiteral("runs"));
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = std::filesystem::path(m_folder->path().toStdString()) / "a.retort";
        const auto project = Project::create(m_file, ProjectLock::acquire(m_file));
        fill(*project);
        Recipe recipe;
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            recipe.seed = seed;
            const std::int64_t run = project->addRun("", recipe);
            project->commitEpoch(run, reportOf(1, 50 + static_cast<double>(seed)), std::nullopt);
            project->setRunState(run, RunState::Finished);
        }
        m_workspace = std::make_unique<Workspace>(std::filesystem::path());
        m_page = std::make_unique<RunsPage>(*m_workspace);
        m_page->resize(1200, 760);
        m_page->show();
        m_workspace->openProject(m_file);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->runs().size(), std::size_t(4), patience);
        QTRY_COMPARE_WITH_TIMEOUT(table().model()->rowCount(), 4, patience);
    }

    void cleanup()
    {
        m_page.reset();
        m_workspace.reset();
        m_folder.reset();
    }

    void curvesAreOfWhatIsSelected()
    {
        table().view()->selectAll();
        auto *curves = m_page->findChild<CurvesView *>();
        QTRY_VERIFY_WITH_TIMEOUT(curves->settled(), patience);
        QCOMPARE(curves->charts().front()->points(3).size(), 1);
        QVERIFY(table().model()->index(0, RunsModel::Name).data(Qt::DecorationRole).isValid());
        // News of the runs keeps the selection.
        Q_EMIT m_workspace->runsChanged();
        QCOMPARE(table().selectedRuns().size(), std::size_t(4));
        table().setGrouped(true);
        table().view()->selectAll();
        QTRY_VERIFY_WITH_TIMEOUT(curves->settled(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(curves->charts().front()->points(0).front().y(), 52.5, patience); // their mean
    }

    void severalAreDeletedAndComeBackAtOnce()
    {
        table().filter()->setText(QStringLiteral("seed < 4"));
        table().view()->selectAll();
        action(QStringLiteral("Delete runs"))->trigger();
        QCOMPARE(m_workspace->runs().size(), std::size_t(1));
        m_workspace->undoStack().undo();
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->runs().size(), std::size_t(4), patience);
    }

    void marksAndNames()
    {
        table().setCurrentRun(2);
        action(QStringLiteral("Mark runs"))->trigger();
        QVERIFY(m_workspace->run(2)->starred);
        table().filter()->setText(QStringLiteral("star"));
        QCOMPARE(table().model()->rowCount(), 1);
        table().filter()->clear();
        m_workspace->undoStack().undo();
        QVERIFY(!m_workspace->run(2)->starred);
        const int row = table().model()->rowOf(2);
        table().model()->setData(table().model()->index(row, RunsModel::Name), QStringLiteral("best of them"),
                                 Qt::EditRole);
        QCOMPARE(m_workspace->run(2)->name, std::string("best of them"));
        m_workspace->undoStack().undo();
        QCOMPARE(m_workspace->run(2)->name, std::string());
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
    }

private:
    [[nodiscard]] RunTable &table() const { return *m_page->findChild<RunTable *>(); }
    [[nodiscard]] QAction *action(const QString &text) const
    {
        for (QAction *each : m_page->actions())
            if (each->text() == text)
                return each;
        return nullptr;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<RunsPage> m_page;
};

QTEST_MAIN(TestRunsPage)
#include "tst_runspage.moc"
