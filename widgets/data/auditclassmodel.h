#pragma once

#include "measure/sampleestimates.h"
#include "prompts/classlist.h"

#include <QAbstractTableModel>

#include <vector>

namespace retort {

/// What an audit says of each class: recall and precision with intervals, and what its images are taken for.
class AuditClassModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, AnswersColumn, RecallColumn, PrecisionColumn, ConfusedColumn, ColumnCount };

    explicit AuditClassModel(QObject *parent = nullptr);

    void setFigures(const ClassList &classes, const SampleFigures &figures,
                    const std::vector<ConfusionCell> &confusion);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    ClassList m_classes;
    std::vector<ClassFigures> m_figures;
    std::vector<QString> m_confused; ///< a class: what its images are taken for
};

} // namespace retort
