#include "explainview.h"

#include "widgets/common/page.h"
#include "widgets/common/parts.h"
#include "widgets/common/workspace.h"

#include <QVBoxLayout>

#include <utility>

namespace retort {

ExplainView::ExplainView(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_states(new PageStack), m_panel(new ExplainPanel)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_states->setContent(m_panel);
    layout->addWidget(m_states);
    const auto anew = [this] {
        m_stale = true;
        refresh();
    };
    connect(&m_workspace, &Workspace::projectOpened, this, [this] {
        m_role.reset();
        m_pairChosen = false;
        m_run = 0;
    });
    connect(&m_workspace, &Workspace::sessionChanged, this, anew);
    connect(&m_workspace, &Workspace::sessionFailed, this, anew);
    connect(&m_workspace, &Workspace::auditChanged, this, anew);
    const auto lookForBetter = [this, anew] {
        const RunRecord *run = m_workspace.run(m_run);
        if (run && run->bestEpoch != m_epoch)
            anew();
    };
    connect(&m_workspace, &Workspace::runsChanged, this, lookForBetter);
    connect(&m_workspace, &Workspace::runChanged, this, lookForBetter);
    connect(m_panel, &ExplainPanel::pairChosen, this, [this](ExplainPair pair) {
        m_pairChosen = true;
        showPair(pair, LabelHalf::Tuning);
    });
    connect(m_panel, &ExplainPanel::roleChosen, this, [this, anew](DatasetRole role) {
        m_role = role;
        anew();
    });
    connect(m_panel, &ExplainPanel::halfAsked, this, &ExplainView::chooseHalf);
    connect(m_panel, &ExplainPanel::selfAgreementAsked, this, &ExplainView::askTeacher);
    connect(m_panel, &ExplainPanel::auditRequested, this, &ExplainView::auditRequested);
}

void ExplainView::setRun(std::int64_t run)
{
    if (std::exchange(m_run, run) == run)
        return;
    m_stale = true;
    refresh();
}

bool ExplainView::settled() const
{
    return !isVisible() ||
           (!m_explaining && !m_counting && !m_asking && m_states->state() != PageStack::State::Loading &&
            (m_states->state() != PageStack::State::Content || m_panel->settled()));
}

void ExplainView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void ExplainView::refresh()
{
    if (!isVisible() || !m_stale)
        return;
    const RunRecord *run = m_workspace.run(m_run);
    if (!run || run->epochsDone == 0) {
        m_states->showEmpty(run ? tr("There is nothing to explain before the first epoch is done.")
                                : tr("Choose a run, and what its student takes for what is shown here."));
        return;
    }
    if (!m_workspace.session()) {
        if (const std::optional<JobError> &error = m_workspace.sessionError())
            m_states->showError(error->what, error->remedy);
        else
            m_states->showLoading(tr("Opening the images"));
        return; // comes again with the session
    }
    explain();
}

void ExplainView::explain()
{
    const RunRecord run = *m_workspace.run(m_run);
    m_stale = false;
    m_epoch = run.bestEpoch;
    m_explanation.reset();
    m_states->showLoading(tr("Asking student and teacher"));
    const std::shared_ptr<const Session> session = m_workspace.session();
    const bool hasTest = session->test.has_value();
    ExplainChoice choice;
    choice.run = run.id;
    choice.epoch = run.bestEpoch;
    choice.role = m_role;
    if (!hasTest)
        choice.role.reset();
    m_explaining = true;
    m_workspace.interactive().submit<std::shared_ptr<const RunExplanation>>(
        tr("Explaining run %1").arg(run.id), QStringLiteral("explain run"), this,
        [file = m_workspace.file(), session, choice](std::stop_token stop, const Reporter &reporter) {
            const auto project = Project::open(file, nullptr);
            return std::shared_ptr<const RunExplanation>(std::make_shared<RunExplanation>(
                explainRun(*project, *session, choice, std::move(stop), reporter)));
        },
        [this, hasTest, session](const std::shared_ptr<const RunExplanation> &explanation) {
            m_explaining = false;
            if (!isNews(explanation->run, session))
                return;
            m_explanation = explanation;
            m_panel->setRoles(hasTest, explanation->role);
            const SelfAgreement *self = m_workspace.selfAgreement(m_run);
            m_panel->setSelfAgreement(self ? std::optional(*self) : std::nullopt, false);
            // Labels say more than the teacher does; whoever chose something stays there.
            if (!m_pairChosen)
                m_pair = explanation->labels.empty() ? ExplainPair::StudentTeacher : ExplainPair::StudentLabels;
            showPair(m_pair, LabelHalf::Tuning);
        },
        [this, session, run = run.id](const JobError &error) {
            m_explaining = false;
            if (isNews(run, session))
                showFailure(error);
        });
}

bool ExplainView::isNews(std::int64_t run, const std::shared_ptr<const Session> &session) const
{
    return run == m_run && session == m_workspace.session();
}

void ExplainView::showFailure(const JobError &error)
{
    const auto again = [this] {
        m_stale = true;
        refresh();
    };
    if (error.cancelled)
        m_states->showEmpty(tr("This was stopped."), tr("Explain the run"), again);
    else
        m_states->showError(error.what, error.remedy, tr("Try again"), again);
}

void ExplainView::showPair(ExplainPair pair, LabelHalf half)
{
    m_pair = pair;
    if (!m_explanation)
        return;
    m_counting = true;
    m_workspace.interactive().submit<std::shared_ptr<const ExplainedPair>>(
        tr("Counting confusions"), QStringLiteral("explain pair"), this,
        [explanation = m_explanation, pair, half](std::stop_token, const Reporter &) {
            return std::shared_ptr<const ExplainedPair>(std::make_shared<ExplainedPair>(
                ExplainedPair{explanation, pair, half, explainedPair(*explanation, pair, half)}));
        },
        [this](const std::shared_ptr<const ExplainedPair> &shown) {
            m_counting = false;
            if (shown->explanation != m_explanation)
                return;
            m_panel->setLooks(m_workspace.reportLooks());
            m_panel->show(shown);
            m_states->showContent();
        },
        [this](const JobError &error) {
            m_counting = false;
            if (!error.cancelled)
                showFailure(error);
        });
}

void ExplainView::chooseHalf(LabelHalf half)
{
    if (half == LabelHalf::Tuning) {
        showPair(m_pair, half);
        return;
    }
    m_workspace.countReportLook(tr("run %1 explained").arg(m_run), this, [this, explanation = m_explanation] {
        if (explanation == m_explanation)
            showPair(m_pair, LabelHalf::Report);
    });
}

void ExplainView::askTeacher()
{
    const std::shared_ptr<const Session> session = m_workspace.session();
    if (!session)
        return;
    m_panel->setSelfAgreement(std::nullopt, true);
    m_asking = true;
    m_workspace.interactive().submit<SelfAgreement>(
        tr("Asking the teacher again"), QStringLiteral("explain self agreement"), this,
        [file = m_workspace.file(), session, run = m_run](std::stop_token stop, const Reporter &reporter) {
            const auto project = Project::open(file, nullptr);
            return teacherSelfAgreement(*project, *session, run, EmbeddingCache(EmbeddingCache::defaultFolder()),
                                        std::move(stop), reporter);
        },
        [this, session, run = m_run](const SelfAgreement &self) {
            m_asking = false;
            if (session == m_workspace.session())
                m_workspace.setSelfAgreement(run, self);
            if (isNews(run, session))
                m_panel->setSelfAgreement(self, false);
        },
        [this, session, run = m_run](const JobError &error) {
            m_asking = false;
            if (!isNews(run, session))
                return;
            m_panel->setSelfAgreement(std::nullopt, false);
            if (!error.cancelled)
                m_panel->setSelfFailure(error.remedy.isEmpty() ? error.what
                                                               : error.what + QLatin1Char(' ') + error.remedy);
        });
}

} // namespace retort
