#pragma once

#include "widgets/common/chartaxis.h"

#include <QColor>
#include <QGraphicsScene>
#include <QList>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <vector>

class QCategoryAxis;
class QChart;
class QPainter;

namespace retort {

struct Theme;

/// What part of the plane a chart shows. On a logarithmic y axis low and high are log10.
struct ChartView
{
    double left = 0;
    double right = 1;
    double low = 0;
    double high = 1;

    bool operator==(const ChartView &) const = default;
};

/// One line as it is drawn, thinned out already; y as on the axis (log10 on a logarithmic one), a hole where it is
/// not a number.
struct DrawnLine
{
    QString name;
    QColor colour;
    Qt::PenStyle pen = Qt::SolidLine;
    QList<QPointF> points;
    QList<QPointF> raw; ///< faint, behind
    QList<QPointF> low; ///< of a band; as many as high
    QList<QPointF> high;
    bool markers = false;
    bool inLegend = true;
};

/// Everything that is drawn of a chart.
struct ChartContent
{
    ChartView view;
    QString xTitle;
    QString yTitle;
    std::vector<ChartTick> xTicks;
    std::vector<ChartTick> yTicks;
    std::vector<DrawnLine> lines;
};

/// Draws a chart. Axes, grid and titles are Qt Charts'; lines are painted here, since a series of Qt Charts maps
/// and strokes its points anew at every change of either axis: three times as slow with 50 lines.
class ChartScene
{
public:
    ChartScene();
    ~ChartScene();
    ChartScene(const ChartScene &) = delete;
    ChartScene &operator=(const ChartScene &) = delete;

    /// Returns where lines lie in it.
    QRectF paint(QPainter &painter, const QSizeF &size, const ChartContent &content, const Theme &theme,
                 const QFont &font);

private:
    void setAxis(QCategoryAxis *axis, const std::vector<ChartTick> &ticks, double from, double to);

    QGraphicsScene m_scene;
    QChart *m_chart;
    QCategoryAxis *m_x;
    QCategoryAxis *m_y;
};

} // namespace retort
