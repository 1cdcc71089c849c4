#pragma once

#include "export/classify.h"

#include <QAbstractTableModel>

#include <string>
#include <vector>

namespace retort {

/// How many of some images each class gets, beside the share it had among those that the student was made with.
class ClassSharesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Images, NewShare, OldShare, ColumnCount };

    explicit ClassSharesModel(QObject *parent = nullptr);

    void show(std::vector<std::string> classes, const Classification &result, const NewAgainstOld &compared);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        QString name;
        qint64 images = 0;
        double newShare = 0;  ///< percent
        double oldShare = -1; ///< percent, -1: not known
    };
    std::vector<Row> m_rows;
};

} // namespace retort
