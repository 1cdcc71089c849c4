#pragma once

#include "graph/classlikeness.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <vector>

namespace retort {

/// How alike both sides are, a class a row. The role Qt::UserRole has values to sort by.
class ClassLikenessModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { ClassColumn, SamplesColumn, AgreementColumn, KlColumn, RowsColumn, ColumnsColumn, ColumnCount };

    explicit ClassLikenessModel(QObject *parent = nullptr);

    void setFigures(const QStringList &classes, std::vector<ClassLikeness> figures);
    [[nodiscard]] const QStringList &classes() const { return m_classes; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] std::optional<double> number(std::size_t row, int column) const;

    QStringList m_classes;
    std::vector<ClassLikeness> m_figures;
};

} // namespace retort
