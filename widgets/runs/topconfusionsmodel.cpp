#include "topconfusionsmodel.h"

#include "widgets/common/parts.h"

#include <utility>

namespace retort {

TopConfusionsModel::TopConfusionsModel(QObject *parent) : QAbstractTableModel(parent) {}

void TopConfusionsModel::setCells(std::vector<ConfusionCell> cells, const ClassList &classes)
{
    beginResetModel();
    m_cells = std::move(cells);
    m_classes = classes;
    endResetModel();
}

int TopConfusionsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_cells.size());
}

int TopConfusionsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TopConfusionsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((index.column() == WordsColumn ? Qt::AlignLeft : Qt::AlignRight) |
                                Qt::AlignVCenter);
    if (role != Qt::DisplayRole && !(role == Qt::ToolTipRole && index.column() == WordsColumn))
        return {};
    const ConfusionCell &shown = cell(index.row());
    const auto name = [this](std::int32_t c) {
        return QString::fromStdString(m_classes[static_cast<std::size_t>(c)].name);
    };
    switch (index.column()) {
    case WordsColumn:
        return tr("%1 taken for %2", "two classes").arg(name(shown.label), name(shown.answer));
    case ImagesColumn:
        return groupedNumber(shown.count);
    case ShareColumn:
        return percentText(shown.share.percent);
    default:
        return {};
    }
}

QVariant TopConfusionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == WordsColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == ShareColumn)
        return tr("Of the images that are rightly, or by the teacher, of the first class");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case WordsColumn:
        return tr("Confusion");
    case ImagesColumn:
        return tr("Images");
    case ShareColumn:
        return tr("Share");
    default:
        return {};
    }
}

} // namespace retort
