#pragma once

#include "graph/graphframe.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace retort {

/// The classes that a sample is tied to in either graph, the teacher's closest first: cosines of both sides and
/// the standardised difference.
class EdgeTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { ClassColumn, TeacherColumn, StudentColumn, DifferenceColumn, ColumnCount };

    explicit EdgeTableModel(QObject *parent = nullptr);

    void setSample(std::shared_ptr<const GraphFrame> frame, const std::vector<std::string> &classes,
                   std::optional<std::size_t> sample);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        QString name;
        std::optional<float> teacher;
        std::optional<float> student;
        std::optional<float> difference;
    };
    std::vector<Row> m_rows;
};

} // namespace retort
