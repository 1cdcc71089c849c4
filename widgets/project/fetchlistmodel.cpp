#include "widgets/project/fetchlistmodel.h"

#include "base/bytestext.h"

#include <utility>

namespace retort {

FetchListModel::FetchListModel(std::vector<FetchEntry> entries, std::filesystem::path folder, QObject *parent)
    : QAbstractTableModel(parent), m_entries(std::move(entries)), m_states(m_entries.size()),
      m_folder(std::move(folder))
{
    refresh();
}

void FetchListModel::refresh()
{
    for (std::size_t i = 0; i < m_entries.size(); ++i)
        m_states[i] = fetchState(m_entries[i], m_folder);
    if (!m_entries.empty())
        Q_EMIT dataChanged(index(0, StateColumn), index(rowCount() - 1, StateColumn));
}

int FetchListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int FetchListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FetchListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole && index.column() == SizeColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    const FetchEntry &one = entry(index.row());
    if (role == Qt::ToolTipRole)
        return QString::fromStdString(one.about);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case NameColumn:
        return QString::fromStdString(one.maker + " " + one.title);
    case SizeColumn:
        return one.bytes() > 0 ? QString::fromStdString(bytesText(one.bytes())) : QString();
    case LicenceColumn:
        return QString::fromStdString(one.licence);
    default:
        break;
    }
    switch (state(index.row())) {
    case FetchState::There:
        return tr("here");
    case FetchState::Partly:
        return tr("begun");
    case FetchState::Missing:
        break;
    }
    return QString();
}

QVariant FetchListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::TextAlignmentRole && orientation == Qt::Horizontal && section != SizeColumn)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    switch (section) {
    case NameColumn:
        return tr("teacher");
    case SizeColumn:
        return tr("size");
    case LicenceColumn:
        return tr("licence");
    default:
        return tr("on this computer");
    }
}

} // namespace retort
