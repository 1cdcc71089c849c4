#pragma once

#include "measure/sampleestimates.h"
#include "prompts/classlist.h"

#include <QAbstractTableModel>

#include <vector>

namespace retort {

/// Labels (rows) against answers (columns): how many labelled images of one class get the other. Only pairs that
/// occur are kept, so a thousand classes cost no more than their confusions.
class ConfusionModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        ShareRole = Qt::UserRole + 1, ///< of the images with this label, 0 .. 1
        CountRole                     ///< qint64
    };

    explicit ConfusionModel(QObject *parent = nullptr);

    /// `cells` by label, then answer, as sampleConfusion() gives them.
    void setCells(std::vector<ConfusionCell> cells, const ClassList &classes);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] const ConfusionCell *cell(const QModelIndex &index) const; ///< null: none occurs
    [[nodiscard]] QString name(int classIndex) const;

    std::vector<ConfusionCell> m_cells;
    ClassList m_classes;
};

} // namespace retort
