#pragma once

#include "store/records.h"

#include <QAbstractTableModel>

#include <vector>

namespace retort {

/// The runs of the queue in their order; those that wait can be dragged to another place.
class QueueModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, State, Epochs, Seed, Sweep, ColumnCount };
    enum Role { IdRole = Qt::UserRole + 1 };

    explicit QueueModel(QObject *parent = nullptr);

    /// In the order of the queue. What stays keeps its index.
    void setQueue(std::vector<RunRecord> queue);
    /// News of one of them, whose place is the same; of a run that is not in the queue: nothing.
    void setRun(const RunRecord &run);
    [[nodiscard]] const std::vector<RunRecord> &queue() const { return m_queue; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData *mimeData(const QModelIndexList &indexes) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                      const QModelIndex &parent) override;

Q_SIGNALS:
    /// Somebody dropped these runs before the row (as it was then).
    void moveRequested(const QList<qint64> &runs, int before);

private:
    std::vector<RunRecord> m_queue;
};

} // namespace retort
