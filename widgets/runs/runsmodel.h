#pragma once

#include "runs/filter.h"
#include "store/records.h"

#include <QAbstractTableModel>
#include <QColor>
#include <QHash>

#include <cstdint>
#include <unordered_set>
#include <vector>

class QCollator;

namespace retort {

/// The runs of a project as a table: those that a filter lets through, one a row or all seeds of a recipe in one,
/// sorted. Below a row of several seeds that is open they are rows of their own. Behind the columns named here
/// there is one for each key of a recipe.
class RunsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Star,
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
        FixedColumns
    };
    static constexpr int IdRole = Qt::UserRole;       ///< of the row's first run
    static constexpr int KindRole = Qt::UserRole + 1; ///< RowKind
    enum RowKind { SingleRun, ClosedGroup, OpenGroup, RunInGroup };

    explicit RunsModel(QObject *parent = nullptr);

    /// Ascending in id. Rows that stay keep their selection.
    void setRuns(const std::vector<RunRecord> &runs);
    /// News of one of them: as cheap as it can be where no row comes, goes or moves. False: there is no such run.
    bool setRun(const RunRecord &run);
    void setFilter(const RunFilter &filter);
    /// Runs that differ in their seed alone are one row: accuracies as mean and deviation.
    void setGrouped(bool grouped);
    [[nodiscard]] bool grouped() const { return m_grouped; }
    [[nodiscard]] RowKind kindOf(int row) const;
    /// Shows the runs of a group below it, or no more. Does nothing for another row.
    void setOpen(int row, bool open);
    /// Colours of the runs whose curves are drawn.
    void setMarks(const QHash<qint64, QColor> &marks);

    /// All of them, filtered out ones included.
    [[nodiscard]] const std::vector<RunRecord> &runs() const { return m_runs; }
    [[nodiscard]] std::size_t shownRuns() const; ///< how many are let through
    [[nodiscard]] std::vector<std::int64_t> runsOf(int row) const;
    /// The row that has it, its own where it has one; -1 = none.
    [[nodiscard]] int rowOf(std::int64_t run) const;
    /// "lr" for a column of a recipe's key, else empty.
    [[nodiscard]] static QString recipeKey(int column);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    void renamed(qint64 run, const QString &name);

private:
    struct Row
    {
        std::vector<std::size_t> runs; ///< places in m_runs
        bool inside = false;           ///< a run of the open group above it
    };
    struct SortKey;

    [[nodiscard]] std::vector<const RunRecord *> recordsOf(const std::vector<std::size_t> &places) const;
    [[nodiscard]] std::vector<Row> wantedRows() const;
    [[nodiscard]] SortKey sortKey(const Row &row, const QCollator &collator) const;
    [[nodiscard]] static bool sortsBefore(const SortKey &a, const SortKey &b);
    void order(std::vector<Row> &rows) const;
    [[nodiscard]] bool inOrder(std::size_t row) const;
    [[nodiscard]] bool isOpen(const Row &row) const;
    void show(std::vector<RunRecord> runs);
    /// What a row is known by whatever list it is in.
    [[nodiscard]] std::int64_t keyOf(const Row &row) const;
    [[nodiscard]] QVariant accessibleText(const QModelIndex &index) const;

    std::vector<RunRecord> m_runs;
    std::vector<Row> m_rows;
    RunFilter m_filter;
    bool m_grouped = false;
    int m_sortColumn = Name;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    QHash<qint64, QColor> m_marks;
    std::unordered_set<std::int64_t> m_open; ///< runs of groups that are open
};

} // namespace retort
