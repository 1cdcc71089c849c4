#pragma once

#include "widgets/common/livescore.h"

#include <QAbstractTableModel>

#include <memory>

namespace retort {

/// What each class gets under the weighting: how many images, how that differs from the baseline, how sure.
class ClassScoreModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, ImagesColumn, DifferenceColumn, MarginColumn, ColumnCount };
    /// 0 .. 1 of the largest count: the bar, and the baseline's place on it (absent without a baseline).
    enum Role { ShareRole = Qt::UserRole + 1, BaselineShareRole };

    explicit ClassScoreModel(QObject *parent = nullptr);

    /// Either may be null; a baseline of other classes is not compared.
    void setPictures(std::shared_ptr<const LivePicture> picture, std::shared_ptr<const LivePicture> baseline);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] std::int64_t images(const LivePicture &picture, int row) const;

    std::shared_ptr<const LivePicture> m_picture;
    std::shared_ptr<const LivePicture> m_baseline;
    std::int64_t m_largest = 1;
};

} // namespace retort
