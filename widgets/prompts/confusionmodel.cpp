#include "widgets/prompts/confusionmodel.h"

#include "widgets/common/parts.h"

#include <algorithm>
#include <utility>

namespace retort {

ConfusionModel::ConfusionModel(QObject *parent) : QAbstractTableModel(parent) {}

void ConfusionModel::setCells(std::vector<ConfusionCell> cells, const ClassList &classes)
{
    // Many times a second while a bar moves: nothing is rebuilt for other numbers.
    if (classes == m_classes) {
        m_cells = std::move(cells);
        if (!m_classes.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    m_cells = std::move(cells);
    m_classes = classes;
    endResetModel();
}

const ConfusionCell *ConfusionModel::cell(const QModelIndex &index) const
{
    const std::pair wanted(index.row(), index.column());
    const auto found =
        std::lower_bound(m_cells.begin(), m_cells.end(), wanted, [](const ConfusionCell &one, const auto &place) {
            return std::pair<int, int>(one.label, one.answer) < place;
        });
    const bool there = found != m_cells.end() && found->label == wanted.first && found->answer == wanted.second;
    return there ? &*found : nullptr;
}

QString ConfusionModel::name(int classIndex) const
{
    return QString::fromStdString(m_classes[static_cast<std::size_t>(classIndex)].name);
}

int ConfusionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_classes.size());
}

int ConfusionModel::columnCount(const QModelIndex &parent) const
{
    return rowCount(parent);
}

QVariant ConfusionModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ConfusionCell *found = cell(index);
    switch (role) {
    case Qt::DisplayRole:
        return found ? groupedNumber(found->count) : QString();
    case ShareRole:
        return found ? found->share.percent / 100 : 0;
    case CountRole:
        return found ? qint64(found->count) : 0;
    case Qt::TextAlignmentRole:
        return int(Qt::AlignCenter);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        const QString what = tr("labelled %1, answered %2").arg(name(index.row()), name(index.column()));
        if (!found)
            return tr("%1: no image").arg(what);
        return tr("%1: %2 images, %3 of the label's")
            .arg(what, groupedNumber(found->count), percentText(found->share.percent));
    }
    default:
        return {};
    }
}

QVariant ConfusionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (section < 0 || section >= rowCount())
        return {};
    if (role == Qt::DisplayRole)
        return name(section);
    if (role == Qt::ToolTipRole)
        return orientation == Qt::Horizontal ? tr("answered %1").arg(name(section))
                                             : tr("labelled %1").arg(name(section));
    return {};
}

} // namespace retort
