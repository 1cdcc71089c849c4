#include "runspage.h"

#include "export/exportrun.h"
#include "rundetails.h"
#include "runsmodel.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/runcurves.h"
#include "widgets/common/runtext.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>

namespace retort {

namespace {

constexpr int rowHeight = 30;

QPushButton *actionButton(QAction *action)
{
    auto *button = new QPushButton(action->icon(), action->text());
    button->setToolTip(action->toolTip());
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    const auto follow = [button, action] { button->setEnabled(action->isEnabled()); };
    QObject::connect(action, &QAction::changed, button, follow);
    follow();
    return button;
}

} // namespace

RunsPage::RunsPage(Workspace &workspace, QWidget *parent)
    : Page(parent), m_workspace(workspace), m_model(new RunsModel(this)), m_order(new RunsOrder(this)),
      m_banner(new Banner)
{
    m_resume = addCommand(QStringLiteral("resume"), tr("Resume"), {}, &RunsPage::resume);
    m_graph = addCommand(QStringLiteral("graph"), tr("Graph"), {}, &RunsPage::showGraph);
    m_exportModel = addCommand(QStringLiteral("export"), tr("Export model…"), {}, &RunsPage::exportModel);
    m_exportCurves = addCommand(QStringLiteral("export"), tr("Export curves…"), {}, &RunsPage::exportCurves);
    m_delete = addCommand(QStringLiteral("delete"), tr("Delete run"), QKeySequence::Delete, &RunsPage::remove);
    m_exportModel->setToolTip(tr("The student of the best epoch as safetensors, with torchvision's names."));
    m_exportCurves->setToolTip(tr("One line an epoch, as CSV."));

    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(Theme::space3);
    splitter->addWidget(makeTop());
    splitter->addWidget(makeBottom());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({300, 400});
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(Theme::space4, Theme::space4, Theme::space4, Theme::space4);
    layout->addWidget(splitter);
    states().setContent(content);

    connect(&m_workspace, &Workspace::projectOpened, this, &RunsPage::refresh);
    connect(&m_workspace, &Workspace::projectClosed, this, &RunsPage::refresh);
    connect(&m_workspace, &Workspace::runsChanged, this, &RunsPage::refresh);
    connect(&m_workspace, &Workspace::currentRunChanged, this, &RunsPage::selectCurrent);
    connect(&m_workspace, &Workspace::activeRunChanged, this, &RunsPage::refreshActions);
    connect(&m_workspace.undoStack(), &QUndoStack::indexChanged, this, [this](int index) {
        if (index != m_undoIndex && m_undoIndex >= 0) { // undone elsewhere, or something else was done since
            m_undoIndex = -1;
            m_banner->hide();
        }
    });
    refresh();
}

QAction *RunsPage::addCommand(const QString &iconName, const QString &text, const QKeySequence &keys,
                              void (RunsPage::*run)())
{
    auto *action = new QAction(icon(iconName), text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    connect(action, &QAction::triggered, this, run);
    addAction(action);
    return action;
}

QWidget *RunsPage::makeTop()
{
    auto *top = new QWidget;
    auto *layout = new QVBoxLayout(top);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space3);
    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::space2);
    head->addWidget(titleLabel(tr("Runs")));
    head->addSpacing(Theme::space3);
    m_filter = new QLineEdit;
    m_filter->setPlaceholderText(tr("Filter by any text"));
    m_filter->setAccessibleName(tr("Filter runs"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(icon(QStringLiteral("filter"), IconTone::Secondary), QLineEdit::LeadingPosition);
    m_filter->setMaximumWidth(280);
    head->addWidget(m_filter, 1);
    head->addStretch();
    for (QAction *action : {m_resume, m_graph, m_exportModel, m_exportCurves, m_delete})
        head->addWidget(actionButton(action));
    layout->addLayout(head);
    layout->addWidget(m_banner);

    m_order->setSourceModel(m_model);
    m_table = new QTableView;
    m_table->setModel(m_order);
    m_table->setAccessibleName(tr("Runs"));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RunsModel::Name, Qt::AscendingOrder);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    const std::pair<int, int> widths[] = {{RunsModel::Name, 140},      {RunsModel::State, 105},
                                          {RunsModel::Student, 110},   {RunsModel::Epochs, 90},
                                          {RunsModel::Agreement, 130}, {RunsModel::Accuracy, 125},
                                          {RunsModel::Teacher, 115},   {RunsModel::Seed, 70},
                                          {RunsModel::Time, 80},       {RunsModel::Tags, 90}};
    for (const auto &[column, width] : widths)
        m_table->setColumnWidth(column, width);
    m_table->addAction(m_delete); // its key acts on the table, not on a text field
    m_table->setMinimumHeight(4 * rowHeight);
    layout->addWidget(m_table, 1);
    connect(m_filter, &QLineEdit::textChanged, m_order, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (current.isValid())
                    m_workspace.setCurrentRun(current.data(RunsModel::IdRole).toLongLong());
            });
    return top;
}

QWidget *RunsPage::makeBottom()
{
    auto *bottom = new QWidget;
    auto *layout = new QHBoxLayout(bottom);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space4);
    m_curves = new RunCurves(m_workspace);
    layout->addWidget(m_curves, 1);
    m_details = new RunDetails;
    m_details->setFixedWidth(280);
    layout->addWidget(m_details);
    connect(m_details, &RunDetails::edited, this,
            [this](qint64 run, const QString &name, const QString &notes, const std::vector<std::string> &tags) {
                m_workspace.setRunText(run, name, notes, tags);
            });
    return bottom;
}

bool RunsPage::settled() const
{
    return Page::settled() && m_curves->settled() && !m_exporting;
}

void RunsPage::refresh()
{
    m_model->setRuns(m_workspace.runs());
    if (!m_workspace.isOpen()) {
        states().showEmpty(tr("Open or make a project first; its runs are listed here."), tr("Go to Project"),
                           [this] { Q_EMIT pageRequested(QStringLiteral("project")); });
    } else if (m_workspace.runs().empty() && !m_banner->isVisibleTo(this)) {
        states().showEmpty(tr("No student has been trained yet."), tr("Distil a student"),
                           [this] { Q_EMIT pageRequested(QStringLiteral("distil")); });
    } else {
        states().showContent();
    }
    selectCurrent();
}

void RunsPage::selectCurrent()
{
    const std::int64_t run = m_workspace.currentRun();
    const int row = m_model->rowOf(run);
    const QModelIndex index = row < 0 ? QModelIndex() : m_order->mapFromSource(m_model->index(row, 0));
    if (index.isValid() && index.row() != m_table->currentIndex().row())
        m_table->setCurrentIndex(index);
    m_curves->setRun(row < 0 ? 0 : run);
    m_details->setRun(m_workspace.run(run));
    refreshActions();
}

void RunsPage::refreshActions()
{
    const RunRecord *run = m_workspace.run(m_workspace.currentRun());
    m_resume->setEnabled(run && m_workspace.activeRun() != run->id && canResume(run->state));
    m_delete->setEnabled(run != nullptr);
    const bool hasEpoch = run && run->epochsDone > 0;
    for (QAction *action : {m_exportModel, m_exportCurves, m_graph})
        action->setEnabled(hasEpoch);
}

void RunsPage::resume()
{
    m_workspace.resumeRun(m_workspace.currentRun());
}

void RunsPage::showGraph()
{
    Q_EMIT pageRequested(QStringLiteral("graph"));
}

void RunsPage::remove()
{
    const RunRecord *run = m_workspace.run(m_workspace.currentRun());
    if (!run)
        return;
    const QString title = runTitle(*run);
    // Before the run goes: without the banner an empty table would change the page's state.
    m_banner->show(Banner::Kind::News, tr("%1 was deleted.").arg(title), tr("Undo"),
                   [this] { m_workspace.undoStack().undo(); });
    m_undoIndex = -1;
    m_workspace.deleteRun(run->id);
    m_undoIndex = m_workspace.undoStack().index();
}

void RunsPage::exportModel()
{
    exportAs(QStringLiteral("safetensors"), QStringLiteral("safetensors"), tr("Safetensors (*.safetensors)"));
}

void RunsPage::exportCurves()
{
    exportAs(QStringLiteral("csv"), QStringLiteral("csv"), tr("Comma-separated values (*.csv)"));
}

void RunsPage::exportAs(const QString &format, const QString &extension, const QString &filter)
{
    const RunRecord *run = m_workspace.run(m_workspace.currentRun());
    if (!run)
        return;
    const QString project = QString::fromStdString(m_workspace.file().string());
    const QString name =
        QStringLiteral("%1-run%2.%3").arg(QFileInfo(project).completeBaseName()).arg(run->id).arg(extension);
    QString file =
        QFileDialog::getSaveFileName(this, tr("Export"), QFileInfo(project).dir().filePath(name), filter);
    if (file.isEmpty())
        return;
    if (QFileInfo(file).suffix().isEmpty())
        file += QLatin1Char('.') + extension;
    m_exporting = true;
    m_workspace.query<ExportResult>(
        {}, this,
        [id = run->id, format = format.toStdString(), file](const Project &opened) {
            return exportRun(opened, id, 0, format, file.toStdString());
        },
        [this](const ExportResult &result) {
            m_exporting = false;
            m_banner->show(Banner::Kind::News, tr("Written: %1\nSHA-256 %2")
                                                   .arg(QString::fromStdString(result.path.string()),
                                                        QString::fromStdString(result.sha256)));
        },
        [this](const JobError &error) {
            m_exporting = false;
            m_banner->show(Banner::Kind::Error,
                           error.remedy.isEmpty() ? error.what : error.what + QLatin1Char('\n') + error.remedy);
        });
}

} // namespace retort
