#include "queuepanel.h"

#include "queuemodel.h"
#include "sweepmodel.h"
#include "widgets/common/icons.h"
#include "widgets/common/notifier.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidgetAction>

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace retort {

namespace {

constexpr int rowHeight = 28;

void prepareTable(QTableView &table, const QString &name)
{
    table.setAccessibleName(name);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setShowGrid(false);
    table.setTabKeyNavigation(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(rowHeight);
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setMinimumHeight(3 * rowHeight);
}

/// At least so wide, and as the heads need, which differ in length from language to language.
void setWidths(QTableView &table, std::initializer_list<std::pair<int, int>> widths)
{
    QFont bold = table.font();
    bold.setBold(true);
    for (const auto &[column, width] : widths) {
        const QString head = table.model()->headerData(column, Qt::Horizontal).toString();
        table.setColumnWidth(column,
                             std::max(width, QFontMetrics(bold).horizontalAdvance(head) + 2 * Theme::space4));
    }
}

} // namespace

QueuePanel::QueuePanel(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_model(new QueueModel(this)), m_ranking(new SweepModel(this)),
      m_rankings(std::make_shared<const std::vector<SweepRanking>>()), m_choice(new QComboBox),
      m_status(secondaryLabel({})), m_gentle(new QCheckBox(tr("Be gentle"))), m_go(new QPushButton),
      m_stack(new QStackedWidget)
{
    m_up = addCommand({}, tr("Move up in the queue"), QKeySequence(Qt::ALT | Qt::Key_Up), &QueuePanel::moveUp);
    m_down =
        addCommand({}, tr("Move down in the queue"), QKeySequence(Qt::ALT | Qt::Key_Down), &QueuePanel::moveDown);
    m_front =
        addCommand({}, tr("Move to the front"), QKeySequence(Qt::ALT | Qt::Key_Home), &QueuePanel::moveToFront);
    m_hold = addCommand(QStringLiteral("pause"), tr("Hold back"), {}, &QueuePanel::hold);
    m_takeOut = addCommand(QStringLiteral("remove"), tr("Take out of the queue"), QKeySequence::Delete,
                           &QueuePanel::takeOut);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::space2);
    m_choice->setAccessibleName(tr("Queue or sweep to show"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_choice->setMaximumWidth(260);
    m_status->setWordWrap(false);
    m_gentle->setToolTip(
        tr("Runs that start from now on use one thread and leave the machine to other programs."));
    head->addWidget(m_choice);
    head->addWidget(m_status, 1);
    head->addWidget(m_gentle);
    head->addWidget(m_go);
    head->addWidget(makeNotices());
    layout->addLayout(head);
    m_stack->addWidget(makeQueue());
    m_stack->addWidget(makeRanking());
    layout->addWidget(m_stack, 1);

    connect(m_choice, &QComboBox::activated, this, [this] {
        m_chosen = m_choice->currentData().toLongLong();
        showChosen();
    });
    connect(&m_workspace, &Workspace::projectOpened, this, [this] { m_chosen.reset(); });
    connect(&m_workspace, &Workspace::projectClosed, this, [this] {
        m_reading = m_readAgain = false; // what was asked of it is never answered
        refresh();
    });
    connect(m_gentle, &QCheckBox::toggled, &m_workspace, &Workspace::setGentle);
    connect(m_go, &QPushButton::clicked, this, [this] { m_workspace.setQueueGoes(!m_workspace.queueGoes()); });
    connect(&m_workspace, &Workspace::runsChanged, this, &QueuePanel::refresh);
    connect(&m_workspace, &Workspace::runChanged, this, &QueuePanel::refreshRun);
    connect(&m_workspace, &Workspace::queueChanged, this, &QueuePanel::refresh);
    connect(&m_workspace, &Workspace::activeRunChanged, this, &QueuePanel::refresh);
    connect(
        m_model, &QueueModel::moveRequested, this,
        [this](const QList<qint64> &runs, int before) {
            m_workspace.moveInQueue({runs.begin(), runs.end()}, static_cast<std::size_t>(before));
        },
        Qt::QueuedConnection); // the drop is still under way
    fillChoice();
    refresh();
}

QAction *QueuePanel::addCommand(const QString &iconName, const QString &text, const QKeySequence &keys,
                                void (QueuePanel::*run)())
{
    auto *action = new QAction(text, this);
    if (!iconName.isEmpty())
        action->setIcon(icon(iconName));
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    connect(action, &QAction::triggered, this, run);
    return action;
}

QWidget *QueuePanel::makeQueue()
{
    m_table = new QTableView;
    m_table->setModel(m_model);
    prepareTable(*m_table, tr("Runs that wait"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setDragDropMode(QAbstractItemView::InternalMove);
    m_table->setDragDropOverwriteMode(false);
    m_table->setDropIndicatorShown(true);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_table->addActions({m_up, m_down, m_front, m_hold, m_takeOut});
    setWidths(
        *m_table,
        {{QueueModel::State, 120}, {QueueModel::Epochs, 90}, {QueueModel::Seed, 60}, {QueueModel::Sweep, 60}});
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &QueuePanel::refreshActions);
    connect(m_model, &QAbstractItemModel::modelReset, this, &QueuePanel::refreshActions);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        m_workspace.setCurrentRun(index.data(QueueModel::IdRole).toLongLong());
    });
    auto *queue = new QWidget;
    auto *layout = new QHBoxLayout(queue);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addWidget(m_table, 1);
    auto *buttons = new QVBoxLayout;
    buttons->setSpacing(Theme::space1);
    for (QAction *action : {m_hold, m_takeOut}) {
        auto *button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    layout->addLayout(buttons);
    return queue;
}

QWidget *QueuePanel::makeRanking()
{
    m_points = new QTableView;
    m_points->setModel(m_ranking);
    prepareTable(*m_points, tr("Points of the sweep, best first"));
    m_points->setSelectionMode(QAbstractItemView::SingleSelection);
    setWidths(*m_points, {{SweepModel::Mean, 90},
                          {SweepModel::Deviation, 70},
                          {SweepModel::Epochs, 70},
                          {SweepModel::Runs, 70},
                          {SweepModel::State, 120}});
    connect(m_points->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (current.isValid())
                    m_workspace.setCurrentRun(current.data(SweepModel::BestRunRole).toLongLong());
            });
    return m_points;
}

/// What happens when long runs end.
QWidget *QueuePanel::makeNotices()
{
    QToolButton *button = iconButton(QStringLiteral("menu"), tr("When long runs end"));
    auto *menu = new QMenu(button);
    QAction *notify = menu->addAction(tr("Tell me when long runs end"));
    notify->setCheckable(true);
    notify->setChecked(notificationsOn());
    connect(notify, &QAction::toggled, this, [](bool on) { setNotificationsOn(on); });
    auto *command = new QLineEdit(notifyCommand());
    command->setPlaceholderText(tr("Command to run then (optional)"));
    command->setAccessibleName(tr("Command to run when all runs have ended"));
    command->setToolTip(tr("For the shell. $RETORT_SUMMARY says what ran, $RETORT_PROJECT which project it is."));
    command->setMinimumWidth(280);
    connect(command, &QLineEdit::editingFinished, this, [command] { setNotifyCommand(command->text()); });
    auto *field = new QWidget;
    auto *layout = new QHBoxLayout(field);
    layout->setContentsMargins(Theme::space2, Theme::space1, Theme::space2, Theme::space1);
    layout->addWidget(command);
    auto *entry = new QWidgetAction(menu);
    entry->setDefaultWidget(field);
    menu->addAction(entry);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    return button;
}

void QueuePanel::refresh()
{
    m_model->setQueue(queueOf(m_workspace.runs()));
    const auto waiting =
        static_cast<int>(std::count_if(m_model->queue().begin(), m_model->queue().end(), waitsForItsTurn));
    const bool goes = m_workspace.queueGoes();
    QStringList words;
    words.append(waiting == 0 ? tr("No run waits.") : tr("%n run(s) wait.", nullptr, waiting));
    if (waiting > 0)
        words.append(!goes                          ? tr("The queue is held.")
                     : m_workspace.activeRun() != 0 ? tr("The next one starts by itself.")
                                                    : QString());
    m_status->setText(words.join(QLatin1Char(' ')));
    m_gentle->setChecked(m_workspace.gentle());
    m_go->setText(goes ? tr("Hold the queue") : tr("Start the queue"));
    m_go->setIcon(icon(goes ? QStringLiteral("pause") : QStringLiteral("play")));
    m_go->setToolTip(goes ? tr("No further run starts; the one that trains goes on.")
                          : tr("Trains the runs that wait, one after the other."));
    m_go->setVisible(waiting > 0 || !goes);
    refreshActions();
    readRankings();
}

void QueuePanel::refreshRun(qint64 id)
{
    const RunRecord *run = m_workspace.run(id);
    if (!run)
        return;
    m_model->setRun(*run);
    if (run->sweepId > 0)
        readRankings();
}

void QueuePanel::refreshActions()
{
    const std::vector<std::int64_t> runs = selected();
    const auto &queue = m_model->queue();
    const auto chosen = [&](const RunRecord &run) {
        return std::find(runs.begin(), runs.end(), run.id) != runs.end();
    };
    const bool any = std::any_of(queue.begin(), queue.end(), [&](const RunRecord &run) {
        return chosen(run) && run.state != RunState::Running;
    });
    const bool held = any && std::all_of(queue.begin(), queue.end(), [&](const RunRecord &run) {
                          return !chosen(run) || run.state == RunState::Paused;
                      });
    for (QAction *action : {m_up, m_down, m_front, m_hold, m_takeOut})
        action->setEnabled(any);
    m_hold->setText(held ? tr("Let wait again") : tr("Hold back"));
    m_hold->setIcon(icon(held ? QStringLiteral("play") : QStringLiteral("pause")));
    m_hold->setData(held);
}

void QueuePanel::readRankings()
{
    const auto &runs = m_workspace.runs();
    const bool sweeps =
        std::any_of(runs.begin(), runs.end(), [](const RunRecord &run) { return run.sweepId > 0; });
    Q_EMIT hasContentChanged(sweeps || !m_model->queue().empty());
    if (!sweeps || !m_workspace.isOpen()) {
        m_rankings = std::make_shared<const std::vector<SweepRanking>>();
        fillChoice();
        return;
    }
    if (m_reading) { // one at a time: epochs may come faster than they are read
        m_readAgain = true;
        return;
    }
    m_reading = true;
    using Rankings = std::shared_ptr<const std::vector<SweepRanking>>;
    m_workspace.query<Rankings>(
        {}, this,
        [](const Project &project) -> Rankings {
            auto rankings = std::make_shared<std::vector<SweepRanking>>();
            const std::vector<RunRecord> all = project.runs();
            for (const SweepRecord &sweep : project.sweeps())
                rankings->push_back(rankSweep(project, sweep, all));
            std::erase_if(*rankings, [](const SweepRanking &ranking) { return ranking.rows.empty(); });
            return rankings;
        },
        [this](Rankings rankings) {
            m_reading = false;
            m_rankings = std::move(rankings);
            fillChoice();
            if (std::exchange(m_readAgain, false))
                readRankings();
        },
        [this](const JobError &) { m_reading = m_readAgain = false; });
}

void QueuePanel::fillChoice()
{
    // Until somebody chooses: what waits, else how the newest sweep came out.
    qint64 chosen = m_chosen.value_or(0);
    if (!m_chosen && m_model->queue().empty() && !m_rankings->empty())
        chosen = m_rankings->back().sweep.id;
    m_choice->clear();
    m_choice->addItem(tr("Queue"), QVariant::fromValue<qint64>(0));
    for (const SweepRanking &ranking : *m_rankings)
        m_choice->addItem(tr("Sweep %1: %2").arg(ranking.sweep.id).arg(QString::fromStdString(ranking.sweep.name)),
                          QVariant::fromValue<qint64>(ranking.sweep.id));
    m_choice->setCurrentIndex(std::max(0, m_choice->findData(QVariant::fromValue(chosen))));
    m_choice->setEnabled(m_choice->count() > 1);
    showChosen();
}

void QueuePanel::showChosen()
{
    const qint64 id = m_choice->currentData().toLongLong();
    const auto found = std::find_if(m_rankings->begin(), m_rankings->end(),
                                    [id](const SweepRanking &ranking) { return ranking.sweep.id == id; });
    if (id == 0 || found == m_rankings->end()) {
        m_stack->setCurrentIndex(0);
        return;
    }
    m_ranking->setRanking(*found);
    m_stack->setCurrentIndex(1);
}

std::vector<std::int64_t> QueuePanel::selected() const
{
    std::vector<std::int64_t> runs;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        runs.push_back(index.data(QueueModel::IdRole).toLongLong());
    return runs;
}

void QueuePanel::moveUp()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return;
    const auto first = std::min_element(rows.begin(), rows.end());
    m_workspace.moveInQueue(selected(), static_cast<std::size_t>(std::max(0, first->row() - 1)));
}

void QueuePanel::moveDown()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return;
    const auto last = std::max_element(rows.begin(), rows.end());
    m_workspace.moveInQueue(selected(), static_cast<std::size_t>(last->row() + 2));
}

void QueuePanel::moveToFront()
{
    m_workspace.moveInQueue(selected(), 0);
}

void QueuePanel::hold()
{
    m_workspace.setHeld(selected(), !m_hold->data().toBool());
}

void QueuePanel::takeOut()
{
    m_workspace.takeOutOfQueue(selected());
}

} // namespace retort
