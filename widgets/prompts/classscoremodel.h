#pragma once

#include "widgets/common/livescore.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace retort {

/// What each class gets under the weighting: how many images, how that differs from the baseline, how sure, and
/// where labels may be seen how right.
class ClassScoreModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        ImagesColumn,
        DifferenceColumn,
        MarginColumn,
        RecallColumn,
        PrecisionColumn,
        ColumnCount
    };
    enum Role {
        ShareRole = Qt::UserRole + 1, ///< 0 .. 1 of the largest count: the bar
        BaselineShareRole,            ///< the baseline's place on it; absent without one
        SortRole                      ///< a number or a text
    };

    explicit ClassScoreModel(QObject *parent = nullptr);

    /// Either may be null; a baseline of other classes is not compared. Where the picture is of a sample, the
    /// baseline is counted on the same images.
    void setPictures(std::shared_ptr<const LivePicture> picture, std::shared_ptr<const LivePicture> baseline,
                     bool withLabels);
    /// Images a class gets under the baseline; empty: none that can be compared.
    [[nodiscard]] const std::vector<std::int64_t> &before() const { return m_before; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] const Proportion *measured(int row, int column) const; ///< null: not known, or not to be seen
    [[nodiscard]] QVariant sorted(int row, int column) const;

    std::shared_ptr<const LivePicture> m_picture;
    std::vector<std::int64_t> m_before;
    std::int64_t m_largest = 1;
    bool m_withLabels = false;
};

} // namespace retort
