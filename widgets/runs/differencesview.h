#pragma once

#include "runs/differences.h"

#include <QAbstractTableModel>
#include <QWidget>

#include <vector>

class QLabel;
class QStackedLayout;
class QTableView;

namespace retort {

/// What differs between runs: a row a difference, a column a run.
class DifferencesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setRuns(const std::vector<RunRecord> &runs);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<RunDifference> m_differences;
    QStringList m_titles; ///< of the runs
};

/// The recipes of the selected runs side by side, only where they differ.
class DifferencesView : public QWidget
{
    Q_OBJECT

public:
    explicit DifferencesView(QWidget *parent = nullptr);

    void setRuns(const std::vector<RunRecord> &runs);

private:
    DifferencesModel *m_model;
    QTableView *m_table;
    QLabel *m_empty;
    QStackedLayout *m_stack;
};

} // namespace retort
