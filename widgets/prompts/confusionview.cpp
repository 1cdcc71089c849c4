#include "widgets/prompts/confusionview.h"

#include "widgets/common/theme.h"
#include "widgets/prompts/confusionmodel.h"

#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace retort {

namespace {

constexpr int mostWithNumbers = 40; ///< classes; more get squares without numbers
constexpr int longestName = 5 * Theme::space5;

/// Names from the bottom up, as wide as a column is narrow.
class UprightHeader : public QHeaderView
{
public:
    explicit UprightHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent) {}

    [[nodiscard]] QSize sizeHint() const override
    {
        int longest = fontMetrics().height();
        for (int i = 0; model() && i < model()->columnCount(); ++i)
            longest = std::max(longest, fontMetrics().horizontalAdvance(text(i)));
        return {QHeaderView::sizeHint().width(), std::min(longest, longestName) + Theme::space3};
    }

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override
    {
        const Theme &theme = Theme::of(this);
        painter->save();
        painter->fillRect(rect, theme.surface);
        painter->setPen(theme.secondary);
        painter->translate(rect.left(), rect.bottom());
        painter->rotate(-90);
        const QRect place(Theme::space1, 0, rect.height() - Theme::space2, rect.width());
        painter->drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                          fontMetrics().elidedText(text(section), Qt::ElideRight, place.width()));
        painter->restore();
    }

private:
    [[nodiscard]] QString text(int section) const
    {
        return model()->headerData(section, Qt::Horizontal).toString();
    }
};

class ConfusionDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &theme = Theme::of(option.palette);
        const bool right = index.row() == index.column();
        const double share = index.data(ConfusionModel::ShareRole).toDouble();
        painter->save();
        // What is right is quiet: the eye is to find what is wrong.
        const QColor full = right ? theme.accent : theme.bad;
        const double shade = right ? 0.35 * share : std::min(1.0, share > 0 ? 0.08 + 1.6 * share : 0.0);
        const QColor fill = mixed(theme.surface, full, shade);
        painter->fillRect(option.rect.adjusted(0, 0, -1, -1), fill);
        if (index.model()->rowCount() <= mostWithNumbers) {
            painter->setPen(contrast(theme.text, fill) >= contrast(theme.surface, fill) ? theme.text
                                                                                        : theme.surface);
            QFont small = option.font;
            small.setPixelSize(Theme::smallPixels);
            painter->setFont(small);
            painter->drawText(option.rect, Qt::AlignCenter, index.data().toString());
        }
        if (option.state & QStyle::State_HasFocus) {
            painter->setPen(QPen(theme.text, 2));
            painter->drawRect(option.rect.adjusted(1, 1, -2, -2));
        }
        painter->restore();
    }
};

/// Names beside rows that are lower than the style's headers.
class LowHeader : public QHeaderView
{
public:
    explicit LowHeader(QWidget *parent) : QHeaderView(Qt::Vertical, parent) {}

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override
    {
        const Theme &theme = Theme::of(this);
        painter->fillRect(rect, theme.surface);
        painter->setPen(theme.secondary);
        const QRect place = rect.adjusted(Theme::space1, 0, -Theme::space2, 0);
        painter->drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                          fontMetrics().elidedText(model()->headerData(section, Qt::Vertical).toString(),
                                                   Qt::ElideRight, place.width()));
    }
};

} // namespace

ConfusionView::ConfusionView(ConfusionModel &model, QWidget *parent) : QTableView(parent)
{
    setHorizontalHeader(new UprightHeader(this));
    setVerticalHeader(new LowHeader(this));
    setItemDelegate(new ConfusionDelegate(this));
    setModel(&model);
    setAccessibleName(tr("Confusions: labels down, answers across"));
    setSelectionMode(NoSelection);
    setShowGrid(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMaximumWidth(longestName);
    for (QHeaderView *header : {horizontalHeader(), verticalHeader()}) {
        header->setMinimumSectionSize(1);
        header->setHighlightSections(false);
    }
    measure();
    connect(&model, &QAbstractItemModel::modelReset, this, &ConfusionView::measure);
    const auto choose = [this](const QModelIndex &index) {
        if (index.data(ConfusionModel::CountRole).toLongLong() > 0)
            Q_EMIT cellChosen(index.row(), index.column());
    };
    connect(this, &QTableView::clicked, this, choose);
    connect(this, &QTableView::activated, this, choose);
}

void ConfusionView::measure()
{
    const int side = model()->rowCount() <= mostWithNumbers
                         ? std::max(Theme::space5, fontMetrics().horizontalAdvance(QStringLiteral("0,000")))
                         : Theme::space4;
    horizontalHeader()->setDefaultSectionSize(side);
    verticalHeader()->setDefaultSectionSize(std::max(Theme::space5, fontMetrics().height()));
}

void ConfusionView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        measure();
}

} // namespace retort
