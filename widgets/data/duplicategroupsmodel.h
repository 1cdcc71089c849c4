#pragma once

#include "neighbours/nearduplicates.h"

#include <QAbstractListModel>

#include <vector>

namespace retort {

/// Groups of images that are nearly the same, one a row: how many, and how alike they are.
class DuplicateGroupsModel : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    void setGroups(std::vector<DuplicateGroup> groups);
    [[nodiscard]] const std::vector<DuplicateGroup> &groups() const { return m_groups; }
    /// All images of all groups but the first of each: what would go if one of each stayed.
    [[nodiscard]] std::vector<std::int64_t> superfluous() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<DuplicateGroup> m_groups;
};

} // namespace retort
