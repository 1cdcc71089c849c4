#pragma once

#include "datasets/dataset.h"

#include <QAbstractTableModel>

#include <vector>

namespace retort {

/// The images of a data set that could not be read, and why.
class UnreadableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, ReasonColumn, ColumnCount };

    explicit UnreadableModel(QObject *parent = nullptr);

    void setImages(std::vector<UnreadableImage> images);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<UnreadableImage> m_images;
};

} // namespace retort
