#include "widgets/common/classeditor.h"

#include "base/files.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"

#include <QAction>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <filesystem>

namespace retort {

namespace {

constexpr std::size_t largestClassFile = std::size_t(16) << 20;
constexpr int longestAliases = 180; ///< device independent pixels

} // namespace

ClassEditor::ClassEditor(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_model(new ClassListModel(this)), m_table(new QTableView(this)),
      m_input(new QLineEdit(this)),
      m_remove(iconButton(QStringLiteral("remove"), tr("Remove the selected classes"), this)),
      m_banner(new Banner(this)), m_files(QStringLiteral("class files"))
{
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Classes"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + Theme::space3);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(ClassListModel::NameColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(ClassListModel::AliasesColumn, QHeaderView::Interactive);
    m_table->horizontalHeader()->setSectionResizeMode(ClassListModel::BackgroundColumn, QHeaderView::Fixed);
    m_table->horizontalHeader()->resizeSection(ClassListModel::BackgroundColumn,
                                               2 * Theme::space5 + Theme::space4);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);

    m_input->setPlaceholderText(tr("add a class, alias, …"));
    m_input->setAccessibleName(tr("Add a class: its name, then aliases after commas"));
    auto *import = iconButton(QStringLiteral("import"), tr("Import class names from a text file…"), this);
    m_remove->setEnabled(false);

    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::space1);
    row->addWidget(m_input, 1);
    row->addWidget(m_remove);
    row->addWidget(import);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addWidget(m_table, 1);
    layout->addLayout(row);
    layout->addWidget(m_banner);

    auto *removeAction = new QAction(tr("Remove the selected classes"), this);
    removeAction->setShortcut(QKeySequence::Delete);
    removeAction->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(removeAction);

    connect(m_input, &QLineEdit::returnPressed, this, &ClassEditor::add);
    connect(m_remove, &QToolButton::clicked, this, &ClassEditor::removeSelected);
    connect(removeAction, &QAction::triggered, this, &ClassEditor::removeSelected);
    connect(import, &QToolButton::clicked, this, &ClassEditor::chooseFile);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { m_remove->setEnabled(m_table->selectionModel()->hasSelection()); });
    connect(m_model, &ClassListModel::edited, this, [this](const ClassList &classes) {
        m_banner->hide();
        m_workspace.setClasses(classes);
    });
    connect(m_model, &ClassListModel::drafted, this, [this] {
        m_banner->show(Banner::Kind::News,
                       tr("One more class is needed: an answer is a choice between two at least."));
    });
    connect(m_model, &ClassListModel::refused, this,
            [this](const QString &reason) { m_banner->show(Banner::Kind::Error, reason); });
    connect(&m_workspace, &Workspace::settingsChanged, this, &ClassEditor::refresh);
    connect(&m_workspace, &Workspace::projectClosed, this, [this] { m_model->setClasses({}); });
    connect(&m_workspace, &Workspace::sessionChanged, this, &ClassEditor::refresh);
    m_table->viewport()->installEventFilter(this);
    refresh();
}

bool ClassEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        shareWidth();
    return QWidget::eventFilter(watched, event);
}

int ClassEditor::headWidth(int column) const
{
    return m_table->horizontalHeader()->sectionSizeHint(column) * 11 / 10; // it is semi-bold
}

int ClassEditor::neededWidth(int column) const
{
    int width = headWidth(column);
    for (int row = 0; row < m_model->rowCount(); ++row)
        width = std::max(width, m_table->sizeHintForIndex(m_model->index(row, column)).width());
    return width;
}

void ClassEditor::shareWidth()
{
    // Names come first; aliases take no more than they need of the rest, and of long ones the start is enough.
    const int rest = m_table->viewport()->width() - m_table->columnWidth(ClassListModel::BackgroundColumn);
    m_table->setColumnWidth(ClassListModel::AliasesColumn,
                            std::max(headWidth(ClassListModel::AliasesColumn),
                                     std::min({m_aliasWidth, longestAliases, rest - m_nameWidth})));
}

void ClassEditor::refresh()
{
    // A class that was typed first waits for the second one.
    const ClassList &classes = m_workspace.settings().classes;
    if (!classes.empty() || m_model->rowCount() != 1)
        m_model->setClasses(classes);
    ClassListModel::UnknownWords unknown;
    if (const auto session = m_workspace.session(); session && session->teacher->info().standIn)
        unknown = [teacher = session->teacher](const QString &text) {
            QStringList words;
            for (const std::string &word : teacher->unknownWords(text.toStdString()))
                words << QString::fromStdString(word);
            return words;
        };
    m_model->setUnknownWords(std::move(unknown));
    m_nameWidth = neededWidth(ClassListModel::NameColumn); // with the mark of unknown words
    m_aliasWidth = neededWidth(ClassListModel::AliasesColumn);
    shareWidth();
}

void ClassEditor::add()
{
    if (m_model->addClass(m_input->text())) {
        m_input->clear();
        m_table->scrollToBottom();
    }
}

void ClassEditor::removeSelected()
{
    QList<int> rows;
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &index : selected)
        rows << index.row();
    m_model->removeClasses(rows);
}

void ClassEditor::editAliases(const QString &className)
{
    const QModelIndexList found = m_model->match(m_model->index(0, ClassListModel::NameColumn), Qt::DisplayRole,
                                                 className, 1, Qt::MatchExactly);
    if (found.isEmpty())
        return;
    const QModelIndex place = found.front().siblingAtColumn(ClassListModel::AliasesColumn);
    m_table->scrollTo(place);
    m_table->setCurrentIndex(place);
    m_table->edit(place);
}

void ClassEditor::chooseFile()
{
    auto *dialog =
        new QFileDialog(this, tr("Class names, one a line"), {}, tr("Text files (*.txt);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &ClassEditor::importFile);
    dialog->open();
}

void ClassEditor::importFile(const QString &file)
{
    const std::filesystem::path path(file.toStdString());
    m_files.submit<ClassList>(
        tr("reading class names"), QStringLiteral("class names"), this,
        [path](std::stop_token, const Reporter &) {
            return parseClassList(readTextFile(path, largestClassFile), path.string());
        },
        [this](const ClassList &classes) {
            m_banner->hide();
            m_workspace.setClasses(classes);
        },
        [this](const JobError &error) {
            m_banner->show(Banner::Kind::Error, error.what + QLatin1Char('\n') + error.remedy);
        });
}

} // namespace retort
