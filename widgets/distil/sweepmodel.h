#pragma once

#include "workflow/sweepranking.h"

#include <QAbstractTableModel>

namespace retort {

/// The points of a sweep, best first.
class SweepModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Point, Mean, Deviation, Epochs, Runs, State, ColumnCount };
    enum Role { BestRunRole = Qt::UserRole + 1 }; ///< id of the point's run with the best agreement

    explicit SweepModel(QObject *parent = nullptr);

    void setRanking(const SweepRanking &ranking);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString shown(const SweepRow &row, int column) const;
    SweepRanking m_ranking;
};

} // namespace retort
