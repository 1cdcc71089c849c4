#include "runsmodel.h"

#include "recipe/recipejson.h"
#include "runs/groups.h"
#include "runscells.h"
#include "widgets/common/icons.h"
#include "widgets/common/runtext.h"

#include <QCollator>
#include <QTextDocument>

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace retort {

namespace {

/// As it is: a tool tip shows what looks like HTML as HTML, and a project comes from anywhere.
QString tipOf(const std::string &text)
{
    const QString plain = QString::fromStdString(text);
    return Qt::mightBeRichText(plain) ? QStringLiteral("<p>%1</p>").arg(plain.toHtmlEscaped()) : plain;
}

} // namespace

RunsModel::RunsModel(QObject *parent) : QAbstractTableModel(parent) {}

QString RunsModel::recipeKey(int column)
{
    return column < FixedColumns
               ? QString()
               : QString::fromLatin1(recipeKeys()[static_cast<std::size_t>(column - FixedColumns)].key);
}

void RunsModel::setMarks(const QHash<qint64, QColor> &marks)
{
    if (marks == m_marks)
        return;
    m_marks = marks;
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, Name), index(rowCount() - 1, Name), {Qt::DecorationRole});
}

std::size_t RunsModel::shownRuns() const
{
    return std::accumulate(m_rows.begin(), m_rows.end(), std::size_t(0), [](std::size_t sum, const Row &row) {
        return sum + (row.inside ? 0 : row.runs.size());
    });
}

std::vector<std::int64_t> RunsModel::runsOf(int row) const
{
    std::vector<std::int64_t> ids;
    if (row >= 0 && row < rowCount())
        for (const std::size_t place : m_rows[static_cast<std::size_t>(row)].runs)
            ids.push_back(m_runs[place].id);
    return ids;
}

int RunsModel::rowOf(std::int64_t id) const
{
    int group = -1;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const std::vector<std::size_t> &runs = m_rows[i].runs;
        if (std::none_of(runs.begin(), runs.end(), [&](std::size_t place) { return m_runs[place].id == id; }))
            continue;
        if (runs.size() == 1)
            return static_cast<int>(i);
        group = static_cast<int>(i);
    }
    return group;
}

int RunsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RunsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FixedColumns + static_cast<int>(recipeKeys().size());
}

QVariant RunsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    const RunRecord &first = m_runs[row.runs.front()];
    switch (role) {
    case Qt::DisplayRole:
        return cellText(recordsOf(row.runs), column);
    case Qt::EditRole:
        return column == Name ? QVariant(QString::fromStdString(first.name)) : QVariant();
    case IdRole:
        return static_cast<qint64>(first.id);
    case Qt::TextAlignmentRole:
        return static_cast<int>((isNumberColumn(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::DecorationRole:
        if (column == Star)
            return std::any_of(row.runs.begin(), row.runs.end(),
                               [this](std::size_t place) { return m_runs[place].starred; })
                       ? icon(QStringLiteral("starred"), IconTone::Warning)
                       : icon(QStringLiteral("star"), IconTone::Secondary);
        if (const auto mark = m_marks.find(first.id); column == Name && mark != m_marks.end())
            return *mark;
        return {};
    case KindRole:
        return kindOf(index.row());
    case Qt::AccessibleTextRole:
        return accessibleText(index);
    case Qt::ToolTipRole:
        if (column == State && !first.error.empty())
            return tipOf(first.error);
        if (column == Notes)
            return tipOf(first.notes);
        if (column == Name && kindOf(index.row()) == ClosedGroup)
            return tr("Return or the arrow shows each of its runs");
        if (column == Star)
            return tr("Mark it, or take the mark away");
        return {};
    default:
        return {};
    }
}

QVariant RunsModel::accessibleText(const QModelIndex &index) const
{
    const RowKind kind = kindOf(index.row());
    const QString text = index.data().toString();
    if (index.column() == Star)
        return m_runs[m_rows[static_cast<std::size_t>(index.row())].runs.front()].starred ? tr("marked")
                                                                                          : tr("not marked");
    if (index.column() != Name || kind == SingleRun)
        return {};
    return kind == ClosedGroup ? tr("%1, closed").arg(text)
           : kind == OpenGroup ? tr("%1, open").arg(text)
                               : tr("%1, of the recipe above").arg(text);
}

Qt::ItemFlags RunsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const bool single = index.isValid() && m_rows[static_cast<std::size_t>(index.row())].runs.size() == 1;
    return single && index.column() == Name ? flags | Qt::ItemIsEditable : flags;
}

bool RunsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable))
        return false;
    Q_EMIT renamed(index.data(IdRole).toLongLong(), value.toString().simplified());
    return true; // shown when it is stored
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isNumberColumn(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (section >= FixedColumns) {
        const RecipeKey &key = recipeKeys()[static_cast<std::size_t>(section - FixedColumns)];
        if (role == Qt::ToolTipRole)
            return QString::fromLatin1(key.help);
        return role == Qt::DisplayRole ? QVariant(recipeKey(section)) : QVariant();
    }
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case Agreement:
            return tr(
                "Held-out images on which student and teacher say the same, best epoch. Ranked only among runs "
                "with the same prompts and classes.");
        case Accuracy:
            return tr(
                "Of the student, best epoch, once the run is finished and where there are labels: on the report "
                "half of them. No label was trained on.");
        case Teacher:
            return tr("Accuracy of the weighted teacher on the same labels.");
        default:
            return {};
        }
    }
    if (role == Qt::DecorationRole && section == Star)
        return icon(QStringLiteral("star"), IconTone::Secondary);
    if (role == Qt::AccessibleTextRole && section == Star)
        return tr("Marked");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case State:
        return tr("State");
    case Student:
        return tr("Student");
    case Epochs:
        return tr("Epochs");
    case Agreement:
        return tr("Agreement, %");
    case Accuracy:
        return tr("Accuracy, %");
    case Teacher:
        return tr("Teacher, %");
    case Seed:
        return tr("Seed");
    case Time:
        return tr("Time");
    case Tags:
        return tr("Tags");
    case Notes:
        return tr("Notes");
    default:
        return {};
    }
}

} // namespace retort
