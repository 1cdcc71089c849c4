#include "widgets/prompts/sharedelegate.h"

#include "widgets/common/theme.h"
#include "widgets/prompts/classscoremodel.h"

#include <QPainter>

#include <algorithm>

namespace retort {

void ShareDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::of(option.palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const int numbers = std::max(option.fontMetrics.horizontalAdvance(QStringLiteral("00,000")),
                                 option.fontMetrics.horizontalAdvance(index.data().toString()));
    const QRectF track =
        QRectF(option.rect).adjusted(Theme::space1, Theme::space2, -numbers - Theme::space2, -Theme::space2);
    if (track.width() > Theme::space4) {
        const double share = index.data(ClassScoreModel::ShareRole).toDouble();
        painter->setPen(Qt::NoPen);
        painter->setBrush(mixed(theme.surface, theme.text, 0.07));
        painter->drawRoundedRect(track, 3, 3);
        painter->setBrush(theme.accent);
        painter->drawRoundedRect(QRectF(track.left(), track.top(), track.width() * share, track.height()), 3, 3);
        const QVariant baseline = index.data(ClassScoreModel::BaselineShareRole);
        if (baseline.isValid()) {
            const double x = track.left() + track.width() * baseline.toDouble();
            painter->setPen(QPen(theme.text, 2));
            painter->drawLine(QPointF(x, track.top() - 2), QPointF(x, track.bottom() + 2));
        }
    }
    painter->setPen(option.palette.color(QPalette::Text));
    painter->drawText(option.rect.adjusted(0, 0, -Theme::space2, 0), Qt::AlignRight | Qt::AlignVCenter,
                      index.data().toString());
    painter->restore();
}

} // namespace retort
