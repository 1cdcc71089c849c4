#include "workflowfixture.h"

#include "formats/npy.h"
#include "store/projectlock.h"
#include "widgets/common/elidedlabel.h"
#include "widgets/common/imagelistmodel.h"
#include "widgets/common/livescore.h"
#include "widgets/common/parts.h"
#include "widgets/common/workspace.h"
#include "widgets/prompts/livepanel.h"
#include "widgets/prompts/moverspanel.h"
#include "widgets/prompts/nonepanel.h"
#include "widgets/prompts/promptspage.h"
#include "widgets/prompts/suggestionpanel.h"
#include "widgets/prompts/templatepanel.h"
#include "widgets/prompts/templatesetmenu.h"
#include "widgets/prompts/templateview.h"
#include "widgets/prompts/weightbar.h"
#include "widgets/prompts/weightingmenu.h"
#include "workflow/audit.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cmath>

using namespace retort;
using namespace retort::test;

namespace {

constexpr int patience = 60000; // a loaded machine; nothing here takes long

} // namespace

class TestPromptsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<Place>();
        m_workspace = std::make_unique<Workspace>(m_place->root() / "resources");
        m_workspace->createProject(m_place->choice("a.retort", m_place->idx("idx")));
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session() && m_workspace->idle(), patience);
        showPage();
    }

    void cleanup()
    {
        m_page.reset();
        m_workspace.reset();
        m_place.reset();
    }

    void aDragShowsThenStores()
    {
        QCOMPARE(m_panel->model().rowCount(), 3);
        const Weighting before = stored();
        QVERIFY(!before.labelsSeen);
        WeightBar &bar = *m_panel->view().bar(0);
        const QPoint end(bar.width() - bar.fontMetrics().horizontalAdvance(weightText(0.888)) - 12,
                         bar.height() / 2);
        QSignalSpy pictures(m_live, &LiveScore::pictureChanged);
        QTest::mousePress(&bar, Qt::LeftButton, {}, QPoint(5, bar.height() / 2));
        QTest::mouseMove(&bar, end);
        QTRY_VERIFY_WITH_TIMEOUT(pictures.count() > 0, patience); // live, while the button is down
        QCOMPARE(stored(), before);
        QVERIFY(m_live->picture()->score.weighting.templates[0].weight > 0.4);
        QTest::mouseRelease(&bar, Qt::LeftButton, {}, end);
        QVERIFY(stored().templates[0].weight > 0.4);
        QCOMPARE(stored().rule, WeightRule::Manual);
        QVERIFY(stored().labelsSeen); // accuracy was on screen
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        QCOMPARE(m_live->picture()->score.weighting.templates[0].weight, stored().templates[0].weight);

        m_workspace->undoStack().undo();
        QCOMPARE(stored(), before);
        QCOMPARE(m_panel->view().bar(0)->weight(), before.templates[0].weight);
        QTRY_VERIFY_WITH_TIMEOUT(m_live->picture()->score.weighting.templates[0].weight < 0.4, patience);
    }

    void withAccuracyHiddenNoLabelsAreSeen()
    {
        for (QToolButton *button : m_page->findChildren<QToolButton *>())
            if (button->accessibleName().contains(QStringLiteral("accuracy")))
                QTest::mouseClick(button, Qt::LeftButton);
        m_panel->model().setLocked({0}, true);
        QVERIFY(stored().templates[0].locked);
        QVERIFY(!stored().labelsSeen);
    }

    void aNewTemplateJoins()
    {
        Weighting wanted = stored();
        wanted.rule = WeightRule::MaxLogit;
        Q_EMIT m_panel->findAsked(wanted);
        QTRY_COMPARE_WITH_TIMEOUT(stored().rule, WeightRule::MaxLogit, patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);

        TemplateSet set;
        set.templates = {"a photo of a {}.", "a drawing of a {}", "{}"};
        m_panel->model().loadSet(set);
        QCOMPARE(stored().templates.size(), std::size_t(3));
        QCOMPARE(m_live->state("a drawing of a {}"), TemplateState::Waiting);
        QTRY_VERIFY_WITH_TIMEOUT(m_live->state("a drawing of a {}") == TemplateState::Ready && m_page->settled(),
                                 patience);
        QCOMPARE(m_live->picture()->score.weighting.templates.size(), std::size_t(3));
        // Under a rule, weights are found again for the new templates: the same as core finds.
        QTRY_VERIFY_WITH_TIMEOUT(stored().templates[0].weight != stored().templates[1].weight, patience);
        QCOMPARE(stored().rule, WeightRule::MaxLogit);
        m_panel->model().loadSet(set); // the same again: the rule's weights, not equal ones
        QTRY_VERIFY_WITH_TIMEOUT(stored().templates[0].weight != stored().templates[1].weight, patience);
        double sum = 0;
        for (const WeightedTemplate &item : stored().templates)
            sum += item.weight;
        QVERIFY(std::abs(sum - 1) < 1e-6);
    }

    void otherClassesAreScoredWithTheirLabels()
    {
        const double accuracy = m_live->picture()->score.accuracy->percent;
        ClassList classes = m_workspace->settings().classes;
        classes[0].aliases = {"something else entirely"};
        m_workspace->setClasses(classes);
        QTRY_VERIFY_WITH_TIMEOUT(m_live->picture()->classes == classes && m_page->settled(), patience);
        QVERIFY(m_live->picture()->score.accuracy.has_value());
        m_workspace->undoStack().undo();
        QTRY_VERIFY_WITH_TIMEOUT(m_live->picture()->classes[0].aliases.empty() && m_page->settled(), patience);
        QCOMPARE(m_live->picture()->score.accuracy->percent, accuracy);
        classes.pop_back(); // labels of ten kinds, nine classes
        m_workspace->setClasses(classes);
        QTRY_COMPARE_WITH_TIMEOUT(m_live->picture()->classes.size(), std::size_t(9), patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        QCOMPARE(m_page->states().state(), PageStack::State::Content);
    }

    void weightingsAreKeptAndComeBack()
    {
        auto *menu = m_page->findChild<WeightingMenu *>();
        QVERIFY(menu);
        const Weighting first = stored();
        menu->keep(QStringLiteral("  "));
        QVERIFY(m_workspace->settings().named.empty());
        menu->keep(QStringLiteral("first"));
        QCOMPARE(m_workspace->settings().named.size(), std::size_t(1));
        m_panel->model().setWeight(0, 0.7);
        QVERIFY(stored() != first);
        Q_EMIT menu->chosen(first, QStringLiteral("first"));
        for (std::size_t i = 0; i < first.templates.size(); ++i)
            QCOMPARE(stored().templates[i].weight, first.templates[i].weight);
        m_workspace->undoStack().undo(); // of the choice
        QCOMPARE(stored().templates[0].weight, 0.7);
        m_workspace->undoStack().undo(); // of the weight
        m_workspace->undoStack().undo(); // of the name
        QVERIFY(m_workspace->settings().named.empty());
        m_workspace->undoStack().redo();
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QCOMPARE(m_workspace->settings().named.front().weighting, first);
        menu->remove(QStringLiteral("first"));
        QVERIFY(m_workspace->settings().named.empty());
    }

    void noneOfTheseIsAnEdit()
    {
        auto *panel = m_page->findChild<NonePanel *>();
        auto *threshold = panel->findChild<QDoubleSpinBox *>();
        auto *measure = panel->findChild<QComboBox *>();
        QVERIFY(!threshold->isEnabled());
        measure->setCurrentIndex(1);
        Q_EMIT measure->activated(1);
        QCOMPARE(m_workspace->settings().reject.measure, RejectMeasure::Margin);
        const int steps = m_workspace->undoStack().count();
        threshold->setValue(0.2);
        threshold->setValue(0.3);
        QCOMPARE(m_workspace->settings().reject.threshold, 0.3);
        QCOMPARE(m_workspace->undoStack().count(), steps + 1); // one gesture
        // What it does to the images, counted by hand.
        qint64 doubtful = 0;
        for (const float margin : m_live->picture()->score.training.margins)
            doubtful += margin < 0.3F;
        const QList<QLabel *> labels = panel->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [doubtful](QLabel *label) {
            return label->text().startsWith(QString::number(doubtful) + QStringLiteral(" images"));
        }));
        m_workspace->undoStack().undo();
        m_workspace->undoStack().undo();
        QVERIFY(m_workspace->settings().reject == RejectRule{});
        QCOMPARE(measure->currentIndex(), 0);
    }

    void suggestionsAreTriedAndTakenBack()
    {
        m_panel->model().addTemplates(QStringLiteral("a photo of a  {}.\na photo of {}."), 3);
        QTRY_VERIFY_WITH_TIMEOUT(m_live->state("a photo of {}.") == TemplateState::Ready && m_page->settled(),
                                 patience);
        auto *suggestions = m_page->findChild<SuggestionPanel *>();
        suggestions->look();
        QTRY_VERIFY_WITH_TIMEOUT(suggestions->settled() && suggestions->model().rowCount() > 0, patience);
        int row = 0;
        while (row < suggestions->model().rowCount() &&
               suggestions->model().row(row).kind != SuggestionModel::Kind::Mute)
            ++row;
        QVERIFY(row < suggestions->model().rowCount());
        const std::string text = suggestions->model().row(row).text;
        const Weighting before = stored();
        const auto muted = [&] {
            return std::find_if(stored().templates.begin(), stored().templates.end(),
                                [&](const WeightedTemplate &item) { return item.text == text; })
                ->muted.has_value();
        };
        suggestions->act(row);
        QVERIFY(muted());
        QVERIFY(suggestions->model().tried(row));
        suggestions->act(row);
        QVERIFY(!muted());
        for (std::size_t i = 0; i < before.templates.size(); ++i)
            QVERIFY(std::abs(stored().templates[i].weight - before.templates[i].weight) < 1e-9);
    }

    void anAliasIsTriedAndTakenBack()
    {
        auto *suggestions = m_page->findChild<SuggestionPanel *>();
        m_place->writeTextFile("aliases.txt", "3, three, trio, triple, triad\n7, seven, heptad\n");
        suggestions->lookWithAliases(QString::fromStdString((m_place->root() / "aliases.txt").string()));
        QTRY_VERIFY_WITH_TIMEOUT(suggestions->settled() && suggestions->model().rowCount() > 0, patience);
        for (int row = 0; row < suggestions->model().rowCount(); ++row) {
            if (suggestions->model().row(row).kind != SuggestionModel::Kind::Alias)
                continue;
            const ClassList before = m_workspace->settings().classes;
            suggestions->act(row);
            QVERIFY(m_workspace->settings().classes != before);
            QVERIFY(suggestions->model().tried(row));
            suggestions->act(row);
            QCOMPARE(m_workspace->settings().classes, before);
            return;
        }
        QSKIP("no alias raised the margin");
    }

    void templatesAreChosen()
    {
        Q_EMIT m_panel->selectionAsked(PromptCriterion::Accuracy);
        QTRY_VERIFY_WITH_TIMEOUT(stored().rule == WeightRule::Manual && m_workspace->idle(), patience);
        QVERIFY(stored().labelsSeen);
        double sum = 0;
        for (const WeightedTemplate &item : stored().templates)
            sum += item.weight;
        QVERIFY(std::abs(sum - 1) < 1e-9);
    }

    void aFailureIsToldThereAndTheRestGoesOn()
    {
        // The tiny teacher has 24 tokens of context and cuts off what follows; nothing fails. What is removed
        // while it is encoded is not waited for.
        m_panel->model().addTemplates(QStringLiteral("one more {}"), 0);
        m_panel->model().removeTemplates({0});
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        QCOMPARE(m_live->encoded(), m_live->toEncode());
        QCOMPARE(m_live->picture()->score.weighting.templates.size(), std::size_t(3));
    }

    void aConfusionOpensItsImages()
    {
        const auto picture = m_live->picture();
        QVERIFY(picture->measured && !picture->measured->confusion.empty());
        const ConfusionCell cell = picture->measured->confusion.front();
        auto *panel = m_page->findChild<LivePanel *>();
        Q_EMIT panel->confusionChosen(cell.label, cell.answer);
        auto *images = m_page->findChild<MoversPanel *>()->findChild<ImageListModel *>();
        QCOMPARE(images->rowCount(), int(cell.count));
        QCOMPARE(images->source(), m_workspace->session()->test->dataset->images);
        for (int row = 0; row < images->rowCount(); ++row) {
            const auto place = std::size_t(images->image(row));
            QCOMPARE(m_workspace->session()->test->dataset->labels[place], cell.label);
            QCOMPARE(picture->score.test->answers[place], cell.answer);
        }
    }

    void oneUndoForAnEditAndItsRule()
    {
        Weighting wanted = stored();
        wanted.rule = WeightRule::MaxLogit;
        Q_EMIT m_panel->findAsked(wanted);
        QTRY_COMPARE_WITH_TIMEOUT(stored().rule, WeightRule::MaxLogit, patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        const Weighting before = stored();
        const int steps = m_workspace->undoStack().count();
        m_panel->model().setMuted({1}, true); // the rule then finds the others' weights again
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled() && m_workspace->idle(), patience);
        QCOMPARE(m_workspace->undoStack().count(), steps + 1);
        m_workspace->undoStack().undo();
        QCOMPARE(stored(), before);
    }

    void aLookAtTheReportHalfIsCounted()
    {
        auto *panel = m_page->findChild<LivePanel *>();
        QPushButton *button = nullptr;
        for (QPushButton *one : panel->findChildren<QPushButton *>())
            if (one->text() == QStringLiteral("Report half"))
                button = one;
        QVERIFY(button && button->isVisible());
        const auto shown = [panel] {
            const QList<ElidedLabel *> labels = panel->findChildren<ElidedLabel *>();
            const auto found = std::find_if(labels.begin(), labels.end(), [](ElidedLabel *label) {
                return label->accessibleName().contains(QStringLiteral("report half"));
            });
            return found == labels.end() ? QString() : (*found)->accessibleName();
        };
        QVERIFY(shown().isEmpty());
        QCOMPARE(m_workspace->reportLooks(), std::int64_t(0));
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!shown().isEmpty(), patience);
        QCOMPARE(m_workspace->reportLooks(), std::int64_t(1));
        const LivePicture &picture = *m_live->picture();
        const LabelledSample &report = picture.labels->report;
        double right = 0;
        for (std::size_t i = 0; i < report.images.size(); ++i)
            right += picture.score.test->answers[std::size_t(report.images[i])] == report.labels[i];
        QVERIFY2(shown().contains(percentText(100 * right / double(report.images.size()))), qPrintable(shown()));
        QVERIFY(shown().contains(QStringLiteral("look 1")));
        m_panel->model().setWeight(0, 0.7); // another weighting: it would be another look
        QTRY_VERIFY_WITH_TIMEOUT(shown().isEmpty(), patience);
    }

    void excludedImagesAreLeftOut()
    {
        openProject(m_place->choice("b.retort", m_place->idx("idx")), [](Project &project) {
            const auto dataset = openedTraining(project);
            project.setExcluded({dataset->images->key(3), dataset->images->key(7), dataset->images->key(150)});
        });
        const auto excluded = m_workspace->session()->excluded;
        QCOMPARE(excluded.size(), std::size_t(3));
        const auto check = [&](const LivePicture &picture) {
            const LogitSummary &training = picture.score.training;
            std::vector<std::int64_t> counts(10);
            for (std::size_t i = 0; i < training.answers.size(); ++i) {
                const bool out = std::binary_search(excluded.begin(), excluded.end(), std::int64_t(i));
                QCOMPARE(training.answers[i] < 0, out);
                if (!out)
                    ++counts[std::size_t(training.answers[i])];
            }
            QCOMPARE(training.classCounts, counts);
        };
        m_workspace->setRejectRule({RejectMeasure::Margin, 0.3, false});
        check(*m_live->picture());
        const auto before = m_live->picture();
        m_panel->model().beginSlide(0); // by the way of a moving bar ...
        m_panel->model().slideTo(0.9);
        QTRY_VERIFY_WITH_TIMEOUT(m_live->picture() != before, patience);
        check(*m_live->picture());
        m_panel->model().endSlide(); // ... and of everything else
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        check(*m_live->picture());
        auto *moved = m_page->findChild<MoversPanel *>()->findChild<ImageListModel *>();
        for (int row = 0; row < moved->rowCount(); ++row)
            QVERIFY(!std::binary_search(excluded.begin(), excluded.end(), moved->image(row)));
    }

    void recordedAnswersNeedNoTemplates()
    {
        NewProject choice = m_place->choice("b.retort", m_place->imageFolder("images", false));
        choice.teacher = m_place->root() / "answers.npy";
        m_place->writeTextFile("classes.txt", "red\ngreen\nblue\n");
        choice.classes = m_place->root() / "classes.txt";
        Matrix logits(60, 3);
        std::string list;
        for (int i = 0; i < 60; ++i) {
            logits.at(i, i < 40 ? 0 : 2) = 5;
            list += std::to_string(997 - i * 13) + ".bmp\n";
        }
        writeNpy(choice.teacher, logits);
        m_place->writeTextFile("answers.txt", list);
        openProject(choice);
        QCOMPARE(m_page->states().state(), PageStack::State::Content);
        QCOMPARE(m_live->picture()->score.training.classCounts, (std::vector<std::int64_t>{40, 0, 20}));
        QVERIFY(!m_live->error());
        QVERIFY(!m_panel->isEnabled());
        QVERIFY(!m_page->findChild<SuggestionPanel *>()->isEnabled());
        QVERIFY(!m_page->findChild<TemplateSetMenu *>()->parentWidget()->isEnabled());
        m_workspace->setRejectRule({RejectMeasure::Confidence, 0.5, false}); // works with any teacher
        m_page->findChild<LivePanel *>()->keepAsked();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        QCOMPARE(m_page->states().state(), PageStack::State::Content);
    }

    void anAuditBringsAccuracyWhileThePageIsOpen()
    {
        NewProject choice = m_place->choice("b.retort", m_place->imageFolder("images", false));
        m_place->writeTextFile("classes.txt", "red\ngreen\nblue\n");
        choice.classes = m_place->root() / "classes.txt";
        openProject(choice, [](Project &project) {
            const auto dataset = openedTraining(project);
            project.setExcluded({dataset->images->key(5)}); // audited below all the same
        });
        auto *panel = m_page->findChild<LivePanel *>();
        QVERIFY(!m_live->picture()->measured);
        QVERIFY(!panel->accuracyVisible());
        m_workspace->setRejectRule({RejectMeasure::Margin, 0.1, false});

        const OpenedDataset &dataset = *m_workspace->session()->training.dataset;
        const ClassList &classes = m_workspace->settings().classes;
        m_workspace->setAuditDraws(DatasetRole::Training, planAudit(dataset, DatasetRole::Training,
                                                                    *m_workspace->audit(), {60}, {}, classes));
        std::vector<AuditAnswer> answers;
        for (const AuditEntry &entry :
             auditQueue(dataset, DatasetRole::Training, *m_workspace->audit(), classes).entries)
            answers.push_back({entry.image, AuditAnswer::Kind::Class, entry.position % 2 ? "red" : "blue", 0, 0});
        QCOMPARE(answers.size(), std::size_t(60));
        m_workspace->setAuditAnswers(QStringLiteral("Answer"), answers);
        QTRY_VERIFY_WITH_TIMEOUT(m_live->picture()->measured && m_page->settled(), patience);
        QVERIFY(panel->accuracyVisible());

        const MeasuredLabels &labels = *m_live->picture()->labels;
        QCOMPARE(labels.measuredOn, MeasuredOn::AuditedTrainingImages);
        const std::vector<std::int32_t> &training = m_live->picture()->score.training.answers;
        std::int64_t right = 0;
        std::int64_t all = 0;
        for (std::size_t i = 0; i < labels.tuning.images.size(); ++i) {
            const std::int32_t answer = training[std::size_t(labels.tuning.images[i])];
            right += answer == labels.tuning.labels[i];
            all += answer >= 0;
        }
        QVERIFY(all > 20 && all < 40); // a half
        QVERIFY(std::abs(m_live->picture()->score.accuracy->percent - 100.0 * double(right) / double(all)) < 1e-9);
        // The baseline is measured by them too.
        QTRY_VERIFY_WITH_TIMEOUT(panel->baseline() && panel->baseline()->score.accuracy, patience);
        QCOMPARE(panel->baseline()->labels, m_live->picture()->labels);
        // Whoever goes on has seen labels.
        m_panel->model().setWeight(0, 0.6);
        QVERIFY(stored().labelsSeen);
        while (m_workspace->undoStack().canUndo())
            m_workspace->undoStack().undo();
        QTRY_VERIFY_WITH_TIMEOUT(!m_live->picture()->measured && m_page->settled(), patience);
        QVERIFY(!panel->accuracyVisible());
    }

    void closingAProjectClears()
    {
        m_workspace->closeProject();
        QVERIFY(!m_live->picture());
        QCOMPARE(m_page->states().state(), PageStack::State::Empty);
    }

private:
    static std::shared_ptr<const OpenedDataset> openedTraining(const Project &project)
    {
        const ProjectSettings settings = project.settings();
        const DatasetRecord &record = *settings.dataset(DatasetRole::Training);
        return std::make_shared<const OpenedDataset>(openDataset(record.location, record.choice, {}, {}));
    }

    /// Another project than init()'s.
    void openProject(const NewProject &choice, const std::function<void(Project &)> &prepare = {})
    {
        m_page.reset();
        m_workspace.reset();
        createProject(choice, {}, {});
        if (prepare) {
            const auto lock = ProjectLock::acquire(choice.file);
            prepare(*Project::open(choice.file, lock));
        }
        m_workspace = std::make_unique<Workspace>(m_place->root() / "resources");
        m_workspace->openProject(choice.file);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session() && m_workspace->idle(), patience);
        showPage();
    }

    void showPage()
    {
        m_page = std::make_unique<PromptsPage>(*m_workspace);
        m_page->resize(1200, 700);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_live = &LiveScore::of(*m_workspace);
        QTRY_VERIFY_WITH_TIMEOUT(m_live->picture() && m_page->settled(), patience);
        m_panel = m_page->findChild<TemplatePanel *>();
    }

    [[nodiscard]] const Weighting &stored() const { return m_workspace->settings().weighting; }

    std::unique_ptr<Place> m_place;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<PromptsPage> m_page;
    LiveScore *m_live = nullptr;
    TemplatePanel *m_panel = nullptr;
};

QTEST_MAIN(TestPromptsPage)
#include "tst_prompts_page.moc"
