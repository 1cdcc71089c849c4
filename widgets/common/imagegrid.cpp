#include "widgets/common/imagegrid.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace retort {

namespace {

constexpr int defaultSide = 4 * Theme::space5;
constexpr qreal dimmed = 0.35; // opacity of marked images

} // namespace

ImageGrid::ImageGrid(QWidget *parent) : QAbstractItemView(parent), m_side(defaultSide)
{
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setAccessibleName(tr("Images"));
    connect(&m_cache, &ThumbnailCache::loaded, viewport(), qOverload<>(&QWidget::update));
}

void ImageGrid::setImages(ImageListModel *model)
{
    m_images = model;
    setModel(model);
}

void ImageGrid::setPictureSide(int side, int cellWidth)
{
    m_side = side;
    m_cellWidth = cellWidth;
    updateGeometries();
    viewport()->update();
}

int ImageGrid::count() const
{
    return m_images ? m_images->rowCount() : 0;
}

QFont ImageGrid::captionFont() const
{
    QFont small = font();
    small.setPixelSize(Theme::smallPixels);
    return small;
}

int ImageGrid::narrowestCell() const
{
    return std::max(m_side, m_cellWidth) + Theme::space2;
}

int ImageGrid::columns() const
{
    return std::max(1, (viewport()->width() - Theme::space2) / narrowestCell());
}

QSize ImageGrid::cell() const
{
    const bool captions = m_images && m_images->hasCaptions();
    const int caption = captions ? QFontMetrics(captionFont()).height() + Theme::space1 : 0;
    // What is left of the width is shared out, so that the wall ends where its frame does.
    const int width = std::max(narrowestCell(), (viewport()->width() - Theme::space2) / columns());
    return {width, m_side + Theme::space2 + caption};
}

QRect ImageGrid::rectOf(int row) const
{
    const QSize size = cell();
    const int perRow = columns();
    return {Theme::space1 + row % perRow * size.width(),
            Theme::space1 + row / perRow * size.height() - verticalOffset(), size.width(), size.height()};
}

QRect ImageGrid::visualRect(const QModelIndex &index) const
{
    return index.isValid() ? rectOf(index.row()) : QRect();
}

QModelIndex ImageGrid::indexAt(const QPoint &point) const
{
    const QSize size = cell();
    const int column = (point.x() - Theme::space1) / size.width();
    const int line = (point.y() + verticalOffset() - Theme::space1) / size.height();
    if (point.x() < Theme::space1 || column >= columns() || line < 0)
        return {};
    const qint64 row = qint64(line) * columns() + column;
    return row < count() ? m_images->index(static_cast<int>(row), 0) : QModelIndex();
}

void ImageGrid::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    if (!index.isValid())
        return;
    const QRect rect = visualRect(index);
    const int height = viewport()->height();
    int top = rect.top();
    if (hint == EnsureVisible)
        top = rect.top() < 0 ? rect.top() : std::max(0, rect.bottom() - height + 1);
    else if (hint == PositionAtCenter)
        top = rect.center().y() - height / 2;
    else if (hint == PositionAtBottom)
        top = rect.bottom() - height + 1;
    verticalScrollBar()->setValue(verticalScrollBar()->value() + top);
}

QModelIndex ImageGrid::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    if (count() == 0)
        return {};
    const int perRow = columns();
    const int page = std::max(1, viewport()->height() / cell().height()) * perRow;
    int row = currentIndex().isValid() ? currentIndex().row() : -1;
    if (row < 0)
        return m_images->index(0, 0);
    switch (action) {
    case MoveUp:
        row = row >= perRow ? row - perRow : row;
        break;
    case MoveDown:
        row = row + perRow < count() ? row + perRow : row;
        break;
    case MoveLeft:
    case MovePrevious:
        --row;
        break;
    case MoveRight:
    case MoveNext:
        ++row;
        break;
    case MovePageUp:
        row -= page;
        break;
    case MovePageDown:
        row += page;
        break;
    case MoveHome:
        row = 0;
        break;
    case MoveEnd:
        row = count() - 1;
        break;
    }
    return m_images->index(std::clamp(row, 0, count() - 1), 0);
}

int ImageGrid::horizontalOffset() const
{
    return 0;
}

int ImageGrid::verticalOffset() const
{
    return verticalScrollBar()->value();
}

bool ImageGrid::isIndexHidden(const QModelIndex &) const
{
    return false;
}

void ImageGrid::setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags flags)
{
    // From the cell under one corner to the cell under the other, in reading order, as in a text.
    const QModelIndex first = indexAt(rect.topLeft());
    const QModelIndex last = indexAt(rect.bottomRight());
    QItemSelection selection;
    if (first.isValid() && last.isValid())
        selection.select(std::min(first, last), std::max(first, last));
    else if (first.isValid() || last.isValid())
        selection.select(first.isValid() ? first : last, first.isValid() ? first : last);
    selectionModel()->select(selection, flags);
}

QRegion ImageGrid::visualRegionForSelection(const QItemSelection &selection) const
{
    return selection.isEmpty() ? QRegion() : QRegion(viewport()->rect());
}

void ImageGrid::reset()
{
    QAbstractItemView::reset();
    if (m_images)
        m_cache.setSource(m_images->source());
    verticalScrollBar()->setValue(0);
    updateGeometries();
    viewport()->update();
}

void ImageGrid::rowsInserted(const QModelIndex &parent, int start, int end)
{
    QAbstractItemView::rowsInserted(parent, start, end);
    updateGeometries();
}

void ImageGrid::updateGeometries()
{
    const int perRow = columns();
    const int first = verticalOffset() / cell().height() * m_columnsBefore; // image at the top before
    const qint64 lines = (qint64(count()) + perRow - 1) / perRow;
    const qint64 height = lines * cell().height() + 2 * Theme::space1;
    QScrollBar *bar = verticalScrollBar();
    bar->setSingleStep(cell().height() / 2);
    bar->setPageStep(viewport()->height());
    bar->setRange(
        0, static_cast<int>(std::clamp<qint64>(height - viewport()->height(), 0, QWIDGETSIZE_MAX * qint64(100))));
    if (perRow != m_columnsBefore)
        bar->setValue(first / perRow * cell().height());
    m_columnsBefore = perRow;
    QAbstractItemView::updateGeometries();
}

void ImageGrid::resizeEvent(QResizeEvent *event)
{
    QAbstractItemView::resizeEvent(event);
    updateGeometries();
}

void ImageGrid::scrollContentsBy(int dx, int dy)
{
    Q_UNUSED(dx)
    Q_UNUSED(dy)
    viewport()->update();
}

bool ImageGrid::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_images) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QModelIndex index = indexAt(help->pos());
        if (index.isValid()) {
            const QString failure = m_cache.failure(m_images->image(index.row()));
            const QString name = index.data(Qt::ToolTipRole).toString();
            QToolTip::showText(help->globalPos(), failure.isEmpty() ? name : failure, viewport());
            return true;
        }
    }
    return QAbstractItemView::viewportEvent(event);
}

void ImageGrid::wantVisible()
{
    const int perRow = columns();
    const int firstLine = verticalOffset() / cell().height();
    const int lastLine = (verticalOffset() + viewport()->height()) / cell().height() + 1; // one beyond
    std::vector<std::int64_t> wanted;
    const qint64 end = std::min<qint64>(count(), (qint64(lastLine) + 1) * perRow);
    for (qint64 row = qint64(firstLine) * perRow; row < end; ++row)
        wanted.push_back(m_images->image(static_cast<int>(row)));
    m_cache.setSide(qRound(m_side * devicePixelRatioF()));
    m_cache.want(std::move(wanted));
}

void ImageGrid::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), Theme::of(this).surface);
    if (count() == 0)
        return;
    wantVisible();
    const int perRow = columns();
    const int firstLine = std::max(0, event->rect().top() + verticalOffset() - Theme::space1) / cell().height();
    const int lastLine = (event->rect().bottom() + verticalOffset()) / cell().height();
    const qint64 end = std::min<qint64>(count(), (qint64(lastLine) + 1) * perRow);
    for (qint64 row = qint64(firstLine) * perRow; row < end; ++row)
        paintCell(painter, static_cast<int>(row));
}

void ImageGrid::paintCell(QPainter &painter, int row) const
{
    const Theme &theme = Theme::of(this);
    const QRect rect = rectOf(row);
    const QModelIndex index = m_images->index(row, 0);
    const bool selected = selectionModel()->isSelected(index);
    const QRect picture(rect.left() + (rect.width() - m_side) / 2, rect.top() + Theme::space1, m_side, m_side);
    const std::int64_t image = m_images->image(row);
    const bool marked = m_images->isMarked(row);
    painter.setOpacity(marked ? dimmed : 1.0);
    if (const QPixmap *pixmap = m_cache.thumbnail(image)) {
        const QSizeF size = QSizeF(pixmap->size()) / devicePixelRatioF();
        painter.drawPixmap(QRectF(picture.center().x() + 0.5 - size.width() / 2,
                                  picture.center().y() + 0.5 - size.height() / 2, size.width(), size.height()),
                           *pixmap, QRectF(pixmap->rect()));
    } else {
        painter.fillRect(picture, theme.window);
        if (!m_cache.failure(image).isEmpty()) {
            painter.setPen(theme.secondary);
            painter.drawText(picture, Qt::AlignCenter | Qt::TextWordWrap, tr("unreadable"));
        }
    }
    painter.setOpacity(1.0);
    if (marked) {
        const QRect badge(picture.right() - Theme::space4 + 1, picture.top(), Theme::space4, Theme::space4);
        painter.fillRect(badge, theme.surface);
        icon(QStringLiteral("remove"), IconTone::Text).paint(&painter, badge);
    }
    if (selected || (index == currentIndex() && hasFocus())) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(selected ? theme.accent : theme.secondary, Theme::space1 / 2.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(picture).adjusted(-1, -1, 1, 1), Theme::space1, Theme::space1);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    if (m_images->hasCaptions()) {
        const QFontMetrics metrics(captionFont());
        const QRect line(rect.left(), picture.bottom() + Theme::space1, rect.width(), metrics.height());
        painter.setFont(captionFont());
        painter.setPen(theme.text);
        painter.drawText(line, Qt::AlignHCenter | Qt::AlignVCenter,
                         metrics.elidedText(index.data().toString(), Qt::ElideRight, line.width()));
    }
}

} // namespace retort
