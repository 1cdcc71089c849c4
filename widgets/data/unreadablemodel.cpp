#include "widgets/data/unreadablemodel.h"

#include <utility>

namespace retort {

UnreadableModel::UnreadableModel(QObject *parent) : QAbstractTableModel(parent) {}

void UnreadableModel::setImages(std::vector<UnreadableImage> images)
{
    beginResetModel();
    m_images = std::move(images);
    endResetModel();
}

int UnreadableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_images.size());
}

int UnreadableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant UnreadableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const UnreadableImage &image = m_images[static_cast<std::size_t>(index.row())];
    return QString::fromStdString(index.column() == NameColumn ? image.name : image.reason);
}

QVariant UnreadableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    return section == NameColumn ? tr("unreadable") : tr("why");
}

} // namespace retort
