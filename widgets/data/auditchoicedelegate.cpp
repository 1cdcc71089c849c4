#include "widgets/data/auditchoicedelegate.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/data/auditchoicemodel.h"

#include <QApplication>
#include <QPainter>

namespace retort {

void AuditChoiceDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    const QString text = row.text;
    row.text.clear();
    const QStyle *style = row.widget ? row.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);

    const Theme &theme = Theme::of(row.widget);
    painter->save();
    const QRect inner = option.rect.adjusted(Theme::space2, 0, -Theme::space2, 0);
    const int cap = option.fontMetrics.height() + Theme::space1;
    const QRect key(inner.left(), inner.center().y() + 1 - cap / 2, cap, cap);
    if (const QString name = index.data(AuditChoiceModel::KeyRole).toString(); !name.isEmpty()) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(theme.border);
        painter->setBrush(theme.window);
        painter->drawRoundedRect(QRectF(key).adjusted(0.5, 0.5, -0.5, -0.5), Theme::space1, Theme::space1);
        painter->setPen(theme.secondary);
        painter->drawText(key, Qt::AlignCenter, name);
    }
    int right = inner.right();
    if (index.data(AuditChoiceModel::ChosenRole).toBool()) {
        const QRect tick(right - Theme::space4, inner.center().y() + 1 - Theme::space4 / 2, Theme::space4,
                         Theme::space4);
        icon(QStringLiteral("check"), IconTone::Accent).paint(painter, tick);
        right = tick.left();
    }
    painter->setPen(theme.text);
    const QRect words(key.right() + Theme::space3, inner.top(), right - key.right() - 2 * Theme::space3,
                      inner.height());
    painter->drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                      option.fontMetrics.elidedText(text, Qt::ElideRight, words.width()));
    painter->restore();
}

QSize AuditChoiceDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width(), option.fontMetrics.height() + Theme::space3};
}

} // namespace retort
