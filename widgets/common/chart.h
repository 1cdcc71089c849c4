#pragma once

#include <QList>
#include <QPointF>
#include <QString>
#include <QWidget>

#include <optional>
#include <utility>
#include <vector>

class QChart;
class QChartView;
class QLineSeries;
class QValueAxis;

namespace retort {

/// Which colour a line has; the theme decides what it is.
enum class LineRole { Student, Class };

/// Lines over one x axis. Every point is kept; what is drawn is the smallest and largest value a pixel column, so
/// a spike of one step stays visible at any length. Follows light and dark.
class Chart : public QWidget
{
    Q_OBJECT

public:
    Chart(const QString &xTitle, const QString &yTitle, QWidget *parent = nullptr);
    ~Chart() override;

    /// Returns the line's number. classIndex: colour of LineRole::Class.
    int addLine(const QString &name, LineRole role, int classIndex = 0);
    /// Points must ascend in x. Redrawn once, when control returns to the event loop.
    void setPoints(int line, QList<QPointF> points);
    void appendPoint(int line, const QPointF &point);
    [[nodiscard]] const QList<QPointF> &points(int line) const;
    /// A dashed line across in the teacher's colour; nothing without a value.
    void setTeacherLine(const QString &name, std::optional<double> value);
    /// Fixed limits instead of those of the points.
    void setYRange(std::optional<std::pair<double, double>> range);
    /// Keeps at least this much of the x axis in view, so that a live curve fills it instead of rescaling each
    /// step.
    void setXMaximum(std::optional<double> maximum);
    void setTitles(const QString &xTitle, const QString &yTitle);
    /// Takes all lines away.
    void clear();

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Line;
    void schedule();
    void redraw();
    void recolour();

    QChart *m_chart;
    QChartView *m_view;
    QValueAxis *m_x;
    QValueAxis *m_y;
    std::vector<Line> m_lines;
    QLineSeries *m_teacher = nullptr;
    QString m_teacherName;
    std::optional<double> m_teacherValue;
    std::optional<std::pair<double, double>> m_yRange;
    std::optional<double> m_xMaximum;
    bool m_scheduled = false;
};

/// At most two points (smallest and largest, in their order) for each of `columns` equal parts of [from, to], plus
/// the neighbours just outside. Points ascend in x. Fewer points than that come back unchanged.
[[nodiscard]] QList<QPointF> decimated(const QList<QPointF> &points, double from, double to, int columns);

} // namespace retort
