#pragma once

#include "graph/graphframe.h"

#include <QImage>
#include <QPointF>
#include <QStringList>
#include <QWidget>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retort {

/// The correlations between class proxies as a table, in the order of the circle: the teacher's above the
/// diagonal, the student's below, so that a cell and its mirror image are the same two classes on both sides.
/// Wheel and drag zoom and move.
class MatrixView : public QWidget
{
    Q_OBJECT

public:
    explicit MatrixView(QWidget *parent = nullptr);

    void setFrame(std::shared_ptr<const GraphFrame> frame);
    void setClasses(const std::vector<std::string> &classes);
    void setNames(const QString &teacher, const QString &student);
    /// Classes in view are written; what a cell says is in the tool tip and in describeCell().
    [[nodiscard]] QString describeCell(int row, int column) const;

    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Two classes, those of a cell.
    void cellClicked(int first, int second);

protected:
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
    [[nodiscard]] int count() const;
    [[nodiscard]] QRectF square() const; ///< of all cells, on the widget
    [[nodiscard]] QRectF table() const;  ///< where cells may be seen
    [[nodiscard]] std::optional<std::pair<int, int>> cellAt(const QPointF &place) const;
    void paintCells();
    void paintNames(QPainter &painter, const QRectF &whole, const QRectF &shown) const;
    void paintLegend(QPainter &painter) const;
    void setHovered(std::optional<std::pair<int, int>> cell);
    void moveCell(int rows, int columns);

    std::shared_ptr<const GraphFrame> m_frame;
    QStringList m_classes;
    QString m_teacher;
    QString m_student;
    QImage m_cells; ///< a pixel a cell
    double m_zoom = 1;
    QPointF m_pan;
    std::optional<QPointF> m_press;
    bool m_panning = false;
    std::optional<std::pair<int, int>> m_hovered; ///< row, column
};

} // namespace retort
