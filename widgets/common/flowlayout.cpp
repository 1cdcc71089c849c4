#include "widgets/common/flowlayout.h"

#include "widgets/common/theme.h"

#include <algorithm>

namespace retort {

FlowLayout::FlowLayout(QWidget *parent) : QLayout(parent)
{
    setContentsMargins(0, 0, 0, 0);
    setSpacing(Theme::space2);
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

void FlowLayout::addItem(QLayoutItem *item)
{
    m_items.append(item);
}

int FlowLayout::count() const
{
    return static_cast<int>(m_items.size());
}

QLayoutItem *FlowLayout::itemAt(int index) const
{
    return m_items.value(index);
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const
{
    return arrange(QRect(0, 0, width, 0), false);
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

QSize FlowLayout::sizeHint() const
{
    QSize size;
    for (const QLayoutItem *item : m_items)
        if (!item->isEmpty())
            size = {size.width() + item->sizeHint().width() + spacing(),
                    std::max(size.height(), item->sizeHint().height())};
    return size;
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem *item : m_items)
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    return size;
}

int FlowLayout::arrange(const QRect &rect, bool move) const
{
    int y = rect.y();
    for (qsizetype first = 0; first < m_items.size();) {
        // As many as fit into the line, at least one.
        int width = 0;
        int height = 0;
        qsizetype last = first;
        for (; last < m_items.size(); ++last) {
            if (m_items[last]->isEmpty())
                continue;
            const QSize size = m_items[last]->sizeHint();
            if (width > 0 && width + spacing() + size.width() > rect.width())
                break;
            width += (width > 0 ? spacing() : 0) + size.width();
            height = std::max(height, size.height());
        }
        int x = rect.x();
        for (qsizetype i = first; i < last && move; ++i) {
            if (m_items[i]->isEmpty())
                continue;
            const QSize size = m_items[i]->sizeHint().boundedTo({rect.width(), height});
            m_items[i]->setGeometry(QRect(QPoint(x, y + (height - size.height()) / 2), size));
            x += size.width() + spacing();
        }
        if (height > 0)
            y += height + spacing();
        first = last;
    }
    return std::max(0, y - rect.y() - spacing());
}

} // namespace retort
