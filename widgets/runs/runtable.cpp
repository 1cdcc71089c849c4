#include "runtable.h"

#include "columnmemory.h"
#include "runnamedelegate.h"
#include "runs/filter.h"
#include "runsmodel.h"
#include "widgets/common/flowlayout.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/runtext.h"
#include "widgets/common/theme.h"

#include <QAction>
#include <QCheckBox>
#include <QEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <map>
#include <utility>

namespace retort {

namespace {

constexpr int rowHeight = 30;
constexpr int starWidth = 34;
constexpr int pauseMilliseconds = 500;
constexpr std::size_t mostTagChips = 8;
constexpr int chipCharacters = 24;

const QString columnsKey = QStringLiteral("runs/columns");

/// Shown until somebody chooses others.
bool shownAtFirst(int column)
{
    return column < RunsModel::FixedColumns;
}

} // namespace

RunTable::RunTable(QWidget *parent) : QWidget(parent), m_model(new RunsModel(this)), m_view(new QTableView)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addWidget(makeTools());
    m_error = secondaryLabel({});
    m_error->hide();
    layout->addWidget(m_error);
    makeView();
    makeOpenAction();
    layout->addWidget(m_view, 1);
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMilliseconds);
    connect(&m_pause, &QTimer::timeout, this, &RunTable::showFilterError);
    connect(m_model, &RunsModel::renamed, this, &RunTable::renamed);
}

QWidget *RunTable::makeTools()
{
    auto *tools = new QWidget;
    auto *row = new QHBoxLayout(tools);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::space2);
    m_filter = new QLineEdit;
    m_filter->setPlaceholderText(tr("Filter: accuracy > 80 and tag = x"));
    m_filter->setAccessibleName(tr("Filter runs"));
    m_filter->setToolTip(tr(
        "Words are looked for everywhere. Comparisons: name, state, student, tag, notes, epochs, seed, agreement, "
        "accuracy, teacher, gap, time, star, recipe.lr and so on, with = != < <= > >= ~ (contains) !~, joined by "
        "and, or, not and brackets. For example:\naccuracy > 80 and recipe.lr < 0.1\n(failed or cancelled) and "
        "time > 10 min\ntag = \"two words\" and not star"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(icon(QStringLiteral("filter"), IconTone::Secondary), QLineEdit::LeadingPosition);
    m_filter->setFixedWidth(300);
    row->addWidget(m_filter, 0, Qt::AlignTop);
    connect(m_filter, &QLineEdit::textChanged, this, &RunTable::applyFilter);

    auto *chips = new QWidget;
    m_chipRow = new FlowLayout(chips);
    m_chipRow->setContentsMargins(0, 0, 0, 0);
    m_chipRow->setSpacing(Theme::space1);
    row->addWidget(chips, 1);

    m_count = new QLabel;
    row->addWidget(m_count, 0, Qt::AlignTop);
    m_group = new QCheckBox(tr("Group by recipe"));
    m_group->setToolTip(tr("Runs that differ in their seed alone are one row, with mean and standard deviation of "
                           "their accuracies."));
    m_group->setChecked(QSettings().value(QStringLiteral("runs/grouped"), false).toBool());
    m_model->setGrouped(m_group->isChecked());
    connect(m_group, &QCheckBox::toggled, this, [this](bool on) {
        m_model->setGrouped(on);
        QSettings().setValue(QStringLiteral("runs/grouped"), on);
        Q_EMIT groupedChanged(on);
        Q_EMIT selectionChanged(); // the same rows may be other runs
    });
    row->addWidget(m_group, 0, Qt::AlignTop);
    for (QWidget *each : {static_cast<QWidget *>(m_group), static_cast<QWidget *>(m_count)})
        each->setMinimumHeight(m_filter->sizeHint().height()); // in line with the field, however many chips
    auto *columns = new QPushButton(tr("Columns"));
    m_columns = new QMenu(columns);
    columns->setMenu(m_columns);
    row->addWidget(columns, 0, Qt::AlignTop);
    return tools;
}

void RunTable::makeView()
{
    m_view->setModel(m_model);
    m_view->setAccessibleName(tr("Runs"));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::SelectedClicked);
    m_view->setShowGrid(false);
    m_view->setTabKeyNavigation(false);
    m_view->setWordWrap(false); // one line a row: laying out more is what makes long tables slow
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setDefaultSectionSize(rowHeight);
    QHeaderView *const header = m_view->horizontalHeader();
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
    header->setSectionsMovable(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setMinimumHeight(4 * rowHeight);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(RunsModel::Name, Qt::AscendingOrder);
    const std::pair<int, int> widths[] = {
        {RunsModel::Star, starWidth}, {RunsModel::Name, 150},    {RunsModel::State, 95},
        {RunsModel::Student, 105},    {RunsModel::Epochs, 80},   {RunsModel::Agreement, 130},
        {RunsModel::Accuracy, 115},   {RunsModel::Teacher, 110}, {RunsModel::Seed, 65},
        {RunsModel::Time, 70},        {RunsModel::Tags, 80},     {RunsModel::Notes, 60}};
    for (const auto &[column, width] : widths)
        m_view->setColumnWidth(column, width);
    header->setSectionResizeMode(RunsModel::Star, QHeaderView::Fixed);
    fillColumnsMenu();
    m_memory = new ColumnMemory(*m_view, QStringLiteral("runs/table"), &RunTable::columnName);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this,
            [this, header](const QPoint &at) { m_columns->popup(header->mapToGlobal(at)); });

    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (current.isValid())
                    Q_EMIT currentRunChanged(current.data(RunsModel::IdRole).toLongLong());
            });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunTable::selectionChanged);
    connect(m_view, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == RunsModel::Star)
            Q_EMIT starToggled(m_model->runsOf(index.row()));
    });
}

void RunTable::makeOpenAction()
{
    auto *delegate = new RunNameDelegate(m_view);
    m_view->setItemDelegateForColumn(RunsModel::Name, delegate);
    connect(delegate, &RunNameDelegate::arrowClicked, this, [this](const QModelIndex &index) {
        setOpen(index, m_model->kindOf(index.row()) == RunsModel::ClosedGroup);
    });
    m_open = new QAction(icon(QStringLiteral("chevron-down")), tr("Show or hide each run of the recipe"), this);
    m_open->setShortcuts({Qt::Key_Return, Qt::Key_Enter});
    m_open->setShortcutContext(Qt::WidgetShortcut);
    m_view->addAction(m_open);
    connect(m_open, &QAction::triggered, this, [this] {
        QModelIndex current = m_view->currentIndex();
        while (m_model->kindOf(current.row()) == RunsModel::RunInGroup)
            current = current.siblingAtRow(current.row() - 1);
        setOpen(current, m_model->kindOf(current.row()) == RunsModel::ClosedGroup);
    });
}

void RunTable::setOpen(const QModelIndex &index, bool open)
{
    // The current row would go to a neighbour, and with it what the page shows.
    const int current = m_view->currentIndex().row();
    const std::vector<std::int64_t> runs = m_model->runsOf(index.row());
    if (!open && current > index.row() && current <= index.row() + static_cast<int>(runs.size()))
        m_view->setCurrentIndex(index.siblingAtColumn(RunsModel::Name));
    m_model->setOpen(index.row(), open);
}

QString RunTable::columnName(int column)
{
    static const char *const names[] = {"star",     "name",    "state", "student", "epochs", "agreement",
                                        "accuracy", "teacher", "seed",  "time",    "tags",   "notes"};
    return column < RunsModel::FixedColumns ? QString::fromLatin1(names[column])
                                            : QStringLiteral("recipe.") + RunsModel::recipeKey(column);
}

void RunTable::fillColumnsMenu()
{
    const QSettings settings;
    const bool chosen = settings.contains(columnsKey);
    const QStringList names = settings.value(columnsKey).toStringList();
    QMenu *recipe = nullptr;
    for (int column = RunsModel::Name + 1; column < m_model->columnCount(); ++column) {
        if (column == RunsModel::FixedColumns)
            recipe = m_columns->addMenu(tr("Recipe"));
        const bool shown = chosen ? names.contains(columnName(column)) : shownAtFirst(column);
        m_view->setColumnHidden(column, !shown);
        QAction *action = (recipe ? recipe : m_columns)
                              ->addAction(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(shown);
        connect(action, &QAction::toggled, this, [this, column](bool on) { showColumn(column, on); });
    }
}

void RunTable::showColumn(int column, bool shown)
{
    m_memory->quietly([&] { m_view->setColumnHidden(column, !shown); });
    if (shown)
        fitHead(column);
    QStringList names;
    for (int each = 0; each < m_model->columnCount(); ++each)
        if (!m_view->isColumnHidden(each))
            names.append(columnName(each));
    QSettings().setValue(columnsKey, names);
}

void RunTable::setRuns(const std::vector<RunRecord> &runs)
{
    m_model->setRuns(runs);
    if (refreshChips())
        applyFilter();
    else
        refreshCount();
}

void RunTable::setRun(const RunRecord &run)
{
    const std::vector<RunRecord> &runs = m_model->runs();
    const auto known =
        std::find_if(runs.begin(), runs.end(), [&run](const RunRecord &each) { return each.id == run.id; });
    const bool sameChips = known != runs.end() && known->state == run.state && known->starred == run.starred &&
                           known->tags == run.tags;
    if (!m_model->setRun(run))
        return;
    if (sameChips || !refreshChips())
        refreshCount();
    else
        applyFilter();
}

bool RunTable::grouped() const
{
    return m_group->isChecked();
}

void RunTable::setGrouped(bool grouped)
{
    m_group->setChecked(grouped);
}

void RunTable::setCurrentRun(std::int64_t run)
{
    if (m_view->currentIndex().data(RunsModel::IdRole).toLongLong() == run) // a group's row or its own below it
        return;
    const int row = m_model->rowOf(run);
    if (row >= 0 && row != m_view->currentIndex().row())
        m_view->setCurrentIndex(m_model->index(row, RunsModel::Name));
}

std::vector<std::int64_t> RunTable::selectedRuns() const
{
    std::vector<std::int64_t> runs;
    for (const QModelIndex &index : m_view->selectionModel()->selectedRows(RunsModel::Name)) {
        const std::vector<std::int64_t> more = m_model->runsOf(index.row());
        runs.insert(runs.end(), more.begin(), more.end());
    }
    std::sort(runs.begin(), runs.end());                           // the order of a selection is that of clicks
    runs.erase(std::unique(runs.begin(), runs.end()), runs.end()); // a group and a run of it
    return runs;
}

void RunTable::showColours()
{
    const std::vector<std::int64_t> runs = selectedRuns();
    QHash<qint64, QColor> marks;
    const Theme &theme = Theme::of(this);
    const QModelIndexList rows = m_view->selectionModel()->selectedRows(RunsModel::Name);
    for (const QModelIndex &row : rows.size() > 1 ? rows : QModelIndexList()) { // of a group its first run's
        const std::int64_t run = row.data(RunsModel::IdRole).toLongLong();
        const auto place = std::lower_bound(runs.begin(), runs.end(), run) - runs.begin();
        marks.insert(run, theme.classColour(static_cast<int>(place)));
    }
    m_model->setMarks(marks);
}

bool RunTable::refreshChips()
{
    std::map<RunState, int> states;
    std::map<QString, int> tags;
    bool starred = false;
    for (const RunRecord &run : m_model->runs()) {
        ++states[run.state];
        starred = starred || run.starred;
        for (const std::string &tag : run.tags)
            ++tags[QString::fromStdString(tag)];
    }
    QList<Chip> chips;
    if (starred)
        chips.append({tr("marked"), QStringLiteral("star"), 0});
    if (states.size() > 1)
        for (const auto &[state, count] : states)
            chips.append(
                {stateText(state), QStringLiteral("state = ") + QString::fromStdString(stateName(state)), 1});
    std::vector<std::pair<QString, int>> often(tags.begin(), tags.end());
    std::stable_sort(often.begin(), often.end(), [](const auto &a, const auto &b) { return a.second > b.second; });
    for (std::size_t i = 0; i < std::min(mostTagChips, often.size()); ++i) {
        const QString text = often[i].first.simplified();
        chips.append(
            {text.size() > chipCharacters ? text.left(chipCharacters - 1) + QChar(0x2026) : text,
             QStringLiteral("tag = ") + QString::fromStdString(quotedForFilter(often[i].first.toStdString())), 2});
    }
    if (chips == m_chips)
        return false;
    m_chips = chips;
    while (QLayoutItem *item = m_chipRow->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    QStringList still;
    for (const Chip &chip : m_chips) {
        auto *button = new QToolButton;
        button->setText(chip.text);
        button->setCheckable(true);
        button->setChecked(m_chosen.contains(chip.expression));
        button->setAccessibleName(tr("Only %1").arg(chip.text));
        if (button->isChecked())
            still.append(chip.expression);
        connect(button, &QToolButton::toggled, this, [this, expression = chip.expression](bool on) {
            if (on)
                m_chosen.append(expression);
            else
                m_chosen.removeAll(expression);
            applyFilter();
        });
        m_chipRow->addWidget(button);
    }
    m_chosen = still; // what no run has any more hides nothing
    return true;
}

void RunTable::applyFilter()
{
    const QByteArray typed = m_filter->text().toUtf8();
    m_problem.clear();
    try {
        static_cast<void>(RunFilter(typed.toStdString()));
    } catch (const RunFilterError &error) {
        const qsizetype at = QString::fromUtf8(typed.left(static_cast<qsizetype>(error.position()))).size();
        m_problem = tr("At character %1: %2.").arg(at + 1).arg(QString::fromStdString(error.what()));
        if (!error.remedy().empty())
            m_problem += QLatin1Char(' ') + QString::fromStdString(error.remedy());
        m_pause.start(); // not at each letter of a word that is being typed
        return;          // what was understood last stays
    }
    m_pause.stop();
    showFilterError();
    QStringList parts;
    for (int kind = 0; kind <= 2; ++kind) {
        QStringList same;
        for (const Chip &chip : std::as_const(m_chips))
            if (chip.kind == kind && m_chosen.contains(chip.expression))
                same.append(chip.expression);
        if (!same.isEmpty())
            parts.append(QLatin1Char('(') + same.join(QStringLiteral(" or ")) + QLatin1Char(')'));
    }
    if (!typed.trimmed().isEmpty())
        parts.append(QLatin1Char('(') + QString::fromUtf8(typed) + QLatin1Char(')'));
    m_model->setFilter(RunFilter(parts.join(QStringLiteral(" and ")).toStdString()));
    refreshCount();
    if (grouped())
        Q_EMIT selectionChanged();
}

void RunTable::refreshCount()
{
    const std::size_t shown = m_model->shownRuns();
    const std::size_t all = m_model->runs().size();
    m_count->setText(
        shown == all
            ? QString()
            : tr("%1 of %2", "runs that are shown").arg(QLocale().toString(shown), QLocale().toString(all)));
}

void RunTable::showFilterError()
{
    m_error->setText(m_problem);
    m_error->setVisible(!m_problem.isEmpty());
}

QString RunTable::filterError() const
{
    return m_problem;
}

void RunTable::fitHead(int column)
{
    const int needed = m_view->horizontalHeader()->sectionSizeHint(column);
    if (m_view->columnWidth(column) < needed && !m_memory->hasWidth(column))
        m_memory->quietly([&] { m_view->setColumnWidth(column, needed); });
}

void RunTable::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (std::exchange(m_fitted, true))
        return;
    m_view->horizontalHeader()->ensurePolished(); // the style says how much room is around a head
    for (int column = RunsModel::Name; column < m_model->columnCount(); ++column)
        if (!m_view->isColumnHidden(column))
            fitHead(column);
}

void RunTable::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_view->selectionModel())
        showColours();
    QWidget::changeEvent(event);
}

} // namespace retort
