#include "classsharesmodel.h"

#include "widgets/common/parts.h"

#include <utility>

namespace retort {

ClassSharesModel::ClassSharesModel(QObject *parent) : QAbstractTableModel(parent) {}

void ClassSharesModel::show(std::vector<std::string> classes, const Classification &result,
                            const NewAgainstOld &compared)
{
    beginResetModel();
    m_rows.assign(classes.size(), {});
    qint64 rejected = 0;
    for (std::size_t i = 0; i < result.names.size(); ++i) {
        if (result.rejected(i))
            ++rejected;
        else
            ++m_rows[static_cast<std::size_t>(result.answers.classes[i])].images;
    }
    const auto total = static_cast<double>(result.names.size());
    for (std::size_t c = 0; c < classes.size(); ++c) {
        Row &row = m_rows[c];
        row.name = QString::fromStdString(classes[c]);
        row.newShare = total > 0 ? 100 * static_cast<double>(row.images) / total : 0;
        if (compared.oldImages > 0)
            row.oldShare = compared.oldShares[c];
    }
    if (result.rejectThreshold)
        m_rows.push_back(
            {tr("(none)"), rejected, total > 0 ? 100 * static_cast<double>(rejected) / total : 0, -1});
    endResetModel();
}

int ClassSharesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ClassSharesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ClassSharesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole && index.column() != Name)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case Name:
        return row.name;
    case Images:
        return groupedNumber(row.images);
    case NewShare:
        return percentText(row.newShare);
    case OldShare:
        return row.oldShare < 0 ? QString() : percentText(row.oldShare);
    default:
        return {};
    }
}

QVariant ClassSharesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Class");
    case Images:
        return tr("Images");
    case NewShare:
        return tr("Share");
    case OldShare:
        return tr("Before");
    default:
        return {};
    }
}

} // namespace retort
