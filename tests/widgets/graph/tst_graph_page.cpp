#include "smallframe.h"
#include "workflowfixture.h"

#include "graph/classlikeness.h"
#include "widgets/common/workspace.h"
#include "widgets/graph/epochsview.h"
#include "widgets/graph/filterbar.h"
#include "widgets/graph/graphpage.h"
#include "widgets/graph/graphsearch.h"
#include "widgets/graph/graphstage.h"
#include "widgets/graph/graphview.h"
#include "widgets/graph/matrixview.h"
#include "widgets/graph/numberspanel.h"
#include "widgets/graph/worstpanel.h"

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>

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
        openPage();
        const auto views = m_page->findChildren<GraphView *>();
        QCOMPARE(views.size(), 2);
        QVERIFY(views[0]->isVisible() && views[1]->isVisible());
        QVERIFY(says(QStringLiteral("epoch 3 of 3")));
        QVERIFY(views[0]->accessibleDescription().contains(QStringLiteral("20 images")));

        Q_EMIT views[0]->sampleClicked(4);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        QVERIFY(says(QStringLiteral("sample 4: #%1").arg(probeOf(4))));
        QVERIFY(says(QStringLiteral("node KL")));
        QVERIFY(says(QStringLiteral("the student's answers: "))); // over the epochs
        Q_EMIT views[1]->stepAsked(1);
        QVERIFY(says(QStringLiteral("sample 5: #%1").arg(probeOf(5))));
        Q_EMIT views[1]->nothingClicked();
        QVERIFY(says(QStringLiteral("Click an image")));

        m_page->findChild<QSlider *>()->setValue(0);
        QTRY_VERIFY_WITH_TIMEOUT(views[0]->accessibleDescription().contains(QStringLiteral("Epoch 1:")), patience);
    }

    void displays()
    {
        addRun(3);
        openPage();
        const auto views = m_page->findChildren<GraphView *>();
        const auto press = [this](const char *name) {
            for (QPushButton *button : m_page->findChildren<QPushButton *>())
                if (button->text() == QLatin1String(name))
                    QTest::mouseClick(button, Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        };
        press("Difference");
        QVERIFY(views[0]->isVisible() && !views[1]->isVisible());
        press("Classes");
        auto *matrix = m_page->findChild<MatrixView *>();
        QVERIFY(matrix->isVisible());
        const auto order = frame(3)->layout->order;
        QCOMPARE(matrix->describeCell(0, 1).section(QLatin1Char('\n'), 0, 0),
                 QStringLiteral("%1 and %2").arg(order[0]).arg(order[1]));
        Q_EMIT matrix->cellClicked(order[0], order[0]);
        for (const std::int32_t sample : m_page->selection()) {
            const auto place = static_cast<std::size_t>(sample);
            QVERIFY(frame(3)->teacher.answers[place] == order[0] && frame(3)->student.answers[place] == order[0]);
        }
        m_page->showPart(QStringLiteral("student")); // as `retort --page graph/student` does
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        const auto *stage = m_page->findChild<GraphStage *>();
        QVERIFY(stage->display() == GraphDisplay::Student);
        QVERIFY(!matrix->isVisible() && views[0]->isVisible());
        m_page->showPart(QStringLiteral("no such thing"));
        QVERIFY(stage->display() == GraphDisplay::Student);
        const auto *edges = m_page->findChild<FilterBar *>()->findChild<QSpinBox *>();
        QVERIFY(edges->isVisible()); // and hidden where no edge is drawn
        press("Classes");
        QVERIFY(!edges->isVisible());
        press("Epochs");
        QVERIFY(!edges->isVisible());
        auto *epochs = m_page->findChild<EpochsView *>();
        QTRY_COMPARE_WITH_TIMEOUT(epochs->epochs(), (std::vector<std::int64_t>{1, 2, 3}), patience);
        QTest::keyClick(epochs, Qt::Key_Left);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("epoch 2 of 3")), patience);
        press("Both");
        QVERIFY(views[0]->isVisible() && views[1]->isVisible());
    }

    void epochsFollowTheRun()
    {
        addRun(3);
        addRun(2);
        openPage();
        m_page->showPart(QStringLiteral("epochs"));
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        const auto *epochs = m_page->findChild<EpochsView *>();
        const std::vector<std::int64_t> first = epochs->epochs();
        const std::int64_t other = m_workspace->currentRun() == 1 ? 2 : 1;
        m_workspace->setCurrentRun(other);
        QTRY_COMPARE_WITH_TIMEOUT(
            epochs->epochs(), (other == 1 ? std::vector<std::int64_t>{1, 2, 3} : std::vector<std::int64_t>{1, 2}),
            patience);
        QVERIFY(epochs->epochs() != first);
    }

    void searchFinds()
    {
        addRun(1);
        openPage();
        QVERIFY(m_page->search(QStringLiteral("7"))); // a class here, before it is a number
        QCOMPARE(m_page->filter().conditions.size(), std::size_t(1));
        QCOMPARE(m_page->filter().conditions[0].classIndex, 7);
        QVERIFY(m_page->search(QStringLiteral("13")));
        QVERIFY(says(QStringLiteral("sample 13")));
        QVERIFY(m_page->search(QStringLiteral("#%1").arg(probeOf(2))));
        QCOMPARE(m_page->selection(), std::vector<std::int32_t>{2});
        QVERIFY(!m_page->search(QStringLiteral("no such thing")));
        QVERIFY(!m_page->search(QString()));
        auto *field = m_page->findChild<GraphSearch *>();
        QTest::keyClicks(field, QStringLiteral("1"));
        QVERIFY(field->offered().contains(QStringLiteral("1")));                   // a class
        QVERIFY(field->offered().contains(QStringLiteral("#%1").arg(probeOf(0)))); // #1
    }

    void filtersAreChipsAndUndone()
    {
        addRun(1);
        openPage();
        GraphFilter filter = m_page->filter();
        using Kind = SampleCondition::Kind;
        filter.conditions = {{Kind::Disagreement, 0, 0, {}}, {Kind::Class, 3, 0, {}}};
        m_page->setFilter(filter, QStringLiteral("x"));
        const auto f = frame(1);
        int disagree = 0;
        int both = 0;
        for (std::size_t i = 0; i < probeSamples; ++i) {
            const bool differ = f->teacher.answers[i] != f->student.answers[i];
            disagree += differ;
            both += differ && (f->teacher.answers[i] == 3 || f->student.answers[i] == 3);
        }
        QVERIFY(disagree > 0 && disagree < probeSamples);
        QCOMPARE(chips(), (QStringList{QString::number(disagree), QString::number(both)}));
        QVERIFY(says(QStringLiteral("%1 of 20 images").arg(both)));
        QCOMPARE(m_workspace->undoStack().undoText(), QStringLiteral("x"));
        for (QToolButton *button : m_page->findChildren<QToolButton *>())
            if (button->accessibleName() == QLatin1String("Remove this filter") && button->isVisible()) {
                QTest::mouseClick(button, Qt::LeftButton);
                break;
            }
        QCOMPARE(m_page->filter().conditions.size(), std::size_t(1));
        QCOMPARE(m_page->filter().conditions[0].kind, Kind::Class);
        m_workspace->undoStack().undo();
        QCOMPARE(m_page->filter(), filter);
        QCOMPARE(chips().size(), 2);
        m_workspace->undoStack().undo();
        QVERIFY(m_page->filter().conditions.empty());
        QVERIFY(chips().isEmpty());
        m_workspace->undoStack().redo();
        QCOMPARE(m_page->filter(), filter);
        m_page.reset(); // an undo after the page is gone does nothing
        m_workspace->undoStack().undo();
    }

    void selectionsOfMany()
    {
        addRun(1);
        openPage();
        const auto views = m_page->findChildren<GraphView *>();
        Q_EMIT views[0]->samplesEnclosed({3, 5, 8});
        QCOMPARE(m_page->selection(), (std::vector<std::int32_t>{3, 5, 8}));
        QVERIFY(says(QStringLiteral("3 images")));
        for (QPushButton *button : m_page->findChildren<QPushButton *>())
            if (button->text() == QLatin1String("Show only these"))
                QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(says(QStringLiteral("3 of 20 images")));
        m_workspace->undoStack().undo();
        m_page->select({4});
        for (QPushButton *button : m_page->findChildren<QPushButton *>())
            if (button->text() == QLatin1String("Find images like this"))
                QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(m_page->selection().front(), 4);
        QCOMPARE(m_page->selection().size(), std::size_t(20)); // no more there are
        const auto f = frame(1);
        QCOMPARE(m_page->selection()[1], similarSamples(f->teacher, f->student, 4, 1).front());
    }

    void worstAndNumbers()
    {
        addRun(2);
        openPage();
        auto *tabs = m_page->findChild<QTabWidget *>();
        tabs->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        const auto f = frame(2);
        QCOMPARE(m_page->findChild<WorstPanel *>()->samples(), rankedDisagreements(f->teacher, f->student));
        tabs->setCurrentIndex(2);
        QVERIFY(says(QStringLiteral("agreement")));
        const auto worst = worstConfusions(f->teacher, f->student);
        auto *words = m_page->findChild<NumbersPanel *>()->findChild<QListWidget *>();
        QCOMPARE(words->count(), static_cast<int>(worst.size()));
        QVERIFY(words->item(0)->text().startsWith(
            QStringLiteral("student confuses %1 with %2").arg(worst[0].from).arg(worst[0].to)));
        Q_EMIT words->itemClicked(words->item(0));
        QVERIFY(!m_page->selection().empty());
        for (const std::int32_t sample : m_page->selection())
            QCOMPARE(f->teacher.answers[static_cast<std::size_t>(sample)], worst[0].from);
        auto *table = m_page->findChild<NumbersPanel *>()->findChild<QTableView *>();
        QCOMPARE(table->model()->rowCount(), 10);
    }

    void exports()
    {
        addRun(1);
        openPage();
        for (const char *format : {"png", "svg", "graphml", "csv"}) {
            const fs::path file = m_place->root() / (std::string("x.") + format);
            m_page->exportTo(file, QLatin1String(format), 640);
            QTRY_VERIFY_WITH_TIMEOUT(m_page->settled() && says(QStringLiteral("is written")), patience);
            QVERIFY(fs::file_size(file) > 100);
        }
        QCOMPARE(QImage(QString::fromStdString((m_place->root() / "x.png").string())).width(), 640);
        m_page->exportTo(m_place->root() / "no" / "x.svg", QStringLiteral("svg"), 0);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        QVERIFY(says(QStringLiteral("x.svg")));
        QVERIFY(!fs::exists(m_place->root() / "no"));
    }

    void layouts()
    {
        addRun(1);
        openPage();
        for (QComboBox *box : m_page->findChildren<QComboBox *>())
            for (const char *name : {"Forces", "Components", "Circle"})
                if (const int place = box->findText(QLatin1String(name)); place >= 0) {
                    box->setCurrentIndex(place);
                    Q_EMIT box->activated(place);
                    QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
                }
    }

    void runsAreCompared()
    {
        addRun(2);
        addRun(1);
        openPage();
        QVERIFY(says(QStringLiteral("epoch 1 of 1"))); // of run 2, the newest
        QComboBox *against = compareBox();
        QVERIFY(against && against->isVisible());
        against->setCurrentIndex(1);
        Q_EMIT against->activated(1);
        const auto views = m_page->findChildren<GraphView *>();
        QTRY_VERIFY_WITH_TIMEOUT(views[0]->accessibleName() == QLatin1String("run 1"), patience);
        QCOMPARE(views[1]->accessibleName(), QStringLiteral("run 2"));
        against->setCurrentIndex(0);
        Q_EMIT against->activated(0);
        QTRY_VERIFY_WITH_TIMEOUT(views[0]->accessibleName() == QLatin1String("teacher"), patience);
    }

    void runsOfOtherProbesAreNotCompared()
    {
        addRun(1);
        addRun(1, 5);
        openPage();
        QComboBox *against = compareBox();
        against->setCurrentIndex(1);
        Q_EMIT against->activated(1);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("different probe images")), patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        QCOMPARE(compareBox()->currentIndex(), 0); // back to the teacher
        QVERIFY(m_page->findChildren<GraphView *>()[0]->isVisible());
    }

    void runsOfOtherClassesAreNotCompared()
    {
        addRun(1);
        {
            const auto lock = ProjectLock::acquire(m_file);
            const auto project = Project::open(m_file, lock);
            ClassList classes = project->settings().classes;
            classes[0].name = "something else";
            project->setClasses(classes);
        }
        addRun(1);
        openPage();
        QComboBox *against = compareBox();
        against->setCurrentIndex(1);
        Q_EMIT against->activated(1);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("different classes")), patience);
    }

    void imagesThatAreGone()
    {
        addRun(1);
        fs::remove_all(m_place->root() / "idx");
        m_workspace->openProject(m_file);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->sessionError() && m_workspace->idle(), patience);
        showPage();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->states().state() == PageStack::State::Content && m_page->settled(),
                                 patience);
        m_page->select({4}); // the graph is there, the picture says why it is not
        QVERIFY(says(QStringLiteral("sample 4")));
        QVERIFY(says(m_workspace->sessionError()->what));
        m_page->select({4, 5});
        QVERIFY(says(QStringLiteral("2 images")));
        m_page->findChild<QTabWidget *>()->setCurrentIndex(1);
        QVERIFY(says(m_workspace->sessionError()->what));
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
            commit(*Project::open(m_file, lock), 1, 2);
        }
        Q_EMIT m_workspace->runChanged(1);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("epoch 2 of 2")), patience);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_page->findChild<GraphView *>()->accessibleDescription().contains(QStringLiteral("Epoch 2:")),
            patience);
    }

private:
    void openPage()
    {
        open();
        showPage();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->states().state() == PageStack::State::Content && m_page->settled(),
                                 patience);
    }

    /// As commit() stores it.
    static std::shared_ptr<const GraphFrame> frame(int epoch) { return smallFrame(epoch, probeSamples, 10); }

    [[nodiscard]] QComboBox *compareBox() const
    {
        for (QComboBox *box : m_page->findChildren<QComboBox *>())
            if (box->accessibleName() == QLatin1String("What the student is compared with"))
                return box;
        return nullptr;
    }

    /// The counts of the chips that are there.
    [[nodiscard]] QStringList chips() const
    {
        QStringList counts;
        for (const QLabel *label : m_page->findChildren<QLabel *>())
            if (label->toolTip() == QLatin1String("Images that pass this filter and those before it") &&
                label->isVisible())
                counts << label->text();
        return counts;
    }

    void addRun(int epochs, int probeStep = 3)
    {
        const auto lock = ProjectLock::acquire(m_file);
        const auto project = Project::open(m_file, lock);
        Recipe recipe;
        recipe.probeSamples = probeSamples;
        const std::int64_t run = project->addRun("a run", recipe);
        project->setRunState(run, RunState::Running);
        if (epochs == 0)
            return;
        std::vector<std::int64_t> probe;
        for (int i = 0; i < probeSamples; ++i)
            probe.push_back(probeStep * i + 1);
        project->setProbe(run, probe);
        for (int epoch = 1; epoch <= epochs; ++epoch)
            commit(*project, run, epoch);
    }

    static void commit(Project &project, std::int64_t run, int epoch)
    {
        const auto graphs = frame(epoch);
        EpochReport report;
        report.epoch = epoch;
        report.mean.step = epoch;
        report.steps = {report.mean};
        report.teacherGraph = graphs->teacher;
        report.studentGraph = graphs->student;
        report.weights = {{"w", ElementType::F32, {1}, std::vector<std::byte>(4)}};
        report.checkpoint.resize(4);
        project.commitEpoch(run, report, std::nullopt);
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
