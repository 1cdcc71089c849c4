#include "widgets/common/chart.h"

#include "widgets/common/theme.h"

#include <QChart>
#include <QChartView>
#include <QEvent>
#include <QGraphicsLayout>
#include <QLegend>
#include <QLegendMarker>
#include <QLineSeries>
#include <QLocale>
#include <QTimer>
#include <QVBoxLayout>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort {

struct Chart::Line
{
    QString name;
    LineRole role = LineRole::Student;
    int classIndex = 0;
    QLineSeries *series = nullptr;
    QList<QPointF> points;
};

namespace {

constexpr qsizetype markedPoints = 30; // fewer than this are drawn as points, too

// 1, 2 or 5 times a power of ten, so that about `count` of them fill the span.
double niceStep(double span, int count)
{
    const double raw = span / std::max(count, 1);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    const double ratio = raw / power;
    return power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
}

void setAxis(QValueAxis *axis, double from, double to, int ticks, bool wholeNumbers)
{
    double step = niceStep(to - from, ticks);
    if (wholeNumbers)
        step = std::max(1.0, std::round(step));
    const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 6);
    axis->setTickType(QValueAxis::TicksDynamic);
    axis->setTickAnchor(std::ceil(from / step - 1e-9) * step);
    axis->setTickInterval(step);
    axis->setLabelFormat(QStringLiteral("%.%1f").arg(decimals));
    axis->setRange(from, to);
}

} // namespace

QList<QPointF> decimated(const QList<QPointF> &points, double from, double to, int columns)
{
    if (points.size() <= 2 * static_cast<qsizetype>(columns) || columns < 1 || !(to > from))
        return points;
    const auto before = [](const QPointF &point, double x) { return point.x() < x; };
    const auto after = [](double x, const QPointF &point) { return x < point.x(); };
    const auto first = std::lower_bound(points.begin(), points.end(), from, before);
    const auto last = std::upper_bound(first, points.end(), to, after);
    QList<QPointF> result;
    result.reserve(2 * columns + 2);
    if (first != points.begin())
        result.append(*(first - 1)); // the line runs on beyond the edge
    for (auto begin = first; begin != last;) {
        const double column = std::floor((begin->x() - from) / (to - from) * columns);
        const double edge = from + (column + 1) * (to - from) / columns;
        auto end =
            std::upper_bound(begin + 1, last, edge, [](double x, const QPointF &point) { return x <= point.x(); });
        const auto [low, high] =
            std::minmax_element(begin, end, [](const QPointF &a, const QPointF &b) { return a.y() < b.y(); });
        result.append(low < high ? *low : *high);
        if (low != high)
            result.append(low < high ? *high : *low);
        begin = end;
    }
    if (last != points.end())
        result.append(*last);
    return result;
}

Chart::Chart(const QString &xTitle, const QString &yTitle, QWidget *parent)
    : QWidget(parent), m_chart(new QChart), m_view(new QChartView(m_chart, this)), m_x(new QValueAxis(m_chart)),
      m_y(new QValueAxis(m_chart))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    m_view->setRenderHint(QPainter::Antialiasing);
    m_view->setFrameShape(QFrame::NoFrame);
    // Markers reach beyond the rectangles that Qt Charts says it has changed, and would leave traces.
    m_view->setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    m_view->setStyleSheet(QStringLiteral("background: transparent"));
    m_view->setFocusPolicy(Qt::NoFocus);
    m_chart->addAxis(m_x, Qt::AlignBottom);
    m_chart->addAxis(m_y, Qt::AlignLeft);
    m_chart->setMargins(QMargins(0, 0, Theme::space3, 0)); // room for half a tick label
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->setBackgroundVisible(false);
    m_chart->legend()->setAlignment(Qt::AlignTop);
    m_chart->legend()->setMarkerShape(QLegend::MarkerShapeFromSeries);
    m_x->setLineVisible(false);
    m_y->setLineVisible(false);
    m_x->setGridLineVisible(false);
    setMinimumSize(220, 140);
    setTitles(xTitle, yTitle);
    recolour();
    redraw();
}

Chart::~Chart() = default;

int Chart::addLine(const QString &name, LineRole role, int classIndex)
{
    Line line{name, role, classIndex, new QLineSeries(m_chart), {}};
    line.series->setName(name);
    m_chart->addSeries(line.series);
    line.series->attachAxis(m_x);
    line.series->attachAxis(m_y);
    m_lines.push_back(std::move(line));
    recolour();
    return static_cast<int>(m_lines.size()) - 1;
}

void Chart::setPoints(int line, QList<QPointF> points)
{
    m_lines.at(static_cast<std::size_t>(line)).points = std::move(points);
    schedule();
}

void Chart::appendPoint(int line, const QPointF &point)
{
    m_lines.at(static_cast<std::size_t>(line)).points.append(point);
    schedule();
}

const QList<QPointF> &Chart::points(int line) const
{
    return m_lines.at(static_cast<std::size_t>(line)).points;
}

void Chart::setTeacherLine(const QString &name, std::optional<double> value)
{
    m_teacherName = name;
    m_teacherValue = value;
    if (value && !m_teacher) {
        m_teacher = new QLineSeries(m_chart);
        m_chart->addSeries(m_teacher);
        m_teacher->attachAxis(m_x);
        m_teacher->attachAxis(m_y);
        recolour();
    } else if (!value && m_teacher) {
        m_chart->removeSeries(m_teacher);
        delete m_teacher;
        m_teacher = nullptr;
    }
    schedule();
}

void Chart::setYRange(std::optional<std::pair<double, double>> range)
{
    m_yRange = range;
    schedule();
}

void Chart::setXMaximum(std::optional<double> maximum)
{
    m_xMaximum = maximum;
    schedule();
}

void Chart::setTitles(const QString &xTitle, const QString &yTitle)
{
    m_x->setTitleText(xTitle);
    m_y->setTitleText(yTitle);
}

void Chart::clear()
{
    for (Line &line : m_lines) {
        m_chart->removeSeries(line.series);
        delete line.series;
    }
    m_lines.clear();
    setTeacherLine({}, std::nullopt);
}

void Chart::schedule()
{
    if (m_scheduled)
        return;
    m_scheduled = true;
    QTimer::singleShot(0, this, &Chart::redraw);
}

void Chart::redraw()
{
    m_scheduled = false;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double left = infinity;
    double right = -infinity;
    double low = m_teacherValue.value_or(infinity);
    double high = m_teacherValue.value_or(-infinity);
    bool wholeX = true;
    QStringList description;
    for (const Line &line : m_lines) {
        if (line.points.isEmpty())
            continue;
        left = std::min(left, line.points.front().x());
        right = std::max(right, line.points.back().x());
        for (const QPointF &point : line.points) {
            if (!std::isfinite(point.y()))
                continue;
            low = std::min(low, point.y());
            high = std::max(high, point.y());
            wholeX = wholeX && point.x() == std::floor(point.x());
        }
        description.append(tr("%1: %2").arg(line.name, QLocale().toString(line.points.back().y(), 'g', 4)));
    }
    if (m_teacherValue)
        description.append(tr("%1: %2").arg(m_teacherName, QLocale().toString(*m_teacherValue, 'g', 4)));
    setAccessibleDescription(description.join(QStringLiteral(", ")));

    if (!(right >= left)) {
        left = 0;
        right = 1;
    }
    right = std::max(right, m_xMaximum.value_or(right));
    if (!(right > left))
        right = left + 1;
    qsizetype longest = 0;
    for (const Line &line : m_lines)
        longest = std::max(longest, line.points.size());
    if (longest <= markedPoints) { // a marker at the edge should not be cut in half
        const double pad = 0.015 * (right - left);
        left -= pad;
        right += pad;
    }
    if (m_yRange) {
        low = m_yRange->first;
        high = m_yRange->second;
    } else if (!(high >= low)) {
        low = 0;
        high = 1;
    } else {
        const double pad = high > low ? 0.06 * (high - low) : std::max(0.05 * std::abs(high), 0.5);
        low -= pad;
        high += pad;
    }
    setAxis(m_x, left, right, std::clamp(width() / 90, 2, 10), wholeX);
    setAxis(m_y, low, high, std::clamp(height() / 36, 2, 8), false);

    const int columns = std::max(64, static_cast<int>(m_view->width() * devicePixelRatioF()));
    for (const Line &line : m_lines) {
        line.series->replace(decimated(line.points, left, right, columns));
        line.series->setPointsVisible(line.points.size() <= markedPoints);
    }
    if (m_teacher) {
        m_teacher->setName(m_teacherName);
        m_teacher->replace(QList<QPointF>{{left, *m_teacherValue}, {right, *m_teacherValue}});
    }
    m_chart->legend()->setVisible(m_lines.size() + (m_teacher ? 1 : 0) > 1);
}

void Chart::recolour()
{
    const Theme &theme = Theme::of(this);
    QFont small = font();
    small.setPixelSize(Theme::smallPixels);
    for (QValueAxis *axis : {m_x, m_y}) {
        axis->setLabelsColor(theme.secondary);
        axis->setTitleBrush(theme.secondary);
        axis->setGridLineColor(theme.border);
        axis->setLabelsFont(small);
        axis->setTitleFont(small);
    }
    m_chart->legend()->setLabelColor(theme.text);
    m_chart->legend()->setFont(small);
    for (const Line &line : m_lines) {
        const QColor colour = line.role == LineRole::Student ? theme.student : theme.classColour(line.classIndex);
        line.series->setPen(QPen(colour, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        line.series->setMarkerSize(5);
    }
    if (m_teacher)
        m_teacher->setPen(QPen(theme.teacher, 2, Qt::DashLine, Qt::FlatCap));
}

void Chart::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        recolour();
    QWidget::changeEvent(event);
}

void Chart::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    schedule();
}

} // namespace retort
