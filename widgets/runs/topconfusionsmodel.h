#pragma once

#include "measure/sampleestimates.h"
#include "prompts/classlist.h"

#include <QAbstractTableModel>

#include <vector>

namespace retort {

/// What is confused most, in words, a pair of classes a row.
class TopConfusionsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { WordsColumn, ImagesColumn, ShareColumn, ColumnCount };

    explicit TopConfusionsModel(QObject *parent = nullptr);

    /// In the order in which they are to be shown.
    void setCells(std::vector<ConfusionCell> cells, const ClassList &classes);
    [[nodiscard]] const ConfusionCell &cell(int row) const { return m_cells[static_cast<std::size_t>(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<ConfusionCell> m_cells;
    ClassList m_classes;
};

} // namespace retort
