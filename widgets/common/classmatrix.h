#pragma once

#include <QColor>
#include <QImage>
#include <QPointF>
#include <QStringList>
#include <QWidget>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retort {

/// A table of classes against classes, in an order of one's own: names beside it as far as there is room, wheel
/// and drag zoom and move, a double click shows all, arrows go from cell to cell and Enter chooses one.
class ClassMatrix : public QWidget
{
    Q_OBJECT

public:
    explicit ClassMatrix(QWidget *parent = nullptr);

    void setClasses(const std::vector<std::string> &classes);
    /// What a cell says, by its place: also its tool tip, and read to who cannot see it.
    [[nodiscard]] virtual QString describeCell(int row, int column) const = 0;

    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Two classes, those of a cell: row, column.
    void cellClicked(int first, int second);

protected:
    struct CellText
    {
        QString text;
        QColor colour;
    };
    /// What is kept below the table for paintLegend().
    [[nodiscard]] virtual double legendHeight() const { return 48; }

    /// order[place] = class; a class may be missing.
    void setOrder(std::vector<std::int32_t> order);
    /// Other numbers, or other colours.
    void refreshCells();
    [[nodiscard]] int count() const { return static_cast<int>(m_order.size()); }
    [[nodiscard]] std::int32_t classAt(int place) const { return m_order[static_cast<std::size_t>(place)]; }
    [[nodiscard]] QString nameOf(std::int32_t index) const;

    /// A pixel a cell. Where isPooled(), of `side` x `side` pixels, each of which then stands for several cells
    /// and is drawn as a mark large enough to be seen.
    [[nodiscard]] virtual QImage cellImage(int side) const = 0;
    [[nodiscard]] virtual bool isPooled() const { return false; }
    [[nodiscard]] virtual CellText cellText(int row, int column) const
    {
        return void(row), void(column), CellText();
    }
    virtual void paintLegend(QPainter &painter) const = 0;

    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    /// How wide names may become beside the table, and how long above it.
    [[nodiscard]] double rowNameRoom() const;
    [[nodiscard]] double columnNameRoom() const;
    [[nodiscard]] QRectF square() const; ///< of all cells, on the widget
    [[nodiscard]] QRectF table() const;  ///< where cells may be seen
    [[nodiscard]] std::optional<std::pair<int, int>> cellAt(const QPointF &place) const;
    void paintTexts(QPainter &painter, const QRectF &whole, const QRectF &shown) const;
    void paintNames(QPainter &painter, const QRectF &whole, const QRectF &shown) const;
    void setHovered(std::optional<std::pair<int, int>> cell);
    void moveCell(int rows, int columns);

    std::vector<std::int32_t> m_order;
    QStringList m_classes;
    QImage m_cells;
    int m_cellsSide = 0;
    double m_zoom = 1;
    QPointF m_pan;
    std::optional<QPointF> m_press;
    bool m_panning = false;
    std::optional<std::pair<int, int>> m_hovered; ///< row, column
};

} // namespace retort
