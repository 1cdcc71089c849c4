#include "widgets/prompts/templatedelegate.h"

#include "widgets/common/theme.h"
#include "widgets/prompts/templatemodel.h"
#include "widgets/prompts/weightbar.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPersistentModelIndex>
#include <QStyle>

namespace retort {

namespace {

constexpr const char *rowProperty = "template";

/// Whether the event would end the editing and take over what was typed.
bool leaves(const QEvent &event)
{
    if (event.type() == QEvent::FocusOut)
        return true;
    if (event.type() != QEvent::KeyPress)
        return false;
    const int key = static_cast<const QKeyEvent &>(event).key();
    return key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Tab || key == Qt::Key_Backtab;
}

} // namespace

TemplateDelegate::TemplateDelegate(TemplateModel &model, QObject *parent)
    : QStyledItemDelegate(parent), m_model(model)
{}

WeightLook TemplateDelegate::look(const QModelIndex &index) const
{
    WeightLook look;
    look.weight = index.data(TemplateModel::WeightRole).toDouble();
    look.full = m_model.fullWeight();
    look.locked = index.data(TemplateModel::LockedRole).toBool();
    look.muted = index.data(TemplateModel::MutedRole).toBool();
    look.spread = m_model.weighting().rule == WeightRule::AutoClip;
    look.enabled = !index.data(TemplateModel::WaitingRole).toBool();
    if (m_strip)
        look.strip = m_strip(index.siblingAtColumn(TemplateModel::TextColumn).data().toString());
    return look;
}

void TemplateDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::of(option.palette);
    if (index.column() == TemplateModel::WeightColumn) {
        painter->save();
        painter->setFont(option.font);
        paintWeight(*painter, option.rect, look(index), theme);
        painter->restore();
        return;
    }
    QStyleOptionViewItem shown = option;
    initStyleOption(&shown, index);
    shown.text.clear();
    shown.icon = {};
    shown.state &= ~QStyle::State_HasFocus;
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &shown, painter, option.widget);
    const QIcon icon = index.data(Qt::DecorationRole).value<QIcon>();
    if (index.column() != TemplateModel::TextColumn) {
        const int side = Theme::space4;
        icon.paint(painter, QStyle::alignedRect(Qt::LeftToRight, Qt::AlignCenter, {side, side}, option.rect));
        return;
    }
    const bool waiting = index.data(TemplateModel::WaitingRole).toBool();
    const bool quiet = waiting || index.data(TemplateModel::MutedRole).toBool();
    const QString text = index.data().toString();
    const QRect place = option.rect.adjusted(Theme::space2, 0, -Theme::space1, 0);
    painter->save();
    painter->setFont(option.font);
    painter->setPen(quiet ? theme.secondary : theme.text);
    painter->drawText(place, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(waiting ? tr("%1 (encoding …)").arg(text) : text,
                                                    Qt::ElideRight, place.width()));
    painter->restore();
}

QWidget *TemplateDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &,
                                        const QModelIndex &index) const
{
    auto *editor = new QLineEdit(parent);
    editor->setProperty(rowProperty, QPersistentModelIndex(index));
    editor->setProperty("role", QStringLiteral("inline"));
    editor->setAccessibleName(tr("Words of the template, with {} where the class name goes"));
    return editor;
}

void TemplateDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                                            const QModelIndex &index) const
{
    if (index.column() == TemplateModel::WeightColumn)
        editor->setGeometry(option.rect);
    else
        QStyledItemDelegate::updateEditorGeometry(editor, option, index);
}

bool TemplateDelegate::eventFilter(QObject *object, QEvent *event)
{
    auto *editor = qobject_cast<QLineEdit *>(object);
    if (editor && leaves(*event)) {
        const int row = editor->property(rowProperty).value<QPersistentModelIndex>().row();
        const QString reason = row < 0 ? QString() : m_model.reasonAgainst(row, editor->text());
        if (!reason.isEmpty()) {
            Q_EMIT m_model.refused(reason);
            return event->type() == QEvent::KeyPress; // it stays, to be corrected
        }
    }
    return QStyledItemDelegate::eventFilter(object, event);
}

} // namespace retort
