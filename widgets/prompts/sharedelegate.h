#pragma once

#include <QStyledItemDelegate>

namespace retort {

/// Draws a count with a bar behind it, and a tick where the baseline has it (ClassScoreModel's roles).
class ShareDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace retort
