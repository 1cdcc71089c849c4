#pragma once

#include <QStyledItemDelegate>

namespace retort {

/// A row of AuditChoiceModel: its key as a cap on the left, the text, a tick where it was chosen before.
class AuditChoiceDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace retort
