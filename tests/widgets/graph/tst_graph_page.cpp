#include "smallframe.h"
#include "workflowfixture.h"

#include "widgets/common/workspace.h"
#include "widgets/graph/graphpage.h"
#include "widgets/graph/graphview.h"
#include "widgets/graph/selectionpanel.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

constexpr int patience = 60000; // a loaded machine; nothing here takes long
constexpr int probeSamples = 20;

} // namespace

class TestGraphPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<Place>();
        const NewProject choice = m_place->choice("a.retort", m_place->idx("idx"));
        createProject(choice, {}, {});
        m_file = choice.file;
        m_workspace = std::make_unique<Workspace>(m_place->root() / "resources");
    }

    void cleanup()
    {
        m_page.reset();
        m_workspace.reset();
        m_place.reset();
    }

    void withoutRuns()
    {
        showPage();
        QCOMPARE(m_page->states().state(), PageStack::State::Empty);
        QVERIFY(says(QStringLiteral("Open a project")));
        open();
        QCOMPARE(m_page->states().state(), PageStack::State::Empty);
        QVERIFY(says(QStringLiteral("Distil a student")));
    }

    void aRunWithoutEpochs()
    {
        addRun(0);
        open();
        showPage();
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("has not finished an epoch")), patience);
    }

    void bothGraphsAndTheSelectedImage()
    {
        addRun(3);
        open();
        showPage();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->states().state() == PageStack::State::Content && m_page->settled(),
                                 patience);
        const auto views = m_page->findChildren<GraphView *>();
        QCOMPARE(views.size(), 2);
        QVERIFY(views[0]->isVisible() && views[1]->isVisible());
        QVERIFY(says(QStringLiteral("epoch 3 of 3")));
        QVERIFY(views[0]->accessibleDescription().contains(QStringLiteral("20 images")));

        Q_EMIT views[0]->sampleClicked(4);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        QVERIFY(says(QStringLiteral("sample 4: #%1").arg(probeOf(4))));
        Q_EMIT views[1]->stepAsked(1);
        QVERIFY(says(QStringLiteral("sample 5: #%1").arg(probeOf(5))));
        Q_EMIT views[1]->nothingClicked();
        QVERIFY(says(QStringLiteral("Click an image")));

        m_page->findChild<QSlider *>()->setValue(0);
        QTRY_VERIFY_WITH_TIMEOUT(views[0]->accessibleDescription().contains(QStringLiteral("Epoch 1:")), patience);
    }

    void modesAndSearch()
    {
        addRun(1);
        open();
        showPage();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->states().state() == PageStack::State::Content && m_page->settled(),
                                 patience);
        const auto views = m_page->findChildren<GraphView *>();
        for (QPushButton *button : m_page->findChildren<QPushButton *>())
            if (button->text() == QLatin1String("Difference"))
                QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(!views[1]->isVisible());

        QVERIFY(m_page->search(QStringLiteral("7"))); // a class here, before it is a number
        const auto boxes = m_page->findChildren<QComboBox *>();
        QCOMPARE(boxes[1]->currentText(), QStringLiteral("7"));
        QVERIFY(m_page->search(QStringLiteral("13")));
        QVERIFY(says(QStringLiteral("sample 13")));
        QVERIFY(m_page->search(QStringLiteral("#%1").arg(probeOf(2))));
        QVERIFY(!m_page->search(QStringLiteral("no such thing")));
        QVERIFY(!m_page->search(QString()));
    }

    void aNewEpochAppearsAtTheEnd()
    {
        addRun(1);
        open();
        showPage();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        QVERIFY(says(QStringLiteral("epoch 1 of 1")));
        {
            // Another connection of this process, as the training thread has.
            const auto lock = ProjectLock::acquire(m_file);
            commit(*Project::open(m_file, lock), 2);
        }
        Q_EMIT m_workspace->runEpochDone(1, {}, nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("epoch 2 of 2")), patience);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_page->findChild<GraphView *>()->accessibleDescription().contains(QStringLiteral("Epoch 2:")),
            patience);
    }

private:
    void addRun(int epochs)
    {
        const auto lock = ProjectLock::acquire(m_file);
        const auto project = Project::open(m_file, lock);
        Recipe recipe;
        recipe.probeSamples = probeSamples;
        QCOMPARE(project->addRun("a run", recipe), 1);
        project->setRunState(1, RunState::Running);
        if (epochs == 0)
            return;
        std::vector<std::int64_t> probe;
        for (int i = 0; i < probeSamples; ++i)
            probe.push_back(probeOf(i));
        project->setProbe(1, probe);
        for (int epoch = 1; epoch <= epochs; ++epoch)
            commit(*project, epoch);
    }

    static void commit(Project &project, int epoch)
    {
        const auto frame = smallFrame(epoch, probeSamples, 10, static_cast<std::uint64_t>(epoch));
        EpochReport report;
        report.epoch = epoch;
        report.mean.step = epoch;
        report.steps = {report.mean};
        report.teacherGraph = frame->teacher;
        report.studentGraph = frame->student;
        report.weights = {{"w", ElementType::F32, {1}, std::vector<std::byte>(4)}};
        report.checkpoint.resize(4);
        project.commitEpoch(1, report, std::nullopt);
    }

    static int probeOf(int sample) { return 3 * sample + 1; }

    void open()
    {
        m_workspace->openProject(m_file);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session() && m_workspace->idle(), patience);
    }
    void showPage()
    {
        m_page = std::make_unique<GraphPage>(*m_workspace);
        m_page->resize(1100, 700);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    [[nodiscard]] bool says(const QString &text) const
    {
        for (const QLabel *label : m_page->findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(text))
                return true;
        return false;
    }

    std::unique_ptr<Place> m_place;
    fs::path m_file;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<GraphPage> m_page;
};

QTEST_MAIN(TestGraphPage)
#include "tst_graph_page.moc"
