#include "workflowfixture.h"

#include "widgets/common/livescore.h"
#include "widgets/common/workspace.h"
#include "widgets/prompts/promptspage.h"
#include "widgets/prompts/templatelist.h"
#include "widgets/prompts/templatepanel.h"
#include "widgets/prompts/templaterow.h"
#include "widgets/prompts/weightbar.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

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
        m_page = std::make_unique<PromptsPage>(*m_workspace);
        m_page->resize(1200, 700);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_live = &LiveScore::of(*m_workspace);
        QTRY_VERIFY_WITH_TIMEOUT(m_live->picture() && m_page->settled(), patience);
        m_panel = m_page->findChild<TemplatePanel *>();
    }

    void cleanup()
    {
        m_page.reset();
        m_workspace.reset();
        m_place.reset();
    }

    void aDragShowsThenStores()
    {
        QCOMPARE(m_panel->list().count(), std::size_t(3));
        const Weighting before = stored();
        QVERIFY(!before.labelsSeen);
        WeightBar &bar = m_panel->list().row(0).bar();
        QSignalSpy pictures(m_live, &LiveScore::pictureChanged);
        QTest::mousePress(&bar, Qt::LeftButton, {}, QPoint(bar.width() - 3, bar.height() / 2));
        QTRY_VERIFY_WITH_TIMEOUT(pictures.count() > 0, patience); // live, while the button is down
        QCOMPARE(stored(), before);
        QVERIFY(m_live->picture()->score.weighting.templates[0].weight > 0.4);
        QTest::mouseRelease(&bar, Qt::LeftButton, {}, QPoint(bar.width() - 3, bar.height() / 2));
        QVERIFY(stored().templates[0].weight > 0.4);
        QCOMPARE(stored().rule, WeightRule::Manual);
        QVERIFY(stored().labelsSeen); // accuracy was on screen
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
        QCOMPARE(m_live->picture()->score.weighting.templates[0].weight, stored().templates[0].weight);

        m_workspace->undoStack().undo();
        QCOMPARE(stored(), before);
        QCOMPARE(bar.weight(), before.templates[0].weight);
        QTRY_VERIFY_WITH_TIMEOUT(m_live->picture()->score.weighting.templates[0].weight < 0.4, patience);
    }

    void withAccuracyHiddenNoLabelsAreSeen()
    {
        for (QToolButton *button : m_page->findChildren<QToolButton *>())
            if (button->accessibleName().contains(QStringLiteral("accuracy")))
                QTest::mouseClick(button, Qt::LeftButton);
        Q_EMIT m_panel->list().lockAsked(0, true);
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
        m_panel->loadSet(set);
        QCOMPARE(stored().templates.size(), std::size_t(3));
        QVERIFY(m_live->pending("a drawing of a {}"));
        QTRY_VERIFY_WITH_TIMEOUT(!m_live->pending("a drawing of a {}") && m_page->settled(), patience);
        QCOMPARE(m_live->picture()->score.weighting.templates.size(), std::size_t(3));
        // Under a rule, weights are found again for the new templates: the same as core finds.
        QTRY_VERIFY_WITH_TIMEOUT(stored().templates[0].weight != stored().templates[1].weight, patience);
        QCOMPARE(stored().rule, WeightRule::MaxLogit);
        m_panel->loadSet(set); // the same again: the rule's weights, not equal ones
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

    void closingAProjectClears()
    {
        m_workspace->closeProject();
        QVERIFY(!m_live->picture());
        QCOMPARE(m_page->states().state(), PageStack::State::Empty);
    }

private:
    [[nodiscard]] const Weighting &stored() const { return m_workspace->settings().weighting; }

    std::unique_ptr<Place> m_place;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<PromptsPage> m_page;
    LiveScore *m_live = nullptr;
    TemplatePanel *m_panel = nullptr;
};

QTEST_MAIN(TestPromptsPage)
#include "tst_prompts_page.moc"
