#include "runnamedelegate.h"

#include "runsmodel.h"
#include "widgets/common/icons.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

namespace retort {

namespace {

constexpr int arrowWidth = 20;
constexpr int arrowIcon = 14;

RunsModel::RowKind kindOf(const QModelIndex &index)
{
    return static_cast<RunsModel::RowKind>(index.data(RunsModel::KindRole).toInt());
}

int indentOf(const QModelIndex &index)
{
    const auto *model = qobject_cast<const RunsModel *>(index.model());
    if (!model || !model->grouped())
        return 0;
    return kindOf(index) == RunsModel::RunInGroup ? 2 * arrowWidth : arrowWidth;
}

QRect arrowOf(const QStyleOptionViewItem &option)
{
    return {option.rect.topLeft(), QSize(arrowWidth, option.rect.height())};
}

} // namespace

void RunNameDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int indent = indentOf(index);
    if (indent == 0) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem whole = option;
    initStyleOption(&whole, index);
    const QStyle *style = whole.widget ? whole.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &whole, painter, whole.widget);
    QStyleOptionViewItem rest = option;
    rest.rect.setLeft(rest.rect.left() + indent);
    QStyledItemDelegate::paint(painter, rest, index);
    const RunsModel::RowKind kind = kindOf(index);
    if (kind != RunsModel::ClosedGroup && kind != RunsModel::OpenGroup)
        return;
    QRect place(0, 0, arrowIcon, arrowIcon);
    place.moveCenter(arrowOf(option).center());
    const bool closed = kind == RunsModel::ClosedGroup;
    icon(closed ? QStringLiteral("chevron-right") : QStringLiteral("chevron-down"), IconTone::Secondary)
        .paint(painter, place);
}

QSize RunNameDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return QStyledItemDelegate::sizeHint(option, index) + QSize(indentOf(index), 0);
}

void RunNameDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                                           const QModelIndex &index) const
{
    QStyleOptionViewItem rest = option;
    rest.rect.setLeft(rest.rect.left() + indentOf(index));
    QStyledItemDelegate::updateEditorGeometry(editor, rest, index);
}

bool RunNameDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                                  const QModelIndex &index)
{
    const RunsModel::RowKind kind = kindOf(index);
    if (event->type() == QEvent::MouseButtonRelease &&
        (kind == RunsModel::ClosedGroup || kind == RunsModel::OpenGroup)) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (mouse->button() == Qt::LeftButton && arrowOf(option).contains(mouse->position().toPoint())) {
            Q_EMIT arrowClicked(index);
            return true;
        }
    }
    return QStyledItemDelegate::editorEvent(event, model, option, index);
}

} // namespace retort
