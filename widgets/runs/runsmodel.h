#pragma once

#include "store/records.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <vector>

namespace retort {

/// The runs of a project as a table, one a row.
class RunsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Name,
        State,
        Student,
        Epochs,
        Agreement,
        Accuracy,
        Teacher,
        Seed,
        Time,
        Tags,
        Notes,
        ColumnCount
    };
    /// What a column is sorted by: a number where it shows one.
    static constexpr int SortRole = Qt::UserRole;
    static constexpr int IdRole = Qt::UserRole + 1;

    using QAbstractTableModel::QAbstractTableModel;

    /// Ascending in id. Rows that stay keep their selection.
    void setRuns(const std::vector<RunRecord> &runs);
    [[nodiscard]] const RunRecord &run(int row) const { return m_runs.at(static_cast<std::size_t>(row)); }
    /// -1 = not there.
    [[nodiscard]] int rowOf(std::int64_t run) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<RunRecord> m_runs;
};

/// Sorts by SortRole and filters by text in any column. Agreement is only ranked among runs of one weighting and
/// class list: a teacher that always says one class is easy to agree with.
class RunsOrder : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit RunsOrder(QObject *parent = nullptr);

protected:
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
};

} // namespace retort
