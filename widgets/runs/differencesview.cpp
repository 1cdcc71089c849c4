#include "differencesview.h"

#include "recipe/recipejson.h"
#include "widgets/common/parts.h"
#include "widgets/common/runtext.h"

#include <QHeaderView>
#include <QStackedLayout>
#include <QTableView>

#include <algorithm>

namespace retort {

namespace {

constexpr int rowHeight = 36; // a head of the style has that much around its text
constexpr std::size_t mostRuns = 50; // side by side; nobody reads more
constexpr qsizetype shownIdentifier = 12;

QString nameOf(const RunDifference &difference)
{
    switch (difference.of) {
    case RunDifference::Of::Recipe:
        return QString::fromStdString(difference.key);
    case RunDifference::Of::Prompts:
        return DifferencesModel::tr("weighting of prompts");
    case RunDifference::Of::Classes:
        return DifferencesModel::tr("class list");
    case RunDifference::Of::Teacher:
        return DifferencesModel::tr("teacher");
    case RunDifference::Of::Images:
        return DifferencesModel::tr("images");
    case RunDifference::Of::View:
        return DifferencesModel::tr("how images are looked at");
    case RunDifference::Of::Start:
        return DifferencesModel::tr("start of the student");
    }
    return {};
}

QString helpOf(const RunDifference &difference)
{
    for (const RecipeKey &key : recipeKeys())
        if (difference.key == key.key)
            return QString::fromLatin1(key.help);
    return {};
}

} // namespace

void DifferencesModel::setRuns(const std::vector<RunRecord> &runs)
{
    beginResetModel();
    m_titles.clear();
    for (const RunRecord &run : runs)
        m_titles.append(runTitle(run));
    m_differences = runDifferences(runs);
    endResetModel();
}

int DifferencesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_differences.size());
}

int DifferencesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_titles.size());
}

QVariant DifferencesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const RunDifference &difference = m_differences[static_cast<std::size_t>(index.row())];
    const QString value = QString::fromStdString(difference.values[static_cast<std::size_t>(index.column())]);
    // Checksums are for telling apart, and whole in the tool tip.
    const bool identifier = difference.of == RunDifference::Of::Teacher ||
                            difference.of == RunDifference::Of::Images ||
                            difference.of == RunDifference::Of::Start;
    switch (role) {
    case Qt::DisplayRole:
        if (value.isEmpty())
            return QStringLiteral("–");
        return identifier && value.size() > shownIdentifier ? value.left(shownIdentifier) + QChar(0x2026) : value;
    case Qt::ToolTipRole:
        return value;
    default:
        return {};
    }
}

QVariant DifferencesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal)
        return role == Qt::DisplayRole ? QVariant(m_titles.value(section)) : QVariant();
    const auto row = static_cast<std::size_t>(section);
    if (row >= m_differences.size())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return nameOf(m_differences[row]);
    case Qt::ToolTipRole:
        return helpOf(m_differences[row]);
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

DifferencesView::DifferencesView(QWidget *parent)
    : QWidget(parent), m_model(new DifferencesModel(this)), m_table(new QTableView), m_empty(secondaryLabel({})),
      m_stack(new QStackedLayout(this))
{
    m_empty->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(m_empty);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Differences between runs"));
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setDefaultSectionSize(130);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_stack->addWidget(m_table);
    setRuns({});
}

void DifferencesView::setRuns(const std::vector<RunRecord> &runs)
{
    m_model->setRuns({runs.begin(), runs.begin() + static_cast<std::ptrdiff_t>(std::min(runs.size(), mostRuns))});
    if (runs.size() < 2)
        m_empty->setText(tr("Select two or more runs in the table: what differs between them is listed here."));
    else
        m_empty->setText(tr("These runs have the same recipe, prompts, classes and images, and the same seed."));
    m_stack->setCurrentIndex(m_model->rowCount() == 0 ? 0 : 1);
}

} // namespace retort
