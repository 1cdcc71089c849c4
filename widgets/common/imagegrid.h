#pragma once

#include "widgets/common/imagelistmodel.h"
#include "widgets/common/thumbnailcache.h"

#include <QAbstractItemView>

namespace retort {

/// A wall of thumbnails. Cells are all of one size, so that a place follows from a row by arithmetic: a million
/// images scroll like ten. Shows an ImageListModel; arrows, Home, End and Page keys move, images are loaded when
/// they come into view.
class ImageGrid : public QAbstractItemView
{
    Q_OBJECT

public:
    explicit ImageGrid(QWidget *parent = nullptr);

    /// Instead of setModel(); does not take ownership.
    void setImages(ImageListModel *model);
    /// Edge of the largest picture, and the least width of a cell where captions need more; logical pixels.
    void setPictureSide(int side, int cellWidth = 0);
    /// Everything in view is loaded.
    [[nodiscard]] bool settled() const { return m_cache.settled(); }

    [[nodiscard]] QRect visualRect(const QModelIndex &index) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    [[nodiscard]] QModelIndex indexAt(const QPoint &point) const override;
    void reset() override;

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    [[nodiscard]] int horizontalOffset() const override;
    [[nodiscard]] int verticalOffset() const override;
    [[nodiscard]] bool isIndexHidden(const QModelIndex &index) const override;
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags flags) override;
    [[nodiscard]] QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent *event) override;
    void updateGeometries() override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;

private:
    [[nodiscard]] int count() const;
    [[nodiscard]] int columns() const;
    [[nodiscard]] QSize cell() const;
    [[nodiscard]] QRect rectOf(int row) const; ///< in viewport coordinates
    [[nodiscard]] int narrowestCell() const;
    [[nodiscard]] QFont captionFont() const;
    void wantVisible();
    void paintCell(QPainter &painter, int row) const;

    ImageListModel *m_images = nullptr;
    ThumbnailCache m_cache;
    int m_side;
    int m_cellWidth = 0;     ///< at least
    int m_columnsBefore = 1; ///< to stay at the same images when the width changes
};

} // namespace retort
