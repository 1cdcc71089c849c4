#include "widgets/data/duplicategroupsmodel.h"

#include <QLocale>

#include <utility>

namespace retort {

void DuplicateGroupsModel::setGroups(std::vector<DuplicateGroup> groups)
{
    beginResetModel();
    m_groups = std::move(groups);
    endResetModel();
}

std::vector<std::int64_t> DuplicateGroupsModel::superfluous() const
{
    std::vector<std::int64_t> images;
    for (const DuplicateGroup &group : m_groups)
        for (std::size_t i = 1; i < group.members.size(); ++i)
            images.push_back(group.members[i].row);
    return images;
}

int DuplicateGroupsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_groups.size());
}

QVariant DuplicateGroupsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::DisplayRole)
        return {};
    const DuplicateGroup &group = m_groups[static_cast<std::size_t>(index.row())];
    return tr("%n images, alike %1", nullptr, static_cast<int>(group.members.size()))
        .arg(QLocale().toString(group.alike, 'f', 3));
}

} // namespace retort
