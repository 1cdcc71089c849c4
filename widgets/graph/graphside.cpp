#include "widgets/graph/graphside.h"

#include "widgets/common/theme.h"
#include "widgets/graph/graphhistory.h"
#include "widgets/graph/numberspanel.h"
#include "widgets/graph/selectionpanel.h"
#include "widgets/graph/worstpanel.h"

#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include <utility>

namespace retort {

GraphSide::GraphSide(GraphHistory &history, QWidget *parent)
    : QWidget(parent), m_history(history), m_tabs(new QTabWidget), m_selection(new SelectionPanel),
      m_worst(new WorstPanel), m_numbers(new NumbersPanel)
{
    for (const auto &[panel, name] : {std::pair<QWidget *, QString>{m_selection, tr("Selection")},
                                      {m_worst, tr("Worst")},
                                      {m_numbers, tr("Numbers")}}) {
        auto *page = new QWidget; // a little room below the tabs
        auto *layout = new QVBoxLayout(page);
        layout->setContentsMargins(0, Theme::space2, 0, 0);
        layout->addWidget(panel);
        m_tabs->addTab(page, name);
    }
    m_tabs->setTabToolTip(1, tr("Images on which the student is farthest from the teacher"));
    m_tabs->setTabToolTip(2, tr("How alike both sides are, by class and over the epochs"));
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setDrawBase(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    connect(m_tabs, &QTabWidget::currentChanged, this, &GraphSide::fill);
    connect(m_selection, &SelectionPanel::sampleChosen, this, &GraphSide::sampleChosen);
    connect(m_selection, &SelectionPanel::similarAsked, this, &GraphSide::similarAsked);
    connect(m_selection, &SelectionPanel::onlyTheseAsked, this, &GraphSide::onlyTheseAsked);
    connect(m_selection, &SelectionPanel::dataAsked, this, &GraphSide::dataAsked);
    connect(m_selection, &SelectionPanel::auditAsked, this, &GraphSide::auditAsked);
    connect(m_selection, &SelectionPanel::excludeAsked, this, &GraphSide::excludeAsked);
    connect(m_worst, &WorstPanel::sampleChosen, this, &GraphSide::sampleChosen);
    connect(m_numbers, &NumbersPanel::confusionChosen, this, &GraphSide::confusionChosen);
    connect(m_numbers, &NumbersPanel::historyAsked, this, [this] {
        m_history.want();
        m_numbers->showHistory(m_history);
    });
}

void GraphSide::setSubject(const GraphSubject &subject, const std::vector<bool> &passes)
{
    m_subject = subject;
    m_passes = passes;
    m_worstStale = m_numbersStale = true;
    fill();
}

void GraphSide::setSelection(const std::vector<std::int32_t> &samples, const QString &why)
{
    m_selection->show(m_subject, samples, why);
    if (samples.size() == 1) {
        m_history.want();
        m_selection->showHistory(m_history);
    }
}

void GraphSide::fill()
{
    const QWidget *const top = m_tabs->currentWidget();
    if (top->isAncestorOf(m_worst) && std::exchange(m_worstStale, false))
        m_worst->show(m_subject, m_passes);
    if (top->isAncestorOf(m_numbers) && std::exchange(m_numbersStale, false)) {
        m_numbers->show(m_subject);
        m_numbers->showHistory(m_history);
    }
}

void GraphSide::showHistory()
{
    m_selection->showHistory(m_history);
    if (m_tabs->currentWidget()->isAncestorOf(m_numbers))
        m_numbers->showHistory(m_history);
}

void GraphSide::showSelection()
{
    m_tabs->setCurrentIndex(0);
}

bool GraphSide::settled() const
{
    return m_selection->settled() && m_worst->settled();
}

} // namespace retort
