#pragma once

#include "fetch/fetchmodel.h"

#include <QAbstractTableModel>

#include <filesystem>
#include <vector>

namespace retort {

/// The teachers that can be fetched by name, and which of them are there.
class FetchListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, SizeColumn, LicenceColumn, StateColumn, ColumnCount };

    /// What is fetched lies in `folder`; looking there reads no file.
    FetchListModel(std::vector<FetchEntry> entries, std::filesystem::path folder, QObject *parent = nullptr);

    [[nodiscard]] const FetchEntry &entry(int row) const { return m_entries[static_cast<std::size_t>(row)]; }
    [[nodiscard]] FetchState state(int row) const { return m_states[static_cast<std::size_t>(row)]; }
    /// What to open once the entry is there.
    [[nodiscard]] std::filesystem::path path(int row) const { return fetchedPath(entry(row), m_folder); }
    [[nodiscard]] const std::filesystem::path &folder() const { return m_folder; }
    /// Looks again what is there.
    void refresh();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<FetchEntry> m_entries;
    std::vector<FetchState> m_states;
    std::filesystem::path m_folder;
};

} // namespace retort
