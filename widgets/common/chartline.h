#pragma once

// Internal to the chart: what it keeps of a line.

#include "runs/curves.h"
#include "widgets/common/chart.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort {

inline constexpr double unbounded = std::numeric_limits<double>::infinity();

/// Of values that are numbers.
struct Extent
{
    double low = unbounded;
    double high = -unbounded;
    double positive = unbounded; ///< the smallest value above 0

    void take(double y)
    {
        if (!std::isfinite(y))
            return;
        low = std::min(low, y);
        high = std::max(high, y);
        if (y > 0)
            positive = std::min(positive, y);
    }
};

struct Chart::Line
{
    QString name;
    LineRole role = LineRole::Student;
    int classIndex = 0;
    Qt::PenStyle pen = Qt::SolidLine;
    QList<QPointF> points;
    QList<QPointF> smooth; ///< empty: not smoothed
    QList<QPointF> low;
    QList<QPointF> high;
    Extent extent;

    void measure()
    {
        extent = {};
        for (const QList<QPointF> *each : {&points, &low, &high})
            for (const QPointF &point : *each)
                extent.take(point.y());
    }
    void smoothen(double weight)
    {
        smooth.clear();
        if (!(weight > 0) || !low.isEmpty() || points.size() < 3)
            return;
        std::vector<double> y;
        y.reserve(static_cast<std::size_t>(points.size()));
        for (const QPointF &point : points)
            y.push_back(point.y());
        y = smoothed(y, weight);
        smooth.reserve(points.size());
        for (qsizetype i = 0; i < points.size(); ++i)
            smooth.append({points[i].x(), y[static_cast<std::size_t>(i)]});
    }
};

} // namespace retort
