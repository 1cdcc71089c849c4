#pragma once

#include "widgets/common/chartscene.h"

#include <QElapsedTimer>
#include <QList>
#include <QPixmap>
#include <QPointF>
#include <QString>
#include <QTimer>
#include <QWidget>

#include <optional>
#include <utility>
#include <vector>

namespace retort {

/// Which colour a line has; the theme decides what it is.
enum class LineRole { Student, Class };

/// Lines over one x axis. Every point is kept; what is drawn is the smallest and largest value a pixel column, so
/// a spike of one step stays visible at any length. Follows light and dark.
///
/// The wheel zooms along x (with Shift along y), a drag zooms into a rectangle, a drag with the middle button or
/// Shift moves, a double click shows all again; + - arrows and Escape do the same. Under the pointer the values of
/// all lines are shown. While it moves, the picture that is there is stretched; the exact one follows.
class Chart : public QWidget
{
    Q_OBJECT

public:
    Chart(const QString &xTitle, const QString &yTitle, QWidget *parent = nullptr);
    ~Chart() override;

    /// Returns the line's number. classIndex: colour of LineRole::Class.
    int addLine(const QString &name, LineRole role, int classIndex = 0, Qt::PenStyle pen = Qt::SolidLine);
    /// Points must ascend in x. Redrawn once, when control returns to the event loop.
    void setPoints(int line, QList<QPointF> points);
    void appendPoint(int line, const QPointF &point);
    [[nodiscard]] const QList<QPointF> &points(int line) const;
    /// An area around the line: as many points in both.
    void setBand(int line, QList<QPointF> low, QList<QPointF> high);
    /// Debiased moving average instead of the points, which stay faint behind it; 0 = none. Lines with a band stay
    /// as they are.
    void setSmoothing(double weight);
    /// Dashed lines across in the teacher's colour.
    void setTeacherLines(QList<std::pair<QString, double>> lines);
    void setTeacherLine(const QString &name, std::optional<double> value);
    /// Fixed limits instead of those of the points.
    void setYRange(std::optional<std::pair<double, double>> range);
    /// What values can be at all, 0 to 100 %: the axis ends there, though points elsewhere have room around them.
    void setYBounds(std::optional<std::pair<double, double>> bounds);
    /// Keeps at least this much of the x axis in view, so that a live curve fills it instead of rescaling each
    /// step.
    void setXMaximum(std::optional<double> maximum);
    void setTitles(const QString &xTitle, const QString &yTitle);
    void setXUnit(ChartUnit unit);
    /// Values that are not above 0 are not drawn then.
    void setLogarithmic(bool logarithmic);
    /// Takes all lines away. What is zoomed into stays.
    void clear();

    /// What is shown now.
    [[nodiscard]] ChartView view() const;
    [[nodiscard]] bool zoomed() const { return m_zoomX.has_value() || m_zoomY.has_value(); }
    /// Along x; nothing: all. For charts that zoom together.
    void setZoomX(std::optional<std::pair<double, double>> range);
    void setZoomY(std::optional<std::pair<double, double>> range); ///< log10 on a logarithmic axis
    void resetZoom();
    /// Where the values of all lines are shown; nothing: nowhere.
    void setPointer(std::optional<double> x);
    [[nodiscard]] std::optional<double> pointer() const { return m_pointer; }

    /// A line's value beside the pointer: that of its point nearest in x.
    struct Readout
    {
        int line = 0;
        QPointF point; ///< as it is stored, or smoothed
    };
    /// Largest value first; without lines that do not reach so far.
    [[nodiscard]] std::vector<Readout> readout(double x) const;
    /// What is drawn of a line at this moment, on the axes.
    [[nodiscard]] QList<QPointF> drawn(int line) const;
    /// The exact picture at any size, without pointer.
    void paintTo(QPainter &painter, const QSizeF &size);

    [[nodiscard]] QSize sizeHint() const override { return {420, 240}; }

Q_SIGNALS:
    void zoomedX(std::optional<std::pair<double, double>> range); ///< by a person
    void pointed(std::optional<double> x);                        ///< by a person

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    struct Line;
    enum class Drag { None, Rectangle, Move };

    void schedule();
    void redraw();
    void describe();
    void changedView();
    [[nodiscard]] ChartView whole() const;
    [[nodiscard]] bool wholeX() const;
    [[nodiscard]] ChartContent content(double width, double height) const;
    [[nodiscard]] QColor colourOf(const Line &line) const;
    [[nodiscard]] const QList<QPointF> &shown(const Line &line) const;
    [[nodiscard]] double onAxis(double y) const;
    [[nodiscard]] QPointF placeOf(const QPointF &value) const;
    [[nodiscard]] QPointF valueAt(const QPointF &place) const;
    void zoomAround(const QPointF &value, double factor, bool alongY);
    void moveBy(double x, double y);
    void tellZoom();
    void point(std::optional<double> x);
    void paintPicture(QPainter &painter) const;
    void paintPointer(QPainter &painter) const;

    QString m_xTitle;
    QString m_yTitle;
    ChartUnit m_xUnit = ChartUnit::Number;
    bool m_logarithmic = false;
    double m_smoothing = 0;
    std::vector<Line> m_lines;
    QList<std::pair<QString, double>> m_teachers;
    std::optional<std::pair<double, double>> m_yRange;
    std::optional<std::pair<double, double>> m_yBounds;
    std::optional<double> m_xMaximum;
    std::optional<std::pair<double, double>> m_zoomX;
    std::optional<std::pair<double, double>> m_zoomY;
    std::optional<double> m_pointer;
    ChartScene m_scene;
    QPixmap m_picture; ///< the whole widget, of m_pictured
    ChartView m_pictured;
    QRectF m_area;     ///< where lines lie
    double m_cost = 0; ///< of the last picture, milliseconds
    QTimer m_settle;   ///< motion has stopped
    bool m_scheduled = false;
    Drag m_drag = Drag::None;
    QPointF m_dragFrom;
    QPointF m_dragTo;
};

/// At most two points (smallest and largest, in their order) for each of `columns` equal parts of [from, to], plus
/// the neighbours just outside. Points ascend in x. Where there are fewer points than that they stay as they are.
[[nodiscard]] QList<QPointF> decimated(const QList<QPointF> &points, double from, double to, int columns);
/// The edges of a band, likewise: the lowest and the highest of each part. As many points in both.
[[nodiscard]] std::pair<QList<QPointF>, QList<QPointF>>
decimatedBand(const QList<QPointF> &low, const QList<QPointF> &high, double from, double to, int columns);

} // namespace retort
